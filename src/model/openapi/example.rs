//! Examples that stand for whole values of a schema: of media types, parameters, headers, responses and schemas. What
//! is written in another notation than JSON, such as XML or a query string, is left out.

use hashbrown::HashSet;

use super::validate::{Reading, Value, Way};
use super::{Api, Fields, Key, Kind, Schema, Version};
use crate::syntax::{At, NodeRef};

/// A value that stands for what a schema describes.
#[derive(Clone, Copy)]
pub struct Example<'a> {
    /// The value.
    pub value: NodeRef<'a>,
    /// What it has to fit.
    pub schema: Schema<'a>,
    /// How it is to be taken.
    pub reading: Reading,
}

impl Api {
    /// Every example with the schema it stands for, once for each of them.
    pub fn examples(&self) -> Vec<Example<'_>> {
        let mut found = Found { api: self, out: Vec::new(), seen: HashSet::new() };
        found.schemas();
        found.responses();
        found.parameters();
        found.media_types();
        found.out
    }
}

struct Found<'a> {
    api: &'a Api,
    out: Vec<Example<'a>>,
    seen: HashSet<(At, At)>,
}

impl<'a> Found<'a> {
    fn add(&mut self, value: NodeRef<'a>, schema: Schema<'a>, reading: Reading) {
        if !is_quoted_structure(value, schema) && self.seen.insert((value.at(), schema.node().at())) {
            self.out.push(Example { value, schema, reading });
        }
    }

    /// `example` and, from 3.1 on, `examples` of schemas. The properties of a form are values of their own.
    fn schemas(&mut self) {
        let api = self.api;
        for schema in api.schemas().filter(|schema| api.kind(schema.node()) == Kind::Schema) {
            let own = schema.own(Key::Example);
            let list = schema.own(Key::Examples).filter(|list| api.version >= Version::V31 && list.is_seq());
            if own.is_none() && list.is_none() {
                continue;
            }
            let is_text = is_part_of_parameter(api, schema.node());
            let reading = Reading { way: schema.direction().into(), is_text };
            for value in own.into_iter().chain(list.into_iter().flat_map(NodeRef::items)) {
                self.add(value, schema, reading);
            }
        }
    }

    /// 2.0 writes examples of responses by media type.
    fn responses(&mut self) {
        if self.api.version != Version::V2 {
            return;
        }
        for response in self.api.nodes_of(Kind::Response) {
            let schema = response.field(Key::Schema).and_then(|schema| Schema::new(self.api, schema));
            let Some(schema) = schema else { continue };
            for (media_type, value) in response.field(Key::Examples).into_iter().flat_map(NodeRef::entries) {
                if is_json(media_type.key_text()) {
                    self.add(value, schema, Reading { way: Way::Response, is_text: false });
                }
            }
        }
    }

    fn parameters(&mut self) {
        let api = self.api;
        for (kind, way) in [(Kind::Parameter, Way::Request), (Kind::Header, Way::Both)] {
            for node in api.nodes_of(kind) {
                let Some(schema) = node.field(Key::Schema).and_then(|schema| Schema::new(api, schema)) else {
                    continue;
                };
                self.of_holder(node, schema, Reading { way, is_text: true });
            }
        }
    }

    fn media_types(&mut self) {
        let api = self.api;
        for node in api.nodes_of(Kind::MediaType) {
            let Some(schema) = node.field(Key::Schema).and_then(|schema| Schema::new(api, schema)) else { continue };
            let name = node.key().map_or("", NodeRef::key_text);
            let is_form = is_form(name);
            if !is_form && !is_json(name) && !may_be_json(name) {
                continue;
            }
            let reading = Reading { way: way_of(node, api), is_text: is_form };
            // An example whose notation is not known says nothing when it is a text, as is that of a form.
            let is_open = is_form || !is_json(name);
            for value in values(api, node) {
                if !(is_open && value.is_scalar()) {
                    self.add(value, schema, reading);
                }
            }
        }
    }

    fn of_holder(&mut self, holder: NodeRef<'a>, schema: Schema<'a>, reading: Reading) {
        for value in values(self.api, holder) {
            self.add(value, schema, reading);
        }
    }
}

/// `example`, and the values of `examples`, which may be references.
fn values<'a>(api: &'a Api, holder: NodeRef<'a>) -> Vec<NodeRef<'a>> {
    let objects = holder.field(Key::Examples).into_iter().flat_map(NodeRef::entries);
    let named = objects.filter_map(|(_, written)| {
        let object = api.resolve(written).filter(|object| api.kind(*object) == Kind::ExampleObject)?;
        object.field(Key::Value).or_else(|| object.field(Key::DataValue).filter(|_| api.version == Version::V32))
    });
    holder.field(Key::Example).into_iter().chain(named).collect()
}

fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

fn may_be_json(media_type: &str) -> bool {
    matches!(essence(media_type).as_str(), "*/*" | "application/*" | "")
}

fn is_form(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/x-www-form-urlencoded" || essence == "multipart/form-data"
}

/// Structured values are often written as JSON text. What is in it is not read.
fn is_quoted_structure(value: NodeRef<'_>, schema: Schema<'_>) -> bool {
    let Value::Text(text) = Value::of(value) else { return false };
    let is_text = schema.own_types().is_some_and(|types| types.has(super::Type::String));
    !is_text && text.trim_start().starts_with(['{', '['])
}

/// Inside a parameter or header a schema's example may be written as it stands in the URL.
fn is_part_of_parameter(api: &Api, schema: NodeRef<'_>) -> bool {
    let mut around = schema.parent();
    while let Some(node) = around {
        match api.kind(node) {
            Kind::Parameter | Kind::Header => return true,
            Kind::MediaType => return node.key().is_some_and(|key| is_form(key.key_text())),
            Kind::Components | Kind::Operation | Kind::PathItem | Kind::Root => return false,
            _ => around = node.parent(),
        }
    }
    false
}

/// Where the messages of a media type travel. In callbacks and webhooks it is open who is meant by "the client".
fn way_of(media_type: NodeRef<'_>, api: &Api) -> Way {
    let mut way = Way::Both;
    let mut around = media_type.parent();
    while let Some(node) = around {
        match api.kind(node) {
            Kind::RequestBody => way = Way::Request,
            Kind::Response => way = Way::Response,
            Kind::Callback | Kind::Root => return Way::Both,
            Kind::Components | Kind::Paths => return way,
            _ => {}
        }
        around = node.parent();
    }
    way
}
