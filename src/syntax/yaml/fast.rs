//! The fast reader: one pass over the bytes straight into the arena, without tokens, decoding keys only.
//!
//! It knows the YAML that descriptions are written in. On anything else, and on anything wrong, it is in doubt and
//! leaves the whole text to the careful reader: a function that gives `None` says so. What it does read, it reads
//! exactly as that one does, to the byte of every span.

mod block_scalar;
mod flow;
mod lines;
mod node;
mod scalar;

use hashbrown::HashMap;

use self::flow::Frame;
use super::{BYTES_PER_NODE, Kind, Limits, NodeId, Reading, Style, TreeBuilder};

/// Reads a text; `None` when in doubt.
pub(super) fn read(text: &str, limits: &Limits, words: &[&str]) -> Option<Reading> {
    if !lines::is_ordinary(text) {
        return None;
    }
    let mut reader = Reader::new(text, limits, words);
    reader.stream()?;
    let tree = reader.builder.finish(reader.cursor, true);
    Some(Reading { tree, comments: reader.comments, faults: Vec::new(), stop: None })
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Start of the line that `at` stands in.
    line: usize,
    /// End of what was read last, comments aside.
    cursor: usize,
    builder: TreeBuilder,
    comments: Vec<(usize, usize)>,
    anchors: HashMap<&'t str, NodeId>,
    /// Block collections that are open.
    levels: Vec<Level>,
    /// Flow collections that are open.
    frames: Vec<Frame>,
    limits: &'t Limits,
}

/// An open block collection.
#[derive(Clone, Copy)]
struct Level {
    /// Of its keys or dashes, in bytes from the start of the line.
    column: usize,
    kind: Block,
}

#[derive(Clone, Copy, PartialEq)]
enum Block {
    Map,
    Seq,
    /// A sequence at the column of the key it belongs to.
    SeqOfKey,
}

/// What the place of a node comes behind.
#[derive(Clone, Copy, PartialEq)]
enum Behind {
    /// Nothing: the start of a document without a marker.
    Start,
    /// `---`
    Marker,
    /// The colon of a key.
    Colon,
    /// The dash of an item.
    Dash,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, limits: &'t Limits, words: &[&str]) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            line: 0,
            cursor: 0,
            builder: TreeBuilder::new(words, text.len() / BYTES_PER_NODE),
            comments: Vec::new(),
            anchors: HashMap::new(),
            levels: Vec::new(),
            frames: Vec::new(),
            limits,
        }
    }

    fn stream(&mut self) -> Option<()> {
        if self.text.starts_with('\u{feff}') {
            (self.at, self.line) = (3, 3);
        }
        self.seek_content()?;
        // A document may start without a marker at the start of a stream and behind `...`.
        let mut bare = true;
        while !self.at_end() {
            if self.at_marker(b'.') {
                self.step_over_marker();
                self.end_line()?;
                bare = true;
                continue;
            }
            if self.at_marker(b'-') {
                self.step_over_marker();
                self.document(Behind::Marker)?;
            } else if bare {
                self.document(Behind::Start)?;
            } else {
                return None;
            }
            bare = false;
        }
        Some(())
    }

    fn step_over_marker(&mut self) {
        self.at += 3;
        self.cursor = self.at;
    }

    /// Reads a document up to the marker or the end of the text behind it.
    fn document(&mut self, start: Behind) -> Option<()> {
        self.anchors.clear();
        let mut behind = Some(start);
        while let Some(place) = behind {
            behind = match self.node(place)? {
                Some(inside) => Some(inside),
                None => self.next_entry()?,
            };
        }
        Some(())
    }

    /// Steps over the indicator of the next entry of an open collection: what to read then. Closes the collections
    /// that end here. `Some(None)` at the end of the document.
    fn next_entry(&mut self) -> Option<Option<Behind>> {
        let end = self.at_end() || self.at_any_marker();
        let column = self.at - self.line;
        while let Some(level) = self.levels.last().copied() {
            if !end && level.column <= column {
                if level.column < column {
                    return None;
                }
                match level.kind {
                    Block::Map => return self.key().map(Some),
                    Block::Seq | Block::SeqOfKey if self.at_dash() => return Some(Some(self.dash())),
                    Block::Seq => return None,
                    Block::SeqOfKey => {}
                }
            }
            self.levels.pop();
            self.builder.close(self.cursor);
        }
        end.then_some(None)
    }

    /// Reads the node of an indicator. `Some(None)` when it ends before the content that follows; else a collection
    /// was opened, and what its first entry holds comes next.
    fn node(&mut self, behind: Behind) -> Option<Option<Behind>> {
        let hole = self.at;
        if behind == Behind::Dash {
            self.at += self.count_spaces();
            // A tab may separate, but indents nothing.
            if self.peek() == Some(b'\t') {
                return None;
            }
        } else {
            self.skip_blanks();
        }
        if !self.at_line_end() {
            return self.node_here(matches!(behind, Behind::Start | Behind::Dash));
        }
        self.comment_here();
        // Behind a dash what is not written stands at the end of the line, as the careful reader has it.
        let hole = if behind == Behind::Dash { self.at } else { hole };
        self.seek_next_content()?;
        self.node_below(hole, node::Properties::default())
    }

    /// Reads what stands on the lines below an indicator, if it belongs to that.
    fn node_below(&mut self, hole: usize, properties: node::Properties<'t>) -> Option<Option<Behind>> {
        let column = self.at - self.line;
        if self.at_end() || self.at_any_marker() || column < self.floor() {
            let at_key = |level: &Level| level.kind == Block::Map && level.column == column;
            if self.at_dash() && self.levels.last().is_some_and(at_key) {
                return self.open_block(Block::SeqOfKey, properties).map(Some);
            }
            self.unwritten(hole, properties)?;
            return Some(None);
        }
        if properties.is_empty() { self.node_here(true) } else { self.bare_node(true, properties) }
    }

    /// Reads the node that starts here, its properties first. `compact` says whether a block collection may start.
    fn node_here(&mut self, compact: bool) -> Option<Option<Behind>> {
        if !matches!(self.peek(), Some(b'&' | b'!')) {
            return self.bare_node(compact, node::Properties::default());
        }
        let properties = self.properties()?;
        self.skip_blanks();
        if !self.at_line_end() {
            return self.bare_node(false, properties);
        }
        self.comment_here();
        self.seek_next_content()?;
        self.node_below(properties.end, properties)
    }

    fn bare_node(&mut self, compact: bool, properties: node::Properties<'t>) -> Option<Option<Behind>> {
        match self.peek()? {
            b'-' if self.at_dash() => {
                return if compact { self.open_block(Block::Seq, properties).map(Some) } else { None };
            }
            b'|' => self.block_scalar(Style::Literal, properties)?,
            b'>' => self.block_scalar(Style::Folded, properties)?,
            b'[' | b'{' => {
                self.flow(properties)?;
                self.end_line()?;
            }
            b'*' => {
                self.alias(properties)?;
                self.end_line()?;
            }
            b'"' | b'\'' => return self.quoted_node(compact, properties),
            _ => return self.plain_node(compact, properties),
        }
        Some(None)
    }

    /// Opens a sequence at its first dash and steps over that.
    fn open_block(&mut self, kind: Block, properties: node::Properties<'t>) -> Option<Behind> {
        self.levels.push(Level { column: self.at - self.line, kind });
        self.open(Kind::Seq, self.at, properties)?;
        Some(self.dash())
    }

    fn dash(&mut self) -> Behind {
        self.at += 1;
        Behind::Dash
    }

    /// The least column of what belongs to the innermost entry.
    fn floor(&self) -> usize {
        self.levels.last().map_or(0, |level| level.column + 1)
    }
}
