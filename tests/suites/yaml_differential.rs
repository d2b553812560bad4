//! The arena against a parser of another lineage on real descriptions: same documents, keys, structure and text.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use apivet::source::{Source, SourceId};
use apivet::syntax::{Limits, NodeRef, Scalar, parse};
use serde_yaml::Value;

use crate::common;

/// Of large sets of small files one in this many is read.
const SAMPLE: usize = 10;

/// Files that are no YAML on purpose or by nature.
const BROKEN: &[&str] = &["odd/clean-with-tabs.yml", "gateway-aws/payment-3p-openapi.yaml"];

fn corpus(folder: &str) -> Option<PathBuf> {
    common::corpus().map(|root| root.join(folder))
}

fn same(node: NodeRef<'_>, value: &Value, path: &str) -> Result<(), String> {
    let node = node.resolve_alias();
    match value {
        Value::Tagged(tagged) => same(node, &tagged.value, path),
        Value::Mapping(map) => {
            let entries: Vec<_> = node.written_entries().collect();
            if !node.is_map() || entries.len() != map.len() {
                return Err(format!("{path}: {} entries against {}", entries.len(), map.len()));
            }
            for ((key, value), (other_key, other)) in entries.into_iter().zip(map) {
                same_key(key, other_key, path)?;
                same(value, other, &format!("{path}/{}", key.key_text()))?;
            }
            Ok(())
        }
        Value::Sequence(items) => {
            if !node.is_seq() || node.len() != items.len() {
                return Err(format!("{path}: {} items against {}", node.len(), items.len()));
            }
            node.items()
                .zip(items)
                .enumerate()
                .try_for_each(|(at, (item, other))| same(item, other, &format!("{path}/{at}")))
        }
        scalar => same_scalar(node, scalar).map_err(|why| format!("{path}: {why}")),
    }
}

fn same_key(key: NodeRef<'_>, other: &Value, path: &str) -> Result<(), String> {
    match other {
        Value::String(text) if text == key.key_text() => Ok(()),
        Value::Null | Value::Bool(_) | Value::Number(_) => same_scalar(key, other),
        _ => Err(format!("{path}: key {:?} against {other:?}", key.key_text())),
    }
}

fn same_scalar(node: NodeRef<'_>, value: &Value) -> Result<(), String> {
    let found = node.scalar().ok_or("no scalar")?;
    let agree = match (&found, value) {
        (Scalar::Null, Value::Null) => true,
        (Scalar::Bool(a), Value::Bool(b)) => a == b,
        (Scalar::Int(a), Value::Number(b)) => b.as_i64() == Some(*a),
        (Scalar::Float(a), Value::Number(b)) => b.as_f64() == Some(*a),
        (Scalar::String(a), Value::String(b)) => a == b,
        // The other parser takes `017` for text; the core schema says 17.
        (Scalar::Int(_), Value::String(b)) => b == node.raw() && b.trim_start_matches(['+', '-']).starts_with('0'),
        // Integers too big for it.
        (Scalar::Float(_), Value::String(b)) => b == node.raw(),
        _ => false,
    };
    if agree { Ok(()) } else { Err(format!("{found:?} against {value:?}")) }
}

enum Outcome {
    Agrees,
    /// The other parser gave up, for this reason.
    NotRead(String),
    Differs(String),
}

fn compare(text: &str) -> Outcome {
    let doc = parse(Source::new(SourceId(0), "a.yaml", text), &Limits::default(), &[]);
    let other: Value = match serde_yaml::from_str(text) {
        Ok(other) => other,
        Err(error) => return Outcome::NotRead(error.to_string()),
    };
    if let Some(error) = doc.errors.first() {
        let at = doc.source.lines().position(text, error.span.start);
        return Outcome::Differs(format!("refused at {}:{}: {}", at.line, at.column, error.message));
    }
    let result = match doc.root() {
        Some(root) => same(root, &other, ""),
        None if other.is_null() => Ok(()),
        None => Err("nothing found".to_owned()),
    };
    result.map_or_else(Outcome::Differs, |()| Outcome::Agrees)
}

#[test]
fn the_arena_agrees_with_another_parser_on_real_descriptions() {
    let Some(folder) = corpus("openapi") else {
        return;
    };
    let mut small = 0;
    let (mut agree, mut differ, mut not_read) = (0, Vec::new(), BTreeMap::<String, String>::new());
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        if !(name.ends_with(".yaml") || name.ends_with(".yml")) {
            continue;
        }
        if name.starts_with("digitalocean/") {
            small += 1;
            if small % SAMPLE != 0 {
                continue;
            }
        }
        let text = std::fs::read_to_string(entry.path()).unwrap();
        match compare(&text) {
            Outcome::Agrees => agree += 1,
            Outcome::NotRead(why) => {
                not_read.insert(name, why);
            }
            Outcome::Differs(why) => differ.push(format!("{name}: {why}")),
        }
    }
    let _ = writeln!(
        std::io::stderr(),
        "{agree} files agree; the other parser does not read {}: {not_read:#?}",
        not_read.len()
    );
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(agree >= 300, "only {agree} files compared");
    let unexpected: Vec<_> = not_read.keys().filter(|name| !BROKEN.contains(&name.as_str())).collect();
    assert!(unexpected.len() <= 12, "{unexpected:?}");
}
