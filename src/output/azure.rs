//! Logging commands of Azure Pipelines: findings as issues of the task.
//!
//! <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>. There are errors and warnings only.

use std::io::{self, Write};

use super::phrases::{graded, ranked, said};
use super::{Format, counted, escape};
use crate::finding::{Checked, Finding, InputState, Report};

/// Issues of one kind that a task shows; the rest stays in the log.
const SHOWN: usize = 10;

/// What a finding is to the pipeline.
const KINDS: [&str; 3] = ["error", "warning", "warning"];

/// The format `azure`.
pub(super) struct Azure;

impl Format for Azure {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let findings = ranked(report);
        let failed = report.checked.iter().map(|checked| &checked.input).filter(|i| i.state == InputState::Failed);
        let mut errors = 0;
        for input in failed {
            errors += 1;
            let path = escape::logging_command(&input.path);
            let reason = escape::line(input.reason.as_deref().unwrap_or("could not be checked"));
            let reason = escape::logging_command(&reason);
            writeln!(out, "##vso[task.logissue type=error;sourcepath={path}]not checked: {reason}")?;
        }
        for (checked, finding) in &findings {
            issue(checked, finding, out)?;
        }
        errors += findings.iter().filter(|(_, finding)| graded(finding.severity, KINDS) == "error").count();
        if errors > SHOWN || findings.len().saturating_sub(errors) > SHOWN {
            let all = counted(findings.len(), "finding");
            writeln!(
                out,
                "apivet: {all} in all; Azure Pipelines shows {SHOWN} of a kind, the worst; this log has the rest"
            )?;
        }
        Ok(())
    }
}

fn issue(checked: &Checked, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (start, _) = checked.positions(finding.primary.span);
    let rule = finding.rule.id;
    let message = format!("{} ({}; why: apivet explain {rule})", said(finding), finding.severity);
    writeln!(
        out,
        "##vso[task.logissue type={};sourcepath={};linenumber={};columnnumber={};code={rule}]{}",
        graded(finding.severity, KINDS),
        escape::logging_command(&checked.source(finding.primary.span).uri),
        start.line,
        start.column,
        escape::logging_command(&escape::line(&message)),
    )
}
