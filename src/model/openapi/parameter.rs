//! Parameters of all versions, and which of them apply to an operation.

use std::borrow::Cow;

use hashbrown::HashSet;

use super::{Api, Fields, Key, Kind, Operation, Payload, Schema, Version};
use crate::syntax::{At, NodeRef};

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// Part of the path.
    Path,
    /// In the query.
    Query,
    /// The whole query (3.2).
    QueryString,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body (2.0).
    Body,
    /// A form field (2.0).
    FormData,
    /// Anything else, or nothing.
    Other,
}

/// A Parameter Object.
#[derive(Clone, Copy)]
pub struct Parameter<'a> {
    /// The description.
    pub api: &'a Api,
    node: NodeRef<'a>,
}

impl<'a> Parameter<'a> {
    /// A view of a node of that kind.
    pub fn new(api: &'a Api, node: NodeRef<'a>) -> Self {
        Self { api, node }
    }

    /// The object.
    pub fn node(self) -> NodeRef<'a> {
        self.node
    }

    /// Its name, empty when there is none.
    pub fn name(self) -> Cow<'a, str> {
        self.name_node().and_then(NodeRef::text).unwrap_or_default()
    }

    /// The value of `name`.
    pub fn name_node(self) -> Option<NodeRef<'a>> {
        self.node.field(Key::Name)
    }

    /// Where it is sent.
    pub fn location(self) -> Location {
        match self.node.field(Key::In).and_then(NodeRef::string).as_deref() {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("querystring") if self.api.version == Version::V32 => Location::QueryString,
            Some("header") => Location::Header,
            Some("cookie") if self.api.version != Version::V2 => Location::Cookie,
            Some("body") if self.api.version == Version::V2 => Location::Body,
            Some("formData") if self.api.version == Version::V2 => Location::FormData,
            _ => Location::Other,
        }
    }

    /// True when it is part of the URL.
    pub fn is_in_url(self) -> bool {
        matches!(self.location(), Location::Path | Location::Query | Location::QueryString)
    }

    /// What it may hold: its `schema`, or in 2.0 the parameter itself, which is written like a schema there. `None`
    /// when it is described by `content` or not at all, or its schema is unknown.
    pub fn schema(self) -> Option<Schema<'a>> {
        if let Some(schema) = self.node.field(Key::Schema) {
            return Schema::new(self.api, schema);
        }
        let inline = self.api.version == Version::V2 && self.location() != Location::Body;
        inline.then(|| Schema::inline(self.api, self.node))
    }

    /// Payloads of a parameter described by `content` (3.x).
    pub fn payloads(self) -> Vec<Payload<'a>> {
        super::payload::of_content(self.api, self.node)
    }
}

/// The parameters that apply to an operation.
#[derive(Debug, Default)]
pub(super) struct Effective {
    pub(super) all: Vec<At>,
    /// True when there are others.
    pub(super) has_unknown: bool,
}

/// Path-item parameters overridden by the operation's on (`name`, `in`); header names without regard to case.
pub(super) fn effective(operation: Operation<'_>) -> Effective {
    let api = operation.api;
    let mut out = Effective::default();
    let mut seen = HashSet::new();
    // Every operation of a path item has all parameters of the path item.
    let mut walk = api.walk();
    let levels = std::iter::once(operation.node()).chain(operation.path_items());
    for list in levels.filter_map(|node| node.field(Key::Parameters)) {
        for item in list.items() {
            if !walk.goes_on() {
                out.has_unknown = true;
                return out;
            }
            let Some(node) = api.resolve(item).filter(|node| api.kind(*node) == Kind::Parameter) else {
                out.has_unknown = true;
                continue;
            };
            let parameter = Parameter::new(api, node);
            if seen.insert(identity(parameter)) {
                out.all.push(node.at());
            }
        }
    }
    out
}

/// What makes two parameters the same one.
pub(super) fn identity(parameter: Parameter<'_>) -> (Location, Cow<'_, str>) {
    let location = parameter.location();
    let name = match location {
        Location::Header => Cow::Owned(parameter.name().to_ascii_lowercase()),
        Location::Body => Cow::Borrowed(""),
        _ => parameter.name(),
    };
    (location, name)
}
