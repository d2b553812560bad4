//! How long a text may be that a regular expression admits. Reads the syntax ECMA-262 and its relatives share; anything
//! else is unknown, never guessed.

use std::iter::Peekable;
use std::str::Chars;

/// What a `pattern` says about the length of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// No text that matches is longer than some number of characters.
    Finite,
    /// Texts of any length match.
    Infinite,
    /// The expression uses something this module does not read.
    Unknown,
}

/// Judges an expression as JSON Schema applies it: a match anywhere in the text suffices, so that only `^` and `$`
/// around every alternative limit the whole.
pub(super) fn length(pattern: &str) -> Length {
    let mut reader = Reader { chars: pattern.chars().peekable(), depth: 0, looks_around: false };
    match reader.alternatives() {
        Some(whole) if reader.chars.peek().is_none() => {
            if whole.starts && whole.ends && !whole.is_infinite {
                Length::Finite
            } else if reader.looks_around {
                // `^(?=.{1,64}$)…` limits what follows.
                Length::Unknown
            } else {
                Length::Infinite
            }
        }
        _ => Length::Unknown,
    }
}

/// Deeper nesting is not read.
const MAX_DEPTH: usize = 64;

/// What is known of a part of an expression.
#[derive(Clone, Copy)]
struct Part {
    /// It can only match at the start of the text.
    starts: bool,
    /// It can only match up to the end of the text.
    ends: bool,
    /// It has a quantifier without an upper end.
    is_infinite: bool,
}

const PLAIN: Part = Part { starts: false, ends: false, is_infinite: false };

struct Reader<'p> {
    chars: Peekable<Chars<'p>>,
    depth: usize,
    looks_around: bool,
}

impl Reader<'_> {
    /// `a|b|c`, up to a closing parenthesis or the end.
    fn alternatives(&mut self) -> Option<Part> {
        let mut all = self.sequence()?;
        while self.chars.next_if_eq(&'|').is_some() {
            let one = self.sequence()?;
            all.starts &= one.starts;
            all.ends &= one.ends;
            all.is_infinite |= one.is_infinite;
        }
        Some(all)
    }

    fn sequence(&mut self) -> Option<Part> {
        let mut whole = PLAIN;
        let mut is_first = true;
        while self.chars.peek().is_some_and(|c| !matches!(c, '|' | ')')) {
            let (part, is_empty) = self.atom()?;
            let (least, is_infinite) = self.quantifier()?;
            let is_there = least > 0;
            whole.starts |= is_first && is_there && part.starts;
            // What follows an anchor at the end matches nothing more.
            whole.ends |= is_there && part.ends;
            whole.is_infinite |= part.is_infinite || (is_infinite && !is_empty);
            is_first &= is_empty && !whole.starts;
        }
        Some(whole)
    }

    /// One atom, and whether it matches the empty text only.
    fn atom(&mut self) -> Option<(Part, bool)> {
        match self.chars.next()? {
            '^' => Some((Part { starts: true, ..PLAIN }, true)),
            '$' => Some((Part { ends: true, ..PLAIN }, true)),
            '[' => self.class().map(|()| (PLAIN, false)),
            '(' => self.group(),
            '\\' => self.escape(),
            '*' | '+' | '?' => None,
            _ => Some((PLAIN, false)),
        }
    }

    fn escape(&mut self) -> Option<(Part, bool)> {
        match self.chars.next()? {
            'A' => Some((Part { starts: true, ..PLAIN }, true)),
            'z' | 'Z' => Some((Part { ends: true, ..PLAIN }, true)),
            'b' | 'B' => Some((PLAIN, true)),
            // Matches again what matched before, quotes, and other dialects' wide atoms.
            '1'..='9' | 'k' | 'Q' | 'E' | 'G' | 'K' | 'R' | 'X' | 'g' => None,
            'u' | 'x' | 'p' | 'P' => {
                if self.chars.next_if_eq(&'{').is_some() {
                    self.chars.by_ref().find(|c| *c == '}')?;
                }
                // The digits of `\u0041` read as four more characters: as finite as one.
                Some((PLAIN, false))
            }
            _ => Some((PLAIN, false)),
        }
    }

    /// `[…]`, the bracket already read.
    fn class(&mut self) -> Option<()> {
        self.chars.next_if_eq(&'^');
        // Some dialects take a first `]` for itself, others for the end.
        if self.chars.peek() == Some(&']') {
            return None;
        }
        loop {
            match self.chars.next()? {
                ']' => return Some(()),
                // A class in a class, as POSIX and the newest dialects have it.
                '[' if self.chars.peek() == Some(&':') => return None,
                '\\' => {
                    self.chars.next()?;
                }
                _ => {}
            }
        }
    }

    /// `(…)` in all its forms, the parenthesis already read.
    fn group(&mut self) -> Option<(Part, bool)> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut is_lookaround = false;
        if self.chars.next_if_eq(&'?').is_some() {
            match self.chars.next()? {
                ':' | '>' => {}
                '=' | '!' => is_lookaround = true,
                '<' => match self.chars.next()? {
                    '=' | '!' => is_lookaround = true,
                    _ => {
                        self.chars.by_ref().find(|c| *c == '>')?;
                    }
                },
                'P' => {
                    self.chars.next_if_eq(&'<')?;
                    self.chars.by_ref().find(|c| *c == '>')?;
                }
                'i' | 's' | 'u' => match self.chars.next()? {
                    ')' => {
                        self.depth -= 1;
                        return Some((PLAIN, true));
                    }
                    ':' => {}
                    _ => return None,
                },
                _ => return None,
            }
        }
        let inner = self.alternatives()?;
        self.chars.next_if_eq(&')')?;
        self.depth -= 1;
        self.looks_around |= is_lookaround;
        Some(if is_lookaround { (PLAIN, true) } else { (inner, false) })
    }

    /// The fewest repetitions, and whether there is no most.
    fn quantifier(&mut self) -> Option<(u32, bool)> {
        let quantifier = match self.chars.peek() {
            Some('*') => (0, true),
            Some('+') => (1, true),
            Some('?') => (0, false),
            Some('{') => {
                // A brace that is no quantifier stands for itself.
                let Some(braced) = braces(self.chars.clone()) else { return Some((1, false)) };
                self.chars.by_ref().find(|c| *c == '}')?;
                return self.lazy(braced);
            }
            _ => return Some((1, false)),
        };
        self.chars.next();
        self.lazy(quantifier)
    }

    /// A lazy or possessive sign changes nothing about lengths.
    fn lazy(&mut self, quantifier: (u32, bool)) -> Option<(u32, bool)> {
        self.chars.next_if(|c| matches!(c, '?' | '+'));
        Some(quantifier)
    }
}

/// `{2}`, `{2,}`, `{2,5}`.
fn braces(mut chars: Peekable<Chars<'_>>) -> Option<(u32, bool)> {
    chars.next_if_eq(&'{')?;
    let text: String = chars.by_ref().take(24).take_while(|c| *c != '}').collect();
    let (least, most) = match text.split_once(',') {
        Some((least, most)) => (least, Some(most)),
        None => (text.as_str(), None),
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(least) || most.is_some_and(|most| !most.is_empty() && !is_number(most)) {
        return None;
    }
    Some((least.parse().unwrap_or(u32::MAX), most == Some("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchored_expressions_without_open_quantifiers_are_finite() {
        for pattern in [
            "^[A-Z]{3}$",
            "^(a|bc)?$",
            "^a$|^b$",
            r"^\d{1,3}(\.\d{1,3}){3}$",
            "^$",
            r"^\u0041[\]a+]{2,5}?$",
            r"\A[0-9a-f]{40}\z",
            "^(?:[a-z]{2}(-[A-Z]{2})?)$",
            "(^[0-9]{4}$)",
            "^(?<year>[0-9]{4})$",
            "^(?!0)[0-9]{4}$",
            r"^[\w.\-]{1,64}$",
            r"^\p{Lu}{1,9}$",
            "(?i)^[a-z]{3}$",
            "^a{b}$",
        ] {
            assert_eq!(length(pattern), Length::Finite, "{pattern}");
        }
    }

    #[test]
    fn missing_anchors_and_open_quantifiers_are_infinite() {
        for pattern in [
            "",
            "[A-Z]{3}",
            "^[A-Z]{3}",
            "[A-Z]{3}$",
            "^[a-z]+$",
            "^.*$",
            "^a{2,}$",
            "^(ab){1,}?$",
            "^(a*){2}$",
            "^a|b$",
            "^a$|b",
            r"^\$$|^a\$",
            "^[a$]",
            "^?[a-z]{3}$",
        ] {
            assert_eq!(length(pattern), Length::Infinite, "{pattern}");
        }
    }

    #[test]
    fn what_is_not_read_is_unknown() {
        for pattern in [
            "^(?=.{1,64}$)[a-z]+$",
            "^(?!.{65})[a-z]+$",
            r"^(a)\1$",
            "^[[:alpha:]]{2}$",
            "^[]a]$",
            "^(a$",
            "^a)$",
            "*",
            "^[a$",
            r"\",
            &"(".repeat(10_000),
        ] {
            assert_eq!(length(pattern), Length::Unknown, "{pattern}");
        }
    }
}
