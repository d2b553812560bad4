//! Messages of WSDL 1.1 and their parts.

use super::{Wsdl, children};
use crate::syntax::{Element, NodeRef};

/// A `message`.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    pub(super) wsdl: &'a Wsdl,
    pub(super) element: Element<'a>,
}

impl<'a> Message<'a> {
    /// The description it belongs to.
    pub fn wsdl(self) -> &'a Wsdl {
        self.wsdl
    }

    /// Its parts.
    pub fn parts(self) -> impl Iterator<Item = Part<'a>> {
        children(self.element, "part").map(|element| Part { element })
    }
}

/// A `part` of a message.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub(super) element: Element<'a>,
}

impl<'a> Part<'a> {
    /// The attribute that names its schema element.
    pub fn element_node(self) -> Option<NodeRef<'a>> {
        self.element.attr("", "element")
    }

    /// The attribute that names its schema type.
    pub fn type_node(self) -> Option<NodeRef<'a>> {
        self.element.attr("", "type")
    }

    /// (namespace, local name) of its schema element; `None` without one or with an undeclared prefix.
    pub fn element_name(self) -> Option<(String, String)> {
        resolve(self.element, self.element_node()?)
    }

    /// (namespace, local name) of its schema type; `None` without one or with an undeclared prefix.
    pub fn type_name(self) -> Option<(String, String)> {
        resolve(self.element, self.type_node()?)
    }
}

/// A QName value as (namespace, local name).
pub(super) fn resolve(element: Element<'_>, value: NodeRef<'_>) -> Option<(String, String)> {
    let value = value.text()?;
    let (namespace, local) = element.resolve_qname(value.trim())?;
    Some((namespace.into_owned(), local.to_owned()))
}
