//! Operations: where each is written, how it is called, who may call it on purpose.

use std::borrow::Cow;
use std::sync::OnceLock;

use hashbrown::HashSet;

use super::{Api, Effective, Endpoint, Fields, Key, Kind, Parameter, Payload, Response, Version};
use crate::model::purpose;
use crate::source::Spot;
use crate::syntax::{At, NodeRef};

/// How an operation comes to be part of the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Under `paths`: clients call it.
    Path,
    /// Under `webhooks`: this API calls it.
    Webhook,
    /// Under `callbacks` of another operation: this API calls it.
    Callback,
}

#[derive(Debug)]
pub(super) struct Data {
    at: At,
    purpose: purpose::Purpose,
    method: String,
    path: String,
    path_key: At,
    /// The path item as written, then the one it refers to, if any.
    path_items: Vec<At>,
    origin: Origin,
    /// False when the same object was already met under another path.
    first: bool,
    /// True when a reference stands in its place that leads nowhere we know.
    is_unknown: bool,
    parameters: OnceLock<super::parameter::Effective>,
    responses: OnceLock<Vec<super::payload::Listed>>,
    is_throttled: OnceLock<bool>,
}

impl Data {
    /// Lets the parameters be listed anew.
    pub(super) fn forget_parameters(&mut self) {
        self.parameters = OnceLock::new();
    }
}

/// One operation under one path.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    /// The description.
    pub api: &'a Api,
    index: usize,
}

impl PartialEq for Operation<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<'a> Operation<'a> {
    fn data(self) -> &'a Data {
        &self.api.operations[self.index]
    }

    /// Position among all operations.
    pub fn index(self) -> usize {
        self.index
    }

    /// The Operation Object.
    pub fn node(self) -> NodeRef<'a> {
        self.api.node(self.data().at)
    }

    /// Upper-case method.
    pub fn method(self) -> &'a str {
        &self.data().method
    }

    /// The path template, webhook name or callback expression.
    pub fn path(self) -> &'a str {
        &self.data().path
    }

    /// The key that holds the path.
    pub fn path_key(self) -> NodeRef<'a> {
        self.api.node(self.data().path_key)
    }

    /// Path item objects that make up the operation's surroundings, the nearest first.
    pub fn path_items(self) -> impl Iterator<Item = NodeRef<'a>> {
        self.data().path_items.iter().map(move |at| self.api.node(*at))
    }

    /// How it comes to be here.
    pub fn origin(self) -> Origin {
        self.data().origin
    }

    /// True for an operation that clients call.
    pub fn is_served(self) -> bool {
        self.data().origin == Origin::Path
    }

    /// False when the same object already stands under an earlier path.
    pub fn is_first(self) -> bool {
        self.data().first
    }

    /// True when only a reference is known of it, so that what it lacks proves nothing.
    pub fn is_elsewhere(self) -> bool {
        self.data().is_unknown
    }

    /// `GET /users/{id}`, as people name it.
    pub fn title(self) -> String {
        format!("{} {}", self.method(), self.path())
    }

    /// `operationId`.
    pub fn id(self) -> Option<Cow<'a, str>> {
        self.node().field(Key::OperationId)?.string()
    }

    /// Marked `deprecated`.
    pub fn is_deprecated(self) -> bool {
        self.node().field(Key::Deprecated).and_then(NodeRef::bool) == Some(true)
    }

    /// True for methods that are safe by definition (RFC 9110, 9.2.1) and for 3.2's `query`.
    pub fn is_safe_method(self) -> bool {
        matches!(self.method(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY")
    }

    /// Why the operation is open on purpose, if its owner said so and may: `x-apivet-public` on it or on its path item, or
    /// the configuration.
    pub fn public_reason(self) -> Option<Cow<'a, str>> {
        if self.public_forbidden_by().is_some() {
            return None;
        }
        if let Some(marker) = self.public_marker() {
            return marker.string();
        }
        let mut entries = self.api.declared.public.iter();
        let entry = entries.find(|entry| entry.operations.matches(self.method(), self.path()))?;
        Some(Cow::Borrowed(&entry.reason))
    }

    /// `x-apivet-public` on it or on its path item. A marker without a reason is none.
    pub fn public_marker(self) -> Option<NodeRef<'a>> {
        let has_reason = |node: &NodeRef<'_>| node.string().is_some_and(|reason| !reason.trim().is_empty());
        let bearers = std::iter::once(self.node()).chain(self.path_items());
        bearers.filter_map(|node| node.field(Key::XPublic)).find(has_reason)
    }

    /// The place that does not let its owner call it open on purpose.
    pub fn public_forbidden_by(self) -> Option<&'a Spot> {
        self.api.declared.forbids_public(self.method(), self.path())
    }

    /// What its path, id and tags say it is for.
    pub fn purpose(self) -> purpose::Purpose {
        self.data().purpose
    }

    /// What protects it.
    pub fn security(self) -> Effective<'a> {
        Effective::of(self)
    }

    /// Where its traffic goes: its own servers, else the path item's, else the root's.
    pub fn endpoints(self) -> impl Iterator<Item = Endpoint<'a>> + Clone {
        super::server::effective(self)
    }

    /// The list that says where its traffic goes. Operations with the same list have the same endpoints, and there may be
    /// thousands of both: what endpoints say is asked once for each list.
    pub fn endpoint_list(self) -> Option<At> {
        super::server::group_of(self)
    }

    /// Parameters that apply, those of the operation overriding those of the path item. Unknown ones are left out.
    pub fn parameters(self) -> Vec<Parameter<'a>> {
        let found = self.data().parameters.get_or_init(|| super::parameter::effective(self));
        found.all.iter().map(|at| Parameter::new(self.api, self.api.node(*at))).collect()
    }

    /// True when a parameter that applies is not known, so that the absence of one proves nothing.
    pub fn has_unknown_parameters(self) -> bool {
        self.is_elsewhere() || self.data().parameters.get_or_init(|| super::parameter::effective(self)).has_unknown
    }

    /// What clients may send as a body.
    pub fn request_payloads(self) -> Vec<Payload<'a>> {
        super::payload::requests(self)
    }

    /// The responses it documents, with their status keys. Unknown ones are included.
    pub fn responses(self) -> Vec<Response<'a>> {
        let found = self.data().responses.get_or_init(|| super::payload::responses(self));
        found.iter().map(|listed| Response::new(self.api, listed)).collect()
    }

    /// True when something in front of the operation limits calls to it.
    pub fn is_throttled(self) -> bool {
        *self.data().is_throttled.get_or_init(|| super::limits::throttles(self))
    }

    /// True when a status is documented by itself, by its range (`4XX`, from 3.0 on) or by `default`.
    pub fn covers_status(self, status: u16) -> bool {
        self.responses().iter().any(|response| response.covers(status))
    }

    /// The response that answers with a status: the exact one, else its range, else `default`.
    pub fn response_for(self, status: u16) -> Option<Response<'a>> {
        self.responses().into_iter().filter(|response| response.covers(status)).min_by_key(Response::breadth)
    }
}

impl Api {
    /// Every operation under every path, webhook and callback, in the order of the description.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        (0..self.operations.len()).map(move |index| Operation { api: self, index })
    }

    /// The operation of an index.
    pub fn operation(&self, index: usize) -> Operation<'_> {
        Operation { api: self, index }
    }

    /// Operations that clients call, each object once, unknown ones left out.
    pub fn served(&self) -> impl Iterator<Item = Operation<'_>> {
        let known =
            |operation: &Operation<'_>| operation.is_served() && operation.is_first() && !operation.is_elsewhere();
        self.operations().filter(known)
    }
}

/// Finds all operations. A callback is entered once, however often it is reached.
pub(super) fn collect(api: &Api) -> Vec<Data> {
    let mut found = Finder { api, seen: HashSet::new(), out: Vec::new() };
    let root = api.root();
    if let Some(paths) = root.field(Key::Paths).filter(|paths| api.kind(*paths) == Kind::Paths) {
        found.path_items(paths, Origin::Path);
    }
    if let Some(webhooks) = root.field(Key::Webhooks).filter(|_| api.version >= Version::V31) {
        found.path_items(webhooks, Origin::Webhook);
    }
    found.out
}

struct Finder<'a> {
    api: &'a Api,
    seen: HashSet<At>,
    out: Vec<Data>,
}

impl<'a> Finder<'a> {
    fn path_items(&mut self, map: NodeRef<'a>, origin: Origin) {
        for (key, item) in map.entries() {
            if key.key_text().starts_with("x-") || !item.is_map() {
                continue;
            }
            self.path_item(key, item, origin);
        }
    }

    fn path_item(&mut self, key: NodeRef<'a>, item: NodeRef<'a>, origin: Origin) {
        let items: Vec<NodeRef<'a>> = self.api.chain(item).into_iter().filter(|n| n.is_map()).collect();
        let mut methods = HashSet::new();
        for holder in &items {
            for (name, value) in holder.entries() {
                if self.api.kind(value) == Kind::AdditionalOperations {
                    for (method, operation) in value.entries() {
                        self.operation(method.key_text().to_owned(), operation, key, &items, origin, &mut methods);
                    }
                } else if is_method(name, self.api.version) {
                    self.operation(name.key_text().to_uppercase(), value, key, &items, origin, &mut methods);
                }
            }
        }
    }

    fn operation(
        &mut self,
        method: String,
        node: NodeRef<'a>,
        key: NodeRef<'a>,
        items: &[NodeRef<'a>],
        origin: Origin,
        methods: &mut HashSet<String>,
    ) {
        if !matches!(self.api.kind(node), Kind::Operation | Kind::Reference) || !methods.insert(method.clone()) {
            return;
        }
        let target = self.api.resolve(node).filter(|target| self.api.kind(*target) == Kind::Operation);
        let is_unknown = target.is_none();
        let node = target.unwrap_or(node);
        let first = self.seen.insert(node.at());
        let id = node.field(Key::OperationId).and_then(NodeRef::string);
        let purpose = purpose::of_operation(&method, key.key_text(), id.as_deref());
        self.out.push(Data {
            at: node.at(),
            purpose,
            method,
            path: key.key_text().to_owned(),
            path_key: key.at(),
            path_items: items.iter().map(|item| item.at()).collect(),
            origin,
            first,
            is_unknown,
            parameters: OnceLock::new(),
            responses: OnceLock::new(),
            is_throttled: OnceLock::new(),
        });
        if !first {
            return;
        }
        for (_, callback) in node.field(Key::Callbacks).into_iter().flat_map(NodeRef::entries) {
            if let Some(callback) = self.api.resolve(callback).filter(|node| self.seen.insert(node.at())) {
                self.path_items(callback, Origin::Callback);
            }
        }
    }
}

fn is_method(key: NodeRef<'_>, version: Version) -> bool {
    use super::grammar::{Shape, field};
    key.symbol()
        .and_then(Key::from_symbol)
        .and_then(|key| field(Kind::PathItem, key))
        .is_some_and(|field| field.shape == Shape::One(Kind::Operation) && field.versions.has(version.as_set()))
}
