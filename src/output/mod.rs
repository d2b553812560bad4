//! Stand-in for the output formats.

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::finding::{Report, Totals};

/// Escapes.
pub mod escape {
    use std::borrow::Cow;

    /// One line without control characters.
    pub fn line(text: &str) -> Cow<'_, str> {
        Cow::Borrowed(text)
    }
}

/// Writes a whole report.
pub trait Format {
    /// Writes `report`.
    ///
    /// # Errors
    /// Only those of `out`.
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()>;
}

/// What a format must know about the place it writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether ANSI colours may be used.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// The formats by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputFormat {
    /// For people.
    Pretty,
    /// One line a finding.
    Compact,
    /// The contract.
    Json,
    /// SARIF.
    Sarif,
    /// Annotations.
    Github,
}

impl OutputFormat {
    /// All formats.
    pub const ALL: &[OutputFormat] = &[Self::Pretty, Self::Compact, Self::Json, Self::Sarif, Self::Github];

    /// The word used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pretty => "pretty",
            Self::Compact => "compact",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }

    /// The writer of this format.
    pub fn writer(self, _: Options) -> Box<dyn Format> {
        Box::new(StandIn)
    }
}

struct StandIn;

impl Format for StandIn {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        for (checked, finding) in report.open() {
            let at = checked.positions(finding.primary.span).0;
            writeln!(out, "{}:{}:{}: {}", checked.input.path, at.line, at.column, finding.message)?;
        }
        Ok(())
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for OutputFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no output format"))
    }
}

/// What the run covered.
pub fn coverage_line(totals: &Totals, rules_run: usize) -> String {
    format!("checked {} documents, {rules_run} rules", totals.documents)
}
