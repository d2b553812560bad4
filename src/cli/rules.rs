//! `apivet rules`: the registry as a table or as JSON.

use serde_json::json;

use super::args::{RulesArgs, RulesFormat};
use super::terminal::{self, say};
use crate::finding::{Meta, Outcome};
use crate::rules::{self, RULES, Rule};

/// Runs the command.
pub(super) fn run(args: &RulesArgs) -> Outcome {
    let rules: Vec<&Meta> = RULES
        .iter()
        .filter(|rule| args.rule.is_empty() || args.rule.iter().any(|selector| selector.picks(rule)))
        .map(|rule| &rule.meta)
        .filter(|meta| args.profile.is_none_or(|profile| meta.profile <= profile))
        .collect();
    let text = match args.format {
        RulesFormat::Pretty => table(&rules, terminal::colour(args.color)),
        RulesFormat::Json => listing(&rules),
    };
    match terminal::print(|out| out.write_all(text.as_bytes())) {
        Ok(()) => Outcome::Clean,
        Err(error) => {
            say(&format!("apivet: standard output: cannot be written: {error}"));
            Outcome::NotChecked
        }
    }
}

/// By family, each rule on a line.
fn table(rules: &[&Meta], colour: bool) -> String {
    let width = rules.iter().map(|meta| meta.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut family = "";
    for meta in rules {
        if meta.family != family {
            if !family.is_empty() {
                text.push('\n');
            }
            family = meta.family;
            text.push_str(&if colour { format!("\x1b[1m{family}\x1b[0m\n") } else { format!("{family}\n") });
        }
        let (id, severity, profile, title) = (meta.id, meta.severity, meta.profile, meta.title);
        let compares = rules::find(meta.id).is_some_and(Rule::compares);
        let needs = match meta.needs {
            [] if compares => " (with --since)".to_owned(),
            [] => String::new(),
            needs => format!(" (when `{}` is configured)", needs.join("`, `")),
        };
        let only = versions(meta);
        text.push_str(&format!("  {id:width$}  {severity:8}  {profile:11}  {title}{only}{needs}\n"));
    }
    let count = rules.len();
    text.push_str(&format!("\n{count} rule{}; `apivet explain RULE` says more\n", if count == 1 { "" } else { "s" }));
    text
}

/// The versions of OpenAPI it is for, where it is not for all of them.
fn versions(meta: &Meta) -> String {
    let versions: Vec<&str> = meta.applies.iter().filter_map(|format| format.strip_prefix("openapi-")).collect();
    match versions.len() {
        0 | 4 => String::new(),
        _ => format!(" [{}]", versions.join(", ")),
    }
}

/// The same for programs; the shape is `apivet-rules/1`.
fn listing(rules: &[&Meta]) -> String {
    let rules: Vec<_> = rules
        .iter()
        .map(|meta| {
            json!({
                "id": meta.id,
                "aliases": meta.aliases,
                "family": meta.family,
                "title": meta.title,
                "severity": meta.severity.as_str(),
                "confidence": meta.confidence.as_str(),
                "profile": meta.profile.as_str(),
                "applies": meta.applies,
                "owasp": meta.owasp,
                "cwe": meta.cwe,
                "options": meta.options,
                "needs": meta.needs,
                "rivals": meta.rivals,
                "since": meta.since,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "schema": "apivet-rules/1", "rules": rules }))
}
