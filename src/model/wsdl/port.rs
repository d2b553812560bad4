//! Services, their ports and the addresses of those.

use std::borrow::Cow;
use std::ops::Range;

use super::namespaces::{ADDRESSING, HTTP, SOAP11, SOAP12, WSDL20_HTTP};
use super::symbols::{SymbolKind, description_of, target_namespace};
use super::{Binding, BoundOperation, Link, PortType, Wsdl, version_of};
use crate::model::endpoint::Url;
use crate::source::Span;
use crate::syntax::{Element, Kind, NodeRef};

/// A `service`.
#[derive(Clone, Copy)]
pub struct Service<'a> {
    pub(super) wsdl: &'a Wsdl,
    pub(super) element: Element<'a>,
}

impl<'a> Service<'a> {
    /// Its ports (endpoints).
    pub fn ports(self) -> impl Iterator<Item = Port<'a>> {
        let is_port = |child: &Element<'_>| {
            matches!(child.local(), "port" | "endpoint") && version_of(child.namespace()).is_some()
        };
        self.element.elements().filter(is_port).map(move |element| Port { wsdl: self.wsdl, element })
    }

    /// The interface a service of WSDL 2.0 names; absent in 1.1.
    pub fn interface(self) -> Link<PortType<'a>> {
        let wsdl = self.wsdl;
        wsdl.link(SymbolKind::PortType, self.element, "interface").map(|element| Some(PortType { wsdl, element }))
    }
}

/// A `port` (1.1) or `endpoint` (2.0).
#[derive(Clone, Copy)]
pub struct Port<'a> {
    pub(super) wsdl: &'a Wsdl,
    pub(super) element: Element<'a>,
}

impl<'a> Port<'a> {
    /// The service it belongs to.
    pub fn service(self) -> Option<Service<'a>> {
        Some(Service { wsdl: self.wsdl, element: self.element.parent()? })
    }

    /// The binding it names.
    pub fn binding(self) -> Link<Binding<'a>> {
        let wsdl = self.wsdl;
        wsdl.link(SymbolKind::Binding, self.element, "binding").map(|element| Some(Binding { wsdl, element }))
    }

    /// The attribute that names the binding.
    pub fn binding_node(self) -> Option<NodeRef<'a>> {
        self.element.attr("", "binding")
    }

    /// The port type: the one its binding names, else the interface of its service.
    pub fn port_type(self) -> Link<PortType<'a>> {
        let from_binding = match self.binding() {
            Link::To(binding) => binding.port_type(),
            Link::Guessed(binding) => match binding.port_type() {
                Link::To(port_type) => Link::Guessed(port_type),
                other => other,
            },
            Link::Missing => Link::Missing,
            Link::Unknown => Link::Unknown,
            Link::Absent => Link::Absent,
        };
        match (from_binding, self.service()) {
            (Link::Absent, Some(service)) => service.interface(),
            (link, _) => link,
        }
    }

    /// True where an address is the target namespace of the document: a name that stands in for an address, or an address
    /// that became the name. A slash at the end makes no difference.
    pub fn is_at_namespace(self) -> bool {
        let Some(namespace) = target_namespace(description_of(self.element)) else { return false };
        let namespace = namespace.trim_end_matches('/');
        !namespace.is_empty() && self.addresses().any(|address| address.url().text().trim_end_matches('/') == namespace)
    }

    /// Where it is reached; the first one when there are several.
    pub fn address(self) -> Option<Address<'a>> {
        self.addresses().next()
    }

    /// Everything in it that says where it is reached: `@address` of WSDL 2.0, `address` elements of any binding, and
    /// the address of a WS-Addressing endpoint reference.
    pub fn addresses(self) -> impl Iterator<Item = Address<'a>> {
        let own = self.element.attr("", "address").map(|node| Address::new(self.element, node, AddressKind::Endpoint));
        own.into_iter().chain(self.element.elements().filter_map(address_in))
    }

    /// `@whttp:authenticationScheme` of WSDL 2.0: `basic` or `digest`.
    pub fn authentication_scheme(self) -> Option<NodeRef<'a>> {
        self.element.attr(WSDL20_HTTP, "authenticationScheme")
    }

    /// The operations of its binding.
    pub fn operations(self) -> impl Iterator<Item = Operation<'a>> {
        let binding = self.binding().target();
        let bound = binding.into_iter().flat_map(Binding::operations);
        bound.map(move |bound| Operation { port: self, bound })
    }
}

fn address_in(child: Element<'_>) -> Option<Address<'_>> {
    if ADDRESSING.contains(&child.namespace()) && child.local() == "EndpointReference" {
        let address = child.elements().find(|inner| inner.is(child.namespace(), "Address"))?;
        let text = address.node().children().find(|node| node.kind() == Kind::Text)?;
        return Some(Address::new(address, text, AddressKind::EndpointReference));
    }
    if child.local() != "address" {
        return None;
    }
    let kind = match child.namespace() {
        SOAP11 => AddressKind::Soap11,
        SOAP12 => AddressKind::Soap12,
        HTTP => AddressKind::Http,
        _ => AddressKind::Other,
    };
    Some(Address::new(child, child.attr("", "location")?, kind))
}

/// What says where a port is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressKind {
    /// `soap:address` of the SOAP 1.1 binding.
    Soap11,
    /// `soap12:address`.
    Soap12,
    /// `http:address`.
    Http,
    /// `endpoint/@address` of WSDL 2.0.
    Endpoint,
    /// `address/@location` in a namespace of some stack, such as JMS.
    Other,
    /// `wsa:EndpointReference/wsa:Address`.
    EndpointReference,
}

/// Where a port is reached.
#[derive(Clone, Debug)]
pub struct Address<'a> {
    /// The element that says so.
    pub element: Element<'a>,
    /// The attribute, or the text of a `wsa:Address`.
    pub node: NodeRef<'a>,
    /// Its value, decoded.
    pub text: Cow<'a, str>,
    /// What kind of element it is.
    pub kind: AddressKind,
}

impl<'a> Address<'a> {
    fn new(element: Element<'a>, node: NodeRef<'a>, kind: AddressKind) -> Self {
        Self { element, node, text: node.text().unwrap_or_default(), kind }
    }

    /// The address taken apart.
    pub fn url(&self) -> Url<'_> {
        Url::parse(&self.text)
    }

    /// Where a part of [`Address::url`] stands; the whole value when references before its end shift the places.
    pub fn span_of(&self, part: Range<usize>) -> Span {
        let whole = self.node.span();
        let as_written = self.node.raw().get(..part.end).is_some_and(|raw| self.text.get(..part.end) == Some(raw));
        if !as_written {
            return whole;
        }
        Span { start: whole.start + part.start as u32, end: whole.start + part.end as u32, ..whole }
    }
}

/// An operation as a client reaches it: through a port, as its binding says.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    /// The port.
    pub port: Port<'a>,
    /// The operation of the binding.
    pub bound: BoundOperation<'a>,
}
