//! `docs/coverage.md` says what the pages say: OWASP categories and other tools' checks against rules. `UPDATE=1 cargo test
//! --test coverage` writes its generated parts anew.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads and writes a document and may fail")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use apivet::finding::{Meta, Profile};
use apivet::rules::RULES;

/// A category: its tag, its name, and what of it no description shows.
type Category = (&'static str, &'static str, &'static str);

const OWASP_2023: &[Category] = &[
    (
        "API1:2023",
        "Broken Object Level Authorization",
        "Whether the server compares the caller with the owner of an object. A description shows where callers choose objects, and which identifiers can be guessed.",
    ),
    (
        "API2:2023",
        "Broken Authentication",
        "How tokens are issued, checked and revoked; password storage; what an account lockout does.",
    ),
    (
        "API3:2023",
        "Broken Object Property Level Authorization",
        "Which properties a caller really gets or may really change; a description shows which it says are returned and accepted.",
    ),
    (
        "API4:2023",
        "Unrestricted Resource Consumption",
        "Limits that are enforced and not described: timeouts, memory, spending, quotas of a gateway without an extension.",
    ),
    (
        "API5:2023",
        "Broken Function Level Authorization",
        "Whether roles are checked. A description shows that an administrative operation demands nothing more than the others.",
    ),
    (
        "API6:2023",
        "Unrestricted Access to Sensitive Business Flows",
        "What a flow is worth to an attacker. Only flows with a telling name or path are recognised.",
    ),
    (
        "API7:2023",
        "Server Side Request Forgery",
        "What the server does with an address. A description shows that callers may send one, and how free they are.",
    ),
    (
        "API8:2023",
        "Security Misconfiguration",
        "Patches, TLS settings, headers and methods that are not described, verbose errors that are not described.",
    ),
    (
        "API9:2023",
        "Improper Inventory Management",
        "Hosts, versions and endpoints that run and stand in no description at all.",
    ),
    (
        "API10:2023",
        "Unsafe Consumption of APIs",
        "What the server does with answers of others. Callbacks, webhooks and links are all a description has of it.",
    ),
];

const OWASP_2019: &[Category] = &[
    ("API1:2019", "Broken Object Level Authorization", "See API1:2023."),
    ("API2:2019", "Broken User Authentication", "See API2:2023."),
    ("API3:2019", "Excessive Data Exposure", "Data that is returned and not described."),
    ("API4:2019", "Lack of Resources & Rate Limiting", "See API4:2023."),
    ("API5:2019", "Broken Function Level Authorization", "See API5:2023."),
    ("API6:2019", "Mass Assignment", "Properties that are accepted and not described."),
    ("API7:2019", "Security Misconfiguration", "See API8:2023."),
    (
        "API8:2019",
        "Injection",
        "What the server does with what it is sent. A description shows how much of it is refused at the door.",
    ),
    ("API9:2019", "Improper Assets Management", "See API9:2023."),
    ("API10:2019", "Insufficient Logging & Monitoring", "All of it: a description says nothing of logs."),
];

fn link(meta: &Meta) -> String {
    format!("[`{}`](../rules/{}/{}.md)", meta.id, meta.family, meta.id)
}

fn owasp(categories: &[Category]) -> String {
    let mut out = String::new();
    for (tag, name, beyond) in categories {
        let rules: Vec<&Meta> = RULES.iter().map(|rule| &rule.meta).filter(|meta| meta.owasp.contains(tag)).collect();
        writeln!(out, "### {tag} {name}\n").unwrap();
        for profile in Profile::ALL {
            let links: Vec<String> =
                rules.iter().filter(|meta| meta.profile == profile).map(|meta| link(meta)).collect();
            if !links.is_empty() {
                writeln!(out, "- {profile} ({}): {}", links.len(), links.join(", ")).unwrap();
            }
        }
        writeln!(out, "- a description cannot show: {beyond}\n").unwrap();
    }
    out
}

fn rivals() -> String {
    let mut checks: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for meta in RULES.iter().map(|rule| &rule.meta) {
        for rival in meta.rivals {
            let (tool, check) = rival.split_once(' ').unwrap_or((rival, ""));
            checks.entry((tool, check)).or_default().push(link(meta));
        }
    }
    let mut out = String::from("| tool | check | rule |\n|---|---|---|\n");
    for ((tool, check), rules) in checks {
        let check = if check.is_empty() { "(by concept)".to_owned() } else { format!("`{check}`") };
        writeln!(out, "| {tool} | {check} | {} |", rules.join(", ")).unwrap();
    }
    out
}

fn versions() -> String {
    let mut out = String::from("| rule | applies to |\n|---|---|\n");
    for meta in RULES.iter().map(|rule| &rule.meta) {
        let openapi = meta.applies.iter().filter(|format| format.starts_with("openapi")).count();
        if openapi > 0 && openapi < 4 {
            writeln!(out, "| {} | {} |", link(meta), meta.applies.join(", ")).unwrap();
        }
    }
    out
}

/// The document with the text between `<!-- name -->` and `<!-- end -->` written anew.
fn with_parts(document: &str, parts: &[(&str, String)]) -> String {
    let mut document = document.to_owned();
    for (name, text) in parts {
        let open = format!("<!-- {name} -->\n");
        let start = document.find(&open).unwrap() + open.len();
        let end = start + document[start..].find("<!-- end -->").unwrap();
        document.replace_range(start..end, &format!("\n{}\n", text.trim_end()));
    }
    document
}

#[test]
fn the_document_says_what_the_pages_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
    let written = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let parts = [
        ("owasp-2023", owasp(OWASP_2023)),
        ("owasp-2019", owasp(OWASP_2019)),
        ("versions", versions()),
        ("rivals", rivals()),
    ];
    let current = with_parts(&written, &parts);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, current).unwrap();
    } else {
        assert!(written == current, "docs/coverage.md is stale; UPDATE=1 cargo test --test coverage writes it anew");
    }
}

#[test]
fn every_tag_of_a_page_is_a_category() {
    for meta in RULES.iter().map(|rule| &rule.meta) {
        for tag in meta.owasp {
            let known = OWASP_2023.iter().chain(OWASP_2019).any(|(known, ..)| known == tag);
            assert!(known, "{}: `{tag}` is no category", meta.id);
        }
    }
}
