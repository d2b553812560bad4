//! Fingerprints of real descriptions stay when the text is laid out anew, reordered, put into the other notation or split
//! into files.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test reads files and may fail")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apivet::engine::{Settings, lint};
use apivet::finding::InputState;
use apivet::source::MemLoader;
use serde_json::{Map, Value, json};

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

fn found(files: MemLoader, root: &str) -> Option<Found> {
    let settings = Settings { name: Some("api".into()), ..Settings::default() };
    let checked = lint(root, &files, &settings);
    let [one] = checked.as_slice() else { return None };
    if one.input.state != InputState::Checked {
        return None;
    }
    let kept = one.findings.iter().filter(|finding| !OF_THE_TEXT.contains(&finding.rule.id));
    Some(kept.map(|finding| (finding.fingerprint.clone(), format!("{} {}", finding.rule.id, finding.place))).collect())
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
fn split(value: &Value) -> Option<(MemLoader, usize)> {
    let mut files = MemLoader::default();
    let mut root = value.clone();
    let mut count = 0;
    let old = value.get("swagger").is_some();
    let schemas = if old { "/definitions" } else { "/components/schemas" };
    let file_of = |name: &str| {
        name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)).then(|| format!("schemas/{name}.json"))
    };
    let names: Vec<String> = value.pointer(schemas).and_then(Value::as_object)?.keys().cloned().collect();
    let target = |reference: &str, folder: &str| -> Option<String> {
        let pointer = reference.strip_prefix('#')?;
        let rest = pointer.strip_prefix(schemas).and_then(|rest| rest.strip_prefix('/'));
        match rest {
            Some(name) if !name.contains('/') && names.iter().any(|known| known == name) && file_of(name).is_some() => {
                Some(match folder {
                    "schemas" => format!("{name}.json"),
                    "paths" => format!("../schemas/{name}.json"),
                    _ => format!("schemas/{name}.json"),
                })
            }
            _ if folder.is_empty() => None,
            _ => Some(format!("../root.json{reference}")),
        }
    };
    if let Some(map) = root.pointer_mut(schemas).and_then(Value::as_object_mut) {
        for (name, schema) in map.iter_mut() {
            let Some(file) = file_of(name) else { continue };
            let mut moved = std::mem::replace(schema, json!({"$ref": file}));
            if moved.get("$ref").is_some() {
                *schema = moved;
                continue;
            }
            redirect(&mut moved, &|reference| target(reference, "schemas"));
            files.insert(file, moved.to_string());
            count += 1;
        }
    }
    if let Some(map) = root.get_mut("paths").and_then(Value::as_object_mut) {
        for (at, (path, item)) in map.iter_mut().enumerate() {
            if !path.starts_with('/') || item.get("$ref").is_some() {
                continue;
            }
            let file = format!("paths/{at}.json");
            let mut moved = std::mem::replace(item, json!({"$ref": file}));
            redirect(&mut moved, &|reference| target(reference, "paths"));
            files.insert(file, moved.to_string());
            count += 1;
        }
    }
    let mut rest = Map::new();
    for (key, value) in root.as_object()? {
        let mut value = value.clone();
        if key != "paths" {
            redirect(&mut value, &|reference| target(reference, "").filter(|_| false));
        }
        rest.insert(key.clone(), value);
    }
    files.insert("root.json", Value::Object(rest).to_string());
    (count > 0).then_some((files, count))
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
                } else if !(matches!(key.as_str(), "example" | "examples" | "enum") || has_type && key == "default") {
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
        // What this reader takes as one document is what a converter writes anew.
        let Ok(value) = serde_yaml::from_str::<Value>(&text) else { continue };
        if !value.is_object() || text.contains("<<:") {
            continue;
        }
        let compact = value.to_string();
        let Some(before) = found(alone("a.json", compact), "a.json") else { continue };
        documents += 1;
        findings += before.len();
        let mut variants: Vec<(&str, Option<Found>)> = vec![
            ("laid out", found(alone("a.json", serde_json::to_string_pretty(&value).unwrap()), "a.json")),
            ("reordered", found(alone("a.json", reversed(&value).to_string()), "a.json")),
            ("as YAML", serde_yaml::to_string(&value).ok().and_then(|text| found(alone("a.yaml", text), "a.yaml"))),
        ];
        if let Some((files, _)) = split(&value) {
            variants.push(("split", found(files, "root.json")));
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
    assert!(documents > 150, "{documents} documents");
    assert!(
        report.is_empty(),
        "{documents} documents, {findings} findings, lost and new by change: {changed:?}\n{report}"
    );
}
