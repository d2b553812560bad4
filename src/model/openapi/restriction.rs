//! What keeps a text from being anything at all, and what keeps an address from leading anywhere. Asked of one schema,
//! composition left aside: through [`Schema::unbounded`].

use super::{Key, Schema};
use crate::syntax::NodeRef;

/// Formats whose values are no addresses and cannot be mistaken for one.
const NO_ADDRESSES: &[&str] = &[
    "uuid",
    "guid",
    "ulid",
    "date",
    "date-time",
    "datetime",
    "time",
    "duration",
    "email",
    "byte",
    "binary",
    "base64",
    "password",
    "regex",
    "json-pointer",
    "int32",
    "int64",
    "color",
    "phone",
    "markdown",
    "html",
];

/// Expressions that every text matches, without anchors and groups around them.
const ANYTHING: &[&str] =
    &["", ".", ".*", ".+", ".*?", ".+?", r"[\s\S]*", r"[\s\S]+", r"[\w\W]*", r"[^]*", r"\S+", r"\S*"];

impl<'a> Schema<'a> {
    /// True when this very schema says anything about the texts it admits: a greatest length, a list of values, a
    /// format, or an expression that not every text matches.
    pub fn restricts_text(self) -> bool {
        self.limits_length() || self.pattern().is_some_and(|pattern| !ANYTHING.contains(&bare(&pattern)))
    }

    /// True when this very schema keeps an address from leading anywhere: a list of values, a format of something else,
    /// or an expression that demands `https` or a host.
    pub fn restricts_address(self) -> bool {
        let format = self.own(Key::Format).and_then(NodeRef::string);
        self.own(Key::Enum).is_some()
            || self.own(Key::Const).is_some()
            || format.is_some_and(|format| NO_ADDRESSES.iter().any(|known| format.eq_ignore_ascii_case(known)))
            || self.pattern().is_some_and(|pattern| alternatives(&pattern).all(is_pinned))
    }

    fn pattern(self) -> Option<std::borrow::Cow<'a, str>> {
        self.own(Key::Pattern).and_then(NodeRef::string)
    }
}

/// An expression without anchors and one group around it.
fn bare(pattern: &str) -> &str {
    let inner = pattern.trim_start_matches(['^']).trim_end_matches(['$']);
    let inner = inner.strip_prefix(r"\A").unwrap_or(inner);
    let inner = inner.strip_suffix(r"\z").unwrap_or(inner);
    match inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(group) if !group.contains(['(', ')', '|']) => group.trim_start_matches("?:"),
        _ => inner,
    }
}

/// The alternatives of an expression, those in groups left where they are.
fn alternatives(pattern: &str) -> impl Iterator<Item = &str> {
    let mut cuts = vec![0];
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for (at, byte) in pattern.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'(' if !in_class => depth += 1,
            b')' if !in_class => depth = depth.saturating_sub(1),
            b'|' if !in_class && depth == 0 => cuts.extend([at, at + 1]),
            _ => {}
        }
    }
    cuts.push(pattern.len());
    let parts: Vec<&str> = cuts.chunks(2).filter_map(|cut| pattern.get(*cut.first()?..*cut.get(1)?)).collect();
    parts.into_iter()
}

/// `^https://…`, `^https?:\/\/hooks\.acme\.com`: the start of the text is fixed, to a protected scheme or to a host.
fn is_pinned(pattern: &str) -> bool {
    let Some(rest) = pattern.strip_prefix('^').or_else(|| pattern.strip_prefix(r"\A")) else { return false };
    let rest = rest.replace("(?:", "").replace(['\\', '(', ')'], "").to_ascii_lowercase();
    let rest = rest.replace("[s]", "s").replace("[:]", ":").replace("[/]", "/");
    if rest.starts_with("https:") || rest.starts_with("wss:") {
        return true;
    }
    // Any scheme, but a written host; or an address on this very host.
    let behind = ["http:", "https?:", "http|https:", "https|http:", "//"];
    let host = behind.iter().find_map(|start| rest.strip_prefix(start)).map(|host| host.trim_start_matches('/'));
    match host {
        Some(host) => host.starts_with(|c: char| c.is_ascii_alphanumeric()),
        None => rest.starts_with('/') && !rest.starts_with("/?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_that_pin_an_address_are_told_from_those_that_do_not() {
        let pinned = |pattern: &str| alternatives(pattern).all(is_pinned);
        for pattern in [
            "^https://",
            r"^https:\/\/.+$",
            r"^(https://)[a-z.]+$",
            r"^(?:https):\/\/x",
            r"^https?://hooks\.acme\.com/",
            r"^(http|https)://acme\.com",
            "^https://a|^https://b",
            "^/[a-z]+$",
        ] {
            assert!(pinned(pattern), "{pattern}");
        }
        for pattern in [
            "",
            "https://",
            "^https?://",
            r"^https?:\/\/[^\s]+$",
            "^(http|https)://.*",
            "^https://a|.*",
            "^.+$",
            "^[a-z]+$",
            "^//.*",
        ] {
            assert!(!pinned(pattern), "{pattern}");
        }
    }

    #[test]
    fn expressions_that_say_nothing_are_known() {
        for pattern in ["", "^.*$", ".+", "^(.*)$", r"^[\s\S]*$", "^(?:.+)$"] {
            assert!(ANYTHING.contains(&bare(pattern)), "{pattern}");
        }
        for pattern in ["^[a-z]+$", "^(a|b)$", "[^/]+"] {
            assert!(!ANYTHING.contains(&bare(pattern)), "{pattern}");
        }
    }
}
