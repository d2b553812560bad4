//! See `rules/integrity/markdown-script.md`.

use std::ops::Range;

use super::markdown::outside_code;
use crate::model::openapi::{Api, Key, Kind};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Value(check), Check::Object(titles)];

/// Elements that run something whatever they hold.
const ACTIVE: [&str; 2] = ["script", "iframe"];
/// Elements that load something that runs, or take the page over, by their attributes. Without any they are placeholders.
const LOADING: [&str; 7] = ["frame", "object", "embed", "applet", "base", "meta", "form"];

fn check<'a>(_: &'a Api, node: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if kind == Kind::Prose {
        prose(node, cx);
    }
}

/// Titles and names are shown by the same portals.
fn titles<'a>(_: &'a Api, node: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    let key = match kind {
        Kind::Info | Kind::Schema => Key::Title,
        Kind::Tag => Key::Name,
        _ => return,
    };
    if let Some(title) = node.get(key.as_str()) {
        prose(title, cx);
    }
}

fn prose<'a>(node: NodeRef<'a>, cx: &mut Cx<'a>) {
    // Nearly all prose has neither tags nor such links.
    if !may_hold(node.raw()) && !node.hides_characters() {
        return;
    }
    let Some(text) = node.string() else { return };
    for part in outside_code(&text) {
        for (range, what) in dangers(&text, part) {
            let finding = cx.report(Place::part(node, range), format!("{what} in text that portals render as a page"));
            finding.help("remove it, or show it as code between backticks").value(what);
        }
    }
}

/// True for a text that has a tag, or a scheme that runs something.
fn may_hold(written: &str) -> bool {
    let bytes = written.as_bytes();
    memchr::memchr2_iter(b'<', b':', bytes).any(|at| {
        let before = bytes.get(at.saturating_sub(6)..at).unwrap_or(b"");
        let ends_with = |word: &[u8]| {
            let start = before.len().checked_sub(word.len());
            start.and_then(|start| before.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
        };
        bytes.get(at) == Some(&b'<') || ends_with(b"script") || ends_with(b"data")
    })
}

/// Bytes between the beginning of a link and its address.
const MOST_PADDING: usize = 64;
/// Bytes of an address that a finding shows.
const MOST_SHOWN: usize = 8192;

/// What would run, with its place.
fn dangers(text: &str, part: Range<usize>) -> Vec<(Range<usize>, String)> {
    let mut out = Vec::new();
    let Some(inside) = text.get(part.clone()) else { return out };
    let lower = inside.to_ascii_lowercase();
    let mut rest = 0;
    while let Some(at) = lower.get(rest..).and_then(|tail| tail.find('<')).map(|at| rest + at) {
        rest = at + 1;
        if lower.get(..at).is_some_and(|before| before.ends_with('\\')) {
            continue;
        }
        let Some(tag) = lower.get(at + 1..) else { continue };
        // An end tag alone does nothing.
        let name_end = tag.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<')).unwrap_or(tag.len());
        let Some(name) = tag.get(..name_end).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())) else {
            continue;
        };
        let Some(end) = tag_end(tag, name_end) else { continue };
        let whole = part.start + at..part.start + at + 1 + end;
        let has_attributes = tag.get(name_end..end).is_some_and(|attributes| attributes.contains('='));
        if ACTIVE.contains(&name) || LOADING.contains(&name) && has_attributes {
            out.push((whole, format!("an HTML element `<{name}>`")));
        } else if let Some(attribute) = tag.get(name_end..end).and_then(active_attribute) {
            out.push((whole, format!("{attribute} in the HTML element `<{name}>`")));
        }
    }
    for (opening, closing) in [("](", ')'), ("]:", '\n'), ("<", '>')] {
        let mut rest = 0;
        while let Some(at) = lower.get(rest..).and_then(|tail| tail.find(opening)).map(|at| rest + at + opening.len()) {
            rest = at;
            let Some(tail) = lower.get(at..) else { continue };
            let padding = tail.bytes().take(MOST_PADDING).take_while(|byte| matches!(byte, b' ' | b'<')).count();
            let Some(target) = tail.get(padding..) else { continue };
            if let Some(scheme) = active_scheme(target) {
                let from = part.start + at + tail.len() - target.len();
                let most =
                    target.char_indices().map(|(at, _)| at).take_while(|at| *at <= MOST_SHOWN).last().unwrap_or(0);
                let seen = if target.len() > MOST_SHOWN { target.get(..most).unwrap_or(target) } else { target };
                let length = seen.find([closing, '>', ' ', '\n']).unwrap_or(seen.len());
                out.push((from..from + length, format!("a link to `{scheme}`")));
            }
        }
    }
    out
}

/// The end of a tag, quotes respected; `None` when it never ends, so that it is text.
fn tag_end(tag: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.get(from..)?.char_indices().map(|(at, c)| (from + at, c)) {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// An attribute that runs something, in words.
fn active_attribute(attributes: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some(at) = rest.find('=') {
        let (before, after) = (rest.get(..at)?, rest.get(at + 1..)?.trim_start());
        let name = before.trim_end().rsplit(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphabetic());
        if name.len() > 3 && name.starts_with("on") && is_name {
            return Some(format!("the event handler `{name}`"));
        }
        let (value, tail) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = after.get(1..)?;
                let end = inner.find(quote).unwrap_or(inner.len());
                (inner.get(..end)?, inner.get(end..).and_then(|tail| tail.get(1..)).unwrap_or(""))
            }
            _ => {
                let end = after.find(char::is_whitespace).unwrap_or(after.len());
                (after.get(..end)?, after.get(end..)?)
            }
        };
        if matches!(name, "href" | "src" | "action" | "formaction" | "srcdoc" | "data" | "background")
            && let Some(scheme) = active_scheme(value.trim_start())
        {
            return Some(format!("an address with `{scheme}`"));
        }
        rest = tail;
    }
    None
}

fn active_scheme(target: &str) -> Option<&'static str> {
    ["javascript:", "vbscript:", "data:text/html"].into_iter().find(|scheme| target.starts_with(scheme))
}
