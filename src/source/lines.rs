//! Bytes to lines and columns, and back: the only place that counts characters.
//!
//! A line ends with LF, CR LF or a lone CR. U+2028 does not end a line. A byte order mark takes no column.

use std::ops::Range;

/// A place for people and formats: both numbers 1-based, the column in Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in Unicode code points.
    pub column: u32,
}

/// Bytes between two counted places: what one look-up may have to go through.
const BLOCK: usize = 4096;

/// Line ends and characters of one text, counted at every `BLOCK` bytes; the rest is looked up in the text, which has to
/// be the same.
#[derive(Debug)]
pub struct LineIndex {
    /// Before byte `index * BLOCK`.
    counted: Vec<Counts>,
    lines: usize,
    /// A lone CR or CR LF ends a line, too.
    has_returns: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Lines that begin there or before, the first not counted.
    lines: usize,
    /// Code points and UTF-16 code units.
    characters: (u32, u32),
}

impl LineIndex {
    /// One pass over the text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut index = Self { counted: Vec::new(), lines: 0, has_returns: memchr::memchr(b'\r', bytes).is_some() };
        let mut total = Counts::default();
        for block in 0..bytes.len().div_ceil(BLOCK) {
            index.counted.push(total);
            let (start, end) = (block * BLOCK, (block * BLOCK + BLOCK).min(bytes.len()));
            total.lines += index.starts(text, start..end).count();
            total.characters = add(total.characters, count(&bytes[start..end]));
        }
        index.lines = total.lines + 1;
        index
    }

    /// Where the lines begin that end with a byte of a range.
    fn starts<'t>(&self, text: &'t str, range: Range<usize>) -> Starts<'t> {
        let bytes = text.as_bytes();
        let part = bytes.get(range.clone()).unwrap_or_default();
        match self.has_returns {
            false => Starts::Feeds(memchr::memchr_iter(b'\n', part), range.start),
            true => Starts::All { ends: memchr::memchr2_iter(b'\n', b'\r', part), start: range.start, bytes },
        }
    }

    /// How many lines the text has; an empty text has one.
    pub fn count(&self) -> usize {
        self.lines
    }

    /// 0-based line that holds the byte `offset`.
    pub fn line_of(&self, text: &str, offset: u32) -> usize {
        let offset = (offset as usize).min(text.len());
        let block = (offset / BLOCK).min(self.counted.len().saturating_sub(1));
        let before = self.counted.get(block).map_or(0, |counts| counts.lines);
        before + self.starts(text, block * BLOCK..offset).count()
    }

    /// The first byte of a 0-based line; `None` past the last.
    fn start(&self, text: &str, line: usize) -> Option<usize> {
        let Some(ends) = line.checked_sub(1) else {
            return Some(if text.starts_with('\u{feff}') { 3 } else { 0 });
        };
        let block = self.counted.partition_point(|counts| counts.lines <= ends).checked_sub(1)?;
        let from = block * BLOCK;
        let mut starts = self.starts(text, from..(from + BLOCK).min(text.len()));
        starts.nth(ends - self.counted[block].lines)
    }

    /// Bytes of the 0-based `line` without its line end; an empty range past the last line.
    pub fn range(&self, text: &str, line: usize) -> Range<usize> {
        let Some(start) = self.start(text, line) else {
            return text.len()..text.len();
        };
        let Some(next) = self.start(text, line + 1) else { return start.min(text.len())..text.len() };
        let bytes = text.as_bytes();
        let mut end = next - 1;
        if end > start && bytes.get(end - 1..next) == Some(b"\r\n") {
            end -= 1;
        }
        start..end.max(start)
    }

    /// Position of a byte in code points. An offset inside a character counts as its start.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        self.position_by(text, offset, |counts| counts.0)
    }

    /// Position of a byte with the column in UTF-16 code units (1-based).
    pub fn position_utf16(&self, text: &str, offset: u32) -> Position {
        self.position_by(text, offset, |counts| counts.1)
    }

    fn position_by(&self, text: &str, offset: u32, unit: fn((u32, u32)) -> u32) -> Position {
        let line = self.line_of(text, offset);
        let start = self.start(text, line).unwrap_or(0);
        let mut offset = (offset as usize).clamp(start, text.len().max(start));
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        // Most lines are short enough to count what stands before the place.
        let column = match text.as_bytes().get(start..offset) {
            Some(before) if before.len() < BLOCK => unit(count(before)),
            _ => unit(self.before(text, offset)) - unit(self.before(text, start)),
        };
        Position { line: line as u32 + 1, column: column + 1 }
    }

    fn before(&self, text: &str, offset: usize) -> (u32, u32) {
        let block = (offset / BLOCK).min(self.counted.len().saturating_sub(1));
        let counted = self.counted.get(block).map_or((0, 0), |counts| counts.characters);
        add(counted, count(text.as_bytes().get(block * BLOCK..offset).unwrap_or_default()))
    }
}

/// See [`LineIndex::starts`].
enum Starts<'t> {
    Feeds(memchr::Memchr<'t>, usize),
    All { ends: memchr::Memchr2<'t>, start: usize, bytes: &'t [u8] },
}

impl Iterator for Starts<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        match self {
            Self::Feeds(ends, start) => ends.next().map(|at| *start + at + 1),
            Self::All { ends, start, bytes } => {
                // Of CR LF the second ends the line.
                let is_end = |at: &usize| bytes[*at] == b'\n' || bytes.get(*at + 1) != Some(&b'\n');
                ends.map(|at| *start + at).find(is_end).map(|at| at + 1)
            }
        }
    }

    fn count(self) -> usize {
        match self {
            Self::Feeds(ends, _) => ends.count(),
            Self::All { .. } => self.fold(0, |count, _| count + 1),
        }
    }
}

fn add(a: (u32, u32), b: (u32, u32)) -> (u32, u32) {
    (a.0 + b.0, a.1 + b.1)
}

/// Code points and UTF-16 code units that start in a piece of UTF-8.
fn count(bytes: &[u8]) -> (u32, u32) {
    if bytes.is_ascii() {
        return (bytes.len() as u32, bytes.len() as u32);
    }
    let points = bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() as u32;
    let astral = bytes.iter().filter(|byte| **byte >= 0xF0).count() as u32;
    (points, points + astral)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: u32) -> (u32, u32) {
        let p = LineIndex::new(text).position(text, offset);
        (p.line, p.column)
    }

    #[test]
    fn every_line_end_counts_once() {
        let text = "a\r\nb\rc\nd";
        assert_eq!(at(text, 0), (1, 1));
        assert_eq!(at(text, 3), (2, 1));
        assert_eq!(at(text, 5), (3, 1));
        assert_eq!(at(text, 7), (4, 1));
        let index = LineIndex::new(text);
        let lines: Vec<&str> = (0..index.count()).map(|line| &text[index.range(text, line)]).collect();
        assert_eq!(lines, ["a", "b", "c", "d"]);
    }

    #[test]
    fn columns_count_code_points_or_utf16_units_never_bytes() {
        let text = "x: é😀y";
        let y = text.find('y').unwrap() as u32;
        assert_eq!(at(text, y), (1, 6));
        assert_eq!(LineIndex::new(text).position_utf16(text, y).column, 7);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(at("\u{feff}openapi: 3", 3), (1, 1));
        assert_eq!(at("\u{feff}openapi: 3", 4), (1, 2));
    }

    #[test]
    fn a_long_line_is_counted_in_blocks() {
        let text = format!("{}x", "é😀".repeat(5000));
        let x = text.len() as u32 - 1;
        let index = LineIndex::new(&text);
        assert_eq!(index.position(&text, x).column, 10_001);
        assert_eq!(index.position_utf16(&text, x).column, 15_001);
        assert_eq!(index.position(&text, x + 1).column, 10_002);
    }

    #[test]
    fn lines_across_blocks_are_those_of_a_simple_count() {
        for end in ["\n", "\r\n", "\r"] {
            for length in [0, 1, 94, 95, 96, 4094, 4095, 4096, 9000] {
                let text = format!("{}{end}", "x".repeat(length)).repeat(3 + 20_000 / (length + 1));
                let index = LineIndex::new(&text);
                let lines: Vec<&str> = text.split(end).collect();
                assert_eq!(index.count(), lines.len());
                let mut start = 0;
                for (number, line) in lines.iter().enumerate().take(300) {
                    assert_eq!(index.range(&text, number), start..start + line.len());
                    assert_eq!(index.line_of(&text, start as u32), number);
                    assert_eq!(index.line_of(&text, (start + line.len()) as u32), number);
                    assert_eq!(index.position(&text, (start + line.len()) as u32).column as usize, line.len() + 1);
                    start += line.len() + end.len();
                }
            }
        }
    }

    #[test]
    fn no_final_newline_and_empty_text() {
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(at("ab", 2), (1, 3));
        assert_eq!(at("ab\n", 3), (2, 1));
    }
}
