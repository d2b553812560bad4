//! The shape of the project: which module may use which, how long a file may be, and that rules, pages and documents
//! name each other.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test reads the sources and may fail"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use apivet::rules::RULES;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files with an extension below a folder, relative to the root, with their text.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
    let found: Vec<_> = entries
        .filter(|entry| entry.file_type().is_file() && entry.path().extension().is_some_and(|found| found == extension))
        .map(|entry| {
            let name = entry.path().strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    assert!(!found.is_empty(), "nothing in {folder}");
    found
}

fn none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// What each module may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("words", &[]),
    ("syntax", &["source", "words"]),
    ("finding", &["source"]),
    ("model", &["syntax", "source", "words"]),
    ("rules", &["model", "syntax", "source", "words", "finding"]),
    ("config", &["rules", "finding", "model", "syntax", "source", "words"]),
    ("engine", &["config", "rules", "model", "finding", "syntax", "source", "words"]),
    ("output", &["finding", "source"]),
    ("outside", &["engine", "config", "rules", "model", "finding", "syntax", "source", "words"]),
    (
        "cli",
        &["outside", "lsp", "engine", "config", "rules", "model", "output", "finding", "syntax", "source", "words"],
    ),
    ("lsp", &["outside", "engine", "config", "rules", "model", "output", "finding", "syntax", "source", "words"]),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// A file without comments, in which words like `crate::x` would be prose.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The modules named behind `crate::` (or, in `main`, `apivet::`), also in braces: `crate::{source, words::nearest}`.
fn used(text: &str, prefix: &str) -> BTreeSet<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices(prefix) {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &text[at + prefix.len()..];
        let Some(inner) = rest.strip_prefix('{') else {
            found.insert(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (at, c) in inner.char_indices() {
            match c {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if start && !c.is_whitespace() => {
                    found.insert(name(&inner[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn what_a_use_names_is_found() {
    let text = "use crate::source::Span;\nuse crate::{words, syntax::{At, Kind}, model};\nlet x = crate::finding::f(); mycrate::no();";
    let expected = ["finding", "model", "source", "syntax", "words"].map(str::to_owned);
    assert_eq!(used(text, "crate::"), BTreeSet::from(expected));
}

#[test]
fn arrows_between_modules_go_one_way() {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, text) in files("src", "rs") {
        let module = name.trim_start_matches("src/").split(['/', '.']).next().unwrap().to_owned();
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == module) else {
            problems.push(format!("{name}: no arrows are drawn for `{module}`"));
            continue;
        };
        let text = code(&text);
        let mut targets = used(&text, "crate::");
        if module == "main" {
            targets.extend(used(&text, "apivet::"));
        }
        for target in targets {
            let is_module = ARROWS.iter().any(|(known, _)| *known == target);
            if is_module && target != module && !allowed.contains(&target.as_str()) {
                problems.push(format!("{name}: `{module}` may not use `{target}`"));
            }
        }
        // A way round: `super` above the top of the module.
        let depth = name.matches('/').count() - usize::from(name.ends_with("/mod.rs"));
        if text.contains(&"super::".repeat(depth + 1)) && !text.contains("mod tests") {
            problems.push(format!("{name}: `super` leads out of `{module}`; say `crate::`"));
        }
        seen.insert(module);
    }
    none(&problems);
    assert_eq!(seen.len(), ARROWS.len(), "every module is there: {seen:?}");
}

#[test]
fn only_the_faces_touch_the_outside() {
    let mut problems = Vec::new();
    let faces = ["src/outside/", "src/cli/", "src/lsp/", "src/main.rs"];
    for (name, text) in files("src", "rs").into_iter().filter(|(name, _)| !faces.iter().any(|f| name.starts_with(f))) {
        let product = code(&text);
        let product = product.split("#[cfg(test)]\nmod ").next().unwrap();
        for word in [
            "std::fs",
            "std::env",
            "std::process",
            "TcpStream",
            "UdpSocket",
            "ToSocketAddrs",
            "std::thread",
            "println!",
            "eprintln!",
            "SystemTime",
            "Instant",
        ] {
            if product.contains(word) && !name.ends_with("/tests.rs") {
                problems.push(format!("{name}: `{word}` belongs to src/outside or a face"));
            }
        }
    }
    none(&problems);
}

#[test]
fn files_are_short_and_say_what_they_own() {
    let mut problems = Vec::new();
    let mut all = files("src", "rs");
    all.extend(files("tests", "rs"));
    all.push(("build.rs".to_owned(), fs::read_to_string(root().join("build.rs")).unwrap()));
    for (name, text) in all {
        let lines = text.lines().count();
        if lines >= 500 {
            problems.push(format!("{name}: {lines} lines; 500 is the ceiling, split it"));
        }
        if !text.starts_with("//!") {
            problems.push(format!("{name}: starts without `//!`"));
        }
        if !name.starts_with("src/rules/") || name.matches('/').count() < 3 {
            continue;
        }
        for (function, lines) in functions(&text) {
            if lines >= 150 {
                problems.push(format!("{name}: `{function}` has {lines} lines"));
            }
        }
    }
    none(&problems);
}

/// Names and lengths of functions, told by the indentation `cargo fmt` gives.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let Some(start) = trimmed.find("fn ").filter(|_| !trimmed.starts_with("//") && !trimmed.contains("fn(")) else {
            continue;
        };
        let end = format!("{}}}", " ".repeat(line.len() - trimmed.len()));
        let Some(length) = lines[at..].iter().position(|line| *line == end) else { continue };
        found.push((trimmed[start + 3..].split(['(', '<']).next().unwrap().to_owned(), length + 1));
    }
    found
}

/// Rule modules: files of `src/rules/<family>/` that define `CHECKS`.
fn modules() -> BTreeMap<String, String> {
    let all = files("src/rules", "rs")
        .into_iter()
        .filter(|(name, text)| name.matches('/').count() == 3 && text.contains("const CHECKS"));
    all.map(|(name, text)| (name.trim_start_matches("src/rules/").trim_end_matches(".rs").replace('_', "-"), text))
        .collect()
}

#[test]
fn every_rule_has_one_page_and_one_module() {
    let pages: BTreeSet<String> = files("rules", "md")
        .into_iter()
        .filter(|(name, _)| name.matches('/').count() == 2)
        .map(|(name, _)| name.trim_start_matches("rules/").trim_end_matches(".md").to_owned())
        .collect();
    let modules = modules();
    let mut problems = Vec::new();
    for page in pages.iter().filter(|page| !modules.contains_key(*page)) {
        problems.push(format!("rules/{page}.md has no module"));
    }
    for (module, text) in &modules {
        if !pages.contains(module) {
            problems.push(format!("src/rules/{module} has no page"));
        }
        let page = format!("`rules/{module}.md`");
        if !text.lines().take_while(|line| line.starts_with("//!")).any(|line| line.contains(&page)) {
            problems.push(format!("src/rules/{module}: its header does not name {page}"));
        }
        if code(text).lines().filter(|line| !line.trim().is_empty()).count() > 200 {
            problems.push(format!("src/rules/{module}: more than 200 lines of code"));
        }
    }
    none(&problems);
    assert_eq!(RULES.len(), pages.len());
}

#[test]
fn ids_and_aliases_are_unique() {
    let mut seen = BTreeSet::new();
    for rule in RULES {
        for name in std::iter::once(&rule.meta.id).chain(rule.meta.aliases) {
            assert!(seen.insert(*name), "`{name}` names two rules");
        }
    }
}

#[test]
fn what_a_rule_absorbs_exists_and_nothing_absorbs_itself() {
    let absorbs: BTreeMap<&str, &[&str]> = RULES.iter().map(|rule| (rule.meta.id, rule.meta.absorbs)).collect();
    for (rule, absorbed) in &absorbs {
        for one in *absorbed {
            assert!(absorbs.contains_key(one), "{rule} absorbs `{one}`, which is no rule");
        }
    }
    for rule in absorbs.keys() {
        let mut seen = BTreeSet::new();
        let mut pending: Vec<&str> = absorbs[rule].to_vec();
        while let Some(next) = pending.pop() {
            assert_ne!(next, *rule, "{rule} absorbs itself");
            if seen.insert(next) {
                pending.extend(absorbs[next]);
            }
        }
    }
}

#[test]
fn no_rule_names_another() {
    let mut problems = Vec::new();
    for (module, text) in modules() {
        for rule in RULES.iter().filter(|rule| !module.ends_with(&format!("/{}", rule.meta.id))) {
            if code(&text).contains(&format!("\"{}\"", rule.meta.id)) {
                problems.push(format!(
                    "src/rules/{module} names `{}`; use `absorbs`, or move what both need into the model",
                    rule.meta.id
                ));
            }
        }
    }
    none(&problems);
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let used: BTreeSet<&str> = section.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    let document = fs::read_to_string(Path::new(&root()).join("docs/dependencies.md")).unwrap();
    let rows = document.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let explained: BTreeSet<&str> = rows.filter(|row| *row != "crate").collect();
    assert!(used.len() > 5, "{used:?}");
    assert_eq!(used, explained);
}
