//! The load phase: from one document to the closure of what it imports and includes, inside the project root, never
//! from a network. Whatever could not be had is recorded beside its import.

use std::collections::VecDeque;

use hashbrown::HashMap;

use super::namespaces::{XML, XSD};
use super::{Wsdl, is_wsdl, policy};
use crate::model::endpoint::{Scheme, Url};
use crate::source::{LoadError, Loader, Source, SourceId, join_uri, normalise_path};
use crate::syntax::{At, Document, Element, Format, Limits, NodeRef, decode_bytes, parse, sniff};

/// What kind of element names another document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportKind {
    /// `wsdl:import` of either version.
    WsdlImport,
    /// `wsdl:include` of WSDL 2.0.
    WsdlInclude,
    /// `xs:import`.
    SchemaImport,
    /// `xs:include`.
    SchemaInclude,
    /// `xs:redefine`.
    SchemaRedefine,
    /// `xs:override` of XML Schema 1.1.
    SchemaOverride,
}

impl ImportKind {
    /// True where the target is a WSDL, which services, bindings and port types come from.
    pub fn is_wsdl(self) -> bool {
        matches!(self, Self::WsdlImport | Self::WsdlInclude)
    }
}

/// Where an import leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportTarget {
    /// To this document of the closure, possibly the importing one.
    Loaded(SourceId),
    /// To a namespace without a location, which is legal.
    NoLocation,
    /// To an address, which is never fetched.
    Remote,
    /// To a file that could not be had.
    Failed(LoadError),
    /// To a file that is no XML text; the reason as a sentence without a full stop.
    NotXml(String),
    /// Not followed: the limit `files` was reached.
    TooManyFiles,
}

/// One `import`, `include`, `redefine` or `override`.
#[derive(Clone, Debug)]
pub struct Import {
    /// What it is.
    pub kind: ImportKind,
    /// Where it leads.
    pub target: ImportTarget,
    /// The location, resolved against the base of the element; as written when it is an address; empty without one.
    pub uri: String,
    pub(super) at: At,
}

impl Import {
    /// The importing element.
    pub fn element<'a>(&self, wsdl: &'a Wsdl) -> Option<Element<'a>> {
        wsdl.element(self.at)
    }

    /// The attribute with the location as written.
    pub fn location<'a>(&self, wsdl: &'a Wsdl) -> Option<NodeRef<'a>> {
        location(self.element(wsdl)?)
    }

    /// True when symbols may be defined where this run cannot see them.
    pub fn is_unresolved(&self) -> bool {
        !matches!(self.target, ImportTarget::Loaded(_) | ImportTarget::NoLocation)
    }
}

fn location(element: Element<'_>) -> Option<NodeRef<'_>> {
    let name = if element.namespace() == XSD { "schemaLocation" } else { "location" };
    element.attr("", name)
}

/// Loads the closure of `root`. Cycles are legal; each file is read once.
pub(super) fn load(root: Document, loader: &dyn Loader, limits: &Limits) -> Loaded {
    let mut known = HashMap::new();
    known.insert(normalise_path(&root.source.uri), ImportTarget::Loaded(SourceId(0)));
    let mut closure = Closure { documents: vec![root], imports: Vec::new(), known, loader, limits };
    let mut queue = VecDeque::from([0]);
    while let Some(index) = queue.pop_front() {
        let before = closure.documents.len();
        closure.follow(index);
        queue.extend(before..closure.documents.len());
    }
    let described = closure.documents.len();
    let referenced = closure.follow_policy_references();
    Loaded { documents: closure.documents, imports: closure.imports, described, referenced }
}

/// A closure as read.
pub(super) struct Loaded {
    pub(super) documents: Vec<Document>,
    pub(super) imports: Vec<Import>,
    /// How many of the documents imports lead to.
    pub(super) described: usize,
    /// Where each relative uri of a policy reference led.
    pub(super) referenced: HashMap<String, ImportTarget>,
}

struct Closure<'l> {
    documents: Vec<Document>,
    imports: Vec<Import>,
    /// What asking for a uri came to.
    known: HashMap<String, ImportTarget>,
    loader: &'l dyn Loader,
    limits: &'l Limits,
}

/// An import as found in a document.
struct Found {
    kind: ImportKind,
    at: At,
    place: Place,
}

/// A location, judged before anything is read.
pub(super) enum Place {
    /// There is none.
    None,
    /// An address, which is never fetched.
    Remote(String),
    /// A file of this project.
    File(String),
}

impl Closure<'_> {
    fn follow(&mut self, index: usize) {
        let found = self.documents.get(index).map(imports_of).unwrap_or_default();
        for Found { kind, at, place } in found {
            let (uri, target) = match place {
                Place::None => (String::new(), ImportTarget::NoLocation),
                Place::Remote(uri) => (uri, ImportTarget::Remote),
                Place::File(uri) => {
                    let target = self.fetch(&uri);
                    (uri, target)
                }
            };
            self.imports.push(Import { kind, target, uri, at });
        }
    }

    /// Reads the documents that policy references name, and those that these name in turn.
    fn follow_policy_references(&mut self) -> HashMap<String, ImportTarget> {
        let mut referenced = HashMap::new();
        let mut index = 0;
        while let Some(document) = self.documents.get(index) {
            for uri in policy::documents_named(document) {
                let target = self.fetch(&uri);
                referenced.insert(uri, target);
            }
            index += 1;
        }
        referenced
    }

    fn fetch(&mut self, uri: &str) -> ImportTarget {
        if let Some(known) = self.known.get(uri) {
            return known.clone();
        }
        if self.documents.len() >= self.limits.files {
            return ImportTarget::TooManyFiles;
        }
        let target = match self.read(uri) {
            Ok(document) => {
                let id = document.source.id;
                self.documents.push(document);
                ImportTarget::Loaded(id)
            }
            Err(target) => target,
        };
        self.known.insert(uri.to_owned(), target.clone());
        target
    }

    fn read(&self, uri: &str) -> Result<Document, ImportTarget> {
        let bytes = self.loader.load(uri).map_err(ImportTarget::Failed)?;
        let (size, limit) = (bytes.len() as u64, self.limits.file_size);
        if size > limit {
            return Err(ImportTarget::Failed(LoadError::TooLarge { size, limit }));
        }
        let not_xml = |why: &str| ImportTarget::NotXml(why.to_owned());
        let text = decode_bytes(bytes).map_err(|_| not_xml("its bytes are no text in the encoding it names"))?;
        let source = Source::new(SourceId(self.documents.len() as u32), uri, text);
        if sniff(&source) != Format::Xml {
            return Err(not_xml("it does not start with an element"));
        }
        Ok(parse(source, self.limits, &[]))
    }
}

/// The imports of one document, in order of place. They stand below `definitions` or `description`, in the schemas
/// inside `types`, and in a schema that is the root.
fn imports_of(document: &Document) -> Vec<Found> {
    let Some(root) = document.root().and_then(Element::new) else { return Vec::new() };
    let mut found = Vec::new();
    if root.is(XSD, "schema") {
        schema_imports(root, &mut found);
        return found;
    }
    for child in root.elements() {
        if is_wsdl(child, "import") {
            found.push(read_import(child, ImportKind::WsdlImport));
        } else if is_wsdl(child, "include") {
            found.push(read_import(child, ImportKind::WsdlInclude));
        } else if is_wsdl(child, "types") {
            for schema in child.elements() {
                if schema.is(XSD, "schema") {
                    schema_imports(schema, &mut found);
                } else if let Some(kind) = schema_import_kind(schema) {
                    found.push(read_import(schema, kind));
                }
            }
        }
    }
    found
}

fn schema_imports(schema: Element<'_>, found: &mut Vec<Found>) {
    for child in schema.elements() {
        if let Some(kind) = schema_import_kind(child) {
            found.push(read_import(child, kind));
        }
    }
}

fn schema_import_kind(element: Element<'_>) -> Option<ImportKind> {
    if element.namespace() != XSD {
        return None;
    }
    match element.local() {
        "import" => Some(ImportKind::SchemaImport),
        "include" => Some(ImportKind::SchemaInclude),
        "redefine" => Some(ImportKind::SchemaRedefine),
        "override" => Some(ImportKind::SchemaOverride),
        _ => None,
    }
}

fn read_import(element: Element<'_>, kind: ImportKind) -> Found {
    let written = location(element).and_then(NodeRef::text).unwrap_or_default();
    let place = match written.trim() {
        "" => Place::None,
        written => place(&base_uri(element), written),
    };
    Found { kind, at: element.node().at(), place }
}

/// The base of an element: its document, changed by every `xml:base` around it (XML Base, 4).
pub(super) fn base_uri(element: Element<'_>) -> String {
    let around = std::iter::successors(Some(element), |inner| inner.parent());
    let bases: Vec<_> = around.filter_map(|element| element.attr(XML, "base")?.text()).collect();
    let document = normalise_path(&element.node().doc.source.uri);
    bases.iter().rev().fold(document, |base, next| match place(&base, next.trim()) {
        Place::None => base,
        // Without its last slash a folder would count as a file beside which to look.
        Place::File(uri) if next.trim().ends_with(['/', '\\']) => format!("{uri}/"),
        Place::Remote(uri) | Place::File(uri) => uri,
    })
}

/// Resolves a location. Backslashes separate like slashes, because tools write them; a fragment is left out.
pub(super) fn place(base: &str, location: &str) -> Place {
    let location = location.replace('\\', "/");
    if is_address(&location) {
        return Place::Remote(location);
    }
    let path = location.split('#').next().unwrap_or("");
    if path.is_empty() {
        return Place::File(base.to_owned());
    }
    if is_address(base) {
        return Place::Remote(join_address(base, path));
    }
    Place::File(join_uri(base, &percent_decoded(path)))
}

/// True for anything with a scheme (a drive letter and `file:` too) or a host: no path of this project.
pub(super) fn is_address(location: &str) -> bool {
    let url = Url::parse(location);
    match url.scheme() {
        Scheme::Relative => url.host().is_some(),
        Scheme::Unknown => false,
        _ => true,
    }
}

/// A relative path against a remote base; only shown, never fetched.
fn join_address(base: &str, path: &str) -> String {
    let url = Url::parse(base);
    let range = url.path_range();
    let front = base.get(..range.start).unwrap_or("");
    format!("{front}{}", join_uri(&format!("/{}", url.path().trim_start_matches('/')), path))
}

/// Decodes `%20` and the like; a text that does not decode stays as it is.
fn percent_decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = path.get(at + 1..at + 3).filter(|hex| *byte == b'%' && !hex.starts_with('+'));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| path.to_owned())
}
