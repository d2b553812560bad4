//! A finding in the words of the editor.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::protocol::{Encoding, Place, Range, range_json, uri_of};
use crate::finding::{Checked, Finding, Meta, Severity};
use crate::output::escape;
use crate::source::Span;

/// What a client can show, and how.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) encoding: Encoding,
    /// Where the pages of the rules can be read: in front of `family/id.md`.
    pub(super) docs: Option<String>,
    /// Places beside the main one.
    pub(super) related: bool,
    /// Marks such as "deprecated".
    pub(super) tags: bool,
    /// Links behind the names of rules.
    pub(super) links: bool,
}

/// A finding at its place in one file.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) range: Range,
    /// None for what no rule said.
    pub(super) rule: Option<&'static Meta>,
    /// What to do in this case.
    pub(super) help: Option<String>,
    /// The diagnostic of the protocol.
    pub(super) json: Value,
}

/// A finding for the file its primary place is in. `path` gives the path of a source by its name.
pub(super) fn found(checked: &Checked, finding: &Finding, path: &dyn Fn(&str) -> PathBuf, shape: &Shape) -> Found {
    let rule = finding.rule;
    let range = range(checked, finding.primary.span, shape.encoding);
    let mut json = json!({
        "range": range_json(range),
        "severity": severity(finding.severity),
        "code": rule.id,
        "source": "apivet",
        "message": escape::line(&finding.message),
    });
    if let Some(docs) = shape.docs.as_ref().filter(|_| shape.links) {
        json["codeDescription"] = json!({"href": page(docs, rule)});
    }
    if shape.tags
        && let Some(tag) = tag(rule)
    {
        json["tags"] = json!([tag]);
    }
    if shape.related && !finding.related.is_empty() {
        let related = finding.related.iter().map(|label| {
            let uri = uri_of(&path(&checked.source(label.span).uri));
            let place = self::range(checked, label.span, shape.encoding);
            let message = if label.text.is_empty() { "see here" } else { label.text.as_str() };
            json!({"location": {"uri": uri, "range": range_json(place)}, "message": escape::line(message)})
        });
        json["relatedInformation"] = related.collect();
    }
    Found { range, rule: Some(rule), help: finding.help.clone(), json }
}

/// What stands at the top of a file that was not checked: nothing found must not look like nothing wrong.
pub(super) fn not_checked(reason: &str) -> Found {
    let start = Place { line: 0, character: 0 };
    let range = (start, Place { line: 1, ..start });
    let message = format!("not checked: {}", escape::line(reason));
    let json = json!({"range": range_json(range), "severity": 1, "source": "apivet", "message": message});
    Found { range, rule: None, help: None, json }
}

/// A problem of a configuration, at its place.
pub(super) fn problem(range: Range, message: &str) -> Found {
    let message = escape::line(message);
    let json = json!({"range": range_json(range), "severity": 1, "source": "apivet", "message": message});
    Found { range, rule: None, help: None, json }
}

/// Where the page of a rule can be read.
pub(super) fn page(docs: &str, rule: &Meta) -> String {
    format!("{}/{}/{}.md", docs.trim_end_matches('/'), rule.family, rule.id)
}

/// Error, warning or information.
fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Critical | Severity::High => 1,
        Severity::Medium => 2,
        Severity::Low | Severity::Info => 3,
    }
}

/// 1 for what can go, 2 for what is deprecated.
fn tag(rule: &Meta) -> Option<u8> {
    let says = |word: &str| rule.id.split('-').any(|part| part == word);
    match () {
        () if says("deprecated") => Some(2),
        () if says("unused") => Some(1),
        () => None,
    }
}

/// The place of a span in the units of the client.
fn range(checked: &Checked, span: Span, encoding: Encoding) -> Range {
    let source = checked.source(span);
    let place = |offset| place(&source.text, source.lines(), offset, encoding);
    (place(span.start), place(span.end))
}

/// The place of a byte in the units of the client, for whom a byte order mark is no part of the text.
pub(super) fn place(text: &str, lines: &crate::source::LineIndex, offset: u32, encoding: Encoding) -> Place {
    let at = match encoding {
        Encoding::Utf16 => lines.position_utf16(text, offset),
        Encoding::Utf32 => lines.position(text, offset),
        Encoding::Utf8 => {
            let line = lines.line_of(text, offset);
            let character = (offset as usize).saturating_sub(lines.range(text, line).start);
            return Place { line: line as u32, character: character as u32 };
        }
    };
    Place { line: at.line - 1, character: at.column - 1 }
}
