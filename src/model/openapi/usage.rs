//! Who reaches a schema: whether its values are received, returned or both, whether without authentication, and by which
//! operations. Inline schemas take the direction of their position; callbacks and webhooks turn it round.

use std::sync::OnceLock;

use hashbrown::{HashMap, HashSet};

use super::budget::Budget;
use super::{Api, Fields, Header, Key, Kind, Operation, Payload, Schema, Target, Version};
use crate::syntax::{At, NodeRef};

const REQUEST: u16 = 1;
const RESPONSE: u16 = 2;
const OPEN_REQUEST: u16 = 4;
const OPEN_RESPONSE: u16 = 8;
/// Sent in a body, of which nothing but its own limits decides the size.
const BODY: u16 = 16;
const OPEN_BODY: u16 = 32;
/// Whatever a client sends.
const SENT: u16 = REQUEST | OPEN_REQUEST | BODY | OPEN_BODY;
const ALL: u16 = 63;
/// The same, for a schema that describes a whole value and is not merely a branch of a composition.
const WHOLE: u16 = 8;

/// Where values of a schema travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction(u16);

impl Direction {
    /// Clients send such values.
    pub fn is_request(self) -> bool {
        self.0 & REQUEST != 0
    }

    /// Clients get such values.
    pub fn is_response(self) -> bool {
        self.0 & RESPONSE != 0
    }

    /// Clients send such values as described by this schema alone, not only as part of a composition.
    pub fn is_whole_request(self) -> bool {
        self.0 & (REQUEST << WHOLE) != 0
    }

    /// Clients get such values as described by this schema alone.
    pub fn is_whole_response(self) -> bool {
        self.0 & (RESPONSE << WHOLE) != 0
    }

    /// Somebody without credentials can send such values.
    pub fn is_open_request(self) -> bool {
        self.0 & OPEN_REQUEST != 0
    }

    /// Somebody without credentials can get such values.
    pub fn is_open_response(self) -> bool {
        self.0 & OPEN_RESPONSE != 0
    }

    /// Clients send such values in a body: no server caps them as it caps URLs and headers.
    pub fn is_body(self) -> bool {
        self.0 & BODY != 0
    }

    /// Somebody without credentials can send such values in a body.
    pub fn is_open_body(self) -> bool {
        self.0 & OPEN_BODY != 0
    }

    /// No operation reaches it.
    pub fn is_unreachable(self) -> bool {
        self.0 == 0
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Usage {
    flags: Vec<Vec<u16>>,
    reverse: OnceLock<Reverse>,
}

impl Usage {
    /// What searches for users share; none before the first search.
    pub(super) fn steps(&self) -> Option<&Budget> {
        self.reverse.get().map(|reverse| &reverse.steps)
    }
}

/// Operations that reach a place.
pub struct Uses<'a> {
    /// In the order of the description.
    pub operations: Vec<Operation<'a>>,
    /// True when there may be more than were counted: the search has a budget.
    pub is_partial: bool,
}

impl<'a> Uses<'a> {
    pub(super) fn new(api: &'a Api, mut indexes: Vec<usize>, is_partial: bool) -> Self {
        indexes.sort_unstable();
        indexes.dedup();
        Self { operations: indexes.into_iter().map(|index| api.operation(index)).collect(), is_partial }
    }

    /// `GET /users`, or `GET /users and 13 more operations`; `None` when no operation reaches it.
    pub fn words(&self) -> Option<String> {
        let first = self.operations.first()?.title();
        Some(match self.operations.len() - 1 {
            more if self.is_partial => format!("`{first}` and at least {more} more operations"),
            0 => format!("`{first}`"),
            1 => format!("`{first}` and 1 more operation"),
            more => format!("`{first}` and {more} more operations"),
        })
    }
}

impl Api {
    /// Where values described by a node travel.
    pub fn direction(&self, node: NodeRef<'_>) -> Direction {
        let at = node.at();
        let flags = self.usage.flags.get(at.source.0 as usize).and_then(|flags| flags.get(at.node.0 as usize));
        Direction(flags.copied().unwrap_or(0))
    }

    /// The operations that reach a node through references, or hold it.
    pub fn uses<'a>(&'a self, node: NodeRef<'a>) -> Uses<'a> {
        let reverse = self.usage.reverse.get_or_init(|| Reverse::new(self));
        let (indexes, is_partial) = reverse.operations_of(node);
        Uses::new(self, indexes, is_partial)
    }

    /// Schemas judged: all that say something, wherever they stand.
    pub fn schema_count(&self) -> usize {
        self.nodes_of(Kind::Schema).filter(|node| node.is_map()).count()
    }
}

/// Spreads directions from the operations.
pub(super) fn collect(api: &Api) -> Usage {
    let flags = api.documents().iter().map(|document| vec![0; document.tree.len()]).collect();
    let mut spread = Spread { api, flags, stack: Vec::new() };
    for operation in api.operations().filter(|operation| operation.is_first()) {
        let turned = !operation.is_served();
        let open = !turned && operation.security().admits_anonymous();
        let (sent, got) = if turned { (RESPONSE, REQUEST) } else { (REQUEST, RESPONSE) };
        let sent = if open { sent | sent << 2 } else { sent };
        let got = if open { got | got << 2 } else { got };
        let body = match (turned, open) {
            (true, _) => 0,
            (false, true) => BODY | OPEN_BODY,
            (false, false) => BODY,
        };
        for parameter in operation.parameters() {
            for schema in parameter.schemas() {
                spread.push(schema, sent, true);
            }
        }
        for payload in operation.request_payloads() {
            spread.push_payload(&payload, sent | body);
            spread.push_headers(&payload.part_headers(api), sent | body);
        }
        for response in operation.responses() {
            for payload in response.payloads() {
                spread.push_payload(&payload, got);
                spread.push_headers(&payload.part_headers(api), got);
            }
            let headers: Vec<Header<'_>> = response.headers().into_iter().map(|(_, header)| header).collect();
            spread.push_headers(&headers, got);
        }
    }
    spread.run();
    Usage { flags: spread.flags, reverse: OnceLock::new() }
}

struct Spread<'a> {
    api: &'a Api,
    flags: Vec<Vec<u16>>,
    stack: Vec<(Schema<'a>, u16, bool)>,
}

impl<'a> Spread<'a> {
    fn push(&mut self, schema: Schema<'a>, flags: u16, whole: bool) {
        if flags != 0 {
            self.stack.push((schema, flags, whole));
        }
    }

    fn push_payload(&mut self, payload: &Payload<'a>, flags: u16) {
        let items = payload.node.field(Key::ItemSchema).and_then(|items| Schema::new(self.api, items));
        for schema in payload.schema.into_iter().chain(items) {
            self.push(schema, flags, true);
        }
    }

    fn push_headers(&mut self, headers: &[Header<'a>], flags: u16) {
        for schema in headers.iter().flat_map(|header| header.schemas()) {
            self.push(schema, flags, true);
        }
    }

    fn run(&mut self) {
        while let Some((schema, flags, whole)) = self.stack.pop() {
            let at = schema.node().at();
            let slot = &mut self.flags[at.source.0 as usize][at.node.0 as usize];
            let spreads = flags & !*slot & ALL != 0;
            *slot |= if whole { flags | flags << WHOLE } else { flags };
            if spreads {
                self.below(schema, flags);
            }
        }
    }

    fn below(&mut self, schema: Schema<'a>, flags: u16) {
        let api = self.api;
        if let Some(reference) = api.reference(schema.node().at())
            && let Target::Node(to) = &reference.target
            && let Some(target) = Schema::new(api, api.node(*to))
        {
            self.push(target, flags, false);
        }
        for (key, value) in schema.node().entries() {
            let Some(key) = key.symbol().and_then(Key::from_symbol) else { continue };
            match key {
                Key::AllOf | Key::OneOf | Key::AnyOf => self.each(value.items(), flags, false),
                Key::Then | Key::Else => self.each(std::iter::once(value), flags, false),
                Key::DependentSchemas => self.each(value.entries().map(|(_, value)| value), flags, false),
                Key::Properties | Key::PatternProperties => {
                    for (_, property) in value.entries() {
                        let Some(property) = Schema::new(api, property) else { continue };
                        let mut flags = flags;
                        if property.is_read_only() {
                            flags &= !SENT;
                        }
                        if property.is_write_only() {
                            flags &= !(RESPONSE | OPEN_RESPONSE);
                        }
                        self.push(property, flags, true);
                    }
                }
                Key::Items if api.version == Version::V2 && api.kind(value) == Kind::Items => {
                    self.push(Schema::inline(api, value), flags, true);
                }
                Key::Items if value.is_seq() => self.each(value.items(), flags, true),
                Key::Items
                | Key::AdditionalProperties
                | Key::Contains
                | Key::PropertyNames
                | Key::UnevaluatedItems
                | Key::UnevaluatedProperties
                | Key::ContentSchema => self.each(std::iter::once(value), flags, true),
                Key::PrefixItems => self.each(value.items(), flags, true),
                _ => {}
            }
        }
    }

    fn each(&mut self, nodes: impl Iterator<Item = NodeRef<'a>>, flags: u16, whole: bool) {
        for node in nodes {
            if let Some(schema) = Schema::new(self.api, node) {
                self.push(schema, flags, whole);
            }
        }
    }
}

/// For each definition, who holds a reference to it. Built when the first finding asks.
#[derive(Debug)]
struct Reverse {
    holders: HashMap<At, Vec<Holder>>,
    operations: HashMap<At, Vec<usize>>,
    steps: Budget,
}

/// What a place belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Holder {
    /// An Operation or Path Item Object.
    Operations(At),
    /// Something that references name.
    Definition(At),
}

impl Reverse {
    fn new(api: &Api) -> Self {
        let mut operations: HashMap<At, Vec<usize>> = HashMap::new();
        for operation in api.operations() {
            operations.entry(operation.node().at()).or_default().push(operation.index());
            for item in operation.path_items() {
                operations.entry(item.at()).or_default().push(operation.index());
            }
        }
        let mut reverse = Self { holders: HashMap::new(), operations, steps: user_steps() };
        let targets: Vec<(At, At)> = api
            .references_in_order()
            .into_iter()
            .filter_map(|(holder, reference)| match reference.target {
                Target::Node(to) => Some((holder.at(), to)),
                _ => None,
            })
            .collect();
        for (_, to) in &targets {
            reverse.holders.entry(*to).or_default();
        }
        for (at, to) in targets {
            let Some(holder) = reverse.holder(api.node(at)) else { continue };
            if let Some(holders) = reverse.holders.get_mut(&to) {
                holders.push(holder);
            }
        }
        for holders in reverse.holders.values_mut() {
            let mut seen = HashSet::new();
            holders.retain(|holder| seen.insert(*holder));
        }
        reverse
    }

    /// The nearest definition or operation around a node, itself included.
    fn holder(&self, node: NodeRef<'_>) -> Option<Holder> {
        let mut around = Some(node);
        while let Some(node) = around {
            let at = node.at();
            if self.operations.contains_key(&at) {
                return Some(Holder::Operations(at));
            }
            if self.holders.contains_key(&at) {
                return Some(Holder::Definition(at));
            }
            around = node.parent();
        }
        None
    }

    /// Indexes of the operations that reach a node, and whether the search was broken off.
    fn operations_of(&self, node: NodeRef<'_>) -> (Vec<usize>, bool) {
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        let mut pending: Vec<Holder> = self.holder(node).into_iter().collect();
        let mut steps = self.steps.start();
        while let Some(holder) = pending.pop() {
            if !seen.insert(holder) {
                continue;
            }
            if !steps.next() {
                return (out, true);
            }
            match holder {
                Holder::Operations(at) => {
                    let operations = self.operations.get(&at).map(Vec::as_slice).unwrap_or_default();
                    // One path item may stand under many paths.
                    if !steps.take(operations.len() / SHARED) {
                        return (out, true);
                    }
                    out.extend(operations);
                }
                Holder::Definition(at) => pending.extend(self.holders.get(&at).into_iter().flatten()),
            }
        }
        (out, false)
    }
}

/// Operations of one path item that cost as much as one definition.
const SHARED: usize = 16;

/// What the searches for users of definitions may cost together, so that many definitions that all reach each other do
/// not cost their square. Real descriptions never come near the end.
pub(super) fn user_steps() -> Budget {
    Budget::new(1_000_000).granting(64)
}
