//! A strict JSON reader (RFC 8259): iterative, every byte looked at once. Where a text breaks the
//! grammar in a way people do, the error is noted and reading goes on as it was meant.

mod lexer;
#[cfg(test)]
mod tests;

use super::decode::decode;
use super::{Document, Format, Kind, Limits, NodeId, Style, SyntaxError, Tree, TreeBuilder};
use crate::source::{Source, SourceId, Span};

/// Parses JSON; goes on behind errors up to the limit and keeps the tree read so far.
pub(super) fn parse(source: Source, limits: &Limits, words: &[&str]) -> Document {
    let (tree, errors, complete) = Reader::new(&source, limits, words).read();
    Document { source, format: Format::Json, tree, comments: vec![], complete, errors, doctype: None }
}

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    /// The one value of the text.
    Root,
    /// An item or `]`, right behind `[`.
    FirstItem,
    /// An item, behind a comma.
    Item,
    /// A key or `}`, right behind `{`.
    FirstKey,
    /// A key, behind a comma.
    Key,
    /// The colon behind a key.
    Colon,
    /// The value behind a colon.
    Value,
    /// A comma or the closing bracket.
    Next,
    /// The end of the text.
    Nothing,
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    builder: TreeBuilder,
    /// Offsets of the brackets that are open.
    open: Vec<u32>,
    /// Offset of the comma read last.
    comma: usize,
    /// One past the token read last.
    token_end: usize,
    /// A string that was not closed may have swallowed the comma or colon behind it.
    swallowed: bool,
    stopped: bool,
    /// An error hid something, or left open where it belongs.
    lost: bool,
    limits: &'t Limits,
    source: SourceId,
    errors: Vec<SyntaxError>,
}

impl<'t> Reader<'t> {
    fn new(source: &'t Source, limits: &'t Limits, words: &[&str]) -> Self {
        let text = source.text.as_str();
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            text,
            bytes: text.as_bytes(),
            at: start,
            builder: TreeBuilder::new(words, text.len() / 12),
            open: Vec::new(),
            comma: start,
            token_end: start,
            swallowed: false,
            stopped: false,
            lost: false,
            limits,
            source: source.id,
            errors: Vec::new(),
        }
    }

    fn read(mut self) -> (Tree, Vec<SyntaxError>, bool) {
        let mut expect = Expect::Root;
        while !self.stopped {
            self.skip_space();
            let Some(byte) = self.peek() else {
                self.end_of_text(expect);
                break;
            };
            expect = self.step(expect, byte);
            if self.builder.len() >= self.limits.nodes && expect != Expect::Nothing {
                self.limit("nodes", self.at, format!("the text has more than {} values", self.limits.nodes));
            }
        }
        self.errors.sort_by_key(|error| error.span.start);
        let complete = !self.stopped && !self.lost;
        (self.builder.finish(self.at, false), self.errors, complete)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn step(&mut self, expect: Expect, byte: u8) -> Expect {
        match expect {
            Expect::Root => self.root(byte),
            Expect::FirstItem if byte == b']' => self.close(byte),
            Expect::FirstKey if byte == b'}' => self.close(byte),
            Expect::FirstItem | Expect::Item => self.item(expect, byte),
            Expect::FirstKey | Expect::Key => self.key(expect, byte),
            Expect::Colon => self.colon(byte),
            Expect::Value => self.member_value(byte),
            Expect::Next => self.next(byte),
            Expect::Nothing => {
                let help = "remove it; a JSON text holds exactly one value";
                self.error(self.at, self.line_end(self.at), "text behind the end of the JSON value", help);
                self.stopped = true;
                Expect::Nothing
            }
        }
    }

    fn root(&mut self, byte: u8) -> Expect {
        if matches!(byte, b',' | b':' | b']' | b'}') {
            self.unexpected("a value");
            return Expect::Root;
        }
        self.value(byte)
    }

    fn item(&mut self, expect: Expect, byte: u8) -> Expect {
        match byte {
            b',' => self.surplus_comma(expect),
            b']' | b'}' => {
                self.trailing_comma(expect);
                self.close(byte)
            }
            b':' => {
                self.unexpected("a value");
                expect
            }
            _ => self.value(byte),
        }
    }

    fn key(&mut self, expect: Expect, byte: u8) -> Expect {
        let start = self.at;
        match byte {
            b'"' => {
                let escaped = self.string();
                let id = self.push(Style::Double, start);
                let inner = if self.token_end > start + 1 { start + 1..self.token_end - 1 } else { start..start };
                match self.text.get(inner) {
                    Some(plain) if !escaped => self.builder.set_key(id, plain),
                    _ => self.set_decoded_key(id, start, Style::Double),
                }
            }
            b',' => return self.surplus_comma(expect),
            b'}' | b']' => {
                self.trailing_comma(expect);
                return self.close(byte);
            }
            b'{' | b'[' => {
                let help = "give the value a key: `\"name\": …`";
                self.error(start, start + 1, "an object holds keys with values, and this value has no key", help);
                self.stopped = true;
                return expect;
            }
            b'\'' => {
                self.single_quoted();
                let id = self.push(Style::Single, start);
                self.set_decoded_key(id, start, Style::Single);
            }
            b':' => {
                self.error(start, start + 1, "a key is missing before the colon", "add the key in double quotes");
                self.token_end = start;
                let id = self.push(Style::Plain, start);
                self.builder.set_key(id, "");
            }
            _ => return self.bare_key(expect),
        }
        if byte == b'"' && self.peek() == Some(b':') {
            self.advance(1);
            return Expect::Value;
        }
        Expect::Colon
    }

    fn bare_key(&mut self, expect: Expect) -> Expect {
        let start = self.at;
        let end = self.word_end(start);
        if end == start {
            self.unexpected("a key in double quotes");
            return expect;
        }
        let word = self.text.get(start..end).unwrap_or("");
        self.error(start, end, format!("the key `{}` is not quoted", clip(word)), "put the key in double quotes");
        self.at = end;
        self.token_end = end;
        let id = self.push(Style::Plain, start);
        self.builder.set_key(id, word);
        Expect::Colon
    }

    fn set_decoded_key(&mut self, id: NodeId, start: usize, style: Style) {
        let raw = self.text.get(start..self.token_end).unwrap_or("");
        self.builder.set_key(id, &decode(raw, style, None));
    }

    fn colon(&mut self, byte: u8) -> Expect {
        let swallowed = std::mem::take(&mut self.swallowed);
        match byte {
            b':' => {
                self.advance(1);
                Expect::Value
            }
            b',' | b'}' | b']' => {
                if !swallowed {
                    let (start, end) = self.last_token_char();
                    self.error(start, end, "the key has no value", "add a colon and a value, or remove the key");
                }
                self.empty_value();
                Expect::Next
            }
            b'=' => {
                let length = if self.bytes.get(self.at + 1) == Some(&b'>') { 2 } else { 1 };
                let help = "write a colon between key and value";
                self.error(self.at, self.at + length, "JSON has no `=` between key and value", help);
                self.advance(length);
                Expect::Value
            }
            _ => {
                if swallowed {
                    self.swallowed = true;
                    self.empty_value();
                    return Expect::Next;
                }
                let (start, end) = self.last_token_char();
                self.error(start, end, "a colon is missing behind this key", "add `:` between the key and its value");
                Expect::Value
            }
        }
    }

    fn member_value(&mut self, byte: u8) -> Expect {
        match byte {
            b',' | b'}' | b']' => {
                let (start, end) = self.last_token_char();
                self.error(start, end, "a value is missing behind the colon", "add the value, or remove the key");
                self.empty_value();
                Expect::Next
            }
            b':' => {
                self.error(self.at, self.at + 1, "one colon too many", "remove the colon");
                self.advance(1);
                Expect::Value
            }
            _ => self.value(byte),
        }
    }

    /// Reads one value, or opens it.
    fn value(&mut self, byte: u8) -> Expect {
        let start = self.at;
        match byte {
            b'"' => {
                let is_odd = self.string();
                let id = self.push(Style::Double, start);
                if !is_odd {
                    self.builder.set_verbatim(id);
                }
            }
            b'{' => return self.open(Kind::Map, Expect::FirstKey),
            b'[' => return self.open(Kind::Seq, Expect::FirstItem),
            b'-' | b'0'..=b'9' => {
                self.number();
                self.push(Style::Plain, start);
            }
            b'\'' => {
                self.single_quoted();
                self.push(Style::Single, start);
            }
            _ => {
                if !self.word() {
                    self.unexpected("a value");
                    return if self.open.is_empty() { Expect::Root } else { self.again() };
                }
                self.push(Style::Plain, start);
            }
        }
        self.behind_value()
    }

    /// What to expect once more after a stray character where a value should stand.
    fn again(&self) -> Expect {
        if self.in_object() { Expect::Value } else { Expect::Item }
    }

    fn behind_value(&mut self) -> Expect {
        if self.open.is_empty() {
            return Expect::Nothing;
        }
        // The usual case, without another turn.
        if self.peek() == Some(b',') { self.next(b',') } else { Expect::Next }
    }

    fn in_object(&self) -> bool {
        self.innermost() == Some(b'{')
    }

    fn innermost(&self) -> Option<u8> {
        self.bytes.get(*self.open.last()? as usize).copied()
    }

    fn open(&mut self, kind: Kind, inside: Expect) -> Expect {
        if self.open.len() >= self.limits.depth {
            let message = format!("the text is nested deeper than {} levels", self.limits.depth);
            self.limit("depth", self.at, message);
            return inside;
        }
        self.builder.open(kind, self.at);
        self.open.push(self.at as u32);
        self.advance(1);
        inside
    }

    fn next(&mut self, byte: u8) -> Expect {
        let swallowed = std::mem::take(&mut self.swallowed);
        match byte {
            b',' => {
                self.comma = self.at;
                self.advance(1);
                if self.in_object() { Expect::Key } else { Expect::Item }
            }
            b'}' | b']' => self.close(byte),
            b':' if !self.in_object() => {
                let help = "use `{` and `}` around keys, or a comma between items";
                self.error(self.at, self.at + 1, "an array has no keys, so no colon can stand here", help);
                self.advance(1);
                Expect::Item
            }
            b':' | b';' => {
                self.unexpected("a comma or a closing bracket");
                if self.in_object() { Expect::Next } else { Expect::Item }
            }
            _ => {
                if !swallowed {
                    let (start, end) = self.last_token_char();
                    self.error(start, end, "a comma is missing behind this value", "add `,`");
                }
                if self.in_object() { Expect::Key } else { Expect::Item }
            }
        }
    }

    /// Reads a closing bracket. One that fits an outer bracket closes all between; one that fits none is skipped.
    fn close(&mut self, byte: u8) -> Expect {
        let opener = if byte == b'}' { b'{' } else { b'[' };
        let fits = |open: &u32| self.bytes.get(*open as usize) == Some(&opener);
        let Some(level) = self.open.iter().rposition(fits) else {
            self.lost = true;
            let message = format!("`{}` closes nothing", byte as char);
            self.error(self.at, self.at + 1, message, "remove it, or add the bracket that opens it");
            self.advance(1);
            return self.behind_value();
        };
        while self.open.len() > level + 1 {
            let before = self.bytes.get(..self.at).unwrap_or(&[]);
            let line = memchr::memchr_iter(b'\n', before).count() + 1;
            self.unclosed(&format!(" before the `{}` on line {line}", byte as char));
            self.builder.close(self.at);
            self.open.pop();
        }
        self.open.pop();
        self.advance(1);
        self.builder.close(self.at);
        self.behind_value()
    }

    /// Notes that the innermost open bracket is not closed.
    fn unclosed(&mut self, place: &str) {
        let Some(start) = self.open.last().map(|start| *start as usize) else {
            return;
        };
        self.lost = true;
        let (open, close) = if self.in_object() { ('{', '}') } else { ('[', ']') };
        self.error(start, start + 1, format!("`{open}` is not closed{place}"), format!("add `{close}`"));
    }

    fn end_of_text(&mut self, expect: Expect) {
        self.lost |= expect != Expect::Nothing;
        match expect {
            Expect::Nothing => {}
            Expect::Root if self.errors.is_empty() => {
                let help = "a JSON description starts with `{`";
                self.error(0, self.text.len(), "the text is empty", help);
            }
            Expect::Root => {}
            _ => {
                let others = self.open.len().saturating_sub(1);
                let around = match others {
                    0 => String::new(),
                    1 => ", nor is the bracket around it".to_owned(),
                    _ => format!(", nor are the {others} brackets around it"),
                };
                self.unclosed(&around);
            }
        }
    }

    fn surplus_comma(&mut self, expect: Expect) -> Expect {
        let message = if self.in_object() {
            "an entry is missing before the comma"
        } else {
            "a value is missing before the comma"
        };
        self.error(self.at, self.at + 1, message, "remove the comma");
        self.advance(1);
        expect
    }

    fn trailing_comma(&mut self, expect: Expect) {
        if matches!(expect, Expect::Item | Expect::Key) && self.bytes.get(self.comma) == Some(&b',') {
            let message = "JSON allows no comma before a closing bracket";
            self.error(self.comma, self.comma + 1, message, "remove the comma");
        }
    }

    /// Notes a character that fits nowhere, and steps over it.
    fn unexpected(&mut self, wanted: &str) {
        self.lost = true;
        let (start, end) = self.char_at(self.at);
        let found = self.text.get(start..end).unwrap_or("").escape_debug();
        self.error(start, end, format!("`{found}` stands where {wanted} should"), "remove it");
        self.at = end.max(self.at + 1);
    }

    fn empty_value(&mut self) {
        self.builder.scalar(Style::Plain, self.token_end, self.token_end);
    }

    fn push(&mut self, style: Style, start: usize) -> NodeId {
        self.builder.scalar(style, start, self.token_end)
    }

    fn advance(&mut self, bytes: usize) {
        self.at += bytes;
        self.token_end = self.at;
    }

    /// The last character of the token read last: where something is missing behind it.
    fn last_token_char(&self) -> (usize, usize) {
        self.char_at(self.token_end.saturating_sub(1))
    }

    /// The character that holds a byte.
    fn char_at(&self, at: usize) -> (usize, usize) {
        let mut start = at.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let length = self.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (start, start + length)
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.text.len(), |length| from + length)
    }

    fn error(&mut self, start: usize, end: usize, message: impl Into<String>, help: impl Into<String>) {
        if self.stopped {
            return;
        }
        let span = Span { source: self.source, start: start as u32, end: end as u32 };
        self.errors.push(SyntaxError { span, message: message.into(), help: Some(help.into()), limit: None });
        self.stopped = self.errors.len() >= self.limits.syntax_errors;
    }

    fn limit(&mut self, name: &'static str, at: usize, message: String) {
        if self.stopped {
            return;
        }
        let (start, end) = self.char_at(at.min(self.text.len().saturating_sub(1)));
        let span = Span { source: self.source, start: start as u32, end: end as u32 };
        let help = Some(format!("raise the limit `{name}` if the file is meant to be like this"));
        self.errors.push(SyntaxError { span, message, help, limit: Some(name) });
        self.stopped = true;
    }
}

/// A word of the text, short enough for a message.
fn clip(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", word.get(..cut).unwrap_or("")),
        None => word.to_owned(),
    }
}
