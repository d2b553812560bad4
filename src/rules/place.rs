//! Places that several families point at.

use super::Place;
use crate::model::openapi::{Listed, Parameter};

impl<'a> Place<'a> {
    /// A parameter in a list has no key: its name is what people look for.
    pub fn parameter(parameter: Parameter<'a>) -> Self {
        let node = parameter.node();
        match parameter.name_node() {
            Some(name) if node.key().is_none() => Self::within(node, name.span()),
            _ => Self::key(node),
        }
    }

    /// What a list of parameters writes: the parameter, or the reference to it.
    pub fn listed(listed: Listed<'a>) -> Self {
        match listed.parameter.filter(|_| !listed.is_reference()) {
            Some(parameter) => Self::parameter(parameter),
            None => Self::value(listed.written),
        }
    }
}
