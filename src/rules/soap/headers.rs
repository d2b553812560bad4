//! The SOAP headers that bindings bind, with the schema elements they carry.

use hashbrown::HashMap;

use super::sends::WSSE;
use crate::model::wsdl::namespaces::{ADDRESSING, WSDL20_SOAP};
use crate::model::wsdl::{BoundOperation, Direction, Message, Place, Wsdl};
use crate::syntax::Element;

/// A `soap:header`, or `wsoap:header` of WSDL 2.0.
pub(in crate::rules) struct Header<'a> {
    /// The namespace of the element it carries.
    pub(in crate::rules) namespace: String,
    /// The local name of that element.
    pub(in crate::rules) name: String,
    /// The header element itself.
    pub(in crate::rules) element: Element<'a>,
}

/// The messages of a description by namespace and name, to find the parts that headers are taken from.
pub(in crate::rules) struct Headers<'a> {
    messages: HashMap<(String, String), Message<'a>>,
}

impl<'a> Headers<'a> {
    /// Looks at a description.
    pub(in crate::rules) fn of(wsdl: &'a Wsdl) -> Self {
        let home = |message: Message<'a>| message.element().parent()?.attr_text("targetNamespace");
        let name =
            |message: Message<'a>| (home(message).unwrap_or_default().trim().to_owned(), message.name().to_owned());
        Self { messages: wsdl.messages().map(|message| (name(message), message)).collect() }
    }

    /// The headers of an operation's messages of one direction that carry an element of its author: not those of
    /// WS-Security and WS-Addressing.
    pub(in crate::rules) fn bound(&self, operation: BoundOperation<'a>, direction: Direction) -> Vec<Header<'a>> {
        let bound = operation.messages().filter(|bound| bound.direction() == direction);
        let pieces = bound.flat_map(|bound| bound.encodings()).filter(|piece| piece.place == Place::Header);
        let headers = pieces.filter_map(|piece| {
            let part = piece.element.attr_text("part")?;
            let mut parts = self.messages.get(&piece.message_name()?)?.parts();
            let (namespace, name) = parts.find(|each| each.name() == part.trim())?.element_name()?;
            Some(Header { namespace, name, element: piece.element })
        });
        // In WSDL 2.0 the header names its element itself.
        let bound = operation.messages().filter(|bound| bound.direction() == direction);
        let of_soap = bound.flat_map(|bound| bound.headers_20()).filter(|header| header.namespace() == WSDL20_SOAP);
        let headers_20 = of_soap.filter_map(|element| {
            let written = element.attr_text("element")?;
            let (namespace, name) = element.resolve_qname(&written)?;
            Some(Header { namespace: namespace.into_owned(), name: name.to_owned(), element })
        });
        let is_own = |header: &Header<'_>| header.namespace != WSSE && !ADDRESSING.contains(&&*header.namespace);
        headers.chain(headers_20).filter(is_own).collect()
    }
}
