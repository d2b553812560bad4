//! The report for programs: the contract `apivet-report/1`. One element a line, so that it can be read and compared.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Format, escape};
use crate::finding::{Checked, Finding, InputStatus, Label, Report, Severity, Status, Totals};
use crate::source::Position;

/// The format `json`.
pub(super) struct Json;

impl Format for Json {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let tool = json!({"name": "apivet", "version": env!("CARGO_PKG_VERSION")});
        write!(out, "{{\"schema\":\"apivet-report/1\",\n\"tool\":{tool},\n\"inputs\":")?;
        array(out, report.checked.iter().map(|checked| input(&checked.input).to_string()))?;
        out.write_all(b",\n\"findings\":")?;
        array(out, report.all().map(|(checked, finding)| self::finding(checked, finding)))?;
        writeln!(out, ",\n\"summary\":{}}}", summary(&report.totals(), report.rules_run))
    }
}

/// A JSON array with one element a line.
pub(super) fn array(out: &mut dyn Write, elements: impl Iterator<Item = String>) -> io::Result<()> {
    let mut before = "[\n";
    for element in elements {
        write!(out, "{before}{}", escape::json(&element))?;
        before = ",\n";
    }
    out.write_all(if before == "[\n" { b"[]" } else { b"\n]" })
}

fn input(input: &InputStatus) -> Value {
    json!({
        "path": input.path,
        "format": input.format,
        "status": input.state.as_str(),
        "reason": input.reason,
        "operations": input.operations,
        "schemas": input.schemas,
    })
}

/// Written field by field: a report may have many thousand places, and a tree of values for each costs more than linting.
fn finding(checked: &Checked, finding: &Finding) -> String {
    let mut out = String::with_capacity(1024);
    let rule = finding.rule;
    for (before, value) in [
        ("{\"rule\":", rule.id),
        (",\"family\":", rule.family),
        (",\"severity\":", finding.severity.as_str()),
        (",\"confidence\":", finding.confidence.as_str()),
        (",\"message\":", &finding.message),
    ] {
        out.push_str(before);
        text(&mut out, value);
    }
    out.push_str(",\"location\":");
    location(&mut out, checked, &finding.primary);
    out.push_str(",\"related\":[");
    for (index, label) in finding.related.iter().enumerate() {
        out.push_str(if index == 0 { "{\"message\":" } else { ",{\"message\":" });
        text(&mut out, &label.text);
        out.push_str(",\"location\":");
        location(&mut out, checked, label);
        out.push('}');
    }
    let ignored = match &finding.status {
        Status::Open => Value::Null,
        Status::Known => json!({"kind": "baseline", "reason": null}),
        Status::Ignored { kind, reason, .. } => json!({"kind": kind, "reason": reason}),
    };
    let rest = format!("],\"owasp\":{},\"cwe\":{},\"fingerprint\":", json!(rule.owasp), json!(rule.cwe));
    out.push_str(&rest);
    text(&mut out, &finding.fingerprint);
    out.push_str(&format!(",\"ignored\":{ignored},\"fixes\":[]}}"));
    out
}

fn location(out: &mut String, checked: &Checked, label: &Label) {
    let (start, end) = checked.positions(label.span);
    out.push_str("{\"path\":");
    text(out, &checked.source(label.span).uri);
    out.push_str(",\"pointer\":");
    text(out, &label.pointer);
    for (name, at, offset) in [("start", start, label.span.start), ("end", end, label.span.end)] {
        let Position { line, column } = at;
        // Writing to a text cannot fail.
        let _ = write!(out, ",\"{name}\":{{\"line\":{line},\"column\":{column},\"offset\":{offset}}}");
    }
    out.push('}');
}

/// A JSON string.
fn text(out: &mut String, text: &str) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&json!(text).to_string());
    }
}

fn summary(totals: &Totals, rules_run: usize) -> Value {
    let by_severity: Map<String, Value> = Severity::ALL
        .into_iter()
        .zip(totals.by_severity)
        .map(|(severity, count)| (severity.as_str().to_owned(), count.into()))
        .collect();
    json!({
        "documents": totals.documents,
        "operations": totals.operations,
        "schemas": totals.schemas,
        "rules_run": rules_run,
        "references_not_followed": totals.references_not_followed,
        "ignored": totals.ignored,
        "baseline": totals.known,
        "by_severity": by_severity,
    })
}
