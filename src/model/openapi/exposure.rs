//! Which operations return the values a schema describes and which take them, whether one of those lets anybody in, and
//! by which references each comes to it. The search goes backwards from the schema, against the flow of values: out of a
//! property, a branch or an item into what is made of it, and from a definition to what refers to it. Callbacks and
//! webhooks are turned round, `readOnly` properties are out of requests and `writeOnly` ones out of responses.

mod graph;

use hashbrown::HashSet;

pub(super) use graph::Graph;
use graph::{Edge, Stop};

use super::{Api, Fields, Key, Kind, Operation, Origin};
use crate::syntax::{At, NodeRef};

/// Which way values travel, seen from the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Way {
    /// Out of it: responses, and what it sends to webhooks and callbacks.
    Returned = 1,
    /// Into it: parameters and bodies, and how webhooks and callbacks answer.
    Received = 2,
}

/// Where values of a schema travel, and by whom.
pub struct Exposure<'a> {
    /// Out of the API.
    pub returned: Reach<'a>,
    /// Into it.
    pub received: Reach<'a>,
}

impl Exposure<'_> {
    /// `returned by …`, `received by …`, or both; `None` when no operation reaches the schema.
    pub fn words(&self) -> Option<String> {
        let both: Vec<String> = [&self.returned, &self.received].into_iter().filter_map(Reach::clause).collect();
        (!both.is_empty()).then(|| both.join("; "))
    }
}

/// The operations that carry values of a schema one way.
#[derive(Clone)]
pub struct Reach<'a> {
    api: &'a Api,
    way: Way,
    /// In the order of the description, each once.
    found: Vec<Found<'a>>,
    is_partial: bool,
    /// The tree of the search: how each definition was come to.
    steps: Vec<Step>,
}

#[derive(Clone)]
struct Found<'a> {
    operation: Operation<'a>,
    /// The response, body or parameter at the operation.
    root: At,
    last: Step,
}

/// A use of something, and the step before it, nearer to the schema.
#[derive(Clone, Copy)]
struct Step {
    site: Option<At>,
    before: Option<usize>,
}

/// One place of the way from an operation to a schema.
pub struct Link<'a> {
    /// The response, body or parameter of the operation, or what holds a reference.
    pub node: NodeRef<'a>,
    /// What happens there.
    pub words: String,
}

/// Places told of one chain.
const TOLD: usize = 5;

impl<'a> Reach<'a> {
    /// The operations, in the order of the description.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'a>> {
        self.found.iter().map(|found| found.operation)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// True when no operation is known.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// True when there may be more than were counted: the search has a budget.
    pub fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Leaves out operations.
    pub fn retain(&mut self, keep: impl Fn(Operation<'a>) -> bool) {
        self.found.retain(|found| keep(found.operation));
    }

    /// The first operation that clients call without credentials. `None` also where the description tells nobody from
    /// anybody, which is one cause of its own ([`Api::tells_callers`]).
    pub fn open(&self) -> Option<Operation<'a>> {
        self.find(|operation| self.api.is_exposed(operation)).map(|found| found.operation)
    }

    /// The operation that messages name: one that needs no credentials, else one that clients call, else any.
    pub fn first(&self) -> Option<Operation<'a>> {
        self.leading().map(|found| found.operation)
    }

    fn leading(&self) -> Option<&Found<'a>> {
        let open = self.find(|operation| self.api.is_exposed(operation));
        open.or_else(|| self.find(Operation::is_served)).or(self.found.first())
    }

    fn find(&self, is_meant: impl Fn(Operation<'a>) -> bool) -> Option<&Found<'a>> {
        self.found.iter().find(|found| is_meant(found.operation))
    }

    /// `GET /users` and how many more, or `GET /users` without authentication, and by how many more.
    pub fn words(&self) -> Option<String> {
        let first = self.first()?.title();
        let more = self.count() - 1;
        let least = if self.is_partial { "at least " } else { "" };
        let s = if more == 1 { "" } else { "s" };
        Some(match (self.open().is_some(), more, self.is_partial) {
            (true, 0, false) => format!("`{first}` without authentication"),
            (true, ..) => format!("`{first}` without authentication, and by {least}{more} more"),
            (false, 0, false) => format!("`{first}`"),
            (false, ..) => format!("`{first}` and {least}{more} more operation{s}"),
        })
    }

    /// The same with its verb: `returned by …`, `received by …`, `sent by the webhook …`.
    pub fn clause(&self) -> Option<String> {
        let words = self.words()?;
        let verb = match (self.way, self.first()?.origin()) {
            (Way::Returned, Origin::Path) => "returned by",
            (Way::Received, Origin::Path) => "received by",
            (Way::Returned, Origin::Webhook) => "sent by the webhook",
            (Way::Returned, Origin::Callback) => "sent by the callback",
            (Way::Received, Origin::Webhook) => "taken as an answer to the webhook",
            (Way::Received, Origin::Callback) => "taken as an answer to the callback",
        };
        Some(format!("{verb} {words}"))
    }

    /// How the operation that messages name comes to the schema: the response, body or parameter there, then every
    /// reference on the shortest way, at most five places.
    pub fn chain(&self) -> Vec<Link<'a>> {
        let Some(found) = self.leading() else { return Vec::new() };
        let root = self.api.node(found.root);
        let mut chain = vec![Link { node: root, words: root_words(self.way, found.operation, root) }];
        let mut step = Some(found.last);
        while let Some(Step { site, before }) = step {
            if let Some(node) = site.filter(|site| *site != found.root).map(|site| self.api.node(site)) {
                chain.push(Link { node, words: format!("{} is used here", self.api.target_words(node)) });
            }
            step = before.and_then(|index| self.steps.get(index)).copied();
        }
        let left_out = chain.len().saturating_sub(TOLD);
        if left_out > 0 {
            chain.drain(2..2 + left_out);
            if let Some(behind) = chain.get_mut(2) {
                behind.words = format!("{left_out} references later, {}", behind.words);
            }
        }
        chain
    }
}

fn root_words(way: Way, operation: Operation<'_>, root: NodeRef<'_>) -> String {
    let title = operation.title();
    let key = root.key().and_then(NodeRef::symbol).and_then(Key::from_symbol);
    let is_in_responses = root.parent().is_some_and(|parent| operation.api.kind(parent) == Kind::Responses);
    match (operation.origin(), way) {
        (Origin::Path, Way::Returned) => {
            let status = root.key().map_or("", NodeRef::key_text);
            format!("`{title}` answers with this (`{status}`)")
        }
        (Origin::Path, Way::Received) if key == Some(Key::RequestBody) => format!("`{title}` takes this body"),
        (Origin::Path, Way::Received) => format!("`{title}` takes this parameter"),
        (_, Way::Returned) => format!("`{title}` is called with this"),
        (_, Way::Received) if is_in_responses => format!("`{title}` is answered with this"),
        (_, Way::Received) => format!("`{title}` gets this back"),
    }
}

impl Api {
    /// Where values of a schema travel, and by which operations. For rules that have a finding: it costs a search.
    pub fn exposure<'a>(&'a self, schema: NodeRef<'a>) -> Exposure<'a> {
        Exposure { returned: self.reach(schema, Way::Returned), received: self.reach(schema, Way::Received) }
    }

    /// One half of [`Api::exposure`].
    pub fn reach<'a>(&'a self, schema: NodeRef<'a>, way: Way) -> Reach<'a> {
        self.reach_through(schema, way, |_| true)
    }

    /// The same by way of some responses, bodies or parameters only, asked for as they are written at the operation.
    pub fn reach_through<'a>(
        &'a self,
        schema: NodeRef<'a>,
        way: Way,
        admits: impl Fn(NodeRef<'a>) -> bool,
    ) -> Reach<'a> {
        let graph = self.exposure.get_or_init(|| Graph::new(self));
        let mut reach = Reach { api: self, way, found: Vec::new(), is_partial: false, steps: Vec::new() };
        let mut operations: HashSet<usize> = HashSet::new();
        let mut definitions: HashSet<At> = HashSet::new();
        let mut pending: Vec<At> = Vec::new();
        let start = graph.around(self, schema);
        let mut search = graph.search();
        let mut next = 0;
        // Breadth first, so that each operation is met by the shortest way.
        let mut edges: &[Edge] = start.as_slice();
        let mut before = None;
        loop {
            for edge in edges.iter().filter(|edge| edge.admits(way)) {
                if !search.next() {
                    reach.is_partial = true;
                    break;
                }
                let step = Step { site: edge.site, before };
                match edge.to {
                    Stop::Definition(at) => {
                        if definitions.insert(at) {
                            reach.steps.push(step);
                            pending.push(at);
                        }
                    }
                    Stop::Operations(root) if !admits(self.node(root)) => {}
                    Stop::Operations(root) => {
                        for index in graph.operations(root, way).filter(|index| operations.insert(*index)) {
                            reach.found.push(Found { operation: self.operation(index), root, last: step });
                        }
                    }
                }
            }
            let Some(at) = pending.get(next).filter(|_| !reach.is_partial) else { break };
            edges = graph.edges(*at);
            before = Some(next);
            next += 1;
        }
        reach.found.sort_by_key(|found| found.operation.index());
        reach
    }

    /// True for an operation that clients call without credentials although others need some.
    pub fn is_exposed(&self, operation: Operation<'_>) -> bool {
        operation.is_served() && self.told_callers() && operation.security().admits_anonymous()
    }

    fn told_callers(&self) -> bool {
        self.exposure.get_or_init(|| Graph::new(self)).tells_callers
    }

    /// What a reference names, for messages.
    fn target_words(&self, holder: NodeRef<'_>) -> String {
        let written = holder.field(Key::Ref).and_then(NodeRef::string);
        let name = written.as_deref().and_then(|text| text.rsplit(['/', '#']).find(|part| !part.is_empty()));
        let anchored = || holder.resolve_alias().key().map(|key| key.key_text().to_owned());
        let name = name.map(str::to_owned).or_else(anchored).filter(|name| !name.is_empty());
        name.map_or_else(|| "this".to_owned(), |name| format!("`{name}`"))
    }
}
