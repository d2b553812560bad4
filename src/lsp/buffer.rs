//! Texts as the editor holds them, changed piece by piece; where they stand in lines is kept up, not counted anew.

use std::ops::Range;
use std::sync::Arc;

use super::protocol::{Change, Encoding, Place};
use crate::outside::sniff;

/// An open document.
#[derive(Debug)]
pub(super) struct Buffer {
    /// The name the editor uses.
    pub(super) uri: String,
    /// Its number of the text's state.
    pub(super) version: i64,
    /// Shared with lints under way.
    pub(super) text: Arc<String>,
    /// Whether it looks like a description, not a part of one or something else.
    pub(super) is_description: bool,
    /// First bytes of the lines.
    starts: Vec<usize>,
}

impl Buffer {
    pub(super) fn new(uri: String, version: i64, text: String) -> Self {
        let starts = starts_of(&text);
        let is_description = sniff::is_description(text.as_bytes());
        Self { uri, version, text: Arc::new(text), is_description, starts }
    }

    /// Applies changes one after the other; a place outside the text means its nearest end.
    pub(super) fn change(&mut self, version: i64, changes: Vec<Change>, encoding: Encoding) {
        changes.into_iter().for_each(|change| self.apply(change, encoding));
        self.version = version;
        self.is_description = sniff::is_description(self.text.as_bytes());
    }

    fn apply(&mut self, change: Change, encoding: Encoding) {
        let Some((from, to)) = change.range else {
            self.starts = starts_of(&change.text);
            self.text = Arc::new(change.text);
            return;
        };
        let (from, to) = (self.offset(from, encoding), self.offset(to, encoding));
        self.splice(from.min(to)..to.max(from), &change.text);
    }

    /// The byte of a place.
    pub(super) fn offset(&self, place: Place, encoding: Encoding) -> usize {
        let Some(start) = self.starts.get(place.line as usize).copied() else { return self.text.len() };
        let end = self.starts.get(place.line as usize + 1).map_or(self.text.len(), |next| *next);
        let line = self.text.get(start..end).unwrap_or_default();
        let line = line.strip_suffix("\r\n").or_else(|| line.strip_suffix(['\r', '\n'])).unwrap_or(line);
        start + encoding.bytes(line, place.character)
    }

    /// The place of a byte.
    pub(super) fn place(&self, offset: usize, encoding: Encoding) -> Place {
        let line = self.line_of(offset);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        Place { line: line as u32, character: encoding.units(before) }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Replaces bytes, and counts only the lines anew that the change may touch.
    fn splice(&mut self, bytes: Range<usize>, text: &str) {
        // A line more on both sides: a line feed may join or part from a carriage return.
        let first = self.line_of(bytes.start).saturating_sub(1);
        let behind = (self.line_of(bytes.end) + 2).min(self.starts.len());
        let region = self.starts.get(first).copied().unwrap_or_default();
        let region_end = self.starts.get(behind).copied().unwrap_or(self.text.len()) - bytes.len() + text.len();
        Arc::make_mut(&mut self.text).replace_range(bytes.clone(), text);
        for start in self.starts.get_mut(behind..).unwrap_or_default() {
            *start = *start - bytes.len() + text.len();
        }
        let mut fresh: Vec<usize> =
            starts_of(self.text.get(region..region_end).unwrap_or_default()).iter().map(|at| at + region).collect();
        // Where the next line begins is known; only the end of the text opens a line of its own.
        if behind < self.starts.len() {
            fresh.pop();
        }
        self.starts.splice(first..behind, fresh);
    }
}

/// First bytes of the lines; each ends with LF, CR LF or CR.
fn starts_of(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain(ends.map(|at| at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(line: u32, character: u32) -> Place {
        Place { line, character }
    }

    #[test]
    fn places_are_counted_in_the_units_agreed_on() {
        let buffer = Buffer::new(String::new(), 1, "a: é😀y\r\nb".into());
        let y = buffer.text.find('y').unwrap();
        for (encoding, character) in [(Encoding::Utf8, 9), (Encoding::Utf16, 6), (Encoding::Utf32, 5)] {
            assert_eq!(buffer.offset(place(0, character), encoding), y);
            assert_eq!(buffer.place(y, encoding), place(0, character));
            assert_eq!(buffer.offset(place(0, 99), encoding), y + 1, "the end of the line, before its line end");
            assert_eq!(buffer.offset(place(9, 0), encoding), buffer.text.len());
        }
    }

    proptest! {
        #[test]
        fn changes_keep_text_and_lines_in_step(
            text in "[ab\r\n😀]{0,20}",
            changes in prop::collection::vec((0..6u32, 0..6u32, 0..6u32, 0..6u32, "[x\r\n]{0,4}"), 0..8),
        ) {
            let mut buffer = Buffer::new(String::new(), 1, text.clone());
            let mut whole = text;
            for (line, character, to_line, to_character, text) in changes {
                let (from, to) = (place(line, character), place(to_line, to_character));
                let (a, b) = (buffer.offset(from, Encoding::Utf16), buffer.offset(to, Encoding::Utf16));
                whole.replace_range(a.min(b)..a.max(b), &text);
                buffer.apply(Change { range: Some((from, to)), text }, Encoding::Utf16);
                prop_assert_eq!(&*buffer.text, &whole);
                prop_assert_eq!(&buffer.starts, &starts_of(&whole));
            }
        }
    }
}
