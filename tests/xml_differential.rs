//! The XML reader against a parser of another lineage, on real and on damaged texts: the same elements, names,
//! namespaces, attributes and character data, and an error wherever the other finds one.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use apivet::source::{Source, SourceId};
use apivet::syntax::{Attr, Document, Element, Format, Kind, Limits, NodeRef, decode_bytes, parse_as};
use proptest::prelude::*;
use quick_xml::NsReader;
use quick_xml::errors::IllFormedError;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{QName, ResolveResult};

const SNIPPETS: &[&str] = &[
    "<?xml version='1.0'?>\n<definitions xmlns='urn:w' xmlns:t=\"urn:t\" name='a &amp; b'>\n  <!-- é -->\n  <t:part name=\"x\" t:y='1'/>\n  <doc>text &lt; <![CDATA[ <raw> ]]> tail</doc>\n</definitions>",
    "<!DOCTYPE a [\n  <!-- ]> -->\n  <!ENTITY e \"it's > here\">\n  <!ELEMENT a ANY>\n  <?p ]> ?>\n]>\n<a xml:lang='en'><p:b xmlns:p='1'><p:c xmlns:p='2' p:d=''/></p:b><e xmlns=''/>&e;</a>",
    "<a\n  b = \"1\"\n  c='>'\n><d></d ><?pi a > b ?><d/>\u{fffd}é</a>",
];

const PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "</",
    "/>",
    "<a>",
    "</a>",
    "<a/>",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "&",
    "&amp;",
    "&x;",
    ";",
    "<!--",
    "-->",
    "--",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<?xml ?>",
    "<!DOCTYPE",
    "<!ENTITY x '",
    "[",
    "]",
    "<!",
    "é",
    " a=''",
    " p:b='x'",
    " xmlns=''",
    " xmlns:p='u'",
    "x:",
    ":",
    "\u{feff}",
];

/// What a text holds, a line for each element, end, text and CDATA section.
type Lines = Vec<String>;

fn ours(document: &Document) -> Lines {
    let mut lines = Vec::new();
    let mut open: Vec<NodeRef<'_>> = Vec::new();
    for node in document.roots().flat_map(NodeRef::subtree) {
        while open.last().is_some_and(|inner| inner.subtree_end() <= node.id) {
            open.pop();
            lines.push("end".to_owned());
        }
        if let Some(element) = Element::new(node) {
            open.push(node);
            lines.push(named("element", document.source.slice(element.name_span()), element.namespace()));
        } else if let Some(attr) = Attr::new(node) {
            let namespace = if attr.name().starts_with("xmlns") { "" } else { attr.namespace() };
            lines.push(format!("{}={}", named("attribute", attr.name(), namespace), node.raw()));
        } else {
            assert_eq!(node.kind(), Kind::Text);
            lines.push(format!("text {}", node.raw()));
        }
    }
    lines.extend(open.iter().map(|_| "end".to_owned()));
    lines
}

/// A name as written, with its namespace. Where a half of the name is empty, there is no telling whose it is.
fn named(what: &str, qname: &str, namespace: &str) -> String {
    let is_odd = qname.starts_with(':') || qname.ends_with(':');
    format!("{what} {qname} {{{}}}", if is_odd { "" } else { namespace })
}

/// The same by the other parser; `Err` for what it cannot read, `Ok(None)` where it has another opinion on namespaces.
fn theirs(text: &str) -> Result<Option<Lines>, quick_xml::Error> {
    let mut reader = NsReader::from_str(text);
    let mut lines = Vec::new();
    let mut run = String::new();
    let mut depth = 0;
    loop {
        let event = match reader.read_event() {
            Err(quick_xml::Error::Namespace(_)) => return Ok(None),
            event => event?,
        };
        match &event {
            Event::Text(text) => {
                run.push_str(text);
                continue;
            }
            Event::GeneralRef(name) => {
                run.push_str(&format!("&{};", &**name));
                continue;
            }
            _ => {}
        }
        let text = std::mem::take(&mut run);
        if depth > 0 && !text.trim_ascii().is_empty() {
            lines.push(format!("text {text}"));
        }
        match event {
            Event::Start(start) => {
                depth += 1;
                start_of(&start, &reader, &mut lines)?;
            }
            Event::Empty(start) => {
                start_of(&start, &reader, &mut lines)?;
                lines.push("end".to_owned());
            }
            Event::End(_) => {
                depth -= 1;
                lines.push("end".to_owned());
            }
            Event::CData(text) if depth > 0 && !text.trim_ascii().is_empty() => {
                lines.push(format!("text <![CDATA[{}]]>", &*text));
            }
            Event::Eof => return Ok(Some(lines)),
            _ => {}
        }
    }
}

fn start_of(start: &BytesStart<'_>, reader: &NsReader<&[u8]>, lines: &mut Lines) -> Result<(), quick_xml::Error> {
    let namespace = |found: ResolveResult<'_>| match found {
        ResolveResult::Bound(namespace) => {
            let written: &str = namespace.as_ref();
            unescape(written).map_or(written.to_owned(), |said| said.into_owned())
        }
        _ => String::new(),
    };
    let written = |name: QName<'_>| -> String { AsRef::<str>::as_ref(&name).to_owned() };
    let found = reader.resolver().resolve_element(start.name()).0;
    lines.push(named("element", &written(start.name()), &namespace(found)));
    for attribute in start.attributes() {
        let attribute = attribute?;
        let name = written(attribute.key);
        let found = reader.resolver().resolve_attribute(attribute.key).0;
        let namespace = if name.starts_with("xmlns") { String::new() } else { namespace(found) };
        lines.push(format!("{}={}", named("attribute", &name, &namespace), attribute.value));
    }
    Ok(())
}

/// True when both read the text and had nothing to say against it.
fn agree(name: &str, text: &str) -> bool {
    // A second mark is text to one and nothing to the other.
    if text.starts_with("\u{feff}\u{feff}") {
        return false;
    }
    let source = Source::new(SourceId(0), name, text);
    let document = parse_as(Format::Xml, source, &Limits::default(), &[]);
    let theirs = theirs(text);
    if document.errors.is_empty() {
        match theirs {
            Ok(Some(theirs)) => {
                let ours = ours(&document);
                let differs = ours.iter().zip(&theirs).position(|(one, other)| one != other);
                assert!(differs.is_none(), "{name}: {:?} in {text:?}", differs.map(|at| (&ours[at], &theirs[at])));
                assert_eq!(ours.len(), theirs.len(), "{name}: {text:?}");
                return true;
            }
            Ok(None) => {}
            // `</ a>` is forgiven here.
            Err(quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { found, .. }))
                if found.starts_with(|c: char| c.is_ascii_whitespace()) => {}
            Err(error) => panic!("{name}: no error beside `{error}` in {text:?}"),
        }
    }
    false
}

#[test]
fn real_texts_are_read_alike() {
    let Some(corpus) = common::corpus() else { return };
    let mut alike = 0;
    for path in common::files(&corpus, "wsdl", &["wsdl", "xsd", "xml"]) {
        if let Ok(text) = decode_bytes(std::fs::read(corpus.join(&path)).unwrap()) {
            alike += usize::from(agree(&path, &text));
        }
    }
    assert!(alike > 1800, "{alike} files");
}

#[test]
fn snippets_and_their_beginnings_are_read_alike() {
    for snippet in SNIPPETS {
        assert!(agree("whole", snippet));
        for at in (0..snippet.len()).filter(|at| snippet.is_char_boundary(*at)) {
            agree("beginning", &snippet[..at]);
        }
    }
}

/// The nearest place at or before `at` between two characters.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn damaged_texts_are_read_alike(
        snippet in 0..SNIPPETS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..6_usize, 0..PIECES.len()), 1..5),
    ) {
        let mut text = SNIPPETS[snippet].to_owned();
        for (place, cut, piece) in changes {
            let start = boundary(&text, place.index(text.len() + 1));
            let end = boundary(&text, start + cut).max(start);
            text.replace_range(start..end, PIECES[piece]);
        }
        agree("damaged", &text);
    }
}
