//! Fingerprints of real descriptions stay when the text is laid out anew, reordered, put into the other notation or split
//! into files.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test reads files and may fail")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apivet::engine::{Settings, lint};
use apivet::finding::{InputState, Profile};
use apivet::source::MemLoader;
use serde_json::{Value, json};

/// Larger texts take long without optimisation and say no more.
const LARGEST: u64 = 400_000;
/// Rules on what only the text has: the new text has it not, or has something else.
const OF_THE_TEXT: &[&str] = &[
    "duplicate-key",
    "key-not-text",
    "secret-in-comment",
    "yaml-ambiguous-scalar",
    "version-quoting",
    "control-characters",
    // What splitting adds or takes away.
    "component-unused",
];

/// Findings by fingerprint: rule and place, to be read where something is lost.
type Found = BTreeMap<String, String>;

/// With every rule, told one by one and told together.
fn found(files: &MemLoader, root: &str) -> Option<Found> {
    let mut found = Found::new();
    for profile in [Profile::Audit, Profile::Recommended] {
        let settings = Settings { name: Some("api".into()), profile, ..Settings::default() };
        let checked = lint(root, files, &settings);
        let [one] = checked.as_slice() else { return None };
        if one.input.state != InputState::Checked {
            return None;
        }
        for finding in one.findings.iter().filter(|finding| !OF_THE_TEXT.contains(&finding.rule.id)) {
            let words = format!("{} {} {profile:?}", finding.rule.id, finding.place);
            found.insert(format!("{}{profile:?}", finding.fingerprint), words);
        }
    }
    Some(found)
}

fn alone(name: &str, text: String) -> MemLoader {
    let mut files = MemLoader::default();
    files.insert(name, text);
    files
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.iter().rev().map(|(key, value)| (key.clone(), reversed(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        other => other.clone(),
    }
}

/// Moves each schema and each path item into a file of its own.
fn split(value: &Value) -> Option<MemLoader> {
    let mut files = MemLoader::default();
    let mut root = value.clone();
    let mut count = 0;
    let old = value.get("swagger").is_some();
    let schemas = if old { "/definitions" } else { "/components/schemas" };
    let is_plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    let moves = |(name, schema): (&String, &Value)| {
        (is_plain(name) && schema.is_object() && schema.get("$ref").is_none()).then(|| name.clone())
    };
    let names: Vec<String> = value.pointer(schemas).and_then(Value::as_object)?.iter().filter_map(moves).collect();
    // What moves, and where to.
    let items = value.get("paths").and_then(Value::as_object).into_iter().flatten();
    let items = items.enumerate().filter(|(_, (path, item))| path.starts_with('/') && item.get("$ref").is_none());
    let mut moved: Vec<(String, String)> = items
        .map(|(at, (path, _))| {
            (format!("#/paths/{}", path.replace('~', "~0").replace('/', "~1")), format!("paths/{at}.json"))
        })
        .collect();
    moved.extend(names.iter().map(|name| (format!("#{schemas}/{name}"), format!("schemas/{name}.json"))));
    // What a reference is from a file in a folder, or from the root, where names stay where they are.
    let target = |reference: &str, folder: &str| -> Option<String> {
        let part = moved.iter().find_map(|(pointer, file)| {
            let rest = reference.strip_prefix(pointer.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then_some((file, rest))
        });
        let up = if folder.is_empty() { "" } else { "../" };
        let pointer = |rest: &str| if rest.is_empty() { String::new() } else { format!("#{rest}") };
        match part {
            Some((_, "")) if folder.is_empty() => None,
            Some((file, rest)) => {
                let file = file.strip_prefix(&format!("{folder}/")).map_or(format!("{up}{file}"), str::to_owned);
                Some(file + &pointer(rest))
            }
            None if folder.is_empty() => None,
            None if reference.is_empty() || reference.starts_with('#') => Some(format!("../root.json{reference}")),
            None => (!reference.contains(':') && !reference.starts_with('/')).then(|| format!("../{reference}")),
        }
    };
    redirect(&mut root, &|reference| target(reference, ""));
    if let Some(map) = root.pointer_mut(schemas).and_then(Value::as_object_mut) {
        for (name, schema) in map.iter_mut().filter(|(name, _)| names.contains(name)) {
            let file = format!("schemas/{name}.json");
            let mut content = value.pointer(schemas).and_then(|all| all.get(name)).cloned().unwrap_or_default();
            *schema = json!({"$ref": file});
            redirect(&mut content, &|reference| target(reference, "schemas"));
            files.insert(file, content.to_string());
            count += 1;
        }
    }
    if let Some(map) = root.get_mut("paths").and_then(Value::as_object_mut) {
        for (at, (path, item)) in map.iter_mut().enumerate() {
            if !path.starts_with('/') || item.get("$ref").is_some() {
                continue;
            }
            let file = format!("paths/{at}.json");
            let mut content = value.get("paths").and_then(|all| all.get(path)).cloned().unwrap_or_default();
            *item = json!({"$ref": file});
            redirect(&mut content, &|reference| target(reference, "paths"));
            files.insert(file, content.to_string());
            count += 1;
        }
    }
    files.insert("root.json", root.to_string());
    (count > 0).then_some(files)
}

/// Rewrites references that stand where references do; examples hold data.
fn redirect(value: &mut Value, to: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::Object(map) => {
            let has_type = map.contains_key("type");
            for (key, value) in map.iter_mut() {
                if key == "$ref"
                    && let Some(text) = value.as_str()
                    && let Some(new) = to(text)
                {
                    *value = new.into();
                } else if key == "mapping"
                    && let Some(names) = value.as_object_mut()
                {
                    // Of a discriminator.
                    for name in names.values_mut() {
                        if let Some(new) = name.as_str().filter(|name| name.contains(['#', '/', '.'])).and_then(to) {
                            *name = new.into();
                        }
                    }
                } else if key == "examples"
                    && let Some(examples) = value.as_object_mut()
                {
                    examples.values_mut().filter(|one| one.get("$ref").is_some()).for_each(|one| redirect(one, to));
                } else if !matches!(key.as_str(), "example" | "examples" | "enum") && !(has_type && key == "default") {
                    redirect(value, to);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, to)),
        _ => {}
    }
}

#[test]
fn fingerprints_survive_layout_order_notation_and_splitting() {
    let Some(root) = common::corpus() else { return };
    let mut report = String::new();
    let (mut documents, mut findings, mut changed) = (0, 0, BTreeMap::<&str, (usize, usize)>::new());
    for file in common::files(&root, "openapi", &["yaml", "yml", "json"]) {
        let path = root.join(&file);
        if std::fs::metadata(&path).unwrap().len() > LARGEST {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        if std::env::var("ONLY").is_ok_and(|only| !file.contains(&only)) {
            continue;
        }
        // What this reader takes as one document is what a converter writes anew.
        let Ok(value) = serde_yaml::from_str::<Value>(&text) else { continue };
        if !value.is_object() || text.contains("<<:") {
            continue;
        }
        let compact = value.to_string();
        let Some(before) = found(&alone("a.json", compact), "a.json") else { continue };
        documents += 1;
        findings += before.len();
        let mut variants: Vec<(&str, Option<Found>)> = vec![
            ("laid out", found(&alone("a.json", serde_json::to_string_pretty(&value).unwrap()), "a.json")),
            ("reordered", found(&alone("a.json", reversed(&value).to_string()), "a.json")),
            ("as YAML", serde_yaml::to_string(&value).ok().and_then(|text| found(&alone("a.yaml", text), "a.yaml"))),
        ];
        if let Some(files) = split(&value) {
            variants.push(("split", found(&files, "root.json")));
        }
        for (what, after) in variants {
            let Some(after) = after else {
                writeln!(report, "{file}: not checked when {what}").unwrap();
                continue;
            };
            let lost: Vec<_> = before.iter().filter(|(print, _)| !after.contains_key(*print)).collect();
            let new: Vec<_> = after.iter().filter(|(print, _)| !before.contains_key(*print)).collect();
            let counts = changed.entry(what).or_default();
            *counts = (counts.0 + lost.len(), counts.1 + new.len());
            for (mark, all) in [("-", lost), ("+", new)] {
                for (_, words) in all.iter().take(40) {
                    writeln!(report, "{file} {what}: {mark} {words}").unwrap();
                }
            }
        }
    }
    assert!(
        report.is_empty(),
        "{documents} documents, {findings} findings, lost and new by change: {changed:?}\n{report}"
    );
    assert!(documents > 150, "{documents} documents");
}
