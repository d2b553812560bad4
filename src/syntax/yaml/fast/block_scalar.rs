//! Block scalars: `|` and `>`.

use super::node::Properties;
use super::{Reader, Style};

/// What the header says.
#[derive(Default)]
struct Header {
    /// Trailing blank lines belong to the text (`+`).
    keep: bool,
    /// Indentation beyond that of the parent.
    given: Option<usize>,
}

impl<'t> Reader<'t> {
    /// Reads a block scalar from its indicator, and on to the content behind it.
    pub(super) fn block_scalar(&mut self, style: Style, properties: Properties<'t>) -> Option<()> {
        let start = self.at;
        let parent = self.levels.last()?.column;
        let header = self.block_header();
        let mut last = self.at;
        self.end_of_line()?;
        self.step_over_break();
        if self.peek() == Some(b'\t') {
            return None;
        }
        let mut indent = header.given.map(|given| parent + given);
        let (mut widest, mut has_text, mut has_word) = (0, false, false);
        while !self.at_end() {
            let spaces = self.count_spaces();
            let within = indent.map_or(spaces, |indent| spaces.min(indent));
            let text = self.at + within;
            if matches!(self.bytes.get(text), None | Some(b'\n' | b'\r')) {
                if header.keep {
                    last = text;
                }
                widest = widest.max(within);
                self.at = text;
                self.step_over_break();
                continue;
            }
            match indent {
                Some(indent) if within == indent => {}
                // A first line with less indentation than was said.
                Some(_) if within > parent && !has_text => return None,
                None if within > parent => {
                    // Blank lines above with more of it.
                    if widest > within {
                        return None;
                    }
                    indent = Some(within);
                }
                _ => break,
            }
            has_text = true;
            has_word |= self.bytes.get(self.at + spaces).is_some_and(u8::is_ascii_graphic);
            last = self.line_end(text);
            self.at = last;
            self.step_over_break();
        }
        // The careful reader counts an indentation that was given only where there is more than white space.
        if header.given.is_some() && !has_word {
            return None;
        }
        let id = self.value(style, start, last, properties)?;
        self.builder.set_block_indent(id, indent.filter(|_| has_text).unwrap_or(u32::MAX as usize));
        self.seek_content()
    }

    /// Reads `|` or `>` and the indicators behind it.
    fn block_header(&mut self) -> Header {
        let mut header = Header::default();
        self.at += 1;
        let mut chomped = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'+' | b'-' if !chomped => (header.keep, chomped) = (byte == b'+', true),
                b'1'..=b'9' if header.given.is_none() => header.given = Some(usize::from(byte - b'0')),
                _ => break,
            }
            self.at += 1;
        }
        header
    }
}
