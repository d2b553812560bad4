//! Nodes: what stands before them, and how they come into the tree.

use super::lines::is_gap;
use super::scalar::is_flow_indicator;
use super::{Behind, Block, Kind, Level, NodeId, Reader, Style};
use crate::syntax::decode::decode;

/// Anchor and tag of a node that is to be read.
#[derive(Clone, Copy, Default)]
pub(super) struct Properties<'t> {
    anchor: Option<&'t str>,
    tag: Option<(usize, usize)>,
    /// One past the last of them.
    pub(super) end: usize,
}

impl Properties<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.end == 0
    }
}

impl<'t> Reader<'t> {
    /// Reads an anchor, a tag, or both in any order.
    pub(super) fn properties(&mut self) -> Option<Properties<'t>> {
        let mut found = Properties::default();
        loop {
            match self.peek() {
                Some(b'&') if found.anchor.is_none() => found.anchor = Some(self.name()?),
                Some(b'!') if found.tag.is_none() => found.tag = Some(self.tag()?),
                // A third one, or the second of its kind.
                Some(b'&' | b'!') => return None,
                _ => return Some(found),
            }
            found.end = self.at;
            self.skip_blanks();
        }
    }

    /// Reads the name behind `&` or `*`.
    fn name(&mut self) -> Option<&'t str> {
        let rest = self.bytes.get(self.at + 1..)?;
        let length = rest.iter().take_while(|byte| !is_gap(Some(byte)) && !is_flow_indicator(**byte)).count();
        let name = self.text.get(self.at + 1..self.at + 1 + length).filter(|name| !name.is_empty())?;
        self.at += 1 + length;
        let behind = self.bytes.get(self.at);
        (is_gap(behind) || self.in_flow() && matches!(behind, Some(b',' | b']' | b'}'))).then_some(name)
    }

    /// Reads `!`, `!word` or `!!word`.
    fn tag(&mut self) -> Option<(usize, usize)> {
        let start = self.at;
        let core = self.bytes.get(start + 1) == Some(&b'!');
        let rest = self.bytes.get(start + 1 + usize::from(core)..)?;
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'/');
        let length = rest.iter().take_while(|byte| is_word(byte)).count();
        if core && length == 0 || !is_gap(rest.get(length)) {
            return None;
        }
        self.at += 1 + usize::from(core) + length;
        Some((start, self.at))
    }

    /// Reads an alias of an anchor of this document.
    pub(super) fn alias(&mut self, properties: Properties<'t>) -> Option<()> {
        let start = self.at;
        let name = self.name()?;
        let target = self.anchors.get(name).copied().filter(|_| properties.is_empty())?;
        self.builder.alias(Some(target), start, self.at);
        self.cursor = self.at;
        self.check_nodes()
    }

    /// Adds a value that is not written.
    pub(super) fn unwritten(&mut self, hole: usize, properties: Properties<'t>) -> Option<()> {
        let at = if properties.is_empty() { hole } else { properties.end };
        let id = self.value(Style::Plain, at, at, properties)?;
        if properties.tag.is_some() {
            self.builder.set_verbatim(id);
        }
        Some(())
    }

    /// Adds a scalar value.
    #[inline]
    pub(super) fn value(
        &mut self,
        style: Style,
        start: usize,
        end: usize,
        properties: Properties<'t>,
    ) -> Option<NodeId> {
        let id = self.builder.scalar(style, start, end);
        self.cursor = end;
        self.dress(id, properties);
        self.check_nodes()?;
        Some(id)
    }

    /// Adds a key; `verbatim` when nothing in it needs decoding.
    pub(super) fn add_key(&mut self, style: Style, start: usize, end: usize, verbatim: bool) -> Option<()> {
        let id = self.builder.scalar(style, start, end);
        self.cursor = end;
        let raw = self.text.get(start..end)?;
        if verbatim {
            let quotes = usize::from(style != Style::Plain);
            self.builder.set_key(id, raw.get(quotes..raw.len() - quotes)?);
        } else {
            self.builder.set_key(id, &decode(raw, style, None));
        }
        self.check_nodes()
    }

    /// Opens a block map at the key that starts it.
    pub(super) fn open_map(&mut self, start: usize, properties: Properties<'t>) -> Option<()> {
        self.levels.push(Level { column: start - self.line, kind: Block::Map });
        self.open(Kind::Map, start, properties)
    }

    pub(super) fn open(&mut self, kind: Kind, start: usize, properties: Properties<'t>) -> Option<()> {
        let id = self.builder.open(kind, start);
        self.dress(id, properties);
        if self.builder.depth() > self.limits.depth {
            return None;
        }
        self.check_nodes()
    }

    #[inline]
    fn dress(&mut self, id: NodeId, properties: Properties<'t>) {
        if !properties.is_empty() {
            self.set_properties(id, properties);
        }
    }

    fn set_properties(&mut self, id: NodeId, properties: Properties<'t>) {
        if let Some(name) = properties.anchor {
            self.anchors.insert(name, id);
        }
        if let Some((start, end)) = properties.tag {
            self.builder.set_tag(id, start, end);
        }
    }

    fn check_nodes(&self) -> Option<()> {
        (self.builder.len() <= self.limits.nodes).then_some(())
    }

    /// Steps over the colon of a key: what to read then.
    pub(super) fn behind_colon(&mut self, colon: usize) -> Behind {
        self.at = colon + 1;
        Behind::Colon
    }
}
