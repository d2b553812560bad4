//! Text to one flat tree with byte spans, for JSON, YAML and XML alike.
//!
//! [`parse`] never fails: what cannot be read becomes a [`SyntaxError`] beside the part that could.
//! Uses `source` only.

mod builder;
pub mod decode;
mod decode_block;
pub mod element;
mod encoding;
mod entries;
mod intern;
mod json;
pub mod limits;
mod offset;
mod pointer;
pub mod said;
mod scalar;
pub mod tree;
mod xml;
mod yaml;

pub use builder::TreeBuilder;
pub use element::{Attr, Element};
pub use encoding::{DecodeError, decode_bytes};
pub use entries::{Children, Entries};
pub use intern::{Interner, Symbol};
pub use limits::{Limits, YamlReaders};
pub use scalar::Scalar;
pub use tree::{At, Kind, NodeId, NodeRef, Style, Tree};
pub use xml::{Doctype, Entity, EntityValue};

use crate::source::{Source, Span};

/// The notation a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2, core schema.
    Yaml,
    /// XML 1.0 with namespaces.
    Xml,
}

/// One parsed text. Frozen once parsing has ended.
#[derive(Debug)]
pub struct Document {
    /// The text and its name.
    pub source: Source,
    /// How it was read.
    pub format: Format,
    /// What it says.
    pub tree: Tree,
    /// Comments of YAML and XML in order of place, delimiters included in the span.
    pub comments: Vec<Span>,
    /// What could not be read, in order of place.
    pub errors: Vec<SyntaxError>,
    /// False when an error hid a part of the text from the tree, so that nothing can be said about what is missing.
    pub complete: bool,
    /// The document type declaration of an XML text.
    pub doctype: Option<Doctype>,
}

/// A place where the text breaks the rules of its notation, or a limit of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where; never empty unless the text is.
    pub span: Span,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Name of the limit that was exceeded, where one was.
    pub limit: Option<&'static str>,
}

impl Document {
    /// The first root, if the text has any content.
    pub fn root(&self) -> Option<NodeRef<'_>> {
        self.tree.roots().first().map(|id| self.node(*id))
    }

    /// All roots: one for JSON and XML, one for each document of a YAML stream.
    pub fn roots(&self) -> impl Iterator<Item = NodeRef<'_>> {
        self.tree.roots().iter().map(|id| self.node(*id))
    }

    /// A view of a node of this document.
    pub fn node(&self, id: NodeId) -> NodeRef<'_> {
        NodeRef { doc: self, id }
    }

    /// The scalar, key or value, that a byte is part of.
    pub fn scalar_at(&self, offset: u32) -> Option<NodeRef<'_>> {
        let behind = self.tree.first_from(offset.checked_add(1)?).map_or(self.tree.len() as u32, |id| id.0);
        let node = self.node(NodeId(behind.checked_sub(1)?));
        (node.is_scalar() && node.span().end > offset).then_some(node)
    }
}

/// Parses a text. JSON and XML are told from YAML by the first significant character; a text that
/// starts like JSON but ends in `.yaml` or `.yml` is read as YAML, which flow style is part of.
///
/// `words` are interned first and in order, so that `Symbol(i)` is `words[i]` in every document.
pub fn parse(source: Source, limits: &Limits, words: &'static [&'static str]) -> Document {
    let format = sniff(&source);
    parse_as(format, source, limits, words)
}

/// As [`parse`], for a text whose notation is known.
pub fn parse_as(format: Format, source: Source, limits: &Limits, words: &'static [&'static str]) -> Document {
    let mut document = match format {
        Format::Json => json::parse(source, limits, words),
        Format::Xml => xml::parse(source, limits),
        Format::Yaml => yaml::parse(source, limits, words),
    };
    if let Some(error) = too_long_key(&document, limits) {
        let at = document.errors.partition_point(|one| one.span.start <= error.span.start);
        document.errors.insert(at, error);
        document.complete = false;
    }
    document
}

/// The limit `key-length`.
fn too_long_key(document: &Document, limits: &Limits) -> Option<SyntaxError> {
    let symbols = document.tree.symbols();
    if symbols.longest() <= limits.key_length {
        return None;
    }
    let length = |node: NodeRef<'_>| node.name().map_or(node.key_text(), |name| symbols.text(name.local)).len();
    let mut all = document.roots().flat_map(NodeRef::subtree);
    let span = all.find(|node| length(*node) > limits.key_length)?.span();
    let span = Span { end: span.end.min(span.start + 1), ..span };
    let message = format!("a key has more than {} bytes (limit `key-length`)", limits.key_length);
    let help = Some("shorten it, or raise the limit `key-length` if the file is meant to be like this".to_owned());
    Some(SyntaxError { span, message, help, limit: Some("key-length") })
}

/// The notation of a text by its first significant character and, for `{` and `[`, its name.
pub fn sniff(source: &Source) -> Format {
    let text = source.text.trim_start_matches('\u{feff}').trim_start();
    let named_yaml = source.uri.ends_with(".yaml") || source.uri.ends_with(".yml");
    match text.as_bytes().first() {
        Some(b'<') => Format::Xml,
        Some(b'{' | b'[') if !named_yaml => Format::Json,
        None if source.uri.ends_with(".json") => Format::Json,
        _ => Format::Yaml,
    }
}
