//! Patterns of XML Schema in the words of ECMA-262. They always judge the whole text, and their classes are wider: of
//! those the translation has what is sure, ASCII and the Latin letters. What cannot be said in ECMA-262 is not
//! translated: subtracted classes, `\i`, `\c`, properties, and whatever is no pattern of XML Schema, such as lazy
//! repetitions or `^`.

use std::ops::Range;

/// Classes of XML Schema: the letter, what it is within a class.
const CLASSES: [(char, &str); 4] = [
    ('s', " \\t\\n\\r"),
    ('d', "0123456-9"),
    // All but punctuation, separators and controls: signs such as `+` belong to it, `_` does not.
    ('w', "0-9A-Za-z$+<=>\\^`|~\\u{C0}-\\u{24F}"),
    ('W', " \\t\\n\\r!\"#%&'()*,\\-.\\/:;?@\\[\\\\\\]_{}"),
];
const NO_SPACE: &str = "[^ \\t\\n\\r]";
const NO_DIGIT: &str = "[^0123456-9]";
const ANY: &str = "[^\\n\\r]";
/// Signs that a backslash makes ordinary.
const SIGNS: &str = "\\|.?*+(){}[]^$";

/// A pattern of XML Schema as ECMA-262 writes it.
pub(super) struct Translated {
    pub(super) text: String,
    /// For each byte what it stands for, in bytes of the original.
    origin: Vec<Range<usize>>,
}

impl Translated {
    /// Translates a pattern, if that is possible.
    pub(super) fn of(pattern: &str) -> Option<Self> {
        let mut reader = Reader { pattern, at: 0, out: Self { text: String::new(), origin: Vec::new() } };
        reader.out.push("^(?:", 0..0);
        reader.branches()?;
        reader.out.push(")$", pattern.len()..pattern.len());
        Some(reader.out)
    }

    /// The bytes of the original that some bytes of the translation stand for.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.origin.get(range.start).map_or(0, |origin| origin.start);
        let last = range.end.checked_sub(1).and_then(|last| self.origin.get(last));
        start..last.map_or(start, |origin| origin.end)
    }

    /// A piece of the translation as the original writes it.
    pub(super) fn restore(piece: &str) -> String {
        let mut piece = piece.replace(NO_SPACE, "\\S").replace(NO_DIGIT, "\\D").replace(ANY, ".");
        for (letter, class) in CLASSES {
            piece = piece.replace(&format!("[{class}]"), &format!("\\{letter}")).replace(class, &format!("\\{letter}"));
        }
        piece
    }

    fn push(&mut self, text: &str, origin: Range<usize>) {
        self.text.push_str(text);
        self.origin.extend(std::iter::repeat_n(origin, text.len()));
    }
}

struct Reader<'p> {
    pattern: &'p str,
    at: usize,
    out: Translated,
}

impl<'p> Reader<'p> {
    fn rest(&self) -> &'p str {
        self.pattern.get(self.at..).unwrap_or("")
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn branches(&mut self) -> Option<()> {
        // Whether something stands in front that can be repeated.
        let mut is_atom = false;
        loop {
            let start = self.at;
            let Some(c) = self.next() else { return Some(()) };
            match c {
                '*' | '+' | '?' | '{' => {
                    if !is_atom {
                        return None;
                    }
                    is_atom = false;
                    if c == '{' {
                        self.quantity()?;
                    }
                    let written = self.pattern.get(start..self.at)?;
                    self.out.push(written, start..self.at);
                    continue;
                }
                '(' if self.rest().starts_with('?') => return None,
                '^' | '$' | ']' | '}' => return None,
                '[' => self.class(start)?,
                '\\' => self.escape(start)?,
                '.' => self.out.push(ANY, start..self.at),
                _ => self.out.push(self.pattern.get(start..self.at)?, start..self.at),
            }
            is_atom = !matches!(c, '(' | '|');
        }
    }

    /// `n}`, `n,}` or `n,m}`.
    fn quantity(&mut self) -> Option<()> {
        let (inner, _) = self.rest().split_once('}')?;
        let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        self.at += inner.len() + 1;
        (!least.is_empty() && is_number(least) && is_number(most)).then_some(())
    }

    fn escape(&mut self, start: usize) -> Option<()> {
        let c = self.next()?;
        if matches!(c, 'S' | 'D') {
            self.out.push(if c == 'S' { NO_SPACE } else { NO_DIGIT }, start..self.at);
        } else if c == '-' {
            self.out.push("-", start..self.at);
        } else if let Some((_, class)) = CLASSES.iter().find(|(letter, _)| *letter == c) {
            self.out.push(&format!("[{class}]"), start..self.at);
        } else {
            self.simple(c, start)?;
        }
        Some(())
    }

    /// Escapes that mean the same in both and everywhere.
    fn simple(&mut self, c: char, start: usize) -> Option<()> {
        if !matches!(c, 'n' | 'r' | 't') && !SIGNS.contains(c) {
            return None;
        }
        let written = self.pattern.get(start..self.at)?;
        self.out.push(written, start..self.at);
        Some(())
    }

    fn class(&mut self, start: usize) -> Option<()> {
        if self.rest().starts_with('^') {
            self.at += 1;
        }
        self.out.push(self.pattern.get(start..self.at)?, start..self.at);
        let mut is_empty = true;
        loop {
            let start = self.at;
            match self.next()? {
                ']' if is_empty => return None,
                ']' => {
                    self.out.push("]", start..self.at);
                    return Some(());
                }
                '[' => return None,
                '\\' => match self.next()? {
                    '-' => self.out.push("\\-", start..self.at),
                    c => match CLASSES.iter().find(|(letter, _)| *letter == c) {
                        Some((_, class)) => self.out.push(class, start..self.at),
                        None => self.simple(c, start)?,
                    },
                },
                _ => self.out.push(self.pattern.get(start..self.at)?, start..self.at),
            }
            is_empty = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_have_is_translated_with_its_places() {
        let text = |pattern: &str| Translated::of(pattern).map(|translated| translated.text);
        assert_eq!(text(r"(a+)+").as_deref(), Some(r"^(?:(a+)+)$"));
        assert_eq!(text(r"\d{2,3}\-.|[\s\-]*").as_deref(), Some(r"^(?:[0123456-9]{2,3}-[^\n\r]|[ \t\n\r\-]*)$"));
        assert_eq!(text("a|").as_deref(), Some("^(?:a|)$"));
        let translated = Translated::of(r"é\S(\w)+").unwrap_or(Translated { text: String::new(), origin: Vec::new() });
        let at = translated.text.find("([").unwrap_or(0);
        assert_eq!(translated.original(&(at..translated.text.len() - 2)), 4..9);
        assert_eq!(Translated::restore(&translated.text[at..translated.text.len() - 2]), r"(\w)+");
    }

    #[test]
    fn what_only_one_of_them_has_is_left_alone() {
        for pattern in [
            "^a$",
            "[a-z-[aeiou]]",
            r"\i\c*",
            r"\p{L}",
            r"[\p{IsLatin-1Supplement}]",
            "a*?",
            "a++",
            "(?:a)",
            r"\bx",
            r"[\S]",
            "a{,3}",
            "a{",
            "[]",
            "*a",
            "a]",
            r"\u0041",
            "[a",
            r"a\",
        ] {
            assert!(Translated::of(pattern).is_none(), "{pattern}");
        }
    }
}
