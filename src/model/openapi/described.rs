//! Whether bodies and parameters are described at all, in the form of each version.

use std::borrow::Cow;

use super::{Api, Fields, Key, Kind, Location, Operation, Parameter, Payload, Version};
use crate::syntax::NodeRef;

/// The body of an operation: 3.x's Request Body Object, 2.0's body parameter.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    /// The description.
    pub api: &'a Api,
    /// The object.
    pub node: NodeRef<'a>,
}

impl<'a> Body<'a> {
    /// A view of such an object.
    pub fn new(api: &'a Api, node: NodeRef<'a>) -> Self {
        Self { api, node }
    }

    /// True when a schema or a media type is stated, known or not.
    pub fn is_described(self) -> bool {
        let key = if self.api.version == Version::V2 { Key::Schema } else { Key::Content };
        self.node.field(key).is_some_and(|stated| !stated.is_map() || !stated.is_empty() || key == Key::Schema)
    }

    /// Where people look for it: the name of a parameter that stands in a list, the object otherwise.
    pub fn place(self) -> NodeRef<'a> {
        match self.node.key() {
            Some(_) => self.node,
            None => self.node.field(Key::Name).unwrap_or(self.node),
        }
    }
}

impl<'a> Operation<'a> {
    /// The body clients send, when it is known.
    pub fn body(self) -> Option<Body<'a>> {
        let api = self.api;
        if api.version == Version::V2 {
            let parameter = self.parameters().into_iter().find(|one| one.location() == Location::Body)?;
            return Some(Body::new(api, parameter.node()));
        }
        let node = api.resolve(self.node().field(Key::RequestBody)?)?;
        (api.kind(node) == Kind::RequestBody && node.is_map()).then_some(Body { api, node })
    }
}

impl<'a> Parameter<'a> {
    /// True when its type is stated in some form, known or not. The body is no matter of this.
    pub fn is_described(self) -> bool {
        let has = |key: Key| self.node().field(key).is_some();
        match (self.api.version, self.location()) {
            (_, Location::Body) => true,
            // A schema is wrong here, but says what is meant.
            (Version::V2, _) => has(Key::Type) || has(Key::Schema) || has(Key::Enum),
            _ => has(Key::Schema) || self.node().field(Key::Content).is_some_and(|content| !content.is_empty()),
        }
    }

    /// True for headers that other parts of the description speak for (3.x): `Accept`, `Content-Type`, `Authorization`.
    pub fn is_ignored(self) -> bool {
        let name = self.name();
        self.api.version != Version::V2
            && self.location() == Location::Header
            && ["accept", "content-type", "authorization"].iter().any(|known| name.eq_ignore_ascii_case(known))
    }

    /// The `type` written as in 2.0, where it means nothing any more.
    pub fn misplaced_type(self) -> Option<Cow<'a, str>> {
        if self.api.version == Version::V2 {
            return None;
        }
        self.node().field(Key::Type)?.string()
    }
}

impl Payload<'_> {
    /// True for an entry of `content`; 2.0's body parameters and responses are none.
    pub fn is_content(&self) -> bool {
        self.node.field(Key::In).is_none() && self.node.parent().is_some()
    }
}

impl Operation<'_> {
    /// For an operation that takes a body in 2.0: whether neither it nor the root says in which media types. From 3.0
    /// on a body has its media types with it.
    pub fn leaves_media_type_open(self) -> Option<bool> {
        let takes = |one: &Parameter<'_>| matches!(one.location(), Location::Body | Location::FormData);
        if self.api.version != Version::V2 || !self.parameters().iter().any(takes) {
            return None;
        }
        let list = self.node().field(Key::Consumes).or_else(|| self.api.root().field(Key::Consumes));
        Some(list.is_none_or(|list| list.is_empty()))
    }
}
