//! The careful reader: YAML into the arena from granit-parser's events. Only this file and `messages` know that parser.
//!
//! The parser's positions are normalised here once: where a block scalar and a block sequence start,
//! where block collections end, and where a value that is not written would stand.

use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span as EventSpan, StructureStyle};
use hashbrown::HashMap;

use super::messages::{self, Fault};
use super::{BYTES_PER_NODE, Kind, Limits, NodeId, Reading, Style, TreeBuilder};

/// Reads a text up to its end or the first error that stops the parser. `original` is the text as it was
/// before lines of it were blanked, of the same length; spans are ranges of that.
pub(super) fn read(text: &str, original: &str, limits: &Limits, words: &[&str]) -> Reading {
    let mut reader = Reader::new(text, original, limits, words);
    let mut stop = None;
    for event in Parser::new_from_str_with_options(text, options(limits)) {
        let step = match event {
            Ok((event, span)) => reader.event(event, &span),
            Err(error) => Err(messages::from_error(text, &error, limits)),
        };
        if let Err(fault) = step {
            stop = Some(fault);
            break;
        }
    }
    reader.comments.sort_unstable();
    Reading {
        tree: reader.builder.finish(reader.cursor.max(reader.last_start), true),
        comments: reader.comments,
        faults: reader.faults,
        stop,
    }
}

fn options(limits: &Limits) -> Options {
    granit_parser::options! {
        strict_indentation: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    }
}

struct Reader<'t> {
    text: &'t str,
    original: &'t str,
    limits: &'t Limits,
    builder: TreeBuilder,
    comments: Vec<(usize, usize)>,
    faults: Vec<Fault>,
    anchors: HashMap<usize, NodeId>,
    /// End of what was read last, comments aside.
    cursor: usize,
    /// Start of the node added last: starts never go back.
    last_start: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, original: &'t str, limits: &'t Limits, words: &[&str]) -> Self {
        Self {
            text,
            original,
            limits,
            builder: TreeBuilder::new(words, text.len() / BYTES_PER_NODE),
            comments: Vec::new(),
            faults: Vec::new(),
            anchors: HashMap::new(),
            cursor: 0,
            last_start: 0,
        }
    }

    fn event(&mut self, event: Event<'_>, span: &EventSpan) -> Result<(), Fault> {
        let bytes = span.byte_range().unwrap_or(self.cursor..self.cursor);
        match event {
            Event::Scalar(value, style, anchor, _) => {
                let id = self.scalar(&value, style, span, bytes);
                self.properties(id, anchor, span);
            }
            Event::MappingStart(style, anchor, _) => {
                let id = self.open(Kind::Map, bytes.start);
                self.properties(id, anchor, span);
                if style == StructureStyle::Flow {
                    self.cursor = self.cursor.max(bytes.end);
                    self.faults.extend(messages::placeholder(self.text, bytes.start));
                }
            }
            Event::SequenceStart(style, anchor, _) => {
                let start = match style {
                    StructureStyle::Block => self.first_dash(bytes.start),
                    StructureStyle::Flow => bytes.start,
                };
                let id = self.open(Kind::Seq, start);
                self.properties(id, anchor, span);
                if style == StructureStyle::Flow {
                    self.cursor = self.cursor.max(bytes.end);
                }
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(bytes.start, bytes.end),
            Event::Alias(anchor) => {
                let target = self.anchors.get(&anchor).copied();
                self.alias(target, bytes.start, bytes.end);
            }
            Event::UnresolvedAlias(name) => {
                let (start, end) = self.alias(None, bytes.start, bytes.end);
                if self.faults.len() < self.limits.syntax_errors {
                    self.faults.push(messages::unknown_anchor(&name, start, end));
                }
            }
            Event::Comment(..) => self.comments.push((bytes.start, bytes.end)),
            Event::DocumentStart(..) | Event::DocumentEnd => {
                self.anchors.clear();
                // What is not written has the place of the next token, which may lie behind what is to be found.
                if matches!(self.text.get(bytes.clone()), Some("---" | "...")) {
                    self.cursor = self.cursor.max(bytes.end);
                }
            }
            _ => {}
        }
        self.check_limits()
    }

    fn check_limits(&self) -> Result<(), Fault> {
        if self.builder.depth() > self.limits.depth {
            return Err(messages::too_deep(self.text, self.last_start, self.limits));
        }
        if self.builder.len() > self.limits.nodes {
            return Err(messages::too_many_nodes(self.text, self.last_start, self.limits));
        }
        Ok(())
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: &EventSpan, bytes: Range<usize>) -> NodeId {
        let (mut start, mut end) = (bytes.start, bytes.end);
        let at_key = self.builder.at_key();
        let empty = style == ScalarStyle::Plain && start >= end;
        let mut indent = None;
        let style = match style {
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
            _ => Style::Plain,
        };
        if matches!(style, Style::Literal | Style::Folded) {
            let block = self.block_scalar(style, span, start, end);
            (start, end, indent) = (block.start, block.end, Some(block.indent));
        } else if empty {
            start = self.unwritten(start, at_key);
            end = start;
        }
        let (start, end) = self.advance(start, end);
        let id = self.builder.scalar(style, start, end);
        if at_key {
            self.builder.set_key(id, if empty { "" } else { value });
        } else if let Some(indent) = indent {
            self.builder.set_block_indent(id, indent);
        } else {
            let inner = if style == Style::Plain { start..end } else { start + 1..end.saturating_sub(1) };
            if self.text.get(inner) == Some(value) {
                self.builder.set_verbatim(id);
            }
        }
        id
    }

    /// A value that is not written stands right behind the colon of its key.
    fn unwritten(&self, start: usize, at_key: bool) -> usize {
        let start = start.max(self.cursor);
        if at_key || self.text.get(self.cursor..start).is_none_or(|gap| !gap.trim().is_empty()) {
            return start;
        }
        let rest = self.text.get(self.cursor..).unwrap_or("");
        let colon = rest.len() - rest.trim_start().len();
        if rest[colon..].starts_with(':') { self.cursor + colon + 1 } else { self.cursor }
    }

    /// From the indicator to the end of the last line of content; trailing blank lines belong to it
    /// only where they are kept (`+`). The last line break never does.
    fn block_scalar(&self, style: Style, span: &EventSpan, start: usize, end: usize) -> Block {
        let bytes = self.text.as_bytes();
        let indicator = if style == Style::Literal { b'|' } else { b'>' };
        let header = self.find(true, |byte| byte == indicator).unwrap_or(start).min(end);
        let header_end = line_end(bytes, header);
        let words = || bytes[header..header_end].iter().take_while(|byte| !byte.is_ascii_whitespace());
        let keep = words().any(|byte| *byte == b'+');
        let body = after_break(bytes, header_end);
        let given = words().any(u8::is_ascii_digit).then_some(span.indent).flatten();
        let indent = given.unwrap_or_else(|| first_indent(&bytes[body..end.max(body)]));
        let mut last = header + words().count();
        let mut at = body;
        while at < end {
            let stop = line_end(bytes, at);
            if stop > end {
                break;
            }
            if keep || stop - at > indent {
                last = stop;
            }
            at = after_break(bytes, stop);
        }
        Block { start: header, end: last, indent }
    }

    /// The dash of the first item. The parser gives it, save for a sequence that stands at the column of its key.
    fn first_dash(&self, start: usize) -> usize {
        if !self.builder.innermost_is_map() {
            return start;
        }
        self.find(false, |byte| byte == b'-').filter(|dash| *dash <= start).unwrap_or(start)
    }

    /// The first byte that `wanted` accepts behind what was read last, over white space, comments,
    /// indicators, tags and anchors.
    fn find(&self, over_dashes: bool, wanted: impl Fn(u8) -> bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.cursor;
        while let Some(byte) = bytes.get(at).copied() {
            match byte {
                _ if wanted(byte) => return Some(at),
                b' ' | b'\t' | b'\n' | b'\r' | b':' | b'?' => at += 1,
                b'-' if over_dashes => at += 1,
                // The end of a document nothing stands in.
                b'.' if bytes[at..].starts_with(b"...") => at += 3,
                b'#' => at = line_end(bytes, at),
                b'!' | b'&' => {
                    at += bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
                }
                0xEF if bytes[at..].starts_with("\u{feff}".as_bytes()) => at += 3,
                _ => return None,
            }
        }
        None
    }

    fn open(&mut self, kind: Kind, start: usize) -> NodeId {
        let start = self.boundary(start.max(self.last_start));
        self.last_start = start;
        self.builder.open(kind, start)
    }

    /// Flow collections end at their bracket, all others with their last child.
    fn close(&mut self, start: usize, end: usize) {
        if matches!(self.text.get(start..end), Some("]" | "}")) {
            self.cursor = self.cursor.max(end);
        }
        self.builder.close(self.cursor);
    }

    fn alias(&mut self, target: Option<NodeId>, start: usize, end: usize) -> (usize, usize) {
        let (start, end) = self.advance(start, end);
        self.builder.alias(target, start, end);
        (start, end)
    }

    fn properties(&mut self, id: NodeId, anchor: usize, span: &EventSpan) {
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        if let Some(tag) = span.tag_span().and_then(|tag| tag.byte_range()) {
            self.builder.set_tag(id, tag.start, tag.end);
        }
    }

    /// The nearest place before two characters of the original: a blanked line has places inside its old ones.
    fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.original.len());
        while !self.original.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Keeps starts and the cursor from going back, whatever the parser says.
    fn advance(&mut self, start: usize, end: usize) -> (usize, usize) {
        let start = self.boundary(start.max(self.last_start));
        let end = self.boundary(end.max(start));
        self.last_start = start;
        self.cursor = self.cursor.max(end);
        (start, end)
    }
}

/// Where a block scalar stands and the column its content is indented to.
struct Block {
    start: usize,
    end: usize,
    indent: usize,
}

/// Indentation of the first line that is not blank; that of no line where all are.
fn first_indent(lines: &[u8]) -> usize {
    let mut at = 0;
    while at < lines.len() {
        let blanks = lines[at..].iter().take_while(|byte| **byte == b' ').count();
        match lines.get(at + blanks) {
            Some(b'\n' | b'\r') => at += blanks + 1,
            Some(_) => return blanks,
            None => break,
        }
    }
    u32::MAX as usize
}

/// Where the line that holds `at` ends, its break not included.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
}

/// Steps over one line break.
fn after_break(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => at + 2,
        Some(_) => at + 1,
        None => at,
    }
}
