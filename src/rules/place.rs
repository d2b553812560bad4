//! Places that several families point at.

use super::Place;
use crate::model::openapi::{Input, Listed, Parameter};

impl<'a> Place<'a> {
    /// A parameter in a list has no key: its name is what people look for.
    pub fn parameter(parameter: Parameter<'a>) -> Self {
        let node = parameter.node();
        match parameter.name_node() {
            Some(name) if node.key().is_none() => Self::within(node, name.span()),
            _ => Self::key(node),
        }
    }

    /// Where something that clients send is defined.
    pub fn input(input: &Input<'a>) -> Self {
        input.parameter.map_or_else(|| Self::key(input.node), Self::parameter)
    }

    /// What a list of parameters writes: the parameter, or the reference to it.
    pub fn listed(listed: Listed<'a>) -> Self {
        match listed.parameter.filter(|_| !listed.is_reference()) {
            Some(parameter) => Self::parameter(parameter),
            None => Self::value(listed.written),
        }
    }
}
