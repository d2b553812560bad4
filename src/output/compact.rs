//! `path:line:column: severity[rule] message`, one line a finding, for editors' error formats and grep.

use std::io::{self, Write};

use super::phrases::place;
use super::{Format, escape};
use crate::finding::Report;

/// The format `compact`.
pub(super) struct Compact;

impl Format for Compact {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        for (checked, finding) in report.open() {
            let place = place(checked, finding.primary.span);
            let message = escape::line(&finding.message);
            let (severity, rule) = (finding.severity, finding.rule.id);
            writeln!(out, "{}", escape::log(&format!("{place}: {severity}[{rule}] {message}")))?;
        }
        Ok(())
    }
}
