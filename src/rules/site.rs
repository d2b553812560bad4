//! Where a schema stands, in words and as a place: the property of a definition, the items of a parameter, a body.

use crate::model::openapi::{Api, Fields, Key, Kind, Location, Parameter};
use crate::rules::Place;
use crate::syntax::NodeRef;

/// A schema's place in words.
pub(super) struct Site<'a> {
    /// The definition, body or parameter it is part of.
    pub(super) owner: NodeRef<'a>,
    /// What the owner is called; empty for a body.
    pub(super) name: String,
    /// The way from the owner to the schema, such as `address.lines[]`; empty when the schema is the owner's own.
    pub(super) path: String,
    /// Steps of that way: properties, items, values of maps.
    pub(super) depth: usize,
    /// The parameter, where the owner is one.
    pub(super) parameter: Option<Parameter<'a>>,
}

impl Site<'_> {
    /// `Order.lines`, `lines`, or nothing for a whole body.
    pub(super) fn full(&self) -> String {
        match (self.name.is_empty(), self.path.is_empty()) {
            (true, _) => self.path.clone(),
            (false, true) => self.name.clone(),
            (false, false) if self.path.starts_with('[') => format!("{}{}", self.name, self.path),
            (false, false) => format!("{}.{}", self.name, self.path),
        }
    }
}

/// Finds the site of a schema by walking up to what is no schema any more.
pub(super) fn of<'a>(api: &'a Api, schema: NodeRef<'a>) -> Site<'a> {
    let mut steps: Vec<&str> = Vec::new();
    let mut node = schema;
    loop {
        let parent = node.parent();
        match (api.kind(node), parent) {
            (Kind::Parameter, _) => {
                let parameter = Some(Parameter::new(api, node)).filter(|one| one.location() != Location::Body);
                let name = parameter.map_or(String::new(), |parameter| parameter.name().into_owned());
                return Site { owner: node, name, path: join(&steps), depth: steps.len(), parameter };
            }
            (Kind::Schema | Kind::Items | Kind::Header | Kind::MediaType, Some(parent)) => {
                let Some(above) = step(api, node, parent, &mut steps) else {
                    let is_body =
                        api.kind(parent) == Kind::MediaType || node.key().is_none_or(|key| key.key_text() == "schema");
                    let name = if is_body { String::new() } else { key_text(node).to_owned() };
                    return Site { owner: node, name, path: join(&steps), depth: steps.len(), parameter: None };
                };
                node = above;
            }
            _ => {
                return Site {
                    owner: node,
                    name: key_text(node).to_owned(),
                    path: join(&steps),
                    depth: steps.len(),
                    parameter: None,
                };
            }
        }
    }
}

/// The schema or parameter around a schema; `None` when it is defined by itself.
fn step<'a>(api: &'a Api, node: NodeRef<'a>, parent: NodeRef<'a>, steps: &mut Vec<&'a str>) -> Option<NodeRef<'a>> {
    let is_around = |node: NodeRef<'a>| {
        let is_inline = matches!(api.kind(node), Kind::Schema | Kind::Parameter | Kind::Items);
        is_inline.then_some(node)
    };
    if let Some(around) = is_around(parent) {
        if key_text(node) == "items" {
            steps.push("[]");
        } else if key_text(node) == "additionalProperties" {
            steps.push("*");
        }
        return Some(around);
    }
    // `content` of a parameter.
    if api.kind(parent) == Kind::MediaType {
        let holder = parent.parent()?.parent()?;
        return is_around(holder).filter(|holder| api.kind(*holder) == Kind::Parameter);
    }
    let around = is_around(parent.parent()?)?;
    match key_text(parent) {
        "properties" => steps.push(key_text(node)),
        "patternProperties" => steps.push("*"),
        _ => {}
    }
    Some(around)
}

fn key_text(node: NodeRef<'_>) -> &str {
    node.key().map_or("", NodeRef::key_text)
}

fn join(steps: &[&str]) -> String {
    let mut path = String::new();
    for step in steps.iter().rev() {
        if !path.is_empty() && *step != "[]" {
            path.push('.');
        }
        path.push_str(step);
    }
    path
}

/// Where to point at a schema that lacks a keyword.
pub(super) fn place<'a>(api: &'a Api, schema: NodeRef<'a>) -> Place<'a> {
    if api.kind(schema) == Kind::Parameter {
        return Place::parameter(Parameter::new(api, schema));
    }
    let parent = schema.parent().filter(|parent| api.kind(*parent) == Kind::Parameter);
    if let Some(parameter) = parent {
        return Place::parameter(Parameter::new(api, parameter));
    }
    if schema.key().is_none()
        && let Some(stated) = schema.field(Key::Type)
    {
        return Place::within(schema, stated.span());
    }
    Place::key(schema)
}
