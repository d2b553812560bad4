//! Ignores in comments: `# apivet: ignore[rule-a, rule-b] -- reason` and `<!-- apivet: ignore[rule-a]: reason -->`.

use std::ops::Range;

use super::{Content, Malformed, Written};
use crate::source::Span;
use crate::syntax::{Document, Element, Format, NodeId, NodeRef};

/// The ignores among the comments of a text, in order.
pub(super) fn read(document: &Document) -> Vec<Written<'_>> {
    let mut lines = Lines { text: &document.source.text, at: 0, start: 0 };
    document.comments.iter().filter_map(|comment| written(document, *comment, &mut lines)).collect()
}

fn written<'d>(document: &'d Document, comment: Span, lines: &mut Lines<'_>) -> Option<Written<'d>> {
    let whole = document.source.slice(comment);
    let is_xml = document.format == Format::Xml;
    let text = if is_xml {
        whole.strip_prefix("<!--")?.trim_end_matches("-->").trim()
    } else {
        whole.trim_start_matches('#').trim()
    };
    let said = parse(text)?;
    let start = comment.start as usize + whole.find(text)?;
    let span = document.source.span(start, start + text.len());
    let line = lines.start_of(comment.start as usize);
    let covered = if is_xml { element_at(document, comment, line) } else { node_at(document, comment, line) };
    let nearest = || document.tree.first_from(comment.start).map(|id| document.node(id)).or(document.root());
    let node = covered.as_ref().ok().map(|(node, _)| *node).or_else(nearest)?;
    let malformed = |why: &str| Malformed {
        why: why.to_owned(),
        help: if is_xml {
            "write `<!-- apivet: ignore[rule-id]: reason -->` above the element or behind it on its line".into()
        } else {
            "write `# apivet: ignore[rule-id] -- reason` right above the key or behind it on its line".into()
        },
    };
    let content = match (said, covered) {
        (Err(why), _) => Err(malformed(&why)),
        (_, Err(why)) => Err(malformed(why)),
        (Ok(Said { rules, reason }), Ok((_, cover))) => {
            let rule = |range: Range<usize>| {
                let name = text.get(range.clone()).unwrap_or_default().to_owned();
                (name, document.source.span(start + range.start, start + range.end))
            };
            Ok(Content { cover, rules: rules.into_iter().map(rule).collect(), reason, expires: None })
        }
    };
    Some(Written { node, span, kind: "comment", content })
}

/// What a comment says; the rules as ranges of its text.
struct Said {
    rules: Vec<Range<usize>>,
    reason: Option<String>,
}

/// Reads a comment without its delimiters. `None` for a comment that is not meant for this program.
fn parse(text: &str) -> Option<Result<Said, String>> {
    let Some(rest) = text.strip_prefix("apivet") else {
        let meant = ["apivet: ignore", "apivet:ignore"].into_iter().any(|word| text.contains(word));
        return meant.then(|| Err("it is not the first thing its comment says".into()));
    };
    let spaced = rest.trim_start();
    let Some(order) = spaced.strip_prefix(':') else {
        let meant = spaced.len() < rest.len() && spaced.starts_with("ignore");
        return meant.then(|| Err("`apivet` needs a colon behind it".into()));
    };
    Some(ignore(text, order.trim_start()))
}

/// Reads from `ignore` on; `order` is the end of `text`.
fn ignore(text: &str, order: &str) -> Result<Said, String> {
    let list = order.strip_prefix("ignore").ok_or("`ignore[…]` is all a comment can say")?.trim_start();
    let list = list.strip_prefix('[').ok_or("the rules it is about must stand in brackets")?;
    let (names, tail) = list.split_once(']').ok_or("its bracket is not closed")?;
    let mut at = text.len() - list.len();
    let mut rules = Vec::new();
    for name in names.split(',') {
        let start = at + (name.len() - name.trim_start().len());
        if !name.trim().is_empty() {
            rules.push(start..start + name.trim().len());
        }
        at += name.len() + 1;
    }
    if rules.is_empty() {
        return Err("it names no rule, and no form ignores every rule".into());
    }
    let words: Vec<&str> = tail.split_whitespace().collect();
    let reason = words.join(" ");
    let reason = reason.trim_start_matches(['-', '–', '—', ':']).trim();
    Ok(Said { rules, reason: (!reason.is_empty()).then(|| reason.to_owned()) })
}

/// Where lines begin, asked in the order of the text: a text may be one line with thousands of comments.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    start: usize,
}

impl Lines<'_> {
    /// The first byte of the line that holds a byte.
    fn start_of(&mut self, at: usize) -> usize {
        let newline = self.text.get(self.at..at).and_then(|between| between.rfind('\n'));
        self.start = newline.map_or(self.start, |newline| self.at + newline + 1);
        self.at = at;
        self.start
    }
}

/// Bytes of other comments between a comment and what it covers.
const MOST_BETWEEN: usize = 16 * 1024;

const NOTHING: &str = "no key or item stands below it or on its line";

/// The node a YAML comment covers, with its bytes.
fn node_at(document: &Document, comment: Span, line: usize) -> Result<(NodeRef<'_>, Span), &'static str> {
    let text = document.source.text.as_str();
    let (start, end) = (comment.start as usize, comment.end as usize);
    let first = |from: usize| document.tree.first_from(from as u32).map(|id| document.node(id)).ok_or(NOTHING);
    let before = text.get(line..start).unwrap_or("").trim_start_matches('\u{feff}').trim();
    if !before.chars().all(|c| c == '-' || c == ' ') {
        let node = first(line)?;
        return if node.span().start < comment.start { Ok(target(node)) } else { Err(NOTHING) };
    }
    let node = first(end)?;
    let gap = text.get(end..node.span().start as usize).filter(|gap| gap.len() <= MOST_BETWEEN).ok_or(NOTHING)?;
    let (lines, last) = gap.rsplit_once('\n').unwrap_or(("", gap));
    if last.contains(['}', ']']) {
        return Err(NOTHING);
    }
    if !lines.lines().skip(1).all(|line| line.trim_start().starts_with('#')) {
        return Err("something stands between it and the key below");
    }
    Ok(target(node))
}

/// What the first node of a line stands for: an item of a list, else the entry of a key.
fn target(mut node: NodeRef<'_>) -> (NodeRef<'_>, Span) {
    while node.is_seq() && !node.raw().starts_with('[') {
        let Some(item) = node.children().next() else { break };
        node = item;
    }
    let is_item = node.parent().is_some_and(NodeRef::is_seq);
    if node.is_map()
        && !is_item
        && let Some(key) = node.children().next().filter(|key| key.span().start == node.span().start)
    {
        node = key;
    }
    if !node.is_key() {
        return (node, node.span());
    }
    let value = NodeRef { doc: node.doc, id: node.subtree_end() };
    let (key, span) = (node.span(), value.span());
    (value, Span { end: key.end.max(span.end), ..key })
}

/// The element or the document type declaration an XML comment covers, with its bytes.
fn element_at(document: &Document, comment: Span, line: usize) -> Result<(NodeRef<'_>, Span), &'static str> {
    const NONE: &str = "no element begins below it or on its line";
    let text = document.source.text.as_str();
    let (start, end) = (comment.start as usize, comment.end as usize);
    let alone = text.get(line..start).unwrap_or("").trim_start_matches('\u{feff}').trim().is_empty();
    if let (Some(doctype), Some(root)) = (&document.doctype, document.root())
        && text.get(end..doctype.span.start as usize).is_some_and(is_blank)
    {
        return Ok((root, doctype.span));
    }
    let element = next_element(document, if alone { end } else { line }).ok_or(NONE)?;
    let span = element.node().span();
    if alone {
        let gap = text.get(end..span.start as usize).filter(|gap| gap.len() <= MOST_BETWEEN).ok_or(NONE)?;
        return if is_blank(gap) { Ok((element.node(), span)) } else { Err(NONE) };
    }
    if span.start < comment.start { Ok((element.node(), span)) } else { Err(NONE) }
}

fn next_element(document: &Document, from: usize) -> Option<Element<'_>> {
    let first = document.tree.first_from(from as u32)?.0;
    (first..document.tree.len() as u32).find_map(|id| Element::new(document.node(NodeId(id))))
}

/// True for white space and comments.
fn is_blank(gap: &str) -> bool {
    let mut rest = gap.trim_start();
    while let Some((_, behind)) = rest.strip_prefix("<!--").and_then(|inner| inner.split_once("-->")) {
        rest = behind.trim_start();
    }
    rest.is_empty()
}
