//! Symbol tables of the closure and the links between symbols: QNames, resolved where they are written.

use hashbrown::{Equivalent, HashMap};

use super::namespaces::{HTTP, SOAP11, SOAP12, XSD};
use super::{Wsdl, children, is_wsdl, name_of, version_of};
use crate::syntax::{At, Document, Element, NodeRef};

/// Where a reference by name leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link<T> {
    /// To this.
    To(T),
    /// To this, if the target namespace of the referring document was meant: as written it leads nowhere.
    Guessed(T),
    /// Nowhere, and every document that could define it was read.
    Missing,
    /// Nowhere that this run can see: an import is unresolved, or several targets fit.
    Unknown,
    /// There is no reference.
    Absent,
}

impl<T> Link<T> {
    /// What it leads to, guessed or not.
    pub fn target(self) -> Option<T> {
        match self {
            Self::To(target) | Self::Guessed(target) => Some(target),
            Self::Missing | Self::Unknown | Self::Absent => None,
        }
    }

    /// True when the target was guessed: no more than medium confidence.
    pub fn is_guessed(&self) -> bool {
        matches!(self, Self::Guessed(_))
    }

    pub(super) fn map<U>(self, view: impl FnOnce(T) -> Option<U>) -> Link<U> {
        match self {
            Self::To(target) => view(target).map_or(Link::Unknown, Link::To),
            Self::Guessed(target) => view(target).map_or(Link::Unknown, Link::Guessed),
            Self::Missing => Link::Missing,
            Self::Unknown => Link::Unknown,
            Self::Absent => Link::Absent,
        }
    }
}

/// The kinds of symbol that have names of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum SymbolKind {
    Service,
    Binding,
    PortType,
    Message,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Name {
    kind: SymbolKind,
    namespace: Box<str>,
    local: Box<str>,
}

#[derive(Hash)]
struct NameRef<'n> {
    kind: SymbolKind,
    namespace: &'n str,
    local: &'n str,
}

impl Equivalent<Name> for NameRef<'_> {
    fn equivalent(&self, name: &Name) -> bool {
        self.kind == name.kind && self.local == &*name.local && self.namespace == &*name.namespace
    }
}

/// What the closure defines.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    pub(super) services: Vec<At>,
    pub(super) bindings: Vec<At>,
    pub(super) port_types: Vec<At>,
    pub(super) messages: Vec<At>,
    pub(super) schemas: Vec<At>,
    /// Named elements and types of the schemas.
    pub(super) declarations: usize,
    /// Every WSDL document of the closure was read.
    pub(super) complete: bool,
    names: HashMap<Name, At>,
    /// Operations of each port type by name, overloads in order.
    operations: HashMap<At, HashMap<Box<str>, Vec<At>>>,
    bound: HashMap<At, Bound>,
}

/// What is asked of a binding for each of its operations, so it is looked up once.
#[derive(Debug)]
struct Bound {
    operations: usize,
    extension: Option<At>,
}

impl Symbols {
    pub(super) fn build(documents: &[Document], complete: bool) -> Self {
        let mut symbols = Self { complete, ..Self::default() };
        for document in documents {
            let Some(root) = document.root().and_then(Element::new) else { continue };
            if root.is(XSD, "schema") {
                symbols.add_schema(root);
            } else if version_of(root.namespace()).is_some() {
                symbols.add_description(root);
            }
        }
        symbols
    }

    fn add_description(&mut self, root: Element<'_>) {
        let namespace = target_namespace(root).unwrap_or_default();
        for child in root.elements().filter(|child| version_of(child.namespace()).is_some()) {
            let at = child.node().at();
            let kind = match child.local() {
                "service" => {
                    self.services.push(at);
                    SymbolKind::Service
                }
                "binding" => {
                    self.bindings.push(at);
                    let operations = children(child, "operation").count();
                    let extension = child.elements().find(is_binding_extension).map(|found| found.node().at());
                    self.bound.insert(at, Bound { operations, extension });
                    SymbolKind::Binding
                }
                "portType" | "interface" => {
                    self.port_types.push(at);
                    self.add_operations(child);
                    SymbolKind::PortType
                }
                "message" => {
                    self.messages.push(at);
                    SymbolKind::Message
                }
                "types" => {
                    child
                        .elements()
                        .filter(|schema| schema.is(XSD, "schema"))
                        .for_each(|schema| self.add_schema(schema));
                    continue;
                }
                _ => continue,
            };
            if let Some(local) = name_of(child, "name") {
                let name = Name { kind, namespace: namespace.as_str().into(), local: local.into() };
                self.names.entry(name).or_insert(at);
            }
        }
    }

    fn add_operations(&mut self, port_type: Element<'_>) {
        let mut by_name: HashMap<Box<str>, Vec<At>> = HashMap::new();
        for operation in children(port_type, "operation") {
            if let Some(name) = name_of(operation, "name") {
                by_name.entry(name.into()).or_default().push(operation.node().at());
            }
        }
        self.operations.insert(port_type.node().at(), by_name);
    }

    fn add_schema(&mut self, schema: Element<'_>) {
        self.schemas.push(schema.node().at());
        let symbols = schema.node().doc.tree.symbols();
        let declaring = ["element", "complexType", "simpleType"].map(|name| symbols.lookup(name));
        let xsd = schema.namespace_symbol();
        let name = symbols.lookup("").zip(symbols.lookup("name"));
        let declares = |element: &Element<'_>| {
            declaring.contains(&Some(element.local_symbol()))
                && element.namespace_symbol() == xsd
                && element.named_attributes().any(|(namespace, local, _)| Some((namespace, local)) == name)
        };
        self.declarations += schema.descendants().filter(declares).count();
    }

    pub(super) fn operations_of(&self, binding: At) -> usize {
        self.bound.get(&binding).map_or(0, |bound| bound.operations)
    }

    /// `soap:binding`, `soap12:binding` or `http:binding` inside a binding.
    pub(super) fn extension_of(&self, binding: At) -> Option<At> {
        self.bound.get(&binding)?.extension
    }

    /// Operations of a port type that have a name.
    pub(super) fn overloads(&self, port_type: At, name: &str) -> &[At] {
        self.operations.get(&port_type).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }

    fn find(&self, kind: SymbolKind, namespace: &str, local: &str) -> Option<At> {
        self.names.get(&NameRef { kind, namespace, local }).copied()
    }
}

fn is_binding_extension(child: &Element<'_>) -> bool {
    child.local() == "binding" && matches!(child.namespace(), SOAP11 | SOAP12 | HTTP)
}

/// `targetNamespace` of the description an element stands in.
pub(super) fn target_namespace(root: Element<'_>) -> Option<String> {
    root.attr_text("targetNamespace").map(|namespace| namespace.trim().to_owned())
}

/// `definitions` or `description` around an element.
pub(super) fn description_of(element: Element<'_>) -> Element<'_> {
    std::iter::successors(Some(element), |inner| inner.parent()).last().unwrap_or(element)
}

impl Wsdl {
    /// Follows the QName in an attribute of `element`.
    pub(super) fn link(&self, kind: SymbolKind, element: Element<'_>, attribute: &str) -> Link<Element<'_>> {
        let Some(node) = element.attr("", attribute) else { return Link::Absent };
        self.link_from(kind, element, node)
    }

    pub(super) fn link_from(&self, kind: SymbolKind, element: Element<'_>, value: NodeRef<'_>) -> Link<Element<'_>> {
        self.link_text(kind, element, &value.text().unwrap_or_default())
    }

    /// Follows a QName written somewhere in `element`.
    pub(super) fn link_text(&self, kind: SymbolKind, element: Element<'_>, qname: &str) -> Link<Element<'_>> {
        let qname = qname.trim();
        if qname.is_empty() {
            return Link::Absent;
        }
        let resolved = element.resolve_qname(qname);
        if let Some(at) = resolved.and_then(|(namespace, local)| self.symbols.find(kind, &namespace, local)) {
            return self.element(at).map_or(Link::Unknown, Link::To);
        }
        let local = qname.rsplit(':').next().unwrap_or(qname);
        let own = target_namespace(description_of(element)).unwrap_or_default();
        match self.symbols.find(kind, &own, local) {
            Some(at) => self.element(at).map_or(Link::Unknown, Link::Guessed),
            None if self.symbols.complete => Link::Missing,
            None => Link::Unknown,
        }
    }
}

/// True for an element that documents the one around it.
pub(super) fn documentation(element: Element<'_>) -> Option<Element<'_>> {
    element.elements().find(|child| is_wsdl(*child, "documentation"))
}
