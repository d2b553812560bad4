//! XML with namespaces into the arena, from quick-xml's events. No DTD processing, no entity expansion.

mod doctype;
mod names;
mod tag;
#[cfg(test)]
mod tests;

use std::ops::Range;

use hashbrown::HashSet;
use quick_xml::Reader as Events;
use quick_xml::events::Event;

pub use doctype::{Doctype, Entity, EntityValue};
use names::{NO_NAMESPACE, Names, QName, WORDS, XMLNS_NAMESPACE, repeated};
use tag::RawAttribute;

use super::decode::decode;
use super::{Document, Format, Kind, Limits, Style, Symbol, SyntaxError, TreeBuilder};
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
            builder: TreeBuilder::new(WORDS, source.text.len() / 24),
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
        let base = if self.text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut at = base;
        while let Some(again) = self.read_from(at, base) {
            at = again;
        }
    }

    /// Reads events from a byte on; gives the place to start again from when a tag was none.
    fn read_from(&mut self, mut at: usize, first: usize) -> Option<usize> {
        let base = at;
        let mut events = Events::from_str(self.text.get(base..).unwrap_or(""));
        let config = events.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        while !self.stopped {
            let event = events.read_event();
            let end = base + events.buffer_position() as usize;
            let place = at..end;
            match event {
                Ok(Event::Text(_) | Event::GeneralRef(_)) => self.extend_run(place),
                Ok(Event::Eof) => {
                    self.end_of_text();
                    return None;
                }
                Ok(Event::Start(_) | Event::Empty(_)) if self.is_no_tag(&place) => {
                    // The text before it belongs to what comes now.
                    self.extend_run(place.start..place.start + 1);
                    return Some(place.start + 1);
                }
                Ok(event) => {
                    self.flush_run();
                    if let Some(again) = self.event(event, place, first) {
                        return Some(again);
                    }
                }
                Err(error) => {
                    self.flush_run();
                    let from = (base + events.error_position() as usize).min(self.text.len().saturating_sub(1));
                    self.broken(&error, from);
                    if end <= at || !matches!(error, quick_xml::Error::IllFormed(_)) {
                        return None;
                    }
                }
            }
            at = end;
            if self.builder.len() >= self.limits.nodes {
                let message = format!("the text has more than {} nodes", self.limits.nodes);
                self.limit("nodes", at.saturating_sub(1)..at, message);
            }
        }
        None
    }

    /// Takes in one event; gives the place to start again from when a tag was broken off by the next one.
    fn event(&mut self, event: Event<'_>, place: Range<usize>, first: usize) -> Option<usize> {
        match event {
            Event::Start(_) | Event::Empty(_) => {
                if let Some(next) = tag::next_tag(self.text, place.start + 1, place.end) {
                    let help = "add `>` where it ends";
                    self.error(place.start..next, "this tag is not closed before the next one", help);
                    // An end tag of another element says that this one was meant to be empty.
                    let name = place.start + 1..tag::name_end(self.text, place.start + 1, next);
                    let behind = self.text.get(next..).and_then(|rest| rest.strip_prefix("</"));
                    let empty = behind.is_some_and(|rest| !rest.starts_with(self.slice(&name)));
                    self.start(place.start..next, empty, next);
                    return Some(next);
                }
                let empty = matches!(event, Event::Empty(_));
                let inside = place.end - if empty { 2 } else { 1 };
                self.start(place, empty, inside);
            }
            Event::End(_) => self.end(place),
            Event::CData(_) => {
                let inside = place.start + "<![CDATA[".len()..place.end.saturating_sub("]]>".len());
                if !self.slice(&inside).trim_ascii().is_empty() {
                    self.text_node(place, Style::CData);
                }
            }
            Event::Comment(_) => self.comments.push(self.span(place)),
            Event::Decl(_) if place.start > first => {
                let help = "remove what stands before it, white space included";
                self.error(place, "the XML declaration is not at the start of the text", help);
            }
            Event::DocType(_) if self.doctype.is_none() => {
                self.doctype = Some(doctype::read(self.text, self.source.id, place.start, place.end));
            }
            Event::DocType(_) => self.error(place, "a second document type declaration", "remove it"),
            Event::Decl(_) | Event::PI(_) | Event::Text(_) | Event::GeneralRef(_) | Event::Eof => {}
        }
        None
    }

    /// True, with an error, for a `<` that no name follows.
    fn is_no_tag(&mut self, place: &Range<usize>) -> bool {
        let behind = self.text.get(place.start + 1..place.end).unwrap_or("");
        let is_tag = behind.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':') || !c.is_ascii());
        if !is_tag {
            let help = "write `&lt;` for the character itself";
            self.error(place.start..place.start + 1, "no name of an element behind `<`", help);
        }
        !is_tag
    }

    /// Opens an element; its attributes end at `inside`.
    fn start(&mut self, place: Range<usize>, empty: bool, inside: usize) {
        let name = place.start + 1..tag::name_end(self.text, place.start + 1, place.end);
        let qname = self.slice(&name);
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
        self.read_attributes(name.end, inside);
        let element = self.names.read(qname, &mut self.builder);
        let id = self.builder.open(Kind::Element, place.start);
        let namespace = self.resolve(element, &name, "element");
        self.builder.set_name(id, namespace, element.local, name.start, name.end);
        let tag = self.text.as_bytes().get(name.end..inside).unwrap_or(&[]);
        let is_plain = memchr::memchr2(b'<', b'&', tag).is_none();
        let attributes = std::mem::take(&mut self.attributes);
        for (attribute, name) in &attributes {
            if !is_plain {
                self.check_value(&attribute.value);
            }
            self.attribute(attribute, *name);
        }
        self.attributes = attributes;
        self.open.push(Open { name, declared });
        if empty {
            self.close(place.end);
        }
    }

    /// Splits the attributes of a start tag and takes its namespace declarations into scope.
    fn read_attributes(&mut self, from: usize, end: usize) {
        let mut raw = std::mem::take(&mut self.raw);
        raw.clear();
        let text = self.text;
        tag::attributes(text, from, end, &mut raw, |fault| self.error(fault.place, fault.message, fault.help));
        self.attributes.clear();
        for attribute in raw.drain(..) {
            let qname = self.slice(&attribute.name);
            let name = self.names.read(qname, &mut self.builder);
            if name.declares {
                self.declare(qname, &attribute);
            }
            self.attributes.push((attribute, name));
        }
        self.raw = raw;
        for repeated in repeated(&self.attributes) {
            let Some((attribute, _)) = self.attributes.get(repeated) else { continue };
            let place = attribute.name.clone();
            let message = format!("the attribute `{}` stands here twice", self.slice(&place));
            self.error(place, message, "remove one of the two");
        }
    }

    fn declare(&mut self, qname: &'t str, attribute: &RawAttribute) {
        let prefix = match split_qname(qname) {
            ("xmlns", prefix) => prefix,
            _ => "",
        };
        let uri = decode(self.slice(&attribute.value), Style::Markup, None);
        if uri.is_empty() && !prefix.is_empty() {
            let message = format!("the prefix `{prefix}` is bound to nothing");
            self.error(attribute.name.clone(), message, "give it a namespace, or remove the declaration");
        }
        let namespace = self.builder.symbol(&uri);
        self.names.declare(prefix, namespace);
    }

    fn check_value(&mut self, value: &Range<usize>) {
        if let Some(found) = memchr::memchr(b'<', self.slice(value).as_bytes()) {
            let place = value.start + found..value.start + found + 1;
            let help = "write `&lt;`, or close the value before it";
            self.error(place, "`<` cannot stand in the value of an attribute", help);
        }
        self.check_references(value);
    }

    fn attribute(&mut self, attribute: &RawAttribute, name: QName) {
        let RawAttribute { name: place, value } = attribute;
        let id = self.builder.leaf(Kind::Attribute, Style::Markup, value.start, value.end);
        let namespace = match self.names.prefix(name) {
            "" if name.declares => XMLNS_NAMESPACE,
            "" => NO_NAMESPACE,
            _ => self.resolve(name, place, "attribute"),
        };
        self.builder.set_name(id, namespace, name.local, place.start, place.end);
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

    fn end(&mut self, place: Range<usize>) {
        let inside = place.start + 2..place.end.saturating_sub(1);
        let name = self.slice(&inside).trim_ascii();
        if self.open.last().is_some_and(|open| self.slice(&open.name) == name) {
            self.close(place.end);
            return;
        }
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

    fn extend_run(&mut self, place: Range<usize>) {
        if self.run.is_empty() {
            self.run = place;
        } else {
            self.run.end = place.end;
        }
    }

    /// Ends a run of character data.
    fn flush_run(&mut self) {
        let run = std::mem::replace(&mut self.run, 0..0);
        if !run.is_empty() {
            self.check_references(&run);
            self.text_node(run, Style::Markup);
        }
    }

    fn text_node(&mut self, place: Range<usize>, style: Style) {
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
        self.builder.leaf(Kind::Text, style, place.start, place.end);
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

    /// Reports what quick-xml could not read.
    fn broken(&mut self, error: &quick_xml::Error, from: usize) {
        use quick_xml::errors::SyntaxError as Broken;
        self.lost = true;
        let (message, help) = match error {
            quick_xml::Error::Syntax(Broken::UnclosedComment) => {
                ("this comment is not closed", "add `-->` where it ends")
            }
            quick_xml::Error::Syntax(Broken::UnclosedCData) => {
                ("this CDATA section is not closed", "add `]]>` where it ends")
            }
            quick_xml::Error::Syntax(Broken::UnclosedPI | Broken::UnclosedXmlDecl) => {
                ("this processing instruction is not closed", "add `?>` where it ends")
            }
            quick_xml::Error::Syntax(Broken::UnclosedDoctype) => {
                ("this document type declaration is not closed", "add `>` where it ends")
            }
            quick_xml::Error::Syntax(Broken::UnclosedTag) => ("this tag is not closed", "add `>` where it ends"),
            quick_xml::Error::Syntax(
                Broken::UnclosedSingleQuotedAttributeValue | Broken::UnclosedDoubleQuotedAttributeValue,
            ) => ("an attribute value of this tag has no closing quote", "add the quote where the value ends"),
            quick_xml::Error::Syntax(Broken::InvalidBangMarkup) => (
                "`<!` starts nothing known here",
                "write a comment as `<!-- … -->`, or `&lt;!` for the characters themselves",
            ),
            _ => ("this is not well-formed XML", "correct the markup here"),
        };
        let rest = self.text.get(from..).unwrap_or("");
        let line = rest.lines().next().map_or(1, str::len).max(1).min(rest.len());
        self.error(from..from + line, message, help);
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
