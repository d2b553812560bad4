//! What is wrong with a configuration, and where.

use crate::source::{Source, Span};

/// One mistake in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What is wrong and what was expected, a sentence without a full stop.
    pub message: String,
}

/// A configuration file that cannot be used.
#[derive(Debug)]
pub struct Broken {
    /// The file.
    pub source: Source,
    /// All its problems in order of place; at least one.
    pub problems: Vec<Problem>,
}

impl Broken {
    /// Each problem as `path:line:column: message`, 1-based, columns in code points.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.problems.iter().map(|problem| {
            let at = self.source.lines().position(&self.source.text, problem.span.start);
            format!("{}:{}:{}: {}", self.source.uri, at.line, at.column, problem.message)
        })
    }
}
