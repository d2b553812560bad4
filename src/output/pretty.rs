//! Findings for people: what is wrong, the marked source, what to do. The only user of miette, with `snippet`.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::secrets::Secrets;
use super::snippet::{CONTEXT, Mark, Snippet, TAB, columns, said, wrapped};
use super::{Format, Options, counted, escape};
use crate::finding::{Checked, Finding, Outcome, Report, Severity};

/// The narrowest terminal worth wrapping for.
const NARROWEST: usize = 40;

/// Before the further lines of a message.
const INDENT: &str = "  ";

/// The format `pretty`.
pub(super) struct Pretty {
    theme: GraphicalTheme,
    colour: bool,
    width: usize,
}

impl Pretty {
    pub(super) fn new(options: Options) -> Self {
        let mut theme = if options.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        theme.styles.link = theme.styles.help;
        Self { theme, colour: options.colour, width: options.width.max(NARROWEST) }
    }
}

impl Format for Pretty {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut explained = HashSet::new();
        let mut text = String::new();
        for checked in &report.checked {
            let secrets = Secrets::of(checked);
            for finding in checked.findings.iter().filter(|finding| finding.is_open()) {
                text.clear();
                let first = explained.insert(finding.rule.id);
                self.finding(&mut text, checked, finding, &secrets, first).map_err(io::Error::other)?;
                text.push('\n');
                out.write_all(escape::log(&text).as_bytes())?;
            }
        }
        writeln!(out, "{}", self.summary(report))
    }
}

impl Pretty {
    fn finding(
        &self,
        out: &mut String,
        checked: &Checked,
        finding: &Finding,
        secrets: &Secrets,
        first: bool,
    ) -> std::fmt::Result {
        let head = format!("{}[{}]", finding.severity, finding.rule.id);
        let message = escape::line(&finding.message);
        let lines = wrapped(&format!("{head}: {message}"), self.width - INDENT.len());
        // The head is one word: it always stands whole at the start of the first line.
        let lines = lines.strip_prefix(&head).unwrap_or(&lines).replace('\n', &format!("\n{INDENT}"));
        writeln!(out, "{}{}", self.paint(colour(finding.severity), &head), self.paint("1", &lines))?;

        let source = checked.source(finding.primary.span);
        let primary = Mark { span: finding.primary.span, text: &finding.primary.text };
        let same_file: Vec<usize> = (0..finding.related.len())
            .filter(|at| finding.related[*at].span.source == finding.primary.span.source)
            .collect();
        let others: Vec<Mark<'_>> = same_file
            .iter()
            .map(|at| &finding.related[*at])
            .map(|label| Mark { span: label.span, text: &label.text })
            .collect();
        let (snippet, marked) = Snippet::new(source, &primary, &others, secrets, self.width);
        let body = self.draw(&snippet, finding.severity)?;
        out.push_str(&body);

        let gutter = body.len() - body.trim_start_matches(' ').len();
        if !snippet.primary_is_labelled() {
            let text = said(source, &primary);
            if !text.is_empty() {
                self.note(out, gutter, "here", &text)?;
            }
        }
        let marked: HashSet<usize> = marked.into_iter().filter_map(|at| same_file.get(at).copied()).collect();
        for (_, label) in finding.related.iter().enumerate().filter(|(at, _)| !marked.contains(at)) {
            let (start, _) = checked.positions(label.span);
            let path = escape::line(&checked.source(label.span).uri);
            let text = escape::line(&label.text);
            let colon = if text.is_empty() { "" } else { ": " };
            self.note(out, gutter, "also", &format!("{path}:{}:{}{colon}{text}", start.line, start.column))?;
        }
        if let Some(help) = &finding.help {
            self.note(out, gutter, "help", &escape::line(help))?;
        }
        if first {
            self.note(out, gutter, "why", &format!("apivet explain {}", finding.rule.id))?;
        }
        Ok(())
    }

    /// The marked source as miette draws it.
    fn draw(&self, snippet: &Snippet, severity: Severity) -> Result<String, std::fmt::Error> {
        let mut theme = self.theme.clone();
        let styles = &mut theme.styles;
        let primary = match severity {
            Severity::Critical | Severity::High => styles.error,
            Severity::Medium => styles.warning,
            Severity::Low | Severity::Info => styles.advice,
        };
        let index = snippet.primary_index();
        styles.highlights = vec![styles.linum; snippet.marks()];
        if let Some(style) = styles.highlights.get_mut(index) {
            *style = primary;
        }
        let handler = GraphicalReportHandler::new_themed(theme)
            .without_syntax_highlighting()
            .with_context_lines(CONTEXT)
            .tab_width(TAB);
        let mut drawn = String::new();
        handler.render_report(&mut drawn, snippet)?;
        // A snippet has no message, so the line for it says nothing.
        Ok(drawn.split_once('\n').map_or(String::new(), |(_, body)| body.to_owned()))
    }

    fn note(&self, out: &mut String, gutter: usize, name: &str, text: &str) -> std::fmt::Result {
        let lead = gutter + columns(name) + 4;
        let text = wrapped(text, self.width.saturating_sub(lead)).replace('\n', &format!("\n{:lead$}", ""));
        writeln!(out, "{:gutter$}= {}: {text}", "", self.paint("36", name))
    }

    /// `4 findings: 1 critical, 2 high, 1 low`.
    fn summary(&self, report: &Report) -> String {
        let totals = report.totals();
        let all = totals.by_severity.iter().sum();
        if all == 0 {
            let checked = report.outcome() != Outcome::NotChecked;
            let hidden = if totals.hidden > 0 { " to show" } else { "" };
            return format!("No findings{hidden}{}", if checked { "" } else { ", but not everything was checked" });
        }
        let mut line = self.paint("1", &counted(all, "finding"));
        let mut before = ": ";
        for (severity, count) in Severity::ALL.into_iter().zip(totals.by_severity) {
            if count > 0 {
                let _ = write!(line, "{before}{}", self.paint(colour(severity), &format!("{count} {severity}")));
                before = ", ";
            }
        }
        line
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// SGR code of a severity, the colours of miette's theme.
fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "1;31",
        Severity::Medium => "1;33",
        Severity::Low | Severity::Info => "1;36",
    }
}
