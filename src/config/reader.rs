//! From nodes to values, with a problem for everything that does not fit. Knows types, not keys.

use std::borrow::Cow;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::Problem;
use crate::rules::{self, Rule};
use crate::source::Span;
use crate::syntax::{NodeRef, Scalar};
use crate::words;

/// Collects the problems of one file.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Problem>,
}

/// The entries of a map whose keys were looked at.
pub(super) struct Map<'a> {
    node: NodeRef<'a>,
    entries: Vec<(NodeRef<'a>, NodeRef<'a>)>,
}

impl<'a> Map<'a> {
    /// The value of a key; none for a key without a value.
    pub(super) fn get(&self, key: &str) -> Option<NodeRef<'a>> {
        self.entries.iter().find(|(found, _)| found.key_text() == key).map(|(_, value)| *value).filter(|v| !empty(*v))
    }

    /// Keys and values in order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (NodeRef<'a>, NodeRef<'a>)> {
        self.entries.iter().copied()
    }

    /// Where to point when something is missing: the first key, else the whole.
    pub(super) fn grip(&self) -> Span {
        self.entries.first().map_or(self.node.span(), |(key, _)| key.span())
    }
}

/// True for a key that was left without a value, such as a section whose entries are all commented out.
fn empty(node: NodeRef<'_>) -> bool {
    node.is_scalar() && node.is_null()
}

impl Reader {
    pub(super) fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Problem { span, message: message.into() });
    }

    /// A map with any keys.
    pub(super) fn open_map<'a>(&mut self, node: NodeRef<'a>, what: &str) -> Option<Map<'a>> {
        if !node.is_map() {
            self.problem(node.span(), format!("{what} must be a mapping, found {}", found(node)));
            return None;
        }
        let mut seen: Vec<&str> = Vec::new();
        for (key, _) in node.written_entries() {
            if !key.is_scalar() {
                self.problem(key.span(), "a key must be plain text");
            } else if seen.contains(&key.key_text()) {
                self.problem(key.span(), format!("the key `{}` stands twice in {what}", key.key_text()));
            } else {
                seen.push(key.key_text());
            }
        }
        Some(Map { node, entries: node.entries().filter(|(key, _)| key.is_scalar()).collect() })
    }

    /// A map with known keys.
    pub(super) fn map<'a>(&mut self, node: NodeRef<'a>, what: &str, keys: &[&str]) -> Option<Map<'a>> {
        let map = self.open_map(node, what)?;
        for (key, _) in map.entries() {
            let name = key.key_text();
            if !keys.contains(&name) {
                let known = match words::nearest(name, keys.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known are {}", keys.join(", ")),
                };
                self.problem(key.span(), format!("unknown key `{name}` in {what}; {known}"));
            }
        }
        Some(map)
    }

    /// The items of a list.
    pub(super) fn list<'a>(&mut self, node: NodeRef<'a>, what: &str) -> Vec<NodeRef<'a>> {
        if !node.is_seq() {
            self.problem(node.span(), format!("{what} must be a list, found {}", found(node)));
            return Vec::new();
        }
        node.items().collect()
    }

    /// Text that is not blank.
    pub(super) fn text<'a>(&mut self, node: NodeRef<'a>, what: &str) -> Option<Cow<'a, str>> {
        let text = match node.scalar() {
            Some(Scalar::String(text)) => text,
            _ => {
                self.problem(node.span(), format!("{what} must be text, found {}", found(node)));
                return None;
            }
        };
        if text.trim().is_empty() {
            self.problem(node.span(), format!("{what} is empty"));
            return None;
        }
        Some(text)
    }

    /// A text, or a list of texts with at least one.
    pub(super) fn texts(&mut self, node: NodeRef<'_>, what: &str) -> Option<Vec<String>> {
        let items = if node.is_seq() { node.items().collect() } else { vec![node] };
        if items.is_empty() {
            self.problem(node.span(), format!("{what} is empty"));
        }
        let texts: Vec<String> = items.iter().filter_map(|item| self.text(*item, what).map(Cow::into_owned)).collect();
        (!texts.is_empty() && texts.len() == items.len()).then_some(texts)
    }

    /// Text of a key that must be there.
    pub(super) fn required<'a>(&mut self, map: &Map<'a>, key: &str, what: &str) -> Option<Cow<'a, str>> {
        match map.get(key) {
            Some(node) => self.text(node, &format!("`{key}`")),
            None => {
                self.problem(map.grip(), format!("{what} needs `{key}`"));
                None
            }
        }
    }

    /// Whether a key of a map says `true`; false when it is not there.
    pub(super) fn flag(&mut self, map: NodeRef<'_>, key: &str) -> Option<bool> {
        match map.get(key).map(|node| (node, node.scalar())) {
            None | Some((_, Some(Scalar::Null))) => Some(false),
            Some((_, Some(Scalar::Bool(value)))) => Some(value),
            Some((node, _)) => {
                self.problem(node.span(), format!("`{key}` must be true or false, found {}", found(node)));
                None
            }
        }
    }

    /// A word that parses.
    pub(super) fn word<T: std::str::FromStr<Err = String>>(&mut self, node: NodeRef<'_>, what: &str) -> Option<T> {
        let text = self.text(node, what)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(why) => {
                self.problem(node.span(), why);
                None
            }
        }
    }

    /// A list of path patterns.
    pub(super) fn globs(&mut self, node: NodeRef<'_>, what: &str) -> Option<GlobSet> {
        let before = self.problems.len();
        let mut set = GlobSetBuilder::new();
        for item in self.list(node, what) {
            let Some(text) = self.text(item, "a pattern") else { continue };
            self.add(&mut set, item, &text);
        }
        if self.problems.len() > before {
            return None;
        }
        match set.build() {
            Ok(set) => Some(set),
            Err(why) => {
                self.problem(node.span(), format!("bad pattern: {}", why.kind()));
                None
            }
        }
    }

    /// One path pattern.
    pub(super) fn glob(&mut self, node: NodeRef<'_>, text: &str) -> Option<GlobSet> {
        let mut set = GlobSetBuilder::new();
        self.add(&mut set, node, text).then(|| set.build().ok()).flatten()
    }

    /// Adds a path pattern; false when it is none.
    fn add(&mut self, set: &mut GlobSetBuilder, node: NodeRef<'_>, text: &str) -> bool {
        let pattern = text.trim_start_matches("./").trim_end_matches('/');
        // A folder stands for what is in it.
        for pattern in [pattern, &format!("{pattern}/**")] {
            match GlobBuilder::new(pattern).literal_separator(true).build() {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(why) => {
                    self.problem(node.span(), format!("bad pattern `{text}`: {}", why.kind()));
                    return false;
                }
            }
        }
        true
    }

    /// The rule a word names.
    pub(super) fn rule(&mut self, span: Span, id: &str) -> Option<&'static Rule> {
        let rule = rules::find(id);
        if rule.is_none() {
            let known = match rules::nearest(id) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`apivet rules` lists them all".to_owned(),
            };
            self.problem(span, format!("unknown rule `{id}`; {known}"));
        }
        rule
    }

    /// A day of the calendar.
    pub(super) fn date(&mut self, node: NodeRef<'_>, what: &str) -> Option<String> {
        let text = self.text(node, what)?;
        if is_date(&text) {
            return Some(text.into_owned());
        }
        self.problem(node.span(), format!("{what} must be a day such as 2027-01-31, found `{text}`"));
        None
    }
}

/// What a node is, for people.
fn found(node: NodeRef<'_>) -> &'static str {
    match node.scalar() {
        _ if node.is_map() => "a mapping",
        _ if node.is_seq() => "a list",
        Some(Scalar::Null) => "nothing",
        Some(Scalar::Bool(_)) => "true or false",
        Some(Scalar::Int(_) | Scalar::Float(_)) => "a number",
        _ => "text",
    }
}

/// `YYYY-MM-DD` of the Gregorian calendar.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()))?.parse::<u32>().ok()
    };
    let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    parts.next().is_none() && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn a_date_is_a_day_that_exists() {
        for good in ["2027-01-31", "2028-02-29", "2000-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "2027-02-29",
            "1900-02-29",
            "2027-13-01",
            "2027-00-10",
            "2027-4-01",
            "2027-04-31",
            "tomorrow",
            "2027-01-01-",
            "",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
