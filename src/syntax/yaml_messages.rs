//! YAML errors in words: what is wrong where, and what to do about it.

use granit_parser::{ErrorKind, ScanError};

use super::Limits;

/// A [`super::SyntaxError`] on its way: bytes instead of a span.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) limit: Option<&'static str>,
    /// Caused by a template placeholder; one such report speaks for all.
    pub(super) template: bool,
}

impl Fault {
    fn new(start: usize, end: usize, message: impl Into<String>, help: &str) -> Self {
        let help = (!help.is_empty()).then(|| help.to_owned());
        Self { start, end, message: message.into(), help, limit: None, template: false }
    }
}

/// Says an error of the parser in our words and gives it a place that is not empty.
pub(super) fn from_error(text: &str, error: &ScanError, limits: &Limits) -> Fault {
    let offset = error.marker().byte_offset().unwrap_or(0);
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(text, offset, limits);
    }
    let offset = blame(text, offset, error.kind());
    let (start, end) = extent(text, offset);
    if let Some(fault) = template(text, start) {
        return fault;
    }
    let (message, help) = words(text, start, error.kind());
    Fault::new(start, end, message, help)
}

/// The limit `depth`.
pub(super) fn too_deep(text: &str, offset: usize, limits: &Limits) -> Fault {
    let (start, end) = extent(text, offset);
    let message = format!("nested deeper than {} levels (limit `depth`)", limits.depth);
    Fault { limit: Some("depth"), ..Fault::new(start, end, message, "") }
}

/// The limit `nodes`.
pub(super) fn too_many_nodes(text: &str, offset: usize, limits: &Limits) -> Fault {
    let (start, end) = extent(text, offset);
    let message = format!("more than {} nodes (limit `nodes`)", limits.nodes);
    Fault { limit: Some("nodes"), ..Fault::new(start, end, message, "") }
}

/// An alias without an anchor.
pub(super) fn unknown_anchor(name: &str, start: usize, end: usize) -> Fault {
    let message = format!("alias `*{name}` refers to an anchor that is not defined before it");
    Fault::new(start, end, message, "define it with `&` first, or quote the value if it is meant as text")
}

/// `{{ name }}` as a value is a legal if odd map to YAML, and never meant as one.
pub(super) fn placeholder(text: &str, start: usize) -> Option<Fault> {
    let line = text.get(start..)?.lines().next()?;
    if !line.starts_with("{{") {
        return None;
    }
    let end = start + line.find("}}")? + 2;
    Some(template_fault(start, end))
}

fn template_fault(start: usize, end: usize) -> Fault {
    let message = "this is a template, not yet YAML: a placeholder stands where a value or key belongs";
    let help = "render it first and check the result, or quote the placeholder";
    Fault { template: true, ..Fault::new(start, end, message, help) }
}

/// A placeholder on the line of an error is its likely cause.
fn template(text: &str, offset: usize) -> Option<Fault> {
    let begin = line_start(text, offset);
    let line = text[begin..].lines().next()?;
    for (open, close) in [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}")] {
        let Some(start) = line.find(open) else { continue };
        let Some(length) = line[start..].find(close) else { continue };
        return Some(template_fault(begin + start, begin + start + length + close.len()));
    }
    None
}

fn line_start(text: &str, offset: usize) -> usize {
    let bytes = &text.as_bytes()[..offset.min(text.len())];
    let mut at = memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |found| found + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the cause stands, which for some errors is not where the parser noticed.
fn blame(text: &str, offset: usize, _kind: &ErrorKind) -> usize {
    offset.min(text.len())
}

/// A range at `offset` that a reader can see: a word, or the last character before a line break.
fn extent(text: &str, offset: usize) -> (usize, usize) {
    let mut start = offset.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let rest = &text[start..];
    let blank = |c: char| c.is_whitespace();
    match rest.chars().next() {
        Some(first) if !blank(first) => {
            let end = rest.find(blank).unwrap_or(rest.len());
            (start, start + end.max(first.len_utf8()))
        }
        Some('\t' | ' ') if rest.trim_start_matches([' ', '\t']).starts_with(|c: char| !blank(c)) => (start, start + 1),
        _ => {
            let before = text[..start].trim_end();
            match before.chars().next_back() {
                Some(last) => (before.len() - last.len_utf8(), before.len()),
                None => (0, text.chars().next().map_or(0, char::len_utf8)),
            }
        }
    }
}

fn words(_text: &str, _start: usize, kind: &ErrorKind) -> (String, &'static str) {
    (kind.to_string(), "")
}
