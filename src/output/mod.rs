//! A report in the words of its readers: people, editors, programs and forges. Uses `finding` and `source` only.
//!
//! Each format is one file and one [`Format`]; what a description says is escaped here before it is shown.

mod access;
mod azure;
mod checkstyle;
mod compact;
pub mod escape;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod phrases;
#[cfg(feature = "cli")]
mod pretty;
mod protection;
mod rdjson;
mod sarif;
mod secrets;
#[cfg(feature = "cli")]
mod snippet;
mod table;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

pub use access::write_access;
pub use github::write_worst;
pub use markdown::{SHORTEST_SUMMARY, SUMMARY_LIMIT};
pub use protection::write_protection;
pub use table::TableFormat;

use crate::finding::{Report, Totals};

/// Writes a whole report.
pub trait Format {
    /// Writes `report`, complete and valid in its format even without findings.
    ///
    /// # Errors
    /// Only those of `out`.
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()>;

    /// What it has no room for and leaves out, as a sentence without its end; the readers of its output may never look
    /// for that there.
    fn left_out(&self, _report: &Report) -> Option<String> {
        None
    }
}

/// Makes the writer of a format.
type Make = fn(Options) -> Box<dyn Format>;

/// What a format must know about the place it writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether ANSI colours may be used.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Bytes that may be written in a format that cuts; at least [`SHORTEST_SUMMARY`].
    pub room: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { colour: false, width: 100, room: SUMMARY_LIMIT }
    }
}

/// The formats by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputFormat {
    /// Marked source text for a terminal.
    #[cfg(feature = "cli")]
    Pretty,
    /// One line a finding.
    Compact,
    /// The contract `apivet-report/1`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// A Code Quality report of GitLab.
    Gitlab,
    /// A test report.
    Junit,
    /// The XML of Checkstyle.
    Checkstyle,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// A job summary.
    Markdown,
    /// The diagnostic format of reviewdog.
    Rdjson,
}

impl OutputFormat {
    /// All formats, the one for people first.
    pub const ALL: &[OutputFormat] = &[
        #[cfg(feature = "cli")]
        Self::Pretty,
        Self::Compact,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Checkstyle,
        Self::Azure,
        Self::Markdown,
        Self::Rdjson,
    ];

    /// The word used on the command line.
    pub fn as_str(self) -> &'static str {
        self.parts().0
    }

    /// The writer of this format.
    pub fn writer(self, options: Options) -> Box<dyn Format> {
        self.parts().1(options)
    }

    /// Name and writer: the only list of what a format is.
    fn parts(self) -> (&'static str, Make) {
        match self {
            #[cfg(feature = "cli")]
            Self::Pretty => ("pretty", |options| Box::new(pretty::Pretty::new(options))),
            Self::Compact => ("compact", |_| Box::new(compact::Compact)),
            Self::Json => ("json", |_| Box::new(json::Json)),
            Self::Sarif => ("sarif", |_| Box::new(sarif::Sarif)),
            Self::Github => ("github", |_| Box::new(github::Github)),
            Self::Gitlab => ("gitlab", |_| Box::new(gitlab::Gitlab)),
            Self::Junit => ("junit", |_| Box::new(junit::Junit)),
            Self::Checkstyle => ("checkstyle", |_| Box::new(checkstyle::Checkstyle)),
            Self::Azure => ("azure", |_| Box::new(azure::Azure)),
            Self::Markdown => ("markdown", |options| Box::new(markdown::Markdown { limit: options.room })),
            Self::Rdjson => ("rdjson", |_| Box::new(rdjson::Rdjson)),
        }
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
        Self::ALL.iter().copied().find(|format| format.as_str() == text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|format| format.as_str()).collect();
            format!("`{text}` is no output format; one of {}", names.join(", "))
        })
    }
}

/// What the run covered, in one line without its end: the last line on standard error of every run.
pub fn coverage_line(totals: &Totals, rules_run: usize) -> String {
    let mut line = if totals.documents == 0 {
        String::from("nothing was checked")
    } else {
        let formats: Vec<String> = totals.by_format.iter().map(|(format, count)| format!("{count} {format}")).collect();
        let formats = if formats.is_empty() { String::new() } else { format!(" ({})", formats.join(", ")) };
        format!(
            "checked {}{formats}: {}, {}, {}",
            counted(totals.documents, "document"),
            counted(totals.operations, "operation"),
            counted(totals.schemas, "schema"),
            counted(rules_run, "rule"),
        )
    };
    let rest = [
        (totals.references_not_followed, "reference", "not followed"),
        (totals.ignored, "finding", "ignored"),
        (totals.known, "finding", "in the baseline"),
        (totals.skipped, "file", "skipped"),
        (totals.failed, "file", "could not be checked"),
        (totals.hidden, "finding", "not shown"),
    ];
    for (count, noun, what) in rest {
        if count > 0 {
            line.push_str(&format!("; {} {what}", counted(count, noun)));
        }
    }
    line
}

/// `1 rule`, `2 rules`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_known_by_its_name() {
        for format in OutputFormat::ALL {
            assert_eq!(format.as_str().parse::<OutputFormat>().as_ref(), Ok(format));
        }
        assert!("xml".parse::<OutputFormat>().unwrap_err().contains("compact, json, sarif, github"));
    }

    #[test]
    fn the_coverage_line_names_only_what_there_is() {
        let mut totals = Totals::default();
        assert_eq!(coverage_line(&totals, 9), "nothing was checked");
        totals.failed = 1;
        totals.skipped = 2;
        assert_eq!(coverage_line(&totals, 9), "nothing was checked; 2 files skipped; 1 file could not be checked");
        let totals = Totals {
            documents: 3,
            by_format: vec![("openapi-3.1", 2), ("wsdl-1.1", 1)],
            operations: 120,
            schemas: 1,
            references_not_followed: 2,
            ignored: 1,
            ..Totals::default()
        };
        assert_eq!(
            coverage_line(&totals, 48),
            "checked 3 documents (2 openapi-3.1, 1 wsdl-1.1): 120 operations, 1 schema, 48 rules; \
             2 references not followed; 1 finding ignored"
        );
    }
}
