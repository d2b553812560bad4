//! YAML into the arena, from granit-parser's events. Only this file and its `yaml_*` siblings know that
//! parser; a faster reader can stand behind the same function.
//!
//! The parser's positions are normalised here once: where a block scalar and a block sequence start,
//! where block collections end, and where a value that is not written would stand.

use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span as EventSpan, StructureStyle};
use hashbrown::HashMap;

use super::yaml_messages::{self, Fault};
use super::{Document, Format, Kind, Limits, NodeId, NodeRef, Style, SyntaxError, Tree, TreeBuilder, yaml_recovery};
use crate::source::{Source, Span};

/// Bytes of YAML for one node, roughly: how much room to make.
const BYTES_PER_NODE: usize = 24;

/// Parses a YAML stream. After an error the block that holds it is left out and the rest is read again.
pub(super) fn parse(source: Source, limits: &Limits, words: &[&str]) -> Document {
    let reading = yaml_recovery::read(&source.text, limits, words);
    let comments = reading.comments.iter().map(|(start, end)| source.span(*start, *end)).collect();
    let errors: Vec<_> = reading.faults.into_iter().map(|fault| error(&source, fault)).collect();
    let mut document = Document {
        source,
        format: Format::Yaml,
        tree: reading.tree,
        comments,
        complete: errors.is_empty(),
        errors,
        doctype: None,
    };
    if let Some((start, end)) = merged_too_often(&document, limits) {
        let fault = yaml_messages::too_many_merges(start, end, limits);
        document.errors.push(error(&document.source, fault));
        document.complete = false;
    }
    document
}

/// The key of the first map that brings together more others than the limit: each look-up in it would go through all.
fn merged_too_often(document: &Document, limits: &Limits) -> Option<(usize, usize)> {
    let merge = document.tree.merge?;
    let maps = document.roots().flat_map(NodeRef::subtree).filter(|node| node.is_map());
    let mut merging =
        maps.filter_map(|map| Some((map, map.written_entries().find(|(key, _)| key.symbol() == Some(merge))?.0)));
    let (_, key) = merging.find(|(map, _)| map.merged_maps().nth(limits.alias_steps).is_some())?;
    Some((key.span().start as usize, key.span().end as usize))
}

fn error(source: &Source, fault: Fault) -> SyntaxError {
    let span = Span { source: source.id, start: fault.start as u32, end: fault.end as u32 };
    SyntaxError { span, message: fault.message, help: fault.help, limit: fault.limit }
}

/// What one pass over a text gives.
pub(super) struct Reading {
    pub(super) tree: Tree,
    /// Byte ranges in order of place.
    pub(super) comments: Vec<(usize, usize)>,
    /// What is wrong without stopping the pass.
    pub(super) faults: Vec<Fault>,
    /// What stopped it.
    pub(super) stop: Option<Fault>,
}

/// Reads a text up to its end or the first error that stops the parser. `original` is the text as it was
/// before lines of it were blanked, of the same length; spans are ranges of that.
pub(super) fn read(text: &str, original: &str, limits: &Limits, words: &[&str]) -> Reading {
    let mut reader = Reader::new(text, original, limits, words);
    let mut stop = None;
    for event in Parser::new_from_str_with_options(text, options(limits)) {
        let step = match event {
            Ok((event, span)) => reader.event(event, &span),
            Err(error) => Err(yaml_messages::from_error(text, &error, limits)),
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
                    self.faults.extend(yaml_messages::placeholder(self.text, bytes.start));
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
                    self.faults.push(yaml_messages::unknown_anchor(&name, start, end));
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
            return Err(yaml_messages::too_deep(self.text, self.last_start, self.limits));
        }
        if self.builder.len() > self.limits.nodes {
            return Err(yaml_messages::too_many_nodes(self.text, self.last_start, self.limits));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{NodeRef, parse};

    fn doc(text: &str) -> Document {
        let doc = parse(Source::new(crate::source::SourceId(0), "a.yaml", text), &Limits::default(), &["known"]);
        assert_eq!(doc.errors, [], "{text}");
        doc
    }

    fn raw<'d>(doc: &'d Document, key: &str) -> &'d str {
        doc.root().and_then(|root| root.get(key)).map_or("nothing", NodeRef::raw)
    }

    #[test]
    fn block_scalars_span_from_indicator_to_last_line() {
        let doc = doc(
            "a: !x &y |- # why\n  one\n\n  two\n\n# gone\nb: >+\n\n  x\n\nc: |2\n   x\nd: |\ne:\n- - >\n    deep\n",
        );
        assert_eq!(raw(&doc, "a"), "|- # why\n  one\n\n  two");
        assert_eq!(raw(&doc, "b"), ">+\n\n  x\n");
        assert_eq!(raw(&doc, "c"), "|2\n   x");
        assert_eq!(raw(&doc, "d"), "|");
        assert_eq!(raw(&doc, "e"), "- - >\n    deep");
        let text = |key| doc.root().unwrap().get(key).unwrap().text().unwrap().into_owned();
        assert_eq!(["a", "b", "c", "d"].map(text), ["one\n\ntwo", "\nx\n\n", " x\n", ""]);
        assert_eq!(doc.comments.iter().map(|span| doc.source.slice(*span)).collect::<Vec<_>>(), ["# why", "# gone"]);
    }

    #[test]
    fn block_collections_start_at_their_first_token_and_end_with_their_last() {
        let doc = doc("a: # x\n\n- 1\n- [2, 3]\n\n# gap\nb:\n  - - x\n    - y\nc:\n  d: e  # tail\n\nf: 1\n");
        assert_eq!(raw(&doc, "a"), "- 1\n- [2, 3]");
        assert_eq!(raw(&doc, "b"), "- - x\n    - y");
        assert_eq!(raw(&doc, "c"), "d: e");
        assert!(doc.root().unwrap().raw().ends_with("f: 1"));
    }

    #[test]
    fn what_is_not_written_stands_behind_its_colon_or_dash() {
        let text = "a:\nb : # x\nc: {x: , y}\nd:\n  -\n  - z\n? e\n";
        let doc = doc(text);
        let empty: Vec<_> = doc
            .root()
            .unwrap()
            .subtree()
            .filter(|node| node.span().is_empty())
            .map(|node| node.span().start as usize)
            .collect();
        let behind = |what: &str| text.find(what).unwrap() + what.len();
        assert_eq!(empty, [behind("a:"), behind("b :"), behind("x:"), behind(", y"), behind("  -"), behind("? e")]);
        assert!(doc.root().unwrap().get("a").unwrap().is_null());
    }

    #[test]
    fn keys_are_decoded_once_and_known_words_keep_their_number() {
        let doc = doc("\"\\x6bnown\": 1\n'it''s': 2\n200: 3\n? [complex]\n: 4\n? |\n  block\n: 5\n");
        let keys: Vec<_> = doc.root().unwrap().written_entries().map(|(key, _)| key.key_text()).collect();
        assert_eq!(keys, ["known", "it's", "200", "", "block\n"]);
        assert_eq!(doc.root().unwrap().written_entries().next().unwrap().0.symbol().unwrap().0, 0);
    }

    #[test]
    fn aliases_point_at_the_latest_anchor_even_one_still_open() {
        let doc = doc("a: &a {self: *a}\nb: *a\nc: &a 1\nd: *a\n");
        let root = doc.root().unwrap();
        let a = root.get("a").unwrap();
        assert_eq!(a.get("self").unwrap().id, a.id);
        assert_eq!(root.get("b").unwrap().id, a.id);
        assert_eq!(root.get("d").unwrap().raw(), "1");
    }

    #[test]
    fn merge_keys_and_tags_are_kept() {
        let doc = doc("x: &x {p: 1}\ny:\n  <<: *x\n  q: !Sub text\nz: !!map\n  k: v\n");
        let y = doc.root().unwrap().get("y").unwrap();
        assert_eq!(y.get("p").unwrap().raw(), "1");
        assert_eq!(y.get("q").unwrap().tag(), Some("!Sub"));
        assert_eq!(doc.root().unwrap().get("z").unwrap().tag(), Some("!!map"));
    }

    #[test]
    fn streams_line_ends_and_marks() {
        let stream = doc("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n---\nc: 2\n...\n---\n");
        assert_eq!(stream.roots().count(), 3);
        let first = stream.root().unwrap();
        assert_eq!((first.span().start, first.get("b").unwrap().text().as_deref()), (3, Some("x\ny\n")));
        assert_eq!(doc("# nothing\n").roots().count(), 0);
        assert_eq!(doc("").roots().count(), 0);
    }

    #[test]
    fn duplicate_keys_are_kept_as_written() {
        let doc = doc("a: 1\na: 2\n");
        assert_eq!(doc.root().unwrap().written_entries().count(), 2);
    }
}
