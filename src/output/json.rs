//! The report for programs: the contract `apivet-report/1`. One element a line, so that it can be read and compared.

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
        array(out, report.checked.iter().map(|checked| input(&checked.input)))?;
        out.write_all(b",\n\"findings\":")?;
        array(out, report.all().map(|(checked, finding)| self::finding(checked, finding)))?;
        writeln!(out, ",\n\"summary\":{}}}", summary(&report.totals(), report.rules_run))
    }
}

fn array(out: &mut dyn Write, elements: impl Iterator<Item = Value>) -> io::Result<()> {
    let mut before = "[\n";
    for element in elements {
        write!(out, "{before}{}", escape::json(&element.to_string()))?;
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

fn finding(checked: &Checked, finding: &Finding) -> Value {
    let ignored = match &finding.status {
        Status::Open => Value::Null,
        Status::Ignored { kind, reason, .. } => json!({"kind": kind, "reason": reason}),
    };
    let related = |label: &Label| json!({"message": label.text, "location": location(checked, label)});
    json!({
        "rule": finding.rule.id,
        "family": finding.rule.family,
        "severity": finding.severity.as_str(),
        "confidence": finding.confidence.as_str(),
        "message": finding.message,
        "location": location(checked, &finding.primary),
        "related": finding.related.iter().map(related).collect::<Vec<_>>(),
        "owasp": finding.rule.owasp,
        "cwe": finding.rule.cwe,
        "fingerprint": finding.fingerprint,
        "ignored": ignored,
        "fixes": [],
    })
}

fn location(checked: &Checked, label: &Label) -> Value {
    let (start, end) = checked.positions(label.span);
    let place = |at: Position, offset: u32| json!({"line": at.line, "column": at.column, "offset": offset});
    json!({
        "path": checked.source(label.span).uri,
        "pointer": label.pointer,
        "start": place(start, label.span.start),
        "end": place(end, label.span.end),
    })
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
        "by_severity": by_severity,
    })
}
