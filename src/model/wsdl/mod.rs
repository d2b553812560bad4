//! WSDL 1.1 and 2.0 as one model: a closure of documents, and views of its services, ports, bindings and operations.
//!
//! The words are those of WSDL 1.1; where 2.0 says endpoint and interface, read port and port type. Views are borrowed
//! and free to copy; each names the element it stands for. What policies come to is computed when [`policy`] is first
//! asked. Uses `syntax`, `source`, `words` and the addresses of `model::endpoint`.

mod address;
mod binding;
pub mod entities;
mod imports;
mod message;
pub mod namespaces;
mod operation;
pub mod policy;
mod port;
pub mod reach;
mod shared;
mod symbols;
#[cfg(test)]
mod tests;
mod transport;
mod view;
pub mod xsd;

use std::sync::OnceLock;

use hashbrown::HashMap;

use crate::source::Loader;
use crate::syntax::{At, Document, Element, Limits, NodeRef};

pub use binding::{Binding, BoundMessage, BoundOperation, Encoding, Place, Protocol};
pub use imports::{Import, ImportKind, ImportTarget};
pub use message::{Message, Part};
pub use operation::{AbstractOperation, Direction, MessageReference, Pattern, PortType};
pub use port::{Address, AddressKind, Operation, Port, Service};
pub use symbols::Link;
pub use transport::{Endpoint, JmsProperty, Transport};

use namespaces::{POLICY, POLICY_OBSOLETE, WSDL11, WSDL11_UNSLASHED, WSDL20, WSDL20_DRAFTS, XSD};
use symbols::Symbols;

view::named_views!(Service, Port, Binding, PortType, AbstractOperation, Message, Part);
view::views!(
    Service,
    Port,
    Binding,
    BoundOperation,
    BoundMessage,
    PortType,
    AbstractOperation,
    MessageReference,
    Message,
    Part,
);

/// Which WSDL a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WsdlVersion {
    /// WSDL 1.1.
    V11,
    /// WSDL 1.1 with the final slash of its namespace missing: read like 1.1 here, by no stack elsewhere.
    V11Unslashed,
    /// WSDL 2.0.
    V20,
    /// A working draft of WSDL 2.0, by its namespace: read like 2.0 as far as it goes.
    Draft(&'static str),
    /// No description: a policy document, another XML document with policies in it, or the configuration of a stack. Its
    /// model has policies, if any, and nothing else.
    Policy,
}

impl WsdlVersion {
    /// Name of the format in reports: `wsdl-1.1`, `wsdl-2.0`, `wsdl-2.0-draft`, `ws-policy`.
    pub fn format(self) -> &'static str {
        match self {
            Self::V11 | Self::V11Unslashed => "wsdl-1.1",
            Self::V20 => "wsdl-2.0",
            Self::Draft(_) => "wsdl-2.0-draft",
            Self::Policy => "ws-policy",
        }
    }

    /// The format whose rules apply: those of 2.0 to its drafts as far as they go, those of 1.1 to policies alone.
    pub fn judged_as(self) -> &'static str {
        match self {
            Self::V11 | Self::V11Unslashed | Self::Policy => "wsdl-1.1",
            Self::V20 | Self::Draft(_) => "wsdl-2.0",
        }
    }

    /// What to call it in a sentence: `WSDL 1.1`, `WSDL 2.0 draft 2006-01`.
    pub fn name(self) -> String {
        match self {
            Self::V11 => "WSDL 1.1".to_owned(),
            Self::V11Unslashed => "WSDL 1.1 with a misspelt namespace".to_owned(),
            Self::V20 => "WSDL 2.0".to_owned(),
            Self::Policy => "WS-Policy".to_owned(),
            Self::Draft(namespace) => {
                let mut numbers = namespace.split('/').filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
                let mut number = || numbers.find(|part| !part.is_empty()).unwrap_or("");
                format!("WSDL 2.0 draft {}-{}", number(), number())
            }
        }
    }

    /// True for a working draft: its endpoints mean what they mean in WSDL 2.0; what else it says is not relied on.
    pub fn is_draft(self) -> bool {
        matches!(self, Self::Draft(_))
    }

    /// True for 1.1, with or without its slash.
    pub fn is_11(self) -> bool {
        matches!(self, Self::V11 | Self::V11Unslashed)
    }
}

/// An XML document that belongs to service descriptions without being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FragmentKind {
    /// Its root is `xs:schema`.
    Schema,
    /// Its root is `wsp:Policy`, of any version, or `wsp:PolicyAttachment`.
    Policy,
}

impl FragmentKind {
    /// What to call it in a sentence: `an XML Schema`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Schema => "an XML Schema",
            Self::Policy => "a WS-Policy document",
        }
    }
}

/// The version of a description, told from its root element, or that it holds policies or configures a stack; `None` for
/// any other document.
pub fn detect(root: Element<'_>) -> Option<WsdlVersion> {
    let is_policy = || policy::has_policy(root) || policy::configures_a_stack(root);
    describes(root).or_else(|| is_policy().then_some(WsdlVersion::Policy))
}

/// The version of a description of services.
fn describes(root: Element<'_>) -> Option<WsdlVersion> {
    let version = version_of(root.namespace())?;
    let expected: &[&str] = match version {
        WsdlVersion::V11 | WsdlVersion::V11Unslashed => &["definitions"],
        WsdlVersion::V20 => &["description"],
        WsdlVersion::Draft(_) => &["description", "definitions"],
        WsdlVersion::Policy => &[],
    };
    expected.contains(&root.local()).then_some(version)
}

/// What a document is that is no description itself.
pub fn fragment(root: Element<'_>) -> Option<FragmentKind> {
    let namespace = root.namespace();
    match root.local() {
        "schema" if namespace == XSD => Some(FragmentKind::Schema),
        "Policy" | "PolicyAttachment" if POLICY.contains(&namespace) || namespace == POLICY_OBSOLETE => {
            Some(FragmentKind::Policy)
        }
        _ => None,
    }
}

fn is_schema(document: &Document) -> bool {
    document.root().and_then(Element::new).is_some_and(|root| root.is(XSD, "schema"))
}

/// True for a schema whose target namespace belongs to a standards body: XML Signature, WS-Addressing …
pub fn is_standard_schema(document: &Document) -> bool {
    let root = document.root().and_then(Element::new).filter(|root| root.is(XSD, "schema"));
    let namespace = root.and_then(|root| root.attr_text("targetNamespace")).unwrap_or_default();
    xsd::is_standard_namespace(&namespace)
}

fn version_of(namespace: &str) -> Option<WsdlVersion> {
    match namespace {
        WSDL11 => Some(WsdlVersion::V11),
        WSDL20 => Some(WsdlVersion::V20),
        WSDL11_UNSLASHED => Some(WsdlVersion::V11Unslashed),
        other => WSDL20_DRAFTS.iter().find(|draft| **draft == other).map(|draft| WsdlVersion::Draft(draft)),
    }
}

/// True for an element of WSDL, of whichever version.
fn is_wsdl(element: Element<'_>, local: &str) -> bool {
    element.local() == local && version_of(element.namespace()).is_some()
}

/// Children of an element that are WSDL and have a local name.
fn children<'a>(parent: Element<'a>, local: &'static str) -> impl Iterator<Item = Element<'a>> {
    parent.elements().filter(move |child| is_wsdl(*child, local))
}

/// The name in an attribute without namespace, white space around it left out; `None` when there is none or it is empty.
fn name_of<'a>(element: Element<'a>, attribute: &str) -> Option<&'a str> {
    let name = element.attr("", attribute)?.raw().trim_ascii();
    (!name.is_empty()).then_some(name)
}

/// What a description holds, for the line that says what was covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Services.
    pub services: usize,
    /// Ports of all services.
    pub ports: usize,
    /// Bindings.
    pub bindings: usize,
    /// Operations reachable through a port, counted once for each port.
    pub operations: usize,
    /// Named elements and types that schemas of the closure declare.
    pub schemas: usize,
}

/// A service description with everything it imports. Frozen once loaded.
#[derive(Debug)]
pub struct Wsdl {
    documents: Vec<Document>,
    version: WsdlVersion,
    imports: Vec<Import>,
    symbols: Symbols,
    /// The first documents, which imports lead to; those behind them were read for their policies only.
    described: usize,
    /// What asking for the documents of policy references came to.
    referenced: HashMap<String, ImportTarget>,
    policies: OnceLock<policy::Known>,
    protections: OnceLock<policy::Subjects>,
    /// Interfaces that bindings name, with those they extend.
    extended: OnceLock<HashMap<At, Vec<At>>>,
    /// What services and bindings say about JMS.
    jms: OnceLock<HashMap<At, Vec<At>>>,
    xsd: OnceLock<xsd::Xsd>,
    reach: OnceLock<reach::Reach>,
}

impl Wsdl {
    /// Loads what `root` imports and indexes the closure. Never fails: an import that leads nowhere is recorded, and a
    /// root that is no description gives an empty model of version 1.1.
    ///
    /// The id of `root` must be 0; the documents it leads to are numbered from 1 in order of first sight.
    pub fn load(root: Document, loader: &dyn Loader, limits: &Limits) -> Self {
        let version = root.root().and_then(Element::new).and_then(detect).unwrap_or(WsdlVersion::V11);
        let imports::Loaded { documents, imports, described, referenced } = imports::load(root, loader, limits);
        let closure = documents.get(..described).unwrap_or(&documents);
        let seen = |import: &Import| matches!(import.target, ImportTarget::Loaded(_)) || !import.kind.is_wsdl();
        let readable = |document: &Document| document.errors.is_empty() || is_schema(document);
        let complete = imports.iter().all(seen) && closure.iter().all(readable);
        let symbols = Symbols::build(closure, complete);
        Self {
            documents,
            version,
            imports,
            symbols,
            described,
            referenced,
            policies: OnceLock::new(),
            protections: OnceLock::new(),
            extended: OnceLock::new(),
            jms: OnceLock::new(),
            xsd: OnceLock::new(),
            reach: OnceLock::new(),
        }
    }

    /// The version the root document is written in.
    pub fn version(&self) -> WsdlVersion {
        self.version
    }

    /// All documents of the closure; the index of each is its [`SourceId`](crate::source::SourceId), the root is the first. Behind those that
    /// imports lead to stand those that only policy references lead to.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// Gives the documents back, in the same order.
    pub fn into_documents(self) -> Vec<Document> {
        self.documents
    }

    /// `definitions` or `description` of the root document.
    pub fn root(&self) -> Option<Element<'_>> {
        Element::new(self.documents.first()?.root()?)
    }

    /// Every import of every document of the closure, in order of loading.
    pub fn imports(&self) -> &[Import] {
        &self.imports
    }

    /// Uris of the documents that the root leads to: fragments of this description, not descriptions of their own.
    pub fn imported_uris(&self) -> impl Iterator<Item = &str> {
        let is_part = |index: usize, document: &Document| {
            let is_description = || document.root().and_then(Element::new).and_then(describes).is_some();
            index < self.described || !is_description()
        };
        let parts =
            self.documents.iter().enumerate().skip(1).filter(move |(index, document)| is_part(*index, document));
        parts.map(|(_, document)| document.source.uri.as_str())
    }

    /// False when a WSDL import leads where this run cannot see, or a WSDL of the closure has syntax errors: then a
    /// missing symbol proves nothing.
    pub fn is_complete(&self) -> bool {
        self.symbols.complete
    }

    /// Services of the closure.
    pub fn services(&self) -> impl Iterator<Item = Service<'_>> {
        self.views(&self.symbols.services).map(|(wsdl, element)| Service { wsdl, element })
    }

    /// Ports of all services.
    pub fn ports(&self) -> impl Iterator<Item = Port<'_>> {
        self.services().flat_map(Service::ports)
    }

    /// Bindings of the closure, used by a port or not.
    pub fn bindings(&self) -> impl Iterator<Item = Binding<'_>> {
        self.views(&self.symbols.bindings).map(|(wsdl, element)| Binding { wsdl, element })
    }

    /// Port types (interfaces) of the closure.
    pub fn port_types(&self) -> impl Iterator<Item = PortType<'_>> {
        self.views(&self.symbols.port_types).map(|(wsdl, element)| PortType { wsdl, element })
    }

    /// Messages of the closure; WSDL 2.0 has none.
    pub fn messages(&self) -> impl Iterator<Item = Message<'_>> {
        self.views(&self.symbols.messages).map(|(wsdl, element)| Message { wsdl, element })
    }

    /// Operations as a client reaches them: for each port, those of its binding. A binding that several ports share
    /// comes several times; what concerns the binding alone is better asked of [`Wsdl::bindings`].
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.ports().flat_map(Port::operations)
    }

    /// The `xs:schema` elements of the closure, inside `types` and as roots.
    pub fn schemas(&self) -> impl Iterator<Item = Element<'_>> {
        self.views(&self.symbols.schemas).map(|(_, element)| element)
    }

    /// How much there is.
    pub fn counts(&self) -> Counts {
        let operations = self.ports().filter_map(|port| port.binding().target());
        Counts {
            services: self.symbols.services.len(),
            ports: self.ports().count(),
            bindings: self.symbols.bindings.len(),
            operations: operations.map(|binding| self.symbols.operations_of(binding.element.node().at())).sum(),
            schemas: self.symbols.declarations,
        }
    }

    /// How many imports lead to what was not read.
    pub fn imports_not_followed(&self) -> usize {
        self.imports.iter().filter(|import| import.is_unresolved()).count()
    }

    /// True when neither a binding nor a port type was read and imports lead to descriptions that were not: what
    /// operations there are stand in those.
    pub fn is_elsewhere(&self) -> bool {
        let leads_out = |import: &Import| import.kind.is_wsdl() && import.is_unresolved();
        self.bindings().next().is_none() && self.port_types().next().is_none() && self.imports.iter().any(leads_out)
    }

    /// True when an element, an attribute or a declared namespace of the closure has this name: false spares the look at
    /// each of them.
    pub fn mentions(&self, name: &str) -> bool {
        self.documents.iter().any(|document| document.tree.symbols().lookup(name).is_some())
    }

    /// The node of the closure at an address.
    pub fn node(&self, at: At) -> Option<NodeRef<'_>> {
        Some(self.documents.get(at.source.0 as usize)?.node(at.node))
    }

    /// The element of the closure at an address.
    pub fn element(&self, at: At) -> Option<Element<'_>> {
        let document = self.documents.get(at.source.0 as usize)?;
        Element::new(document.node(at.node))
    }

    fn views<'a>(&'a self, places: &'a [At]) -> impl Iterator<Item = (&'a Wsdl, Element<'a>)> {
        places.iter().filter_map(move |at| Some((self, self.element(*at)?)))
    }
}
