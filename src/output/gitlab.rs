//! A Code Quality report of GitLab: one array of issues, a subset of the Code Climate format.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::array;
use super::phrases::said;
use super::{Format, escape};
use crate::finding::{Checked, Finding, Report, Severity};

/// The format `gitlab`.
pub(super) struct Gitlab;

impl Format for Gitlab {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        array(out, report.open().map(|(checked, finding)| issue(checked, finding).to_string()))?;
        out.write_all(b"\n")
    }
}

fn issue(checked: &Checked, finding: &Finding) -> Value {
    let span = finding.primary.span;
    let (start, end) = checked.positions(span);
    json!({
        "type": "issue",
        "check_name": finding.rule.id,
        "description": escape::line(&said(finding)),
        "categories": ["Security"],
        "severity": severity(finding.severity),
        "fingerprint": finding.fingerprint,
        "location": {
            "path": checked.source(span).uri,
            "lines": {"begin": start.line, "end": end.line},
        },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
