//! Flow collections: `[…]` and `{…}`.

use super::lines::is_gap;
use super::node::Properties;
use super::scalar::{LONGEST_KEY, is_flow_indicator, starts_no_plain};
use super::{Kind, Reader, Style};

/// An open flow collection.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    kind: Kind,
    /// A sequence whose current item is a map of one entry without brackets.
    pair: bool,
}

/// What may come next.
#[derive(Clone, Copy)]
enum Expect {
    /// An item, a key or the closing bracket.
    Item,
    /// The value of a key, which stands at the place named if it is not written.
    Value(usize),
    /// A comma or the closing bracket.
    Next,
}

impl<'t> Reader<'t> {
    pub(super) fn in_flow(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Reads a flow collection from its opening to its closing bracket.
    pub(super) fn flow(&mut self, properties: Properties<'t>) -> Option<()> {
        let mut expect = self.open_flow(properties)?;
        while let Some(frame) = self.frames.last().copied() {
            self.skip_flow_space()?;
            let byte = self.peek()?;
            expect = match expect {
                Expect::Item if is_closing(byte) => self.close_flow(frame, byte)?,
                Expect::Item if frame.kind == Kind::Map => self.flow_key()?,
                Expect::Item => self.flow_item(byte)?,
                Expect::Value(hole) if byte == b',' || is_closing(byte) => {
                    self.unwritten(hole, Properties::default())?;
                    Expect::Next
                }
                Expect::Value(_) => self.flow_value(byte)?,
                Expect::Next => {
                    self.end_pair();
                    match byte {
                        b',' => {
                            self.at += 1;
                            Expect::Item
                        }
                        _ => self.close_flow(frame, byte)?,
                    }
                }
            };
        }
        Some(())
    }

    fn open_flow(&mut self, properties: Properties<'t>) -> Option<Expect> {
        let kind = if self.peek() == Some(b'{') { Kind::Map } else { Kind::Seq };
        // A placeholder of a template.
        if kind == Kind::Map && self.bytes.get(self.at + 1) == Some(&b'{') {
            return None;
        }
        self.open(kind, self.at, properties)?;
        self.frames.push(Frame { kind, pair: false });
        self.at += 1;
        self.cursor = self.at;
        Some(Expect::Item)
    }

    fn close_flow(&mut self, frame: Frame, byte: u8) -> Option<Expect> {
        let closing = if frame.kind == Kind::Map { b'}' } else { b']' };
        if byte != closing {
            return None;
        }
        self.at += 1;
        self.cursor = self.at;
        self.builder.close(self.cursor);
        self.frames.pop();
        Some(Expect::Next)
    }

    fn end_pair(&mut self) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.pair) {
            frame.pair = false;
            self.builder.close(self.cursor);
        }
    }

    fn flow_key(&mut self) -> Option<Expect> {
        let word = self.flow_word()?;
        self.add_key(word.style, word.start, word.end, word.verbatim)?;
        if let Some(colon) = word.colon {
            self.at = colon + 1;
            return Some(Expect::Value(colon + 1));
        }
        let comments = self.comments.len();
        self.skip_flow_space()?;
        let hole = if self.comments.len() == comments { word.end } else { self.at };
        if !matches!(self.peek(), Some(b',' | b'}')) {
            return None;
        }
        Some(Expect::Value(hole))
    }

    fn flow_item(&mut self, byte: u8) -> Option<Expect> {
        if matches!(byte, b'[' | b'{' | b'*' | b'&' | b'!') {
            return self.flow_value(byte);
        }
        let word = self.flow_word()?;
        let Some(colon) = word.colon else {
            return self.add_word(&word, Properties::default());
        };
        self.open(Kind::Map, word.start, Properties::default())?;
        if let Some(frame) = self.frames.last_mut() {
            frame.pair = true;
        }
        self.add_key(word.style, word.start, word.end, word.verbatim)?;
        self.at = colon + 1;
        Some(Expect::Value(colon + 1))
    }

    fn flow_value(&mut self, byte: u8) -> Option<Expect> {
        let mut properties = Properties::default();
        let mut byte = byte;
        if matches!(byte, b'&' | b'!') {
            properties = self.properties()?;
            byte = self.peek()?;
        }
        match byte {
            b'[' | b'{' => self.open_flow(properties),
            b'*' => self.alias(properties).map(|()| Expect::Next),
            _ => {
                let word = self.flow_word()?;
                if word.colon.is_some() { None } else { self.add_word(&word, properties) }
            }
        }
    }

    fn add_word(&mut self, word: &Word, properties: Properties<'t>) -> Option<Expect> {
        let id = self.value(word.style, word.start, word.end, properties)?;
        if word.verbatim {
            self.builder.set_verbatim(id);
        }
        Some(Expect::Next)
    }

    /// Reads a scalar and looks for the colon that makes a key of it.
    fn flow_word(&mut self) -> Option<Word> {
        let start = self.at;
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            let quoted = self.quoted()?;
            let colon = self.at + self.blanks_here();
            let is_key = self.bytes.get(colon) == Some(&b':');
            if is_key && (!quoted.one_line || colon - start > LONGEST_KEY) {
                return None;
            }
            let (style, end, verbatim) = (quoted.style, quoted.end, quoted.verbatim);
            return Some(Word { style, start, end, verbatim, colon: is_key.then_some(colon) });
        }
        self.flow_plain()
    }

    fn flow_plain(&mut self) -> Option<Word> {
        let start = self.at;
        let (first, second) = (self.peek()?, self.bytes.get(start + 1));
        let dash = first == b'-' && (is_gap(second) || second.is_some_and(|byte| is_flow_indicator(*byte)));
        if dash || starts_no_plain(first) || matches!(first, b'?' | b':') {
            return None;
        }
        let mut stop = start + 1;
        let mut colon = None;
        loop {
            let behind = self.bytes.get(stop + 1);
            match self.bytes.get(stop)? {
                b':' if is_gap(behind) || behind.is_some_and(|byte| is_flow_indicator(*byte)) => {
                    if matches!(behind, Some(b'[' | b'{')) || stop - start > LONGEST_KEY {
                        return None;
                    }
                    colon = Some(stop);
                    break;
                }
                b'#' if is_gap(self.bytes.get(stop - 1)) => break,
                b'\n' | b'\r' | b',' | b'[' | b']' | b'{' | b'}' => break,
                _ => stop += 1,
            }
        }
        let end = self.without_blanks(start, stop);
        self.at = end;
        Some(Word { style: Style::Plain, start, end, verbatim: true, colon })
    }

    /// Steps over white space, line breaks and comments. Lines are indented further than what holds the collection.
    fn skip_flow_space(&mut self) -> Option<()> {
        if !matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | b'#')) {
            return Some(());
        }
        let before = self.at;
        self.skip_blanks();
        match self.peek() {
            Some(b'#') if self.at == before => return None,
            Some(b'#' | b'\n' | b'\r') => self.comment_here(),
            _ => return Some(()),
        }
        let floor = self.floor();
        while matches!(self.peek(), Some(b'\n' | b'\r')) {
            self.step_over_break();
            if self.at_any_marker() {
                return None;
            }
            self.at += self.count_spaces();
            let column = self.at - self.line;
            self.skip_blanks();
            match self.peek() {
                Some(b'\n' | b'\r') => {}
                Some(b'#') => self.comment_here(),
                _ => return (column >= floor).then_some(()),
            }
        }
        Some(())
    }
}

/// A scalar in a flow collection.
struct Word {
    style: Style,
    start: usize,
    end: usize,
    verbatim: bool,
    colon: Option<usize>,
}

fn is_closing(byte: u8) -> bool {
    byte == b']' || byte == b'}'
}
