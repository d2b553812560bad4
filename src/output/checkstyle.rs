//! The XML of Checkstyle, which many code review services read: errors by file.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::phrases::{graded, said};
use super::{Format, escape};
use crate::finding::{Checked, Finding, InputState, Report};

/// The format `checkstyle`.
pub(super) struct Checkstyle;

impl Format for Checkstyle {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        // A file that is checked is named, also without errors; one that descriptions share, once.
        let mut files: BTreeMap<&str, Vec<(&Checked, &Finding)>> = BTreeMap::new();
        for checked in report.checked.iter().filter(|checked| checked.input.state == InputState::Checked) {
            files.entry(&checked.input.path).or_default();
        }
        for (checked, finding) in report.open() {
            files.entry(&checked.source(finding.primary.span).uri).or_default().push((checked, finding));
        }
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n")?;
        for (path, findings) in files {
            writeln!(out, "  <file name=\"{}\">", escape::xml(path))?;
            findings.into_iter().try_for_each(|(checked, finding)| error(checked, finding, out))?;
            out.write_all(b"  </file>\n")?;
        }
        for input in report.checked.iter().map(|checked| &checked.input) {
            if input.state == InputState::Failed {
                let reason = escape::line(input.reason.as_deref().unwrap_or("could not be checked"));
                writeln!(out, "  <file name=\"{}\">", escape::xml(&input.path))?;
                writeln!(out, "    <exception>{}</exception>\n  </file>", escape::xml(&reason))?;
            }
        }
        out.write_all(b"</checkstyle>\n")
    }
}

fn error(checked: &Checked, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (start, _) = checked.positions(finding.primary.span);
    let severity = graded(finding.severity, ["error", "warning", "info"]);
    let message = said(finding);
    writeln!(
        out,
        "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"apivet.{}.{}\"/>",
        start.line,
        start.column,
        escape::xml(&escape::line(&message)),
        finding.rule.family,
        finding.rule.id,
    )
}
