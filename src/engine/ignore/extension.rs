//! Ignores in the extension `x-apivet-ignore`: `[{rule, reason, expires}]`, one such object, or `"rule -- reason"`.

use super::{Content, Malformed, Written};
use crate::model::openapi::Key;
use crate::source::Span;
use crate::syntax::{Document, Format, NodeId, NodeRef, Symbol};
use crate::words;

const FIELDS: [&str; 3] = ["rule", "reason", "expires"];

/// The ignores of every object that has the extension, in order.
pub(super) fn read(document: &Document) -> Vec<Written<'_>> {
    let mut written = Vec::new();
    if document.format == Format::Xml {
        return written;
    }
    for id in 0..document.tree.len() as u32 {
        let key = document.node(NodeId(id));
        if key.symbol() != Some(Symbol(Key::XIgnore as u32)) {
            continue;
        }
        let Some(holder) = key.parent() else { continue };
        let value = NodeRef { doc: document, id: key.subtree_end() }.resolve_alias();
        let entries: Vec<_> = if value.is_seq() { value.items().collect() } else { vec![value] };
        for entry in entries {
            let content = content(entry, holder);
            written.push(Written { node: holder, span: entry.span(), kind: "extension", content });
        }
    }
    written
}

fn content(entry: NodeRef<'_>, holder: NodeRef<'_>) -> Result<Content, Malformed> {
    let cover = match holder.key() {
        Some(key) => Span { end: holder.span().end, ..key.span() },
        None => holder.span(),
    };
    if let Some(text) = entry.string() {
        let (names, reason) = text.split_once("--").unwrap_or((&text, ""));
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let rules: Vec<_> = names.map(|name| (name.to_owned(), entry.span())).collect();
        let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        return if rules.is_empty() { Err(nameless()) } else { Ok(Content { cover, rules, reason, expires: None }) };
    }
    if !entry.is_map() {
        return Err(malformed("an entry is an object with `rule` and `reason`".into()));
    }
    for (key, _) in entry.entries() {
        let name = key.key_text();
        if !FIELDS.contains(&name) && !name.starts_with("x-") {
            let near = words::nearest(name, FIELDS).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            return Err(malformed(format!("`{name}` is no field of an ignore{near}")));
        }
    }
    let rules = rules(entry.get("rule").ok_or_else(nameless)?)?;
    let reason = match entry.get("reason") {
        Some(node) => Some(node.string().ok_or_else(|| malformed("its reason is no text".into()))?),
        None => None,
    };
    let reason = reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let expires = match entry.get("expires") {
        Some(node) => {
            let text = node.text().unwrap_or_default();
            if !is_date(&text) {
                return Err(malformed(format!("`{text}` is no date; write the last day it holds as `YYYY-MM-DD`")));
            }
            Some(text.into_owned())
        }
        None => None,
    };
    Ok(Content { cover, rules, reason, expires })
}

/// One name or a list of them.
fn rules(node: NodeRef<'_>) -> Result<Vec<(String, Span)>, Malformed> {
    let nodes: Vec<_> = if node.is_seq() { node.items().collect() } else { vec![node] };
    let name = |node: NodeRef<'_>| Some((node.string()?.trim().to_owned(), node.span()));
    let names: Option<Vec<_>> = nodes.into_iter().map(name).collect();
    match names {
        Some(names) if !names.is_empty() => Ok(names),
        _ => Err(nameless()),
    }
}

fn nameless() -> Malformed {
    malformed("it names no rule, and no form ignores every rule".into())
}

fn malformed(why: String) -> Malformed {
    Malformed { why, help: "write `x-apivet-ignore: [{rule: rule-id, reason: why}]`".into() }
}

/// `YYYY-MM-DD`, the form in which days compare as text.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    shaped && (1..=12).contains(&number(5..7)) && (1..=31).contains(&number(8..10))
}
