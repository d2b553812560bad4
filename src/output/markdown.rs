//! Markdown for a job summary or a comment: the worst findings first, cut at the size that GitHub takes, and said so.

use std::io::{self, Write};

use super::phrases::{place, ranked, sentence};
use super::{Format, counted, coverage_line, escape};
use crate::finding::{Checked, Finding, InputState, Outcome, Report, Severity};

/// Bytes that GitHub takes as the summary of a step, less a little: near the limit it has refused some.
pub const SUMMARY_LIMIT: usize = 1024 * 1024 - 1024;

/// Bytes of a summary that says no more than how many findings there are.
pub const SHORTEST_SUMMARY: usize = 2048;

/// Characters of one text that are shown: a cell is no place for a novel.
const LONGEST: usize = 500;

/// The format `markdown`.
pub(super) struct Markdown {
    /// Bytes to write at most; what is cut is said within them, from [`SHORTEST_SUMMARY`] on.
    pub(super) limit: usize,
}

impl Format for Markdown {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let totals = report.totals();
        let end = format!("\n{}.\n", coverage_line(&totals, report.rules_run));
        let mut sheet = Sheet { out, left: self.limit.saturating_sub(end.len()) };
        sheet.put(&format!("## apivet: {}\n", verdict(report)))?;
        let severities = Severity::ALL.into_iter().zip(totals.by_severity).filter(|(_, count)| *count > 0);
        let counts: Vec<String> = severities.map(|(severity, count)| format!("{count} {severity}")).collect();
        if !counts.is_empty() {
            sheet.put(&format!("\n{}\n", counts.join(", ")))?;
        }

        let failed: Vec<String> = report.checked.iter().filter_map(unchecked).collect();
        let room = sheet.left / 2;
        let cut = sheet.rows("\n**Not checked**\n\n", &mut failed.iter().cloned(), room)?;
        if cut > 0 {
            sheet.put(&format!("\n{} not shown here: the log has all.\n", counted(cut, "more file")))?;
        }
        let room = sheet.left;
        let findings = ranked(report);
        let mut rows = findings.iter().map(|(checked, finding)| row(checked, finding));
        let head = "\n| severity | place | finding | rule |\n|---|---|---|---|\n";
        let cut = sheet.rows(head, &mut rows, room)?;
        if cut > 0 {
            let limit = self.limit;
            sheet.put(&format!(
                "\n**{} not shown here**, none worse than those above: the summary is cut at {limit} bytes. The log has \
                 all.\n",
                counted(cut, "more finding")
            ))?;
        }
        out.write_all(end.as_bytes())
    }
}

/// What is written to, and what fits.
struct Sheet<'a> {
    out: &'a mut dyn Write,
    left: usize,
}

impl Sheet<'_> {
    /// Bytes kept for the line that says what is cut.
    const KEPT: usize = 300;

    fn put(&mut self, text: &str) -> io::Result<()> {
        self.left = self.left.saturating_sub(text.len());
        self.out.write_all(text.as_bytes())
    }

    /// Writes as many rows as fit into `room` bytes; how many do not.
    fn rows(&mut self, head: &str, rows: &mut dyn Iterator<Item = String>, room: usize) -> io::Result<usize> {
        let mut left = room.saturating_sub(Self::KEPT);
        let mut before = head;
        while let Some(row) = rows.next() {
            let needed = before.len() + row.len();
            if needed > left {
                return Ok(1 + rows.count());
            }
            left -= needed;
            self.put(before)?;
            self.put(&row)?;
            before = "";
        }
        Ok(0)
    }
}

fn verdict(report: &Report) -> String {
    let (outcome, count) = (report.outcome(), report.open().count());
    match (outcome, count) {
        (Outcome::NotChecked, 0) => "not everything was checked".to_owned(),
        (Outcome::NotChecked, count) => format!("{}, and not everything was checked", counted(count, "finding")),
        (_, 0) if report.hidden > 0 => "no findings to show".to_owned(),
        (_, 0) => "no findings".to_owned(),
        // What is hidden may fail it.
        (Outcome::Clean, count) if report.hidden == 0 => {
            format!("{}, none that fails the run", counted(count, "finding"))
        }
        (_, count) => counted(count, "finding"),
    }
}

fn unchecked(checked: &Checked) -> Option<String> {
    let input = &checked.input;
    let reason = input.reason.as_deref().unwrap_or("could not be checked");
    (input.state == InputState::Failed).then(|| format!("- {}: {}\n", code(&input.path), text(reason)))
}

fn row(checked: &Checked, finding: &Finding) -> String {
    let help = finding.help.as_ref().map(|help| format!("<br>{}", text(&sentence(help))));
    format!(
        "| {} | {} | {}{} | {} |\n",
        finding.severity,
        code(&place(checked, finding.primary.span)),
        text(&sentence(&finding.message)),
        help.unwrap_or_default(),
        code(finding.rule.id),
    )
}

/// Text of any origin as Markdown that shows just that. What stands between backquotes is shown as code.
fn text(text: &str) -> String {
    let parts: Vec<String> = clipped(text).split('`').map(str::to_owned).collect();
    let mut out = String::with_capacity(text.len() + 16);
    for (index, part) in parts.iter().enumerate() {
        // Every second part is code, unless the last backquote has no partner.
        if index % 2 == 1 && index + 1 < parts.len() && !part.trim().is_empty() {
            out.push_str(&code(part));
        } else {
            if index % 2 == 1 {
                out.push_str("&#96;");
            }
            out.push_str(&escape::markdown(part));
            if index % 2 == 1 && index + 1 < parts.len() {
                out.push_str("&#96;");
            }
        }
    }
    out
}

/// Text of any origin as code on one line of a table.
fn code(text: &str) -> String {
    let text = clipped(text);
    // A pipe ends a cell also in code, a backquote ends code; for the rest see `escape::log`.
    if text.contains(['`', '|', '\\']) || text.contains("##") || text.starts_with(' ') || text.ends_with(' ') {
        format!("<code>{}</code>", escape::markdown(&text))
    } else {
        format!("`{text}`")
    }
}

fn clipped(text: &str) -> String {
    let text = escape::line(text);
    let mut chars = text.chars();
    let mut clipped: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        clipped.push('…');
    }
    clipped
}
