//! What the owner of a project decided: profile, severities, exceptions. Uses `rules` for their names, and `syntax` to
//! read itself.

use crate::finding::Severity;
use crate::rules::Rule;

/// A rule that runs, with the severity the configuration gives it.
#[derive(Clone, Copy, Debug)]
pub struct Enabled {
    /// The rule.
    pub rule: &'static Rule,
    /// Replaces the severity of all its findings.
    pub severity: Option<Severity>,
}

/// An `ignore` entry of the configuration that applies to the linted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreEntry {
    /// Rule id.
    pub rule: String,
    /// RFC 6901 pointer into the file of the finding; `*` stands for one token, `**` for any number. Covers what lies below.
    pub pointer: Option<String>,
    /// `GET /users/{id}`; covers the operation and what lies below.
    pub operation: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day it holds, `YYYY-MM-DD`.
    pub expires: Option<String>,
    /// 1-based line in the configuration file, for messages.
    pub line: u32,
}
