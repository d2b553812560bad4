//! `path:line:column: severity[rule] message`, one line a finding, for editors' error formats and grep.

use std::io::{self, Write};

use super::{Format, escape};
use crate::finding::Report;

/// The format `compact`.
pub(super) struct Compact;

impl Format for Compact {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        for (checked, finding) in report.open() {
            let span = finding.primary.span;
            let (start, _) = checked.positions(span);
            let path = escape::line(&checked.source(span).uri);
            let message = escape::line(&finding.message);
            let (severity, rule) = (finding.severity, finding.rule.id);
            writeln!(out, "{path}:{}:{}: {severity}[{rule}] {message}", start.line, start.column)?;
        }
        Ok(())
    }
}
