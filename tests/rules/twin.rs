//! The same example in other versions and notations.

use apivet::finding::Meta;
use apivet::source::{Source, SourceId};
use apivet::syntax::{Kind, Limits, NodeRef, Scalar, parse};

use super::page::Case;

/// Versions of 3.x with the text that states them.
const V3: [(&str, &str); 3] = [("openapi-3.0", "3.0.4"), ("openapi-3.1", "3.1.1"), ("openapi-3.2", "3.2.0")];

/// The formats an example shows, twins included.
pub(crate) fn formats(case: &Case, meta: &Meta) -> Vec<&'static str> {
    let Some(own) = format(&case.files[0].1) else { return Vec::new() };
    let mut all = vec![own];
    if !case.only && own.starts_with("openapi-3") {
        all.extend(V3.iter().map(|(format, _)| *format).filter(|format| meta.applies.contains(format)));
    }
    all
}

fn format(text: &str) -> Option<&'static str> {
    if let Some(version) = version(text) {
        return V3.iter().find(|(_, known)| known[..3] == version[..3]).map(|(format, _)| *format);
    }
    if text.contains("swagger") && text.contains("2.0") {
        return Some("openapi-2.0");
    }
    if text.contains("http://schemas.xmlsoap.org/wsdl") {
        return Some("wsdl-1.1");
    }
    text.contains("http://www.w3.org/ns/wsdl").then_some("wsdl-2.0")
}

/// The `3.x.y` an example states.
fn version(text: &str) -> Option<&str> {
    let at = text.find("openapi: 3").map(|at| at + 9).or_else(|| text.find("\"openapi\": \"3").map(|at| at + 12))?;
    let end = text[at..].find(|c: char| !c.is_ascii_digit() && c != '.')? + at;
    text.get(at..end).filter(|version| version.len() >= 5)
}

/// The example in every other declared version of 3.x, and in JSON when it is YAML.
pub(crate) fn twins(case: &Case, meta: &Meta) -> Vec<(String, Case)> {
    let mut out = Vec::new();
    if case.only {
        return out;
    }
    if let Some(own) = version(&case.files[0].1) {
        for (format, other) in V3 {
            if meta.applies.contains(&format) && other[..3] != own[..3] {
                let mut twin = case.clone();
                twin.files[0].1 = case.files[0].1.replacen(own, other, 1);
                out.push((format.to_owned(), twin));
            }
        }
    }
    if case.language == "yaml" && case.files.len() == 1 && !case.unreadable {
        let mut twin = case.clone();
        twin.files[0] = ("api.json".to_owned(), to_json(&case.files[0].1));
        out.push(("JSON".to_owned(), twin));
    }
    out
}

/// YAML to JSON, entry for entry, duplicates kept.
fn to_json(yaml: &str) -> String {
    let document = parse(Source::new(SourceId(0), "api.yaml", yaml), &Limits::default(), &[]);
    let mut out = String::new();
    if let Some(root) = document.root() {
        write(root, &mut out);
    }
    out
}

fn write(node: NodeRef<'_>, out: &mut String) {
    let node = node.resolve_alias();
    match node.kind() {
        Kind::Map => {
            let merged = node.get("<<").is_some();
            let entries: Vec<_> = if merged { node.entries().collect() } else { node.written_entries().collect() };
            out.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push_str(",\n ");
                }
                out.push_str(&serde_json::to_string(key.key_text()).unwrap());
                out.push_str(": ");
                write(value, out);
            }
            out.push('}');
        }
        Kind::Seq => {
            out.push('[');
            for (index, item) in node.items().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(item, out);
            }
            out.push(']');
        }
        _ => out.push_str(&match node.scalar() {
            Some(Scalar::Null) | None => "null".to_owned(),
            Some(Scalar::Bool(value)) => value.to_string(),
            Some(Scalar::Int(value)) => value.to_string(),
            Some(Scalar::Float(value)) => value.to_string(),
            Some(Scalar::String(text)) => serde_json::to_string(&text).unwrap(),
        }),
    }
}
