//! What the owner of an API states about it beside the description.

use std::fmt;

use crate::source::Spot;

/// Statements of the owner.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// Operations that are open on purpose.
    pub public: Vec<PublicOperation>,
    /// Controls that are in force although the description does not show them.
    pub controls: Vec<Control>,
    /// What may be called open on purpose at all, here or in the description; everything when left out.
    pub may_be_public: Option<MayBePublic>,
}

impl Declared {
    /// The control of a name, if it is declared.
    pub fn control(&self, name: &str) -> Option<&Control> {
        self.controls.iter().find(|control| control.name == name)
    }

    /// The place that forbids to call an operation open on purpose.
    pub fn forbids_public(&self, method: &str, path: &str) -> Option<&Spot> {
        let limit = self.may_be_public.as_ref()?;
        let is_listed = limit.operations.iter().any(|operation| operation.matches(method, path));
        (!is_listed).then_some(&limit.by)
    }
}

/// An operation, or a pattern of operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operations {
    /// Upper-case method; `None` for every method.
    pub method: Option<String>,
    /// Path as the description writes it; `*` stands for one segment, `**` for any number.
    pub path: String,
}

impl Operations {
    /// True when an operation is meant.
    pub fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(method)) && matches_path(&self.path, path)
    }

    /// True when all that the other means is meant; false as well where that is not plain to see.
    pub fn covers(&self, other: &Self) -> bool {
        (self.method.is_none() || self.method == other.method) && matches_path(&self.path, &other.path)
    }
}

impl fmt::Display for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_deref().unwrap_or("*"), self.path)
    }
}

/// Operations that need no authentication on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOperation {
    /// Which.
    pub operations: Operations,
    /// Why.
    pub reason: String,
    /// Its place in the configuration file, for messages.
    pub at: Spot,
}

/// What somebody above the owner lets be open on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MayBePublic {
    /// Nothing else.
    pub operations: Vec<Operations>,
    /// The place that says so.
    pub by: Spot,
}

/// Matches a path against a pattern of segments: `*` is one, `**` any number, names of path parameters do not matter.
pub fn matches_path(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    // reach[j]: the pattern so far can end before segment j.
    let mut reach = vec![false; path.len() + 1];
    reach[0] = true;
    for part in pattern {
        let mut next = vec![false; path.len() + 1];
        for at in 0..=path.len() {
            if part == "**" {
                next[at] = reach[at] || (at > 0 && next[at - 1]);
            } else if at > 0 && reach[at - 1] {
                let segment = path[at - 1];
                let is_parameter = |text: &str| text.starts_with('{') && text.ends_with('}');
                // Among patterns, what stands for any number of segments is no single one.
                let is_any = part == "*" && segment != "**";
                next[at] = is_any || part == segment || (is_parameter(part) && is_parameter(segment));
            }
        }
        reach = next;
    }
    reach[path.len()]
}

/// A control that something in front of the API provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// `rate-limiting`, `authentication`, …
    pub name: String,
    /// Who provides it, such as `gateway`.
    pub by: String,
    /// Why that is so, for an audit.
    pub reason: Option<String>,
    /// Its place in the configuration file.
    pub at: Spot,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_segments() {
        assert!(matches_path("/health", "/health"));
        assert!(!matches_path("/health", "/health/deep"));
        assert!(matches_path("/.well-known/**", "/.well-known/a/b"));
        assert!(matches_path("/users/*", "/users/{id}"));
        assert!(matches_path("/users/{user}", "/users/{id}"));
        assert!(!matches_path("/users/*", "/users/{id}/pets"));
        assert!(matches_path("/**/status", "/a/b/status"));
    }

    #[test]
    fn a_pattern_covers_what_is_narrower() {
        let operations = |text: &str| {
            let (method, path) = text.split_once(' ').unwrap();
            Operations { method: (method != "*").then(|| method.to_owned()), path: path.to_owned() }
        };
        let covers = |wide: &str, narrow: &str| operations(wide).covers(&operations(narrow));
        for (wide, narrow) in [
            ("GET /health", "GET /health"),
            ("* /health", "GET /health"),
            ("GET /v/*", "GET /v/status"),
            ("GET /v/*", "GET /v/*"),
            ("GET /v/*", "GET /v/{id}"),
            ("GET /v/**", "GET /v/**"),
            ("GET /v/**", "GET /v/*/a"),
            ("GET /v/**", "GET /v"),
            ("* /**", "* /**/a"),
            ("GET /v/{id}", "GET /v/{name}"),
        ] {
            assert!(covers(wide, narrow), "{wide} covers {narrow}");
        }
        for (wide, narrow) in [
            ("GET /health", "* /health"),
            ("GET /health", "POST /health"),
            ("GET /v/*", "GET /v/**"),
            ("GET /*/*", "GET /**"),
            ("GET /*/*", "GET /*/**"),
            ("GET /v/status", "GET /v/*"),
            ("GET /v/{id}", "GET /v/*"),
            ("GET /v/*/a", "GET /v/**/a"),
        ] {
            assert!(!covers(wide, narrow), "{wide} does not cover {narrow}");
        }
    }
}
