//! What clients can put in: parameters, form fields and properties of bodies, each where it is defined, with its name.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::{Api, Fields, Key, Kind, Location, Operation, Parameter, Schema, Type};
use crate::syntax::{At, NodeRef};

/// One named value that clients send.
#[derive(Clone)]
pub struct Input<'a> {
    /// What clients call it.
    pub name: Cow<'a, str>,
    /// The Parameter Object, or the key of the property.
    pub node: NodeRef<'a>,
    /// What it may hold.
    pub schema: Schema<'a>,
    /// The parameter, where it is one.
    pub parameter: Option<Parameter<'a>>,
}

impl<'a> Input<'a> {
    /// The schema of one text: its own, or that of its items where it is a list.
    pub fn text_schema(&self) -> Schema<'a> {
        let is_list = self.schema.types().is_some_and(|types| types.has(Type::Array) && !types.has(Type::String));
        if is_list { self.schema.items().unwrap_or(self.schema) } else { self.schema }
    }
}

impl Api {
    /// Every named value that clients send, parameters first, each definition once. What only clients get, and what the
    /// server alone sets, is left out.
    pub fn inputs(&self) -> impl Iterator<Item = Input<'_>> {
        self.parameter_inputs().chain(self.property_inputs())
    }

    fn parameter_inputs(&self) -> impl Iterator<Item = Input<'_>> {
        let parameters = self.nodes_of(Kind::Parameter).map(|node| Parameter::new(self, node));
        parameters.filter_map(|parameter| {
            let schema = parameter.schema().filter(|_| parameter.location() != Location::Body)?;
            let node = parameter.node();
            Some(Input { name: parameter.name(), node, schema, parameter: Some(parameter) })
        })
    }

    fn property_inputs(&self) -> impl Iterator<Item = Input<'_>> {
        let objects = self.nodes_of(Kind::Schema).filter(|node| node.is_map() && self.direction(*node).is_request());
        objects.flat_map(move |object| {
            let entries = object.field(Key::Properties).into_iter().flat_map(NodeRef::entries);
            entries.filter_map(move |(key, value)| {
                let schema = Schema::new(self, value).filter(|schema| !schema.is_read_only())?;
                Some(Input { name: Cow::Borrowed(key.key_text()), node: key, schema, parameter: None })
            })
        })
    }

    /// For properties of bodies that clients send, by their keys: an example in a text that contains a word. Examples
    /// of whole bodies and objects count for the properties in them.
    pub fn examples_containing(&self, word: &str) -> HashMap<At, NodeRef<'_>> {
        let mut found = Found { word, out: HashMap::new() };
        for operation in self.served() {
            for payload in operation.request_payloads() {
                let Some(schema) = payload.schema else { continue };
                for value in values(self, payload.node) {
                    found.walk(schema, value, 0);
                }
            }
        }
        for node in self.nodes_of(Kind::Schema).filter(|node| node.is_map() && self.direction(*node).is_request()) {
            for value in values(self, node) {
                found.walk(Schema::inline(self, node), value, 0);
            }
        }
        found.out
    }
}

/// The values of `example` and `examples`, whichever form they have.
pub(super) fn values<'a>(api: &'a Api, holder: NodeRef<'a>) -> Vec<NodeRef<'a>> {
    let examples = holder.field(Key::Examples);
    let listed = examples.into_iter().flat_map(NodeRef::items);
    let named = examples.into_iter().flat_map(NodeRef::entries);
    let named = named.filter_map(|(_, example)| {
        let example = api.resolve(example)?;
        [Key::Value, Key::DataValue].into_iter().find_map(|key| example.field(key))
    });
    holder.field(Key::Example).into_iter().chain(listed).chain(named).collect()
}

struct Found<'w, 'a> {
    word: &'w str,
    out: HashMap<At, NodeRef<'a>>,
}

impl<'a> Found<'_, 'a> {
    fn walk(&mut self, schema: Schema<'a>, value: NodeRef<'a>, depth: usize) {
        if depth > 8 || !value.raw().contains(self.word) {
            return;
        }
        if value.is_seq() {
            let Some(items) = schema.items() else { return };
            value.items().take(8).for_each(|item| self.walk(items, item, depth + 1));
        }
        for (key, property) in if value.is_map() { schema.properties() } else { Vec::new() } {
            let Some(inner) = value.get(key.key_text()) else { continue };
            if inner.is_scalar() && inner.raw().contains(self.word) {
                self.out.entry(key.at()).or_insert(inner);
            } else if let Some(property) = property {
                self.walk(property, inner, depth + 1);
            }
        }
    }
}

impl<'a> Input<'a> {
    /// Values written as examples or default of the input itself.
    pub fn written_values(&self) -> Vec<NodeRef<'a>> {
        let of_schema = self.schema.node();
        let mut out = values(self.schema.api, of_schema);
        out.extend(of_schema.field(Key::Default));
        if let Some(parameter) = self.parameter.filter(|parameter| parameter.node() != of_schema) {
            out.extend(values(self.schema.api, parameter.node()));
        }
        out
    }
}

/// The part of a request that a runtime expression reads.
#[derive(Clone)]
pub enum RequestPart<'a> {
    /// A described value.
    Input(Input<'a>),
    /// Nothing describes the value.
    Undescribed,
    /// A part of the way is not known.
    Unknown,
}

impl<'a> Operation<'a> {
    /// What `$request.body#/url`, `$request.query.url` and the like read, given without `$request.`.
    pub fn request_part(self, expression: &str) -> RequestPart<'a> {
        if let Some(pointer) = expression.strip_prefix("body#") {
            return self.body_part(pointer);
        }
        let Some((place, name)) = expression.split_once('.') else { return RequestPart::Unknown };
        let fits = |parameter: &Parameter<'a>| match (place, parameter.location()) {
            ("query", Location::Query) | ("path", Location::Path) => parameter.name() == name,
            ("header", Location::Header) => parameter.name().eq_ignore_ascii_case(name),
            _ => false,
        };
        let Some(parameter) = self.parameters().into_iter().find(fits) else {
            let is_open = self.has_unknown_parameters() || !matches!(place, "query" | "path" | "header");
            return if is_open { RequestPart::Unknown } else { RequestPart::Undescribed };
        };
        match parameter.schema() {
            Some(schema) => {
                let node = parameter.node();
                RequestPart::Input(Input { name: parameter.name(), node, schema, parameter: Some(parameter) })
            }
            None => RequestPart::Unknown,
        }
    }

    fn body_part(self, pointer: &str) -> RequestPart<'a> {
        let payloads = self.request_payloads();
        let Some(mut schema) = payloads.iter().find_map(|payload| payload.schema) else {
            return RequestPart::Unknown;
        };
        let mut last: Option<Input<'a>> = None;
        for token in pointer.split('/').skip(1) {
            let name = token.replace("~1", "/").replace("~0", "~");
            if schema.conjuncts().has_unknown || !schema.choices().is_empty() {
                return RequestPart::Unknown;
            }
            let next = match schema.property(&name) {
                Some((key, Some(next))) => {
                    let name = Cow::Borrowed(key.key_text());
                    last = Some(Input { name, node: key, schema: next, parameter: None });
                    next
                }
                Some((_, None)) => return RequestPart::Unknown,
                None if name.parse::<usize>().is_ok() && schema.items().is_some() => {
                    let Some(items) = schema.items() else { return RequestPart::Unknown };
                    if let Some(last) = &mut last {
                        last.schema = items;
                    }
                    items
                }
                None => return RequestPart::Undescribed,
            };
            schema = next;
        }
        last.map_or(RequestPart::Unknown, RequestPart::Input)
    }
}
