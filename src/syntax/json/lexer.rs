//! The tokens of JSON: white space, strings, numbers, words, and the comments it does not have.

use super::{Reader, clip};

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGHS: u64 = ONES << 7;
const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);

impl<'t> Reader<'t> {
    /// Steps over white space, and over comments with an error.
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => {
                    self.at += 1;
                    while let Some(chunk) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
                        let other = u64::from_le_bytes(*chunk) ^ SPACES;
                        self.at += (other.trailing_zeros() / 8) as usize;
                        if other != 0 {
                            break;
                        }
                    }
                }
                b'/' | b'#' if !self.stopped => {
                    if !self.comment(byte) {
                        return;
                    }
                }
                0x80.. if !self.stopped => {
                    let (start, end) = self.char_at(self.at);
                    let found = self.text.get(start..end).unwrap_or("");
                    if !found.starts_with(|c: char| c.is_whitespace() || c == '\u{feff}') {
                        return;
                    }
                    let message = format!("`{}` is no white space of JSON", found.escape_unicode());
                    self.error(start, end, message, "use a plain space");
                    self.at = end;
                }
                _ => return,
            }
        }
    }

    fn comment(&mut self, byte: u8) -> bool {
        let start = self.at;
        let end = match (byte, self.bytes.get(start + 1)) {
            (b'#', _) | (_, Some(b'/')) => self.line_end(start),
            (_, Some(b'*')) => {
                let inside = self.bytes.get(start + 2..).unwrap_or(&[]);
                memchr::memmem::find(inside, b"*/").map_or(self.text.len(), |length| start + 2 + length + 2)
            }
            _ => return false,
        };
        let help = "remove the comment; a `description` or an `x-` extension can hold the text";
        self.error(start, self.line_end(start).min(end), "JSON has no comments", help);
        self.at = end;
        true
    }

    /// Reads a string from its opening quote; true when it holds escapes or had errors.
    pub(super) fn string(&mut self) -> bool {
        let start = self.at;
        let mut odd = false;
        let mut control_noted = false;
        self.at += 1;
        loop {
            match self.skip_plain() {
                Some(b'"') => {
                    self.advance(1);
                    return odd;
                }
                Some(b'\\') => {
                    odd = true;
                    self.escape();
                }
                Some(b'\n' | b'\r') => {
                    odd = true;
                    if self.ends_with_line() {
                        return self.unclosed_string(start);
                    }
                    if !std::mem::replace(&mut control_noted, true) {
                        let help = "write `\\n`, or keep the string on one line";
                        let end = self.at + 1;
                        self.error(self.at, end, "a JSON string cannot go over a line end", help);
                    }
                    self.at += 1;
                    while matches!(self.peek(), Some(b'\n' | b'\r' | b' ')) {
                        self.at += 1;
                    }
                }
                Some(control) => {
                    odd = true;
                    if !std::mem::replace(&mut control_noted, true) {
                        let (name, escape) = match control {
                            b'\t' => ("a tab".to_owned(), "\\t".to_owned()),
                            _ => (format!("the control character U+{control:04X}"), format!("\\u{control:04x}")),
                        };
                        let message = format!("a JSON string cannot hold {name} as it is");
                        self.error(self.at, self.at + 1, message, format!("write `{escape}`"));
                    }
                    self.at += 1;
                }
                None => return self.unclosed_string(start),
            }
            if self.stopped {
                self.token_end = self.at;
                return true;
            }
        }
    }

    /// Steps to the next quote, backslash or control character, eight bytes at a time.
    fn skip_plain(&mut self) -> Option<u8> {
        while let Some(chunk) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_le_bytes(*chunk);
            let quote = word ^ (ONES * u64::from(b'"'));
            let backslash = word ^ (ONES * u64::from(b'\\'));
            let found = (quote.wrapping_sub(ONES) & !quote)
                | (backslash.wrapping_sub(ONES) & !backslash)
                | (word.wrapping_sub(ONES * 0x20) & !word);
            let found = found & HIGHS;
            if found != 0 {
                // The lowest mark is exact; a borrow can only falsify those above it.
                self.at += (found.trailing_zeros() / 8) as usize;
                return self.peek();
            }
            self.at += 8;
        }
        while let Some(byte) = self.peek() {
            if byte < 0x20 || byte == b'"' || byte == b'\\' {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    fn escape(&mut self) {
        let start = self.at;
        match self.bytes.get(start + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits =
                    self.bytes.iter().skip(start + 2).take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
                self.at += 2 + digits;
                if digits < 4 {
                    let help = "write four hexadecimal digits, such as `\\u00e9`";
                    self.error(start, self.at, "`\\u` without four hexadecimal digits", help);
                }
            }
            Some(byte) if *byte >= 0x20 => {
                let (_, end) = self.char_at(start + 1);
                let escape = self.text.get(start..end).unwrap_or("");
                let message = format!("`{escape}` is no escape of JSON");
                self.error(start, end, message, "write `\\\\` for a backslash itself");
                self.at = end;
            }
            _ => {
                let help = "write `\\\\` for a backslash itself";
                self.error(start, start + 1, "a backslash with nothing behind it", help);
                self.at += 1;
            }
        }
    }

    /// At a line end inside a string: true when the next line goes on with JSON rather than with prose.
    fn ends_with_line(&self) -> bool {
        let mut rest = self.bytes.iter().skip(self.at);
        matches!(rest.find(|byte| !byte.is_ascii_whitespace()), None | Some(b'"' | b'}' | b']'))
    }

    fn unclosed_string(&mut self, start: usize) -> bool {
        let end = self.at.min(self.line_end(start));
        self.error(start, end, "this string is not closed", "add `\"` where it ends");
        self.token_end = self.at;
        self.swallowed = true;
        self.lost = true;
        true
    }

    /// Reads `'…'`, which JSON does not have, up to the end of its line at most.
    pub(super) fn single_quoted(&mut self) {
        let start = self.at;
        let line_end = self.line_end(start);
        let inside = self.bytes.get(start + 1..line_end).unwrap_or(&[]);
        match memchr::memchr(b'\'', inside) {
            Some(length) => {
                self.advance(length + 2);
                self.error(start, self.at, "JSON strings stand in double quotes", "use `\"` in place of `'`");
            }
            None => {
                self.advance(line_end - start);
                self.error(start, line_end, "this string is not closed", "use `\"` at its start and end");
                self.swallowed = true;
                self.lost = true;
            }
        }
    }

    /// Reads a number; a malformed one is taken whole, as far as it looks like one.
    pub(super) fn number(&mut self) {
        let start = self.at;
        let fault = self.number_fault();
        let end = self.word_end(self.at);
        if end == self.at && fault.is_none() {
            self.token_end = end;
            return;
        }
        self.at = end.max(self.at);
        self.token_end = self.at;
        let written = clip(self.text.get(start..self.at).unwrap_or(""));
        let (why, help) = fault.unwrap_or(("has something behind it", "put text in double quotes"));
        self.error(start, self.at, format!("the number `{written}` {why}"), help);
    }

    /// Steps over the longest start of a number; says what is wrong with it.
    fn number_fault(&mut self) -> Option<(&'static str, &'static str)> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => {
                self.at += 1;
                if matches!(self.peek(), Some(b'x' | b'X' | b'o' | b'b')) {
                    return Some(("is not decimal", "write it as a decimal number"));
                }
                if self.digits() > 0 {
                    return Some(("starts with a zero", "remove the zero, or put the value in double quotes"));
                }
            }
            _ => {
                if self.digits() == 0 {
                    return Some(("has no digit behind the sign", "write a digit behind `-`"));
                }
            }
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Some(("has no digit behind the point", "write a digit behind the point, or remove the point"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Some(("has no exponent behind the `e`", "write the exponent, such as `1e3`"));
            }
        }
        None
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    /// Reads `true`, `false` or `null`, or with an error another bare word; false where no word stands.
    pub(super) fn word(&mut self) -> bool {
        let start = self.at;
        let end = self.word_end(start);
        if end == start {
            return false;
        }
        self.advance(end - start);
        let word = self.text.get(start..end).unwrap_or("");
        let (message, help) = match word {
            "true" | "false" | "null" => return true,
            _ if matches!(word.as_bytes().first(), Some(b'+' | b'.')) => (
                format!("a number cannot start with `{}`", word.get(..1).unwrap_or("")),
                "start it with a digit or `-`",
            ),
            "NaN" | "Infinity" | "inf" | "nan" => (format!("JSON has no `{word}`"), "write a number or `null`"),
            "True" | "TRUE" => (format!("`{word}` is no value of JSON"), "write `true`"),
            "False" | "FALSE" => (format!("`{word}` is no value of JSON"), "write `false`"),
            "None" | "nil" | "NULL" | "Null" | "undefined" => (format!("`{word}` is no value of JSON"), "write `null`"),
            _ => (format!("`{}` is not quoted", clip(word)), "put it in double quotes"),
        };
        self.error(start, end, message, help);
        true
    }

    /// One past the run of characters that people write in bare words and numbers.
    pub(super) fn word_end(&self, from: usize) -> usize {
        if self.bytes.get(from).is_some_and(|byte| matches!(byte, b',' | b'\n' | b'\r' | b']' | b'}')) {
            return from;
        }
        let rest = self.text.get(from..).unwrap_or("");
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '+' | '.');
        from + rest.find(|c| !word(c)).unwrap_or(rest.len())
    }
}
