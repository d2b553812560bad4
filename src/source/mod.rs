//! Owner of all text: what a file is called, what it says, and where in it something stands.
//!
//! Everything above says "where" as a [`Span`] of bytes; only [`lines`] turns that into lines and
//! columns, at the edge of the program. Uses nothing of the other modules.

pub mod lines;
mod loader;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub use lines::{LineIndex, Position};
pub use loader::{LoadError, Loader, MemLoader};

/// Index of a source within one linted description. Not stable between runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A half-open range of bytes of one source's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The source the bytes belong to.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True when the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True when `other` lies within this span of the same source.
    pub fn covers(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// A place in a file that is no text of the linted description, such as a configuration. Ordered by file, then place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, as people see it.
    pub path: Arc<str>,
    /// Where in it.
    pub at: Position,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.at.line, self.at.column)
    }
}

/// One text: a file, standard input or an in-memory document.
#[derive(Debug)]
pub struct Source {
    /// Where it stands among the sources of its description.
    pub id: SourceId,
    /// Name shown to people: a path with `/`, relative to the working directory where possible.
    pub uri: String,
    /// The text as UTF-8. A byte order mark of a UTF-8 file stays in front, so that offsets are
    /// those of the file; text of another encoding is decoded and offsets count the decoded bytes.
    pub text: String,
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// Takes ownership of a decoded text.
    pub fn new(id: SourceId, uri: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id, uri: uri.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// The line index, built at first use: a run without findings never pays for it.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The text of a span of this source; empty when the span does not fit.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// A place of this source that outlives it.
    pub fn spot(&self, span: Span) -> Spot {
        Spot { path: self.uri.as_str().into(), at: self.lines().position(&self.text, span.start) }
    }

    /// A span of this source.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span { source: self.id, start: start as u32, end: end as u32 }
    }
}

/// Resolves a relative reference such as `../common/errors.yaml` against the uri of the file it
/// stands in (RFC 3986, 5.2.4, on paths with `/`). Backslashes are kept as they are.
pub fn join_uri(base: &str, relative: &str) -> String {
    if relative.starts_with('/') {
        return normalise_path(relative);
    }
    match base.rfind('/') {
        Some(cut) => normalise_path(&format!("{}/{relative}", &base[..cut])),
        None => normalise_path(relative),
    }
}

/// Removes `.` and resolves `..` segments; a leading `..` that climbs out is kept.
pub fn normalise_path(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            other => parts.push(other),
        }
    }
    let joined = parts.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_references_resolve_against_the_file_they_stand_in() {
        assert_eq!(join_uri("api/openapi.yaml", "../common/a.yaml"), "common/a.yaml");
        assert_eq!(join_uri("openapi.yaml", "./a.yaml"), "a.yaml");
        assert_eq!(join_uri("openapi.yaml", "../../a.yaml"), "../../a.yaml");
        assert_eq!(join_uri("/srv/api/openapi.yaml", "../../../a.yaml"), "/a.yaml");
        assert_eq!(join_uri("x/y.yaml", "/etc/passwd"), "/etc/passwd");
    }
}
