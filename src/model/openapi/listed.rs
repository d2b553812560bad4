//! Parameters as the lists of operations and path items write them, before one overrides another.

use std::borrow::Cow;

use super::{Api, Fields, Key, Kind, Location, Operation, Parameter};
use crate::syntax::NodeRef;

/// One item of a `parameters` list.
#[derive(Clone, Copy)]
pub struct Listed<'a> {
    /// As written: the parameter or a reference to it.
    pub written: NodeRef<'a>,
    /// The parameter, when it is known.
    pub parameter: Option<Parameter<'a>>,
}

impl Listed<'_> {
    /// True when the list refers to a parameter that is defined elsewhere.
    pub fn is_reference(&self) -> bool {
        self.parameter.is_none_or(|parameter| parameter.node() != self.written)
    }
}

impl Location {
    /// For messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Path => "path parameter",
            Self::Query => "query parameter",
            Self::QueryString => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::FormData => "form field",
            Self::Body => "body",
            Self::Other => "parameter",
        }
    }
}

impl Api {
    /// The items of the `parameters` list of an operation or path item.
    pub fn listed_parameters<'a>(&'a self, holder: NodeRef<'a>) -> Vec<Listed<'a>> {
        let items = holder.field(Key::Parameters).into_iter().flat_map(NodeRef::items);
        let mut walk = self.walk();
        items
            .take_while(|_| walk.goes_on())
            .map(|written| {
                let node = self.resolve(written).filter(|node| self.kind(*node) == Kind::Parameter);
                Listed { written, parameter: node.map(|node| Parameter::new(self, node)) }
            })
            .collect()
    }
}

impl<'a> Operation<'a> {
    /// Its own list, then those of its path item.
    pub fn listed_parameters(self) -> Vec<Listed<'a>> {
        let holders = std::iter::once(self.node()).chain(self.path_items());
        holders.flat_map(|holder| self.api.listed_parameters(holder)).collect()
    }
}

impl<'a> Parameter<'a> {
    /// What makes two parameters the same one: where they are sent, and the name, of headers without regard to case.
    pub fn identity(self) -> (Location, Cow<'a, str>) {
        super::parameter::identity(self)
    }

    /// A boolean field of the Parameter Object.
    pub fn flag(self, key: Key) -> Option<bool> {
        self.node().field(key)?.bool()
    }
}
