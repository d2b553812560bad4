//! Lines, white space and comments.

use super::Reader;

/// Bytes looked at together.
const CHUNK: usize = 64;

/// False for a text with characters that YAML refuses or reads in a way of their own: control characters, carriage
/// returns alone, byte order marks inside.
pub(super) fn is_ordinary(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    if chunks.iter().any(|chunk| has_odd(chunk)) || has_odd(rest) {
        return false;
    }
    let mut returns = memchr::memchr_iter(b'\r', bytes);
    if !returns.all(|at| bytes.get(at + 1) == Some(&b'\n')) {
        return false;
    }
    // The characters above ASCII that matter start with one of two bytes.
    memchr::memchr2_iter(0xC2, 0xEF, bytes).all(|at| match bytes.get(at..at + 3) {
        Some([0xEF, 0xBB, 0xBF]) => at == 0,
        Some([0xEF, 0xBF, last]) => *last < 0xBE,
        Some([0xEF, ..]) => true,
        _ => !matches!(bytes.get(at + 1), Some(0x80..=0x84 | 0x86..=0x9F)),
    })
}

/// Looks at all bytes without a branch, which is faster than to stop at the first.
#[inline]
fn has_odd(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |odd, byte| odd | u8::from(is_odd(*byte))) != 0
}

fn is_odd(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\n') & (byte != b'\t') & (byte != b'\r') | (byte == 0x7F)
}

/// True for what ends a word: white space, a line break or the end of the text.
pub(super) fn is_gap(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\n' | b'\r' | b'\t'))
}

/// Words of eight bytes that are looked at here: for most keys and values that is less than a search costs.
const NEAR: usize = 4;

/// Bytes before the first of three kinds, or all.
#[inline]
pub(super) fn length_before(rest: &[u8], [a, b, c]: [u8; 3]) -> usize {
    let (words, _) = rest.as_chunks::<8>();
    for (at, word) in words.iter().take(NEAR).enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ repeat(a)) | zeros(word ^ repeat(b)) | zeros(word ^ repeat(c));
        if found != 0 {
            return at * 8 + (found.trailing_zeros() / 8) as usize;
        }
    }
    let near = words.len().min(NEAR) * 8;
    let far = rest.get(near..).unwrap_or(&[]);
    memchr::memchr3(a, b, c, far).map_or(rest.len(), |length| near + length)
}

const fn repeat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The high bit of each byte that is zero; those above the lowest of these may be wrong.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(repeat(1)) & !word & repeat(0x80)
}

impl Reader<'_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// True before a line break, a comment and the end of the text.
    pub(super) fn at_line_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b'\r' | b'#'))
    }

    pub(super) fn at_dash(&self) -> bool {
        self.peek() == Some(b'-') && is_gap(self.bytes.get(self.at + 1))
    }

    /// True before `---` or `...` at the start of a line.
    pub(super) fn at_any_marker(&self) -> bool {
        self.at == self.line && matches!(self.peek(), Some(b'-' | b'.')) && self.is_marker()
    }

    pub(super) fn at_marker(&self, byte: u8) -> bool {
        self.at == self.line && self.peek() == Some(byte) && self.is_marker()
    }

    fn is_marker(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        (rest.starts_with(b"---") || rest.starts_with(b"...")) && is_gap(rest.get(3))
    }

    pub(super) fn skip_blanks(&mut self) {
        self.at += self.blanks_here();
    }

    /// Spaces and tabs from here on.
    pub(super) fn blanks_here(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    /// Spaces from here on.
    pub(super) fn count_spaces(&self) -> usize {
        let mut at = self.at;
        while let Some(chunk) = self.bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let other = u64::from_le_bytes(*chunk) ^ repeat(b' ');
            at += (other.trailing_zeros() / 8) as usize;
            if other != 0 {
                return at - self.at;
            }
        }
        while self.bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        at - self.at
    }

    /// Where the line that holds `at` ends, its break not included.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        let end = at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        if end > at && self.bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
    }

    /// Notes the comment that starts here, if one does, and steps to the end of the line.
    pub(super) fn comment_here(&mut self) {
        if self.peek() == Some(b'#') {
            let end = self.line_end(self.at);
            self.comments.push((self.at, end));
            self.at = end;
        }
    }

    /// Steps over what may follow a node on its line, and on to the next content.
    pub(super) fn end_line(&mut self) -> Option<()> {
        self.end_of_line()?;
        self.seek_next_content()
    }

    /// Steps over white space and a comment up to the end of the line.
    pub(super) fn end_of_line(&mut self) -> Option<()> {
        let before = self.at;
        self.skip_blanks();
        if !self.at_line_end() || self.peek() == Some(b'#') && self.at == before {
            return None;
        }
        self.comment_here();
        Some(())
    }

    /// From the end of a line to the next content.
    pub(super) fn seek_next_content(&mut self) -> Option<()> {
        self.step_over_break();
        self.seek_content()
    }

    /// Steps over one line break, if one stands here.
    pub(super) fn step_over_break(&mut self) {
        match self.peek() {
            Some(b'\n') => self.at += 1,
            Some(b'\r') => self.at += 2,
            _ => return,
        }
        self.line = self.at;
    }

    /// From the start of a line to the next content: over blank lines and comments.
    pub(super) fn seek_content(&mut self) -> Option<()> {
        loop {
            self.seek_text()?;
            if self.peek() != Some(b'#') {
                return Some(());
            }
            self.comment_here();
            self.step_over_break();
        }
    }

    /// From the start of a line to the next text, comments included: over blank lines.
    pub(super) fn seek_text(&mut self) -> Option<()> {
        loop {
            self.at += self.count_spaces();
            match self.peek() {
                Some(b'\n' | b'\r') => self.step_over_break(),
                Some(b'\t') => {
                    self.skip_blanks();
                    // A tab that indents something.
                    if !matches!(self.peek(), None | Some(b'\n' | b'\r')) {
                        return None;
                    }
                    self.step_over_break();
                }
                _ => return Some(()),
            }
        }
    }
}
