//! Workflow commands of GitHub Actions: findings as annotations on the changed lines.

use std::io::{self, Write};

use super::phrases::{graded, ranked};
use super::{Format, counted, escape};
use crate::finding::{Checked, Finding, Report, Severity};

/// Annotations of one kind that a step shows; the rest stays in the log.
const SHOWN: usize = 10;

/// The format `github`.
pub(super) struct Github;

impl Format for Github {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let findings = ranked(report);
        let (loud, notices): (Vec<_>, Vec<_>) = findings.iter().partition(|(_, f)| command(f.severity) != "notice");
        for (checked, finding) in loud {
            annotate(checked, finding, out)?;
        }
        // Before the other notices: after ten of them it would itself not be shown.
        let over = |name| findings.iter().filter(|(_, finding)| command(finding.severity) == name).count() > SHOWN;
        if ["error", "warning", "notice"].into_iter().any(over) {
            let all = counted(findings.len(), "finding");
            writeln!(out, "::notice title=apivet::{all} in all; GitHub shows {SHOWN} of a kind, the log has the rest")?;
        }
        for (checked, finding) in notices {
            annotate(checked, finding, out)?;
        }
        Ok(())
    }
}

/// The worst errors and warnings as annotations, as many as a step shows, in a folded group of the log. For a log that has
/// all findings in words; `rest` is where else they stand.
///
/// # Errors
/// Only those of `out`.
pub fn write_worst(report: &Report, rest: &str, out: &mut dyn Write) -> io::Result<()> {
    let findings = ranked(report);
    let of = |name| findings.iter().filter(move |(_, finding)| command(finding.severity) == name).take(SHOWN);
    let worst: Vec<_> = of("error").chain(of("warning")).collect();
    if worst.is_empty() {
        return Ok(());
    }
    writeln!(out, "::group::Annotations")?;
    for (checked, finding) in &worst {
        annotate(checked, finding, out)?;
    }
    let left = findings.len() - worst.len();
    if left > 0 {
        writeln!(out, "::notice title=apivet::{} in the {rest}", counted(left, "more finding"))?;
    }
    writeln!(out, "::endgroup::")
}

fn command(severity: Severity) -> &'static str {
    graded(severity, ["error", "warning", "notice"])
}

fn annotate(checked: &Checked, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let span = finding.primary.span;
    let (start, end) = checked.positions(span);
    let (severity, rule) = (finding.severity, finding.rule.id);
    let file = escape::command_property(&checked.source(span).uri);
    write!(out, "::{} file={file},line={},endLine={}", command(severity), start.line, end.line)?;
    // Columns count only within one line, and the last one is part of the annotation.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, start.column.max(end.column - 1))?;
    }
    let message = escape::command_data(&escape::line(&finding.message));
    write!(out, ",title={}::{message} ({severity})", escape::command_property(rule))?;
    if let Some(help) = &finding.help {
        write!(out, "%0A{}", escape::command_data(&escape::line(help)))?;
    }
    writeln!(out, "%0AWhy: apivet explain {rule}")
}
