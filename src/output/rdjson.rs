//! The diagnostic format of reviewdog as one JSON document, `-f=rdjson` there.
//!
//! <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>. Only what its first version knows is written: an
//! older reviewdog refuses fields that are new.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::array;
use super::phrases::{graded, said};
use super::{Format, escape};
use crate::finding::{Checked, Finding, Report};
use crate::source::Source;

/// The format `rdjson`.
pub(super) struct Rdjson;

impl Format for Rdjson {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"source\":{\"name\":\"apivet\"},\n\"diagnostics\":")?;
        array(out, report.open().map(|(checked, finding)| diagnostic(checked, finding).to_string()))?;
        out.write_all(b"}\n")
    }
}

fn diagnostic(checked: &Checked, finding: &Finding) -> Value {
    let span = finding.primary.span;
    let source = checked.source(span);
    json!({
        "message": format!("{} Why: apivet explain {}", escape::line(&said(finding)), finding.rule.id),
        "location": {
            "path": source.uri,
            "range": {"start": position(source, span.start), "end": position(source, span.end)},
        },
        "severity": graded(finding.severity, ["ERROR", "WARNING", "INFO"]),
        "code": {"value": finding.rule.id},
    })
}

/// 1-based; the column counts bytes of UTF-8.
fn position(source: &Source, offset: u32) -> Value {
    let line = source.lines().line_of(&source.text, offset);
    let start = source.lines().range(&source.text, line).start;
    json!({"line": line + 1, "column": (offset as usize).saturating_sub(start) + 1})
}
