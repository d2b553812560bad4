//! What several formats say alike: the worst first, the grade, the place and the text of a finding.

use std::cmp::Reverse;

use super::escape;
use crate::finding::{Checked, Finding, Report, Severity};
use crate::source::Span;

/// The findings that count, the worst and surest first, else in report order.
pub(super) fn ranked(report: &Report) -> Vec<(&Checked, &Finding)> {
    let mut findings: Vec<_> = report.open().collect();
    findings.sort_by_key(|(_, finding)| (Reverse(finding.severity), Reverse(finding.confidence)));
    findings
}

/// The word of a consumer that knows three grades, given as those for an error, a warning and a remark.
pub(super) fn graded(severity: Severity, [error, warning, remark]: [&'static str; 3]) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => error,
        Severity::Medium => warning,
        Severity::Low | Severity::Info => remark,
    }
}

/// `path:line:column` on one line.
pub(super) fn place(checked: &Checked, span: Span) -> String {
    let (start, _) = checked.positions(span);
    format!("{}:{}:{}", escape::line(&checked.source(span).uri), start.line, start.column)
}

/// What is wrong and what to do, as sentences.
pub(super) fn said(finding: &Finding) -> String {
    let help = finding.help.as_ref().map(|help| format!(" {}", sentence(help)));
    sentence(&finding.message) + &help.unwrap_or_default()
}

/// With a full stop, and a capital unless a name such as `apiKey` stands in front.
pub(super) fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    let plain = text.split(' ').next().is_some_and(|word| word.chars().all(char::is_lowercase));
    if plain { capitalised(text) + stop } else { format!("{text}{stop}") }
}

/// With its first letter as a capital.
pub(super) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
