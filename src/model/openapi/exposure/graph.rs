//! The references of a description turned round: for each definition, what refers to it and what it is part of. Built
//! by one pass when the first finding asks.

use hashbrown::{HashMap, HashSet};

use super::Way;
use crate::model::openapi::budget::{Budget, Search};
use crate::model::openapi::usage::user_steps;
use crate::model::openapi::{Api, Fields, Key, Kind, Operation, Schema, Target};
use crate::syntax::{self, At, NodeRef};

/// What a place is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Something that references name.
    Definition(At),
    /// A response, body or parameter as written at an operation.
    Operations(At),
}

/// How values come from one definition to what is made of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// The reference; `None` where the definition stands inside the other thing.
    pub(super) site: Option<At>,
    pub(super) to: Stop,
    /// Ways that are not closed by `readOnly` or `writeOnly` in between.
    ways: u8,
}

impl Edge {
    pub(super) fn admits(&self, way: Way) -> bool {
        self.ways & way as u8 != 0
    }
}

/// See the module.
#[derive(Debug)]
pub(in crate::model::openapi) struct Graph {
    edges: HashMap<At, Vec<Edge>>,
    /// By what is written at the operation: indexes and the way values travel there.
    operations: HashMap<At, Vec<(usize, Way)>>,
    /// See [`Api::tells_callers`].
    pub(super) tells_callers: bool,
    steps: Budget,
}

impl Graph {
    pub(super) fn new(api: &Api) -> Self {
        let mut graph = Self {
            edges: HashMap::new(),
            operations: operations(api),
            tells_callers: api.tells_callers(),
            steps: user_steps(),
        };
        let uses = uses(api);
        for (_, to) in &uses {
            graph.edges.entry(*to).or_default();
        }
        let definitions: Vec<At> = graph.edges.keys().copied().collect();
        let mut found: Vec<(At, Edge)> = Vec::new();
        for (site, to) in uses {
            let edge = graph.climb(api, api.node(site), false);
            found.extend(edge.map(|edge| (to, Edge { site: Some(site), ..edge })));
        }
        for at in definitions {
            found.extend(graph.climb(api, api.node(at), true).map(|edge| (at, edge)));
            if graph.operations.contains_key(&at) {
                found.push((at, Edge { site: None, to: Stop::Operations(at), ways: BOTH }));
            }
        }
        // Those that stand inside come last: a way by reference says more.
        for (at, edge) in found {
            graph.edges.entry(at).or_default().push(edge);
        }
        graph
    }

    /// What a node is part of.
    pub(super) fn around(&self, api: &Api, node: NodeRef<'_>) -> Option<Edge> {
        self.climb(api, node, false)
    }

    pub(super) fn edges(&self, definition: At) -> &[Edge] {
        self.edges.get(&definition).map_or(&[], Vec::as_slice)
    }

    pub(super) fn operations(&self, root: At, way: Way) -> impl Iterator<Item = usize> {
        let all = self.operations.get(&root).into_iter().flatten();
        all.filter(move |(_, known)| *known == way).map(|(index, _)| *index)
    }

    pub(in crate::model::openapi) fn steps(&self) -> &Budget {
        &self.steps
    }

    pub(super) fn search(&self) -> Search<'_> {
        self.steps.start()
    }

    /// Goes up from a node to the nearest definition or operation that is made of it; from a definition itself when
    /// `above`.
    fn climb(&self, api: &Api, start: NodeRef<'_>, above: bool) -> Option<Edge> {
        let mut ways = BOTH;
        let mut node = start;
        let mut is_start = above;
        while ways != 0 {
            let at = node.at();
            if !is_start && self.edges.contains_key(&at) {
                return Some(Edge { site: None, to: Stop::Definition(at), ways });
            }
            if !is_start && self.operations.contains_key(&at) {
                return Some(Edge { site: None, to: Stop::Operations(at), ways });
            }
            is_start = false;
            let parent = node.parent()?;
            match api.kind(parent) {
                Kind::Schema if parent.is_map() => {
                    let key = node.key().and_then(NodeRef::symbol).and_then(Key::from_symbol);
                    // No key of the list: only merge keys.
                    if key.is_some_and(|key| !carries(key)) {
                        return None;
                    }
                }
                Kind::Operation | Kind::PathItem | Kind::Components | Kind::Root => return None,
                _ if is_properties(api, parent) => ways &= ways_of(api, node),
                _ => {}
            }
            node = parent;
        }
        None
    }
}

const BOTH: u8 = Way::Returned as u8 | Way::Received as u8;

/// True for keywords below which schemas describe the value itself or a part of it.
fn carries(key: Key) -> bool {
    matches!(
        key,
        Key::AllOf
            | Key::OneOf
            | Key::AnyOf
            | Key::Then
            | Key::Else
            | Key::DependentSchemas
            | Key::Properties
            | Key::PatternProperties
            | Key::AdditionalProperties
            | Key::PropertyNames
            | Key::UnevaluatedProperties
            | Key::Items
            | Key::PrefixItems
            | Key::Contains
            | Key::UnevaluatedItems
            | Key::ContentSchema
    )
}

/// True for the map below `properties` or `patternProperties` of a schema.
fn is_properties(api: &Api, map: NodeRef<'_>) -> bool {
    let key = map.key().and_then(NodeRef::symbol).and_then(Key::from_symbol);
    matches!(key, Some(Key::Properties | Key::PatternProperties))
        && map.parent().is_some_and(|parent| api.kind(parent) == Kind::Schema)
}

fn ways_of(api: &Api, property: NodeRef<'_>) -> u8 {
    let Some(schema) = Schema::new(api, property.resolve_alias()) else { return BOTH };
    let mut ways = BOTH;
    if schema.is_read_only() {
        ways &= !(Way::Received as u8);
    }
    if schema.is_write_only() {
        ways &= !(Way::Returned as u8);
    }
    ways
}

/// Where a definition is named: references, and aliases of YAML. In the order of the description.
fn uses(api: &Api) -> Vec<(At, At)> {
    let references = api.references_in_order().into_iter().filter_map(|(site, reference)| match reference.target {
        Target::Node(to) => Some((site.at(), to)),
        _ => None,
    });
    let mut uses: Vec<(At, At)> = references.collect();
    for document in api.documents() {
        let nodes = document.tree.roots().iter().flat_map(|root| document.node(*root).subtree());
        let aliases = nodes.filter(|node| node.kind() == syntax::Kind::Alias);
        uses.extend(aliases.map(|alias| (alias.at(), alias.resolve_alias().at())).filter(|(from, to)| from != to));
    }
    uses
}

/// What operations take and answer with, as written there.
fn operations(api: &Api) -> HashMap<At, Vec<(usize, Way)>> {
    let mut out: HashMap<At, Vec<(usize, Way)>> = HashMap::new();
    for operation in api.operations().filter(|operation| !operation.is_elsewhere()) {
        let turned = !operation.is_served();
        let (sent, got) = if turned { (Way::Returned, Way::Received) } else { (Way::Received, Way::Returned) };
        for written in parameters(api, operation) {
            out.entry(written.at()).or_default().push((operation.index(), sent));
        }
        if let Some(body) = operation.node().field(Key::RequestBody) {
            out.entry(body.at()).or_default().push((operation.index(), sent));
        }
        for response in operation.responses() {
            out.entry(response.written.at()).or_default().push((operation.index(), got));
        }
    }
    out
}

/// The parameters that apply, as they stand in the lists of the operation and its path item.
fn parameters<'a>(api: &'a Api, operation: Operation<'a>) -> Vec<NodeRef<'a>> {
    let levels = std::iter::once(operation.node()).chain(operation.path_items());
    let lists: Vec<NodeRef<'a>> = levels.filter_map(|node| node.field(Key::Parameters)).collect();
    if lists.is_empty() {
        return Vec::new();
    }
    let effective: HashSet<At> = operation.parameters().iter().map(|parameter| parameter.node().at()).collect();
    let applies = |item: &NodeRef<'a>| api.resolve(*item).is_some_and(|parameter| effective.contains(&parameter.at()));
    lists.into_iter().flat_map(NodeRef::items).filter(applies).collect()
}
