//! XML with namespaces into the arena, in one pass over the text. No DTD processing, no entity expansion.

mod content;
mod doctype;
mod markup;
mod names;
mod tag;
#[cfg(test)]
mod tests;

use std::ops::Range;

use hashbrown::HashSet;

pub use doctype::{Doctype, Entity, EntityValue};
use markup::Broken;
pub(super) use names::{NO_NAMESPACE, XMLNS_NAMESPACE};
use names::{Names, QName, Use, WORDS, repeated};
use tag::{RawAttribute, Tag};

use super::decode::decode;
use super::tree::Called;
use super::{Document, Format, Limits, Style, Symbol, SyntaxError, TreeBuilder};
use crate::source::{Source, Span};

/// Namespace of `xmlns` attributes.
pub(super) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// Namespace the prefix `xml` always has.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Parses XML; goes on behind errors where it can.
pub(super) fn parse(source: Source, limits: &Limits) -> Document {
    let (tree, comments, errors, doctype, complete) = {
        let mut reader = Reader::new(&source, limits);
        reader.read();
        let Reader { builder, mut errors, comments, doctype, text, stopped, lost, .. } = reader;
        errors.sort_by_key(|error| error.span.start);
        (builder.finish(text.len(), false), comments, errors, doctype, !stopped && !lost)
    };
    Document { source, format: Format::Xml, tree, comments, complete, errors, doctype }
}

/// Splits a qualified name into prefix and local name; a name with an empty half is all local.
pub(super) fn split_qname(qname: &str) -> (&str, &str) {
    match qname.split_once(':') {
        Some((prefix, local)) if !prefix.is_empty() && !local.is_empty() => (prefix, local),
        _ => ("", qname),
    }
}

/// An element whose end tag has not come yet.
struct Open {
    /// The name as written in the start tag.
    name: Range<usize>,
    /// Declarations in scope before this element.
    declared: usize,
}

/// Where to read on.
enum Next {
    /// Behind what was read.
    At(usize),
    /// In the middle of it: it was no tag, or one that the next breaks off.
    Again(usize),
}

struct Reader<'t> {
    text: &'t str,
    source: &'t Source,
    limits: &'t Limits,
    builder: TreeBuilder,
    open: Vec<Open>,
    names: Names<'t>,
    /// Prefixes already reported as undeclared.
    undeclared: HashSet<&'t str>,
    /// Character data read so far, references included.
    run: Range<usize>,
    raw: Vec<RawAttribute>,
    attributes: Vec<(RawAttribute, QName)>,
    roots: usize,
    doctype: Option<Doctype>,
    comments: Vec<Span>,
    errors: Vec<SyntaxError>,
    stopped: bool,
    /// An error hid something, or left open where it belongs.
    lost: bool,
}

impl<'t> Reader<'t> {
    fn new(source: &'t Source, limits: &'t Limits) -> Self {
        Self {
            text: &source.text,
            source,
            limits,
            builder: TreeBuilder::new(WORDS, source.text.len() / 14),
            open: Vec::new(),
            names: Names::new(),
            undeclared: HashSet::new(),
            run: 0..0,
            raw: Vec::new(),
            attributes: Vec::new(),
            roots: 0,
            doctype: None,
            comments: Vec::new(),
            errors: Vec::new(),
            stopped: false,
            lost: false,
        }
    }

    fn read(&mut self) {
        let first = if self.text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut at = first;
        while !self.stopped {
            let rest = self.text.as_bytes().get(at..).unwrap_or(&[]);
            let length = if rest.first() == Some(&b'<') { 0 } else { memchr::memchr(b'<', rest).unwrap_or(rest.len()) };
            if length > 0 {
                self.extend_run(at..at + length);
                at += length;
                self.check_size(at);
            }
            if length == rest.len() {
                self.end_of_text();
                return;
            }
            match self.markup(at, first) {
                Ok(Next::At(next)) => {
                    at = next;
                    self.check_size(at);
                }
                Ok(Next::Again(next)) => at = next,
                Err(broken) => {
                    self.flush_run();
                    self.broken(broken, at);
                    return;
                }
            }
        }
    }

    /// Reads what a `<` at `start` begins. `first` is where the text begins, behind its byte order mark.
    fn markup(&mut self, start: usize, first: usize) -> Result<Next, Broken> {
        let bytes = self.text.as_bytes();
        match bytes.get(start + 1) {
            Some(b'/') => self.end_tag(start),
            Some(b'!') => self.declaration(start),
            Some(b'?') => {
                let end = markup::instruction_end(bytes, start)?;
                self.flush_run();
                if start > first && markup::is_declaration(bytes.get(start..end).unwrap_or(&[])) {
                    let help = "remove what stands before it, white space included";
                    self.error(start..end, "the XML declaration is not at the start of the text", help);
                }
                Ok(Next::At(end))
            }
            _ => self.start_tag(start),
        }
    }

    /// Reads a comment, a CDATA section or a document type declaration.
    fn declaration(&mut self, start: usize) -> Result<Next, Broken> {
        let bytes = self.text.as_bytes();
        let end = match bytes.get(start + 2) {
            Some(b'-') => {
                let end = markup::comment_end(bytes, start)?;
                self.flush_run();
                self.comments.push(self.span(start..end));
                end
            }
            Some(b'[') => {
                let end = markup::cdata_end(bytes, start)?;
                self.flush_run();
                let inside = start + "<![CDATA[".len()..end - "]]>".len();
                if !self.slice(&inside).trim_ascii().is_empty() {
                    self.text_node(start..end, Style::CData);
                }
                end
            }
            Some(b'D' | b'd') => {
                let end = markup::doctype_end(bytes, start)?;
                self.flush_run();
                if self.slice(&(start + "<!DOCTYPE".len()..end - 1)).trim_ascii().is_empty() {
                    self.broken(Broken::Nameless, end - 1);
                } else if self.doctype.is_none() {
                    self.doctype = Some(doctype::read(self.text, self.source.id, start, end));
                } else {
                    self.error(start..end, "a second document type declaration", "remove it");
                }
                end
            }
            _ => return Err(Broken::Bang),
        };
        Ok(Next::At(end))
    }

    fn start_tag(&mut self, start: usize) -> Result<Next, Broken> {
        let bytes = self.text.as_bytes();
        let mut raw = std::mem::take(&mut self.raw);
        raw.clear();
        let tag = tag::read(bytes, start, &mut raw);
        self.raw = raw;
        if let Some(tag) = tag {
            self.flush_run();
            self.start(start, &tag);
            return Ok(Next::At(tag.end));
        }
        let end = markup::tag_end(bytes, start)?;
        if !bytes.get(start + 1).is_some_and(|byte| tag::starts_name(*byte)) {
            let help = "write `&lt;` for the character itself";
            self.error(start..start + 1, "no name of an element behind `<`", help);
            // The text before it belongs to what comes now.
            self.extend_run(start..start + 1);
            return Ok(Next::Again(start + 1));
        }
        self.flush_run();
        if let Some(next) = tag::next_tag(self.text, start + 1, end) {
            let help = "add `>` where it ends";
            self.error(start..next, "this tag is not closed before the next one", help);
            // An end tag of another element says that this one was meant to be empty.
            let name_end = tag::name_end(bytes, start + 1, next);
            let behind = self.text.get(next..).and_then(|rest| rest.strip_prefix("</"));
            let is_empty = behind.is_some_and(|rest| !rest.starts_with(self.slice(&(start + 1..name_end))));
            let tag = Tag { name_end, inside: next, end: next, is_empty, is_plain: false, is_sound: false };
            self.start(start, &tag);
            return Ok(Next::Again(next));
        }
        let is_empty = bytes.get(..end - 1).is_some_and(|inside| inside.ends_with(b"/"));
        let inside = end - if is_empty { 2 } else { 1 };
        let name_end = tag::name_end(bytes, start + 1, end);
        self.start(start, &Tag { name_end, inside, end, is_empty, is_plain: false, is_sound: false });
        Ok(Next::At(end))
    }

    /// Opens the element whose start tag stands at `start`.
    fn start(&mut self, start: usize, tag: &Tag) {
        let name = start + 1..tag.name_end;
        if self.open.len() >= self.limits.depth {
            let message = format!("the text is nested deeper than {} levels", self.limits.depth);
            self.limit("depth", name, message);
            return;
        }
        if self.open.is_empty() {
            self.roots += 1;
            if self.roots == 2 {
                let help = "put all elements into one root element";
                self.error(name.clone(), "a second root element: an XML text has exactly one", help);
            }
        }
        let declared = self.names.depth();
        self.read_attributes(tag);
        let element = self.names.read(self.text, &name, &mut self.builder);
        let namespace = self.resolve(element, &name, "element");
        let called = self.called(element, Use::Element, namespace, (name.start as u32, name.end as u32));
        self.builder.element(start, called);
        for at in 0..self.attributes.len() {
            let Some((attribute, name)) = self.attributes.get(at).copied() else { break };
            if !tag.is_plain {
                self.check_value(&attribute.value.into());
            }
            self.attribute(attribute, name);
        }
        self.open.push(Open { name, declared });
        if tag.is_empty {
            self.close(tag.end);
        }
    }

    /// Names the attributes of a start tag and takes its namespace declarations into scope.
    fn read_attributes(&mut self, tag: &Tag) {
        let mut raw = std::mem::take(&mut self.raw);
        if !tag.is_sound {
            raw.clear();
            tag::attributes(self.text, tag.name_end, tag.inside, &mut raw, |fault| {
                self.error(fault.place, fault.message, fault.help);
            });
        }
        self.attributes.clear();
        let mut seen = 0_u64;
        let mut may_repeat = false;
        for attribute in &raw {
            let name = self.names.read(self.text, &attribute.name.into(), &mut self.builder);
            if name.declares {
                self.declare(self.slice(&attribute.name.into()), *attribute);
            }
            may_repeat |= seen & name.filter() != 0;
            seen |= name.filter();
            self.attributes.push((*attribute, name));
        }
        self.raw = raw;
        if may_repeat {
            for repeated in repeated(&self.attributes) {
                let Some((attribute, _)) = self.attributes.get(repeated) else { continue };
                let place = attribute.name.into();
                let message = format!("the attribute `{}` stands here twice", self.slice(&place));
                self.error(place, message, "remove one of the two");
            }
        }
    }

    fn declare(&mut self, qname: &'t str, attribute: RawAttribute) {
        let prefix = match split_qname(qname) {
            ("xmlns", prefix) => prefix,
            _ => "",
        };
        let uri = decode(self.slice(&attribute.value.into()), Style::Markup, None);
        if uri.is_empty() && !prefix.is_empty() {
            let message = format!("the prefix `{prefix}` is bound to nothing");
            self.error(attribute.name.into(), message, "give it a namespace, or remove the declaration");
        }
        let namespace = self.builder.symbol(&uri);
        self.names.declare(prefix, namespace);
    }

    fn attribute(&mut self, attribute: RawAttribute, name: QName) {
        let RawAttribute { name: place, value } = attribute;
        let namespace = match name.is_prefixed() {
            false if name.declares => XMLNS_NAMESPACE,
            false => NO_NAMESPACE,
            true => self.resolve(name, &place.into(), "attribute"),
        };
        let called = self.called(name, Use::Attribute, namespace, (place.start, place.end));
        self.builder.attribute((value.start, value.end), called);
    }

    fn called(&mut self, name: QName, used: Use, namespace: Symbol, (start, end): (u32, u32)) -> Called {
        let name = self.names.number(name, used, namespace, end - start, &mut self.builder);
        Called { name, start }
    }

    /// The namespace of a name; none, with an error the first time, for a prefix that is not declared.
    fn resolve(&mut self, name: QName, place: &Range<usize>, what: &str) -> Symbol {
        if let Some(namespace) = self.names.namespace(name) {
            return namespace;
        }
        let prefix = self.names.prefix(name);
        if !prefix.is_empty() && self.undeclared.insert(prefix) {
            let message = format!("prefix `{prefix}` is not declared, so no consumer reads this {what}");
            let help = format!("add `xmlns:{prefix}=\"…\"` here or on an element around it");
            self.error(place.clone(), message, help);
        }
        NO_NAMESPACE
    }

    fn end_tag(&mut self, start: usize) -> Result<Next, Broken> {
        let bytes = self.text.as_bytes();
        let name = self.open.last().map_or(0..0, |open| open.name.clone());
        let written = bytes.get(start + 2..).unwrap_or(&[]);
        if written.get(name.len()) == Some(&b'>') && !name.is_empty() && written.starts_with(self.bytes(&name)) {
            let end = start + 2 + name.len() + 1;
            self.flush_run();
            self.close(end);
            return Ok(Next::At(end));
        }
        let end = markup::tag_end(bytes, start)?;
        self.flush_run();
        self.end(start..end);
        Ok(Next::At(end))
    }

    fn end(&mut self, place: Range<usize>) {
        let inside = place.start + 2..place.end.saturating_sub(1);
        let name = self.slice(&inside).trim_ascii();
        let Some(level) = self.open.iter().rposition(|open| self.slice(&open.name) == name) else {
            self.error(place, format!("`</{name}>` closes no open element"), "remove it, or correct its name");
            return;
        };
        while self.open.len() > level + 1 {
            self.unclosed(&format!(" before `</{name}>`"));
            self.close(place.start);
        }
        self.close(place.end);
    }

    /// Closes the innermost element and ends the scope of its declarations.
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        self.names.undo(open.declared);
        self.builder.close(end);
    }

    fn unclosed(&mut self, place: &str) {
        let Some(name) = self.open.last().map(|open| open.name.clone()) else {
            return;
        };
        self.lost = true;
        let qname = self.slice(&name);
        self.error(name, format!("`<{qname}>` is not closed{place}"), format!("add `</{qname}>`"));
    }

    fn end_of_text(&mut self) {
        self.flush_run();
        self.lost |= self.roots == 0;
        if self.roots == 0 && self.errors.is_empty() {
            let help = "an XML description starts with an element such as `<definitions>`";
            self.error(0..self.text.len(), "the text has no element", help);
        }
        match self.open.len() {
            0 => {}
            1 => self.unclosed(""),
            2 => self.unclosed(", nor is the element around it"),
            count => self.unclosed(&format!(", nor are the {} elements around it", count - 1)),
        }
    }

    /// Reports markup that could not be read.
    fn broken(&mut self, broken: Broken, from: usize) {
        self.lost = true;
        let (message, help) = broken.message();
        let rest = self.text.get(from..).unwrap_or("");
        let line = rest.lines().next().map_or(1, str::len).max(1).min(rest.len());
        self.error(from..from + line, message, help);
    }

    fn check_size(&mut self, at: usize) {
        if self.builder.len() >= self.limits.nodes {
            let message = format!("the text has more than {} nodes", self.limits.nodes);
            self.limit("nodes", at.saturating_sub(1)..at, message);
        }
    }

    fn bytes(&self, place: &Range<usize>) -> &'t [u8] {
        self.text.as_bytes().get(place.clone()).unwrap_or(&[])
    }

    fn slice(&self, place: &Range<usize>) -> &'t str {
        self.text.get(place.clone()).unwrap_or("")
    }

    fn span(&self, place: Range<usize>) -> Span {
        self.source.span(place.start, place.end)
    }

    fn error(&mut self, place: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        if self.stopped {
            return;
        }
        let span = self.span(place);
        self.errors.push(SyntaxError { span, message: message.into(), help: Some(help.into()), limit: None });
        self.stopped = self.errors.len() >= self.limits.syntax_errors;
    }

    fn limit(&mut self, name: &'static str, place: Range<usize>, message: String) {
        if self.stopped {
            return;
        }
        let help = Some(format!("raise the limit `{name}` if the file is meant to be like this"));
        let span = self.span(place);
        self.errors.push(SyntaxError { span, message, help, limit: Some(name) });
        self.stopped = true;
    }
}
