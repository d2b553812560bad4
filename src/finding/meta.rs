//! What a rule's page says about the rule, read at build time.

use std::fmt;
use std::str::FromStr;

use super::{Confidence, Severity};

/// Which runs a rule belongs to. Each profile includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Sure and actionable; a reviewer would want it.
    Recommended,
    /// Hardening.
    Strict,
    /// Prompts for a human review.
    Audit,
}

impl Profile {
    /// All profiles, the narrowest first.
    pub const ALL: [Profile; 3] = [Self::Recommended, Self::Strict, Self::Audit];

    /// The word used in configuration and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Strict => "strict",
            Self::Audit => "audit",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no profile; one of recommended, strict, audit"))
    }
}

/// The front matter and text of a rule's page.
#[derive(Debug, PartialEq, Eq)]
pub struct Meta {
    /// Kebab-case name of the bad thing; name of the page and of the module.
    pub id: &'static str,
    /// Earlier names that still work.
    pub aliases: &'static [&'static str],
    /// One line for lists, without a full stop.
    pub title: &'static str,
    /// Folder the page stands in.
    pub family: &'static str,
    /// Severity of a confirmed case, unless the case says otherwise.
    pub severity: Severity,
    /// Confidence, unless the case says otherwise.
    pub confidence: Confidence,
    /// The narrowest profile that runs it.
    pub profile: Profile,
    /// Formats it applies to: `openapi-2.0`, `openapi-3.0`, `openapi-3.1`, `openapi-3.2`, `wsdl-1.1`, `wsdl-2.0`.
    pub applies: &'static [&'static str],
    /// OWASP API Security Top 10 entries of 2019 and 2023, such as `API8:2023`.
    pub owasp: &'static [&'static str],
    /// CWE numbers.
    pub cwe: &'static [u32],
    /// Rules whose findings at the same place this one makes superfluous.
    pub absorbs: &'static [&'static str],
    /// What the owner of a project may set for it, each a text or a list of texts.
    pub options: &'static [&'static str],
    /// Those of the options without which it has nothing to go by and does not run.
    pub needs: &'static [&'static str],
    /// Checks of other tools it takes the place of: the tool, or the tool and the name of the check.
    pub rivals: &'static [&'static str],
    /// Version that introduced it.
    pub since: &'static str,
    /// The page without its front matter, Markdown, test cases cut off.
    pub page: &'static str,
}
