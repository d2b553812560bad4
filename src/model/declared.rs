//! What the owner of an API states about it beside the description.

use crate::source::Spot;

/// Statements of the owner.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// Operations that are open on purpose.
    pub public: Vec<PublicOperation>,
    /// Controls that are in force although the description does not show them.
    pub controls: Vec<Control>,
}

impl Declared {
    /// The control of a name, if it is declared.
    pub fn control(&self, name: &str) -> Option<&Control> {
        self.controls.iter().find(|control| control.name == name)
    }
}

/// An operation, or a pattern of operations, that needs no authentication on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOperation {
    /// Upper-case method; `None` for every method.
    pub method: Option<String>,
    /// Path as the description writes it; `*` stands for one segment, `**` for any number.
    pub path: String,
    /// Why.
    pub reason: String,
    /// Its place in the configuration file, for messages.
    pub at: Spot,
}

impl PublicOperation {
    /// True when the entry means an operation.
    pub fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(method)) && matches_path(&self.path, path)
    }
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
                next[at] = part == "*" || part == segment || (is_parameter(part) && is_parameter(segment));
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
}
