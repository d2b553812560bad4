//! The prose of schemas and parameters, and what descriptions say in words about limits of calls.

use std::borrow::Cow;

use super::{Api, Fields, Key, Kind, Parameter, Schema};
use crate::model::stated;
use crate::syntax::NodeRef;

impl<'a> Schema<'a> {
    /// Its `description`, or that of a part of it.
    pub fn description(self) -> Option<Cow<'a, str>> {
        self.keyword(Key::Description)?.text()
    }
}

impl<'a> Parameter<'a> {
    /// Its `description`, else that of its schema.
    pub fn description(self) -> Option<Cow<'a, str>> {
        let own = self.node().field(Key::Description).and_then(NodeRef::text);
        own.or_else(|| self.schema()?.description())
    }
}

impl Api {
    /// True when the prose of the description itself, of its tags, operations or responses says that calls are limited.
    /// What schemas and parameters say is about data.
    pub fn says_calls_are_limited(&self) -> bool {
        self.nodes_of(Kind::Prose).any(|prose| {
            // Operations may set limits of something else, and return them.
            let speaks = match prose.parent().map(|holder| self.kind(holder)) {
                Some(Kind::Info) => stated::speaks_of_limits,
                Some(Kind::Tag | Kind::Operation | Kind::PathItem | Kind::Response) => stated::holds_callers_to_limits,
                _ => return false,
            };
            prose.text().is_some_and(|text| speaks(&text))
        })
    }
}
