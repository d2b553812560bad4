//! Bindings: which protocol they speak, in which style, and how each operation travels.

use super::message::resolve;
use super::namespaces::{HTTP, MIME, SOAP11, SOAP12, WSDL20_HTTP, WSDL20_SOAP};
use super::operation::{MOST_EXTENDED, direction, pair};
use super::symbols::SymbolKind;
use super::{AbstractOperation, Direction, Link, PortType, Wsdl, children, name_of};
use crate::syntax::{Element, NodeRef};

/// What a binding puts messages into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// SOAP 1.1.
    Soap11,
    /// SOAP 1.2.
    Soap12,
    /// Plain HTTP: no envelope, so no WS-Security header.
    Http,
    /// A protocol of some stack, or none declared.
    Other,
}

impl Protocol {
    /// True for SOAP of either version.
    pub fn is_soap(self) -> bool {
        matches!(self, Self::Soap11 | Self::Soap12)
    }
}

/// A `binding`.
#[derive(Clone, Copy)]
pub struct Binding<'a> {
    pub(super) wsdl: &'a Wsdl,
    pub(super) element: Element<'a>,
}

/// True for an element of the SOAP binding of WSDL 1.1, of either SOAP version.
fn is_soap(element: Element<'_>, local: &str) -> bool {
    element.local() == local && matches!(element.namespace(), SOAP11 | SOAP12)
}

impl<'a> Binding<'a> {
    /// The port type (1.1 `type`) or interface (2.0 `interface`) it binds; absent for a reusable binding of 2.0.
    pub fn port_type(self) -> Link<PortType<'a>> {
        let wsdl = self.wsdl;
        match self.port_type_node() {
            Some(node) => {
                wsdl.link_from(SymbolKind::PortType, self.element, node).map(|element| Some(PortType { wsdl, element }))
            }
            None => Link::Absent,
        }
    }

    /// The attribute that names the port type or interface.
    pub fn port_type_node(self) -> Option<NodeRef<'a>> {
        self.element.attr("", if self.is_20() { "interface" } else { "type" })
    }

    /// `soap:binding`, `soap12:binding` or `http:binding` inside it, of WSDL 1.1.
    pub fn extension(self) -> Option<Element<'a>> {
        self.wsdl.element(self.wsdl.symbols.extension_of(self.element.node().at())?)
    }

    /// What it speaks.
    pub fn protocol(self) -> Protocol {
        if self.is_20() {
            let kind = self.element.attr_text("type").unwrap_or_default();
            let soap = self.element.attr(WSDL20_SOAP, "version").is_some_and(|node| node.raw().trim_ascii() == "1.1");
            return match kind.trim() {
                WSDL20_SOAP if soap => Protocol::Soap11,
                WSDL20_SOAP => Protocol::Soap12,
                WSDL20_HTTP => Protocol::Http,
                _ => Protocol::Other,
            };
        }
        match self.extension().map(Element::namespace) {
            Some(SOAP11) => Protocol::Soap11,
            Some(SOAP12) => Protocol::Soap12,
            Some(HTTP) => Protocol::Http,
            _ => Protocol::Other,
        }
    }

    /// What says which protocol it speaks: the extension element's node, or `@type` of WSDL 2.0.
    pub fn protocol_node(self) -> Option<NodeRef<'a>> {
        if self.is_20() { self.element.attr("", "type") } else { self.extension().map(Element::node) }
    }

    /// The transport under SOAP: `soap:binding/@transport`, or `@wsoap:protocol` of WSDL 2.0.
    pub fn transport(self) -> Option<NodeRef<'a>> {
        if self.is_20() {
            return self.element.attr(WSDL20_SOAP, "protocol");
        }
        self.extension()?.attr("", "transport")
    }

    /// The attribute with the HTTP verb: `http:binding/@verb`, or `@whttp:methodDefault` of WSDL 2.0.
    pub fn verb(self) -> Option<NodeRef<'a>> {
        if self.is_20() {
            return self.element.attr(WSDL20_HTTP, "methodDefault");
        }
        self.extension().filter(|extension| extension.namespace() == HTTP)?.attr("", "verb")
    }

    /// The style as written, `rpc` or `document`; WSDL 1.1 only.
    pub fn style(self) -> Option<NodeRef<'a>> {
        self.extension()?.attr("", "style")
    }

    /// Its operations.
    pub fn operations(self) -> impl Iterator<Item = BoundOperation<'a>> {
        children(self.element, "operation").map(move |element| BoundOperation { binding: self, element })
    }

    fn is_20(self) -> bool {
        !super::version_of(self.element.namespace()).is_some_and(super::WsdlVersion::is_11)
    }
}

/// An `operation` of a binding.
#[derive(Clone, Copy)]
pub struct BoundOperation<'a> {
    pub(super) binding: Binding<'a>,
    pub(super) element: Element<'a>,
}

impl<'a> BoundOperation<'a> {
    /// The binding it belongs to.
    pub fn binding(self) -> Binding<'a> {
        self.binding
    }

    /// Its name; in WSDL 2.0 the local name of what it refers to. Empty when it has none.
    pub fn name(self) -> &'a str {
        let name = self.name_node().map_or("", |node| node.raw().trim_ascii());
        if self.binding.is_20() { name.rsplit(':').next().unwrap_or(name) } else { name }
    }

    /// The attribute that names it: `@name` (1.1) or `@ref` (2.0).
    pub fn name_node(self) -> Option<NodeRef<'a>> {
        self.element.attr("", if self.binding.is_20() { "ref" } else { "name" })
    }

    /// The operation of the port type that it binds. Missing only where the port type is known and has none of that name.
    pub fn abstract_operation(self) -> Link<AbstractOperation<'a>> {
        match self.binding.port_type() {
            Link::To(port_type) => self.find_in(port_type),
            Link::Guessed(port_type) => match self.find_in(port_type) {
                Link::To(operation) => Link::Guessed(operation),
                other => other,
            },
            Link::Missing | Link::Unknown => Link::Unknown,
            Link::Absent => Link::Absent,
        }
    }

    fn find_in(self, port_type: PortType<'a>) -> Link<AbstractOperation<'a>> {
        if !self.binding.is_20() {
            return pair(port_type, self.element, self.name());
        }
        if let Some(own) = port_type.named(self.name()).next() {
            return Link::To(own);
        }
        let all = port_type.with_extended();
        match all.iter().find_map(|interface| interface.named(self.name()).next()) {
            Some(operation) => Link::To(operation),
            None if self.binding.wsdl.is_complete() && all.len() < MOST_EXTENDED => Link::Missing,
            None => Link::Unknown,
        }
    }

    /// `soap:operation`, `soap12:operation` or `http:operation` inside it, of WSDL 1.1.
    pub fn extension(self) -> Option<Element<'a>> {
        let is_extension =
            |child: &Element<'_>| child.local() == "operation" && matches!(child.namespace(), SOAP11 | SOAP12 | HTTP);
        self.element.elements().find(is_extension)
    }

    /// The attribute with its SOAP action: `soap:operation/@soapAction`, or `@wsoap:action` of WSDL 2.0.
    pub fn soap_action(self) -> Option<NodeRef<'a>> {
        if self.binding.is_20() {
            return self.element.attr(WSDL20_SOAP, "action");
        }
        self.extension()?.attr("", "soapAction")
    }

    /// The message exchange pattern of SOAP in WSDL 2.0: `@wsoap:mep`, else `@wsoap:mepDefault` of the binding.
    pub fn soap_mep(self) -> Option<NodeRef<'a>> {
        let default = || self.binding.element.attr(WSDL20_SOAP, "mepDefault");
        self.element.attr(WSDL20_SOAP, "mep").or_else(default)
    }

    /// The attribute with its relative location: `http:operation/@location`, or `@whttp:location` of WSDL 2.0.
    pub fn http_location(self) -> Option<NodeRef<'a>> {
        if self.binding.is_20() {
            return self.element.attr(WSDL20_HTTP, "location");
        }
        self.extension().filter(|extension| extension.namespace() == HTTP)?.attr("", "location")
    }

    /// The HTTP method of a plain HTTP binding, in upper case; `None` for other bindings and where none is declared in
    /// WSDL 1.1. In 2.0 it is the operation's, else the binding's, else GET for a safe operation, else POST.
    pub fn http_method(self) -> Option<String> {
        if self.binding.protocol() != Protocol::Http {
            return None;
        }
        let written = self.verb_node().map(|node| node.raw().trim_ascii().to_ascii_uppercase());
        if !self.binding.is_20() {
            return written;
        }
        let safe = || self.abstract_operation().target().is_some_and(AbstractOperation::is_safe);
        Some(written.unwrap_or_else(|| if safe() { "GET".to_owned() } else { "POST".to_owned() }))
    }

    /// The attribute that decides the HTTP method, where one is written.
    pub fn verb_node(self) -> Option<NodeRef<'a>> {
        self.element.attr(WSDL20_HTTP, "method").or_else(|| self.binding.verb())
    }

    /// True when the operation travels in rpc style: its own style, else its binding's; document is the default.
    pub fn is_rpc(self) -> bool {
        let own = self.extension().and_then(|extension| extension.attr("", "style"));
        own.or_else(|| self.binding.style()).is_some_and(|style| style.raw().trim_ascii() == "rpc")
    }

    /// Its messages in the order written, faults included.
    pub fn messages(self) -> impl Iterator<Item = BoundMessage<'a>> {
        self.element.elements().filter_map(|element| Some(BoundMessage { element, direction: direction(element)? }))
    }
}

/// An `input`, `output` or fault of a binding's operation.
#[derive(Clone, Copy)]
pub struct BoundMessage<'a> {
    pub(super) element: Element<'a>,
    direction: Direction,
}

/// Which piece of a SOAP message an element describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// `soap:body`.
    Body,
    /// `soap:header`.
    Header,
    /// `soap:headerfault`.
    HeaderFault,
    /// `soap:fault`.
    Fault,
}

/// How a piece of a SOAP message is written, of WSDL 1.1.
#[derive(Clone, Copy)]
pub struct Encoding<'a> {
    /// `soap:body`, `soap:header`, `soap:headerfault` or `soap:fault`.
    pub element: Element<'a>,
    /// Which piece.
    pub place: Place,
    /// The attribute `use`, where it is written.
    pub node: Option<NodeRef<'a>>,
}

impl Encoding<'_> {
    /// True for `use="encoded"`: the payload follows an encoding, not a schema.
    pub fn is_encoded(&self) -> bool {
        self.node.is_some_and(|node| node.raw().trim_ascii() == "encoded")
    }
}

impl<'a> BoundMessage<'a> {
    /// Which way it goes.
    pub fn direction(self) -> Direction {
        self.direction
    }

    /// Its name as written; for a fault of WSDL 2.0 its `ref`.
    pub fn name(self) -> Option<&'a str> {
        name_of(self.element, "name").or_else(|| name_of(self.element, "ref"))
    }

    /// The pieces of its SOAP message, those inside `mime:multipartRelated` too.
    pub fn encodings(self) -> impl Iterator<Item = Encoding<'a>> {
        let pieces = self.element.descendants().filter(|element| in_message(*element));
        pieces.filter_map(|element| {
            let place = [
                ("body", Place::Body),
                ("header", Place::Header),
                ("headerfault", Place::HeaderFault),
                ("fault", Place::Fault),
            ];
            let (_, place) = place.into_iter().find(|(local, _)| is_soap(element, local))?;
            Some(Encoding { element, place, node: element.attr("", "use") })
        })
    }

    /// The headers that a binding of WSDL 2.0 adds: `wsoap:header`, which names an element, and `whttp:header`, which
    /// has a name and a type of its own.
    pub fn headers_20(self) -> impl Iterator<Item = Element<'a>> {
        self.element.elements().filter(|child| is_header_20(*child))
    }

    /// True when it is sent as MIME parts.
    pub fn is_mime(self) -> bool {
        self.element.elements().any(|child| child.namespace() == MIME)
    }
}

/// True for a header of WSDL 2.0: `wsoap:header` or `whttp:header`.
pub(super) fn is_header_20(element: Element<'_>) -> bool {
    element.local() == "header" && matches!(element.namespace(), WSDL20_SOAP | WSDL20_HTTP)
}

/// False for what stands in documentation or other foreign content.
fn in_message(element: Element<'_>) -> bool {
    let parent = element.parent();
    parent.is_some_and(|parent| {
        direction(parent).is_some()
            || (parent.namespace() == MIME && parent.local() == "part")
            || is_soap(parent, "header")
    })
}

impl Encoding<'_> {
    /// (namespace, local name) of the message that a header or header fault is taken from.
    pub fn message_name(&self) -> Option<(String, String)> {
        resolve(self.element, self.element.attr("", "message")?)
    }
}
