//! What keeps a text from being anything at all, and what keeps an address from leading anywhere. Asked of one schema,
//! composition left aside: through [`Schema::unbounded`].

use super::pattern::Pattern;
use super::{Key, Schema};
use crate::model::regex::{Anchor, Regex};
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

/// Addresses of a stranger, as a caller would send them: an expression that matches one of them pins nothing.
const STRANGERS: &[&str] = &[
    "http://stranger.example",
    "http://stranger.example/",
    "http://stranger.example/a/b",
    "http://stranger.example:8080/a?b=c#d",
    "http://203.0.113.7/a",
    "//stranger.example/a",
];

/// Steps a match may take before it counts as unknown.
const MOST_STEPS: u64 = 20_000;

impl<'a> Schema<'a> {
    /// True when this very schema says anything about the texts it admits: a greatest length, a list of values, a
    /// format, or an expression that not every text matches.
    pub fn restricts_text(self) -> bool {
        let has_say = |pattern: Pattern<'_>| pattern.regex.language.is_everything != Some(true);
        self.limits_length() || self.pattern().is_some_and(has_say)
    }

    /// True when this very schema keeps an address from leading anywhere: a list of values, a format of something else,
    /// or an expression that demands `https` or a host.
    pub fn restricts_address(self) -> bool {
        let format = self.own(Key::Format).and_then(NodeRef::string);
        self.own(Key::Enum).is_some()
            || self.own(Key::Const).is_some()
            || format.is_some_and(|format| NO_ADDRESSES.iter().any(|known| format.eq_ignore_ascii_case(known)))
            || self.pattern().is_some_and(|pattern| is_pinned(pattern.regex))
    }
}

/// True when an expression keeps an address from leading to any host without TLS: `^https://`, a written host, a path on
/// this very host. What is not understood is given the benefit of the doubt.
fn is_pinned(regex: &Regex) -> bool {
    if !regex.foreign.is_empty() {
        return true;
    }
    // Where anything may stand in front, so may a stranger's address.
    let is_open = matches!(regex.language.start, Anchor::Open { .. });
    !is_open && !STRANGERS.iter().any(|address| regex.search(address, MOST_STEPS).matches == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::regex::Fuel;

    #[test]
    fn expressions_that_pin_an_address_are_told_from_those_that_do_not() {
        let pinned = |pattern: &str| is_pinned(&Regex::new(pattern, &Fuel::new(1_000_000)));
        for pattern in [
            "^https://",
            r"^https:\/\/.+$",
            r"^(https://)[a-z.]+$",
            r"^(?:https):\/\/x",
            r"^https?://hooks\.acme\.com/",
            r"^(http|https)://acme\.com",
            "^https://a|^https://b",
            "^/[a-z]+$",
            "^(?!http:)[a-z]+://",
            "^[a-z]+$",
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
            "^//.*",
            "^[a-z]+:",
            r"^[a-z]+://(stranger|acme)\.[a-z]+",
        ] {
            assert!(!pinned(pattern), "{pattern}");
        }
    }
}
