//! Plain and quoted scalars, and the keys that are written like them.

use super::lines::{is_gap, length_before};
use super::node::Properties;
use super::{Behind, Reader, Style};

/// Bytes from the start of a key to its colon, at most (YAML 1.2.2, 7.4.2, counts characters).
pub(super) const LONGEST_KEY: usize = 1024;

/// One line of a plain scalar.
enum Line {
    /// A key that ends at `end`, with its colon.
    Key { end: usize, colon: usize },
    /// Text that ends at `end`; at `stop` a comment or the end of the line.
    Text { end: usize, stop: usize },
}

/// A quoted scalar, from quote to quote.
pub(super) struct Quoted {
    pub(super) style: Style,
    pub(super) start: usize,
    pub(super) end: usize,
    /// No escapes, no line breaks.
    pub(super) verbatim: bool,
    /// All on one line.
    pub(super) one_line: bool,
}

pub(super) fn is_flow_indicator(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}

impl<'t> Reader<'t> {
    /// Reads the next key of the innermost map and its colon.
    pub(super) fn key(&mut self) -> Option<Behind> {
        let start = self.at;
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            let quoted = self.quoted()?;
            let colon = self.colon_behind(&quoted)?;
            self.add_key(quoted.style, start, quoted.end, quoted.verbatim)?;
            return Some(self.behind_colon(colon));
        }
        if !self.starts_plain() {
            return None;
        }
        let Line::Key { end, colon } = self.plain_line(start) else { return None };
        self.plain_key(start, end, colon)
    }

    fn plain_key(&mut self, start: usize, end: usize, colon: usize) -> Option<Behind> {
        if colon - start > LONGEST_KEY {
            return None;
        }
        self.add_key(Style::Plain, start, end, true)?;
        Some(self.behind_colon(colon))
    }

    /// Reads a plain scalar or, where one may start, a map by its first key.
    pub(super) fn plain_node(&mut self, compact: bool, properties: Properties<'t>) -> Option<Option<Behind>> {
        if !self.starts_plain() {
            return None;
        }
        let start = self.at;
        match self.plain_line(start) {
            Line::Key { end, colon } => {
                if !compact {
                    return None;
                }
                self.open_map(start, properties)?;
                self.plain_key(start, end, colon).map(Some)
            }
            Line::Text { end, stop } => self.plain_value(start, end, stop, properties).map(|()| None),
        }
    }

    /// Reads a plain scalar whose first line is known, and on to the content behind it.
    fn plain_value(&mut self, start: usize, end: usize, stop: usize, properties: Properties<'t>) -> Option<()> {
        let (mut last, floor) = (end, self.floor());
        self.at = stop;
        while self.peek() != Some(b'#') {
            self.step_over_break();
            self.seek_text()?;
            if self.at_end() || self.at - self.line < floor || self.peek() == Some(b'#') || self.at_any_marker() {
                break;
            }
            let Line::Text { end, stop } = self.plain_line(self.at) else { return None };
            (last, self.at) = (end, stop);
        }
        let id = self.value(Style::Plain, start, last, properties)?;
        if last == end {
            self.builder.set_verbatim(id);
        }
        if self.peek() == Some(b'#') {
            self.comment_here();
            self.seek_next_content()?;
        }
        Some(())
    }

    /// True where a plain scalar may start in a block (YAML 1.2.2, 7.3.3).
    fn starts_plain(&self) -> bool {
        match self.peek() {
            Some(b'-' | b'?' | b':') => !is_gap(self.bytes.get(self.at + 1)),
            Some(byte) => !starts_no_plain(byte),
            None => false,
        }
    }

    /// Looks at a line of a plain scalar in a block from `start` on.
    fn plain_line(&self, start: usize) -> Line {
        let mut at = start;
        let stop = loop {
            at += length_before(self.bytes.get(at..).unwrap_or(&[]), *b"\n:#");
            match self.bytes.get(at) {
                Some(b':') if is_gap(self.bytes.get(at + 1)) => {
                    return Line::Key { end: self.without_blanks(start, at), colon: at };
                }
                Some(b'#') if at > start && is_gap(self.bytes.get(at - 1)) => break at,
                Some(b':' | b'#') => at += 1,
                _ if at > start && self.bytes.get(at - 1) == Some(&b'\r') => break at - 1,
                _ => break at,
            }
        };
        Line::Text { end: self.without_blanks(start, stop), stop }
    }

    /// `end` without the white space before it.
    pub(super) fn without_blanks(&self, start: usize, mut end: usize) -> usize {
        while end > start && matches!(self.bytes.get(end - 1), Some(b' ' | b'\t')) {
            end -= 1;
        }
        end
    }

    /// Reads a quoted scalar or, where one may start, a map by its first key.
    pub(super) fn quoted_node(&mut self, compact: bool, properties: Properties<'t>) -> Option<Option<Behind>> {
        let quoted = self.quoted()?;
        if let Some(colon) = self.colon_behind(&quoted) {
            if !compact {
                return None;
            }
            self.open_map(quoted.start, properties)?;
            self.add_key(quoted.style, quoted.start, quoted.end, quoted.verbatim)?;
            return Some(Some(self.behind_colon(colon)));
        }
        self.quoted_value(&quoted, properties)?;
        self.end_line()?;
        Some(None)
    }

    pub(super) fn quoted_value(&mut self, quoted: &Quoted, properties: Properties<'t>) -> Option<()> {
        let id = self.value(quoted.style, quoted.start, quoted.end, properties)?;
        if quoted.verbatim {
            self.builder.set_verbatim(id);
        }
        Some(())
    }

    /// The colon that makes a key of a quoted scalar in a block.
    fn colon_behind(&self, quoted: &Quoted) -> Option<usize> {
        let colon = quoted.end + self.blanks_here();
        let is_colon = self.bytes.get(colon) == Some(&b':') && is_gap(self.bytes.get(colon + 1));
        (is_colon && quoted.one_line && colon - quoted.start <= LONGEST_KEY).then_some(colon)
    }

    /// Reads a quoted scalar from its opening quote.
    pub(super) fn quoted(&mut self) -> Option<Quoted> {
        let start = self.at;
        let (style, quote) = if self.peek() == Some(b'"') { (Style::Double, b'"') } else { (Style::Single, b'\'') };
        let escape = if quote == b'"' { b'\\' } else { quote };
        let (mut verbatim, mut one_line) = (true, true);
        self.at += 1;
        loop {
            self.at += length_before(self.bytes.get(self.at..)?, [quote, escape, b'\n']);
            match (self.peek()?, self.bytes.get(self.at + 1)) {
                (b'\n', _) => {
                    (verbatim, one_line) = (false, false);
                    self.continue_quoted()?;
                }
                (b'\'', Some(b'\'')) if quote == b'\'' => {
                    verbatim = false;
                    self.at += 2;
                }
                (b'\\', _) => {
                    verbatim = false;
                    self.at += self.escape()?;
                }
                _ => {
                    self.at += 1;
                    return Some(Quoted { style, start, end: self.at, verbatim, one_line });
                }
            }
        }
    }

    /// From the end of a line of a quoted scalar to its next text, which is indented further than what holds it.
    fn continue_quoted(&mut self) -> Option<()> {
        let floor = self.floor();
        loop {
            self.step_over_break();
            if self.at_any_marker() {
                return None;
            }
            self.at += self.count_spaces();
            let column = self.at - self.line;
            if self.peek() == Some(b'\t') {
                if column < floor {
                    return None;
                }
                self.skip_blanks();
            }
            if !matches!(self.peek()?, b'\n' | b'\r') {
                return (column >= floor).then_some(());
            }
        }
    }

    /// Length of the escape that starts here; of one that joins lines only the backslash.
    fn escape(&self) -> Option<usize> {
        let digits = match self.bytes.get(self.at + 1)? {
            b'\n' | b'\r' => return Some(1),
            b'x' => 2,
            b'u' => 4,
            b'0' | b'a' | b'b' | b't' | b'\t' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'/' | b'\\' => 0,
            b'N' | b'_' | b'L' | b'P' => 0,
            _ => return None,
        };
        match self.hex(self.at + 2, digits)? {
            0xD800..0xDC00 => {
                let low = self.bytes.get(self.at + 6..self.at + 8) == Some(b"\\u");
                let low = low && (0xDC00..0xE000).contains(&self.hex(self.at + 8, 4)?);
                low.then_some(12)
            }
            0xDC00..0xE000 => None,
            _ => Some(2 + digits),
        }
    }

    fn hex(&self, at: usize, digits: usize) -> Option<u32> {
        let digits = self.bytes.get(at..at + digits)?;
        digits.iter().try_fold(0, |value, byte| Some(value * 16 + char::from(*byte).to_digit(16)?))
    }
}

/// Characters that start no plain scalar, whatever follows.
pub(super) fn starts_no_plain(byte: u8) -> bool {
    is_flow_indicator(byte)
        || is_gap(Some(&byte))
        || matches!(byte, b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`')
}
