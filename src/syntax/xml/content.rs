//! Character data and the values of attributes: where they lie, and whether `<` and `&` in them are in order.

use std::ops::Range;

use super::Reader;
use crate::syntax::Style;

impl Reader<'_> {
    pub(super) fn check_value(&mut self, value: &Range<usize>) {
        if let Some(found) = memchr::memchr(b'<', self.slice(value).as_bytes()) {
            let place = value.start + found..value.start + found + 1;
            let help = "write `&lt;`, or close the value before it";
            self.error(place, "`<` cannot stand in the value of an attribute", help);
        }
        self.check_references(value);
    }

    pub(super) fn extend_run(&mut self, place: Range<usize>) {
        if self.run.is_empty() {
            self.run = place;
        } else {
            self.run.end = place.end;
        }
    }

    /// Ends a run of character data.
    pub(super) fn flush_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::replace(&mut self.run, 0..0);
        if !self.bytes(&run).trim_ascii_start().is_empty() {
            self.check_references(&run);
            self.text_node(run, Style::Markup);
        }
    }

    pub(super) fn text_node(&mut self, place: Range<usize>, style: Style) {
        let raw = self.slice(&place);
        let content = raw.trim_ascii();
        if content.is_empty() {
            return;
        }
        if self.open.is_empty() {
            let start = place.start + (raw.len() - raw.trim_ascii_start().len());
            let line = content.lines().next().map_or(1, str::len);
            self.error(start..start + line, "text outside the root element", "remove it");
            return;
        }
        self.builder.text(style, place.start, place.end);
    }

    /// Looks at each `&`: a reference to a character, a predefined entity, or one that a DTD may declare.
    fn check_references(&mut self, place: &Range<usize>) {
        let raw = self.slice(place);
        for found in memchr::memchr_iter(b'&', raw.as_bytes()) {
            let start = place.start + found;
            let behind = raw.get(found + 1..).unwrap_or("");
            let length = behind.find(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '_' | '-' | '.' | ':'));
            let name = length.and_then(|length| behind.get(..length)).unwrap_or("");
            if name.is_empty() || !behind.get(name.len()..).is_some_and(|rest| rest.starts_with(';')) {
                self.error(start..start + 1, "`&` starts no reference here", "write `&amp;` for the character itself");
            } else if !name.starts_with('#')
                && !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
                && self.doctype.is_none()
            {
                let message = format!("the entity `&{name};` is not declared");
                self.error(
                    start..start + name.len() + 2,
                    message,
                    "write the character itself, or its number as `&#…;`",
                );
            }
            if self.stopped {
                return;
            }
        }
    }
}
