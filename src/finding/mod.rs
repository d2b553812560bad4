//! What a run says: findings, their grades, and the report they end up in. Uses `source` only.

mod access;
mod meta;
mod protection;
mod report;

use std::fmt;
use std::str::FromStr;

pub use access::{Access, AccessRow, AccessTable, Need, SchemeRow, ServerRow, Stated, Transport};
pub use meta::{Meta, Profile};
pub use protection::{AlternativeRow, MessageRow, PolicyRow, PortRow, ProtectionTable};
pub use report::{Checked, Coverage, EarlierCount, Effect, InputState, InputStatus, Outcome, Report, Totals, Was};

use crate::source::Span;

/// How bad a confirmed finding is. Ordered: `Info < Low < … < Critical`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A remark.
    Info,
    /// Hardening.
    Low,
    /// A weakness a reviewer would want to know of before a merge.
    Medium,
    /// A weakness that should block a merge.
    High,
    /// A credential or secret leaks.
    Critical,
}

impl Severity {
    /// All grades, the worst first.
    pub const ALL: [Severity; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|grade| grade.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no severity; one of critical, high, medium, low, info"))
    }
}

/// How sure one finding means a real weakness. Ordered: `Low < Medium < High`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A hint for a reviewer.
    Low,
    /// Proven unless something outside the description makes up for it.
    Medium,
    /// The description proves it.
    High,
}

impl Confidence {
    /// All grades, the surest first.
    pub const ALL: [Confidence; 3] = [Self::High, Self::Medium, Self::Low];

    /// The word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Confidence {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|grade| grade.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no confidence; one of high, medium, low"))
    }
}

/// A place with a remark about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there.
    pub text: String,
    /// The place as an RFC 6901 pointer into its file, or an element path for XML.
    pub pointer: String,
}

/// Whether a finding counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It counts.
    Open,
    /// It was there before: it stands in a baseline.
    Known,
    /// Somebody decided that it does not, in writing.
    Ignored {
        /// The comment, extension or configuration entry; `None` when that text is no source of this run.
        by: Option<Span>,
        /// How it was ignored: `comment`, `extension` or `config`.
        kind: &'static str,
        /// The reason given, if any.
        reason: Option<String>,
    },
}

/// A finding as another description has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Twin {
    /// See [`Checked::name`].
    pub name: String,
    /// See [`Finding::place`].
    pub place: String,
    /// See [`Finding::fingerprint`].
    pub fingerprint: String,
}

/// One weakness at one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Meta,
    /// Severity of this case, which may differ from the rule's.
    pub severity: Severity,
    /// Confidence of this case.
    pub confidence: Confidence,
    /// What is wrong here, one sentence without a full stop, without the place.
    pub message: String,
    /// The primary place; `text` is the short label shown under the marked bytes.
    pub primary: Label,
    /// Further places: uses, definitions, chains of references. At most a handful.
    pub related: Vec<Label>,
    /// What to do in this very case, where more can be said than the rule's page does.
    pub help: Option<String>,
    /// The place in words that survive a change of lines, order, format or file; part of the fingerprint.
    pub place: String,
    /// The offending value where the place alone does not tell two findings apart. Never a secret.
    pub value: Option<String>,
    /// 16 hex digits, unique within a report, stable across edits elsewhere. Set by the engine.
    pub fingerprint: String,
    /// The same finding as other descriptions of the run have it: of a part that they share, or of a copy.
    pub twins: Vec<Twin>,
    /// Whether it counts.
    pub status: Status,
}

impl Finding {
    /// Sets the severity of this case.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Sets the confidence of this case.
    pub fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = confidence;
        self
    }

    /// Sets the short label under the marked bytes.
    pub fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.primary.text = text.into();
        self
    }

    /// Says what to do in this case.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Says what several places have in common: it stands for the place in the fingerprint, so that the finding is the
    /// same whichever of them comes first and when one joins them. Never pass a secret.
    pub fn known_by(&mut self, text: impl Into<String>) -> &mut Self {
        self.place = text.into();
        self
    }

    /// Says which value is wrong, for the fingerprint. Never pass a secret.
    pub fn value(&mut self, text: impl Into<String>) -> &mut Self {
        self.value = Some(text.into());
        self
    }

    /// Takes note of the same finding of another description.
    fn join(&mut self, other: Finding, name: &str) {
        self.twins.push(Twin { name: name.to_owned(), place: other.place, fingerprint: other.fingerprint });
        self.twins.extend(other.twins);
    }

    /// Places that hold a secret, as this finding tells.
    pub fn secrets(&self) -> impl Iterator<Item = Span> + '_ {
        let shown = match (self.rule.family, self.rule.id) {
            // Marks a name.
            ("secrets", "credentials-in-url") => 0,
            // What is related here explains the place.
            ("secrets", "server-url-credentials") => 1,
            ("secrets", _) => usize::MAX,
            _ => 0,
        };
        std::iter::once(&self.primary).chain(&self.related).take(shown).map(|label| label.span)
    }

    /// True when it stands in a baseline.
    pub fn is_known(&self) -> bool {
        self.status == Status::Known
    }

    /// True when it counts towards the outcome.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }
}
