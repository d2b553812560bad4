//! Bytes to lines and columns, and back: the only place that counts characters.
//!
//! A line ends with LF, CR LF or a lone CR. U+2028 does not end a line. A byte order mark takes no column.

/// A place for people and formats: both numbers 1-based, the column in Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in Unicode code points.
    pub column: u32,
}

/// Bytes between two counted places; bounds what one position costs on a file of one long line.
const BLOCK: usize = 4096;

/// Start offsets of the lines of one text, and characters counted at every `BLOCK` bytes.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// (code points, UTF-16 code units) before byte `index * BLOCK`.
    counted: Vec<(u32, u32)>,
}

impl LineIndex {
    /// One pass over the text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut starts = vec![bom];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        let mut total = (0, 0);
        let counted = bytes
            .chunks(BLOCK)
            .map(|block| {
                let before = total;
                let (points, units) = count(block);
                total = (before.0 + points, before.1 + units);
                before
            })
            .collect();
        Self { starts, counted }
    }

    /// How many lines the text has; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// 0-based line that holds the byte `offset`.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Bytes of the 0-based `line` without its line end; an empty range past the last line.
    pub fn range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let Some(start) = self.starts.get(line).map(|start| *start as usize) else {
            return text.len()..text.len();
        };
        let next = self.starts.get(line + 1).map_or(text.len(), |next| *next as usize);
        let mut end = next;
        let bytes = text.as_bytes();
        if line + 1 < self.starts.len() {
            end -= 1;
            if end > start && bytes[end] == b'\n' && bytes[end - 1] == b'\r' {
                end -= 1;
            }
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
        let line = self.line_of(offset);
        let start = self.starts.get(line).map_or(0, |start| *start as usize);
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
        let block = offset / BLOCK;
        let Some(base) = self.counted.get(block) else {
            let Some(last) = self.counted.len().checked_sub(1) else {
                return (0, 0);
            };
            return add(self.counted[last], count(&text.as_bytes()[last * BLOCK..offset.min(text.len())]));
        };
        add(*base, count(&text.as_bytes()[block * BLOCK..offset]))
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
    fn no_final_newline_and_empty_text() {
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(at("ab", 2), (1, 3));
        assert_eq!(at("ab\n", 3), (2, 1));
    }
}
