//! Bodies and headers: 2.0's body and form parameters, `consumes` and `produces`; 3.x `content`.

use std::borrow::Cow;

use super::{Api, Fields, Key, Kind, Location, Operation, Parameter, Schema, Version};
use crate::syntax::{At, NodeRef};

/// What a message may carry in one media type.
#[derive(Clone)]
pub struct Payload<'a> {
    /// The media type or range as written; empty in 2.0 when nothing is stated.
    pub media_type: Cow<'a, str>,
    /// The Media Type Object, or in 2.0 the body parameter or response.
    pub node: NodeRef<'a>,
    /// Its schema, when it has one and it is known.
    pub schema: Option<Schema<'a>>,
    /// True when a schema is written, known or not.
    pub has_schema: bool,
}

impl Payload<'_> {
    /// True for `application/json`, `text/json`, and everything that ends in `+json`.
    pub fn is_json(&self) -> bool {
        let essence = self.media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        matches!(essence.as_str(), "application/json" | "text/json" | "*/*" | "application/*" | "")
            || essence.ends_with("+json")
    }

    /// True for forms, `application/x-www-form-urlencoded` and `multipart/*`, and for 2.0's form fields.
    pub fn is_form(&self) -> bool {
        let essence = self.media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let is_field =
            self.node.field(Key::In).and_then(NodeRef::string).is_some_and(|location| location == "formData");
        is_field || essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/")
    }
}

/// Payloads of an object with `content`.
pub(super) fn of_content<'a>(api: &'a Api, holder: NodeRef<'a>) -> Vec<Payload<'a>> {
    let entries = holder.field(Key::Content).into_iter().flat_map(NodeRef::entries);
    let mut walk = api.walk();
    entries
        .take_while(|_| walk.goes_on())
        .filter_map(|(key, media)| {
            let node = api.resolve(media).filter(|node| api.kind(*node) == Kind::MediaType)?;
            let schema = node.field(Key::Schema).or_else(|| node.field(Key::ItemSchema));
            Some(Payload {
                media_type: Cow::Borrowed(key.key_text()),
                node,
                schema: schema.and_then(|schema| Schema::new(api, schema)),
                has_schema: schema.is_some(),
            })
        })
        .collect()
}

pub(super) fn requests(operation: Operation<'_>) -> Vec<Payload<'_>> {
    let api = operation.api;
    if api.version != Version::V2 {
        let body = operation.node().field(Key::RequestBody).and_then(|body| api.resolve(body));
        return body.map(|body| of_content(api, body)).unwrap_or_default();
    }
    let consumes = media_types(operation, Key::Consumes);
    let mut out = Vec::new();
    for parameter in operation.parameters() {
        let schema = match parameter.location() {
            Location::Body | Location::FormData => parameter.schema(),
            _ => continue,
        };
        let has_schema = schema.is_some() || parameter.node().field(Key::Schema).is_some();
        out.push(Payload { media_type: consumes.clone(), node: parameter.node(), schema, has_schema });
    }
    out
}

/// The first of the operation's own or the root's media types.
fn media_types<'a>(operation: Operation<'a>, key: Key) -> Cow<'a, str> {
    let list = operation.node().field(key).or_else(|| operation.api.root().field(key));
    list.and_then(|list| list.items().next()).and_then(NodeRef::string).unwrap_or_default()
}

/// One documented response.
#[derive(Clone, Copy)]
pub struct Response<'a> {
    /// The description.
    pub api: &'a Api,
    /// The key: a status, a range or `default`.
    pub key: NodeRef<'a>,
    /// As written under the key, possibly a reference.
    pub written: NodeRef<'a>,
    /// The Response Object, when it is known.
    pub node: Option<NodeRef<'a>>,
    version: Version,
}

impl<'a> Response<'a> {
    pub(super) fn new(api: &'a Api, listed: &Listed) -> Self {
        let node = |at| api.node(at);
        Self {
            api,
            key: node(listed.key),
            written: node(listed.written),
            node: listed.node.map(node),
            version: api.version,
        }
    }

    /// The status as written.
    pub fn status(&self) -> &'a str {
        self.key.key_text()
    }

    /// True for `default`.
    pub fn is_default(&self) -> bool {
        self.status() == "default"
    }

    /// True when the response answers with that status. Ranges do not exist in 2.0; `4xx` in lower case is tolerated.
    pub fn covers(&self, status: u16) -> bool {
        self.is_default() || self.status() == status.to_string() || self.range() == Some(status / 100)
    }

    /// The first digit of the statuses: 2 for `200` and `2XX`.
    pub fn class(&self) -> Option<u16> {
        let exact = self.status().parse::<u16>().ok().filter(|status| (100..600).contains(status));
        exact.map(|status| status / 100).or(self.range())
    }

    /// True for 1xx to 3xx.
    pub fn is_success(&self) -> bool {
        self.class() == Some(2)
    }

    /// True for 4xx, 5xx and `default`.
    pub fn is_error(&self) -> bool {
        self.is_default() || self.class().is_some_and(|class| class >= 4)
    }

    /// The first digit of a range such as `4XX` (3.x).
    pub fn range(&self) -> Option<u16> {
        if self.version == Version::V2 {
            return None;
        }
        let (digit, rest) = self.status().split_at_checked(1)?;
        rest.eq_ignore_ascii_case("xx").then(|| digit.parse().ok()).flatten()
    }

    /// 0 for a status, 1 for a range, 2 for `default`.
    pub(super) fn breadth(&self) -> u8 {
        if self.is_default() { 2 } else { u8::from(self.range().is_some()) }
    }

    /// What it carries.
    pub fn payloads(&self) -> Vec<Payload<'a>> {
        let Some(node) = self.node else { return Vec::new() };
        if self.version != Version::V2 {
            return of_content(self.api, node);
        }
        let Some(schema) = node.field(Key::Schema) else { return Vec::new() };
        let media_type = self.api.root().field(Key::Produces).and_then(|list| list.items().next());
        vec![Payload {
            media_type: media_type.and_then(NodeRef::string).unwrap_or_default(),
            node,
            schema: Schema::new(self.api, schema),
            has_schema: true,
        }]
    }

    /// Documented headers with their names.
    pub fn headers(&self) -> Vec<(&'a str, Header<'a>)> {
        let entries = self.node.and_then(|node| node.field(Key::Headers)).into_iter().flat_map(NodeRef::entries);
        let mut walk = self.api.walk();
        let entries = entries.take_while(|_| walk.goes_on());
        entries.map(|(key, value)| (key.key_text(), Header { api: self.api, node: self.api.resolve(value) })).collect()
    }

    /// True when a header is documented, by name without regard to case.
    pub fn has_header(&self, name: &str) -> bool {
        self.headers().iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

/// A Header Object.
#[derive(Clone, Copy)]
pub struct Header<'a> {
    /// The description.
    pub api: &'a Api,
    /// The object, when it is known.
    pub node: Option<NodeRef<'a>>,
}

impl<'a> Header<'a> {
    /// What it may hold.
    pub fn schema(self) -> Option<Schema<'a>> {
        let node = self.node?;
        match node.field(Key::Schema) {
            Some(schema) => Schema::new(self.api, schema),
            None => (self.api.version == Version::V2).then(|| Schema::inline(self.api, node)),
        }
    }

    /// Every schema that says what it may hold, those of `content` included.
    pub fn schemas(self) -> Vec<Schema<'a>> {
        let content = self.node.map(|node| of_content(self.api, node)).unwrap_or_default();
        self.schema().into_iter().chain(content.into_iter().filter_map(|payload| payload.schema)).collect()
    }
}

impl<'a> Payload<'a> {
    /// Headers of the parts of a multipart body (3.x).
    pub(super) fn part_headers(&self, api: &'a Api) -> Vec<Header<'a>> {
        let by_name = self.node.field(Key::Encoding).into_iter().flat_map(NodeRef::entries).map(|(_, part)| part);
        let by_place = self.node.field(Key::PrefixEncoding).into_iter().flat_map(NodeRef::items);
        let parts = by_name.chain(by_place).chain(self.node.field(Key::ItemEncoding));
        let headers = parts.filter_map(|part| part.field(Key::Headers)).flat_map(NodeRef::entries);
        headers.map(|(_, header)| Header { api, node: api.resolve(header) }).collect()
    }
}

/// Where a response of an operation is written: key, value, and the Response Object when it is known.
#[derive(Debug)]
pub(super) struct Listed {
    key: At,
    written: At,
    node: Option<At>,
}

pub(super) fn responses(operation: Operation<'_>) -> Vec<Listed> {
    let api = operation.api;
    let Some(map) = operation.node().field(Key::Responses) else { return Vec::new() };
    map.entries()
        .filter(|(key, _)| !key.key_text().starts_with("x-"))
        .map(|(key, written)| {
            let node = api.resolve(written).filter(|node| api.kind(*node) == Kind::Response);
            Listed { key: key.at(), written: written.at(), node: node.map(NodeRef::at) }
        })
        .collect()
}

impl<'a> Parameter<'a> {
    /// Every schema that says what the parameter may hold.
    pub fn schemas(self) -> Vec<Schema<'a>> {
        let content = self.payloads().into_iter().filter_map(|payload| payload.schema);
        self.schema().into_iter().chain(content).collect()
    }
}
