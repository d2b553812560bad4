//! What scalars say: decoded texts, typed values, tags.

use std::borrow::Cow;

use super::tree::VERBATIM;
use super::{Format, Kind, NodeRef, Scalar, Style, decode, scalar};

impl<'a> NodeRef<'a> {
    /// The decoded text of a scalar, attribute or text node, whatever its type.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::Scalar if self.is_key() => Some(Cow::Borrowed(self.key_text())),
            Kind::Scalar if self.is_verbatim() => {
                let raw = self.raw();
                let is_quoted = self.style() != Style::Plain;
                Some(Cow::Borrowed(if is_quoted { raw.get(1..raw.len().saturating_sub(1)).unwrap_or("") } else { raw }))
            }
            Kind::Scalar | Kind::Attribute | Kind::Text => {
                Some(decode::decode(self.raw(), self.style(), self.block_indent()))
            }
            _ => None,
        }
    }

    /// True for a value that certainly says what is written, between its quotes if it has any.
    pub fn is_verbatim(self) -> bool {
        let node = self.node();
        node.data == VERBATIM && matches!(node.style, Style::Plain | Style::Single | Style::Double)
    }

    /// True when the scalar may hold characters written by their numbers (`\u003c`): only decoding tells what it says.
    pub fn hides_characters(self) -> bool {
        let bytes = self.raw().as_bytes();
        let is_number = |at: usize| matches!(bytes.get(at + 1), Some(b'x' | b'u' | b'U'));
        self.node().style == Style::Double && !self.is_verbatim() && memchr::memchr_iter(b'\\', bytes).any(is_number)
    }

    /// True for a scalar that is a string by its type; cheaper than asking for it.
    pub fn is_string(self) -> bool {
        let node = self.node();
        match node.kind {
            Kind::Scalar if node.style != Style::Plain && !node.tagged => true,
            _ => self.string().is_some(),
        }
    }

    /// The decoded text of a scalar that is a string by its type (a number, boolean or null is none).
    pub fn string(self) -> Option<Cow<'a, str>> {
        let node = self.node();
        // Asked more often than anything else, and nearly always of quoted texts without escapes or of plain words.
        if node.data == VERBATIM && node.kind == Kind::Scalar && !node.tagged && !node.is_key {
            let (start, end) = (node.start as usize, node.end as usize);
            let text = self.doc.source.text.as_str();
            match node.style {
                Style::Single | Style::Double => return text.get(start + 1..end.saturating_sub(1)).map(Cow::Borrowed),
                Style::Plain if scalar::is_word(text.as_bytes().get(start)) && self.doc.format != Format::Json => {
                    return text.get(start..end).map(Cow::Borrowed);
                }
                _ => {}
            }
        }
        match self.scalar()? {
            Scalar::String(text) => Some(text),
            _ => None,
        }
    }

    /// The typed value of a scalar (YAML 1.2 core schema, or JSON).
    pub fn scalar(self) -> Option<Scalar<'a>> {
        if self.kind() != Kind::Scalar {
            return None;
        }
        Some(scalar::read(self))
    }

    /// `true` or `false` as written in the core schema.
    pub fn bool(self) -> Option<bool> {
        match self.scalar()? {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A number; integers beyond 2^53 lose precision.
    pub fn number(self) -> Option<f64> {
        match self.scalar()? {
            Scalar::Int(value) => Some(value as f64),
            Scalar::Float(value) => Some(value),
            _ => None,
        }
    }

    /// True for an explicit or implied null.
    pub fn is_null(self) -> bool {
        matches!(self.scalar(), Some(Scalar::Null))
    }

    /// The tag as written, such as `!Sub` or `!!str`.
    pub fn tag(self) -> Option<&'a str> {
        if !self.node().tagged {
            return None;
        }
        let (start, end) = self.doc.tree.tags.get(&self.id)?;
        self.doc.source.text.get(*start as usize..*end as usize)
    }

    /// Column of the line a block scalar's header or key stands on: what its content is indented against.
    fn block_indent(self) -> Option<u32> {
        match self.style() {
            Style::Literal | Style::Folded => Some(self.node().data),
            _ => None,
        }
    }
}
