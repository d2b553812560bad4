//! OpenAPI 2.0, 3.0, 3.1 and 3.2 behind one set of views: what protects an operation, where its traffic goes, what it
//! takes and returns, and who can reach a schema. Versions and references end here; a rule sees neither.
//!
//! `grammar` knows shapes, `load` reads and resolves, the other modules answer questions. Everything is computed from
//! the written tree and every answer can name the node it came from.

mod address;
mod answer;
mod bounds;
mod budget;
mod component;
mod consistency;
mod described;
mod example;
mod exposure;
mod file;
pub mod gateway;
pub mod grammar;
mod header;
mod input;
mod key;
mod kind;
mod limits;
mod listed;
mod load;
mod media_type;
mod mention;
mod number;
mod openness;
mod operation;
mod parameter;
mod pattern;
mod payload;
mod prose;
mod protection;
mod recursion;
mod refs;
mod restriction;
mod route;
mod schema;
mod scheme;
mod scope;
mod security;
mod server;
mod shape;
mod size;
mod structure;
mod template;
mod usage;
pub mod validate;
mod walk;

pub use bounds::{Bound, Bounds, Range};
pub use consistency::Clash;
pub use described::Body;
pub use example::Example;
pub use exposure::{Exposure, Link, Reach, Way};
pub use file::limits_size;
pub use grammar::Versions;
pub use input::{Input, RequestPart};
pub use key::{Fields, Key, KeySet, WORDS};
pub use kind::Kind;
pub use limits::is_limit_header;
pub use listed::Listed;
pub use media_type::{MediaTypeName, Misnamed, essence, misnamed};
pub use mention::Mention;
pub use openness::{Extra, SentObject};
pub use operation::{Operation, Origin};
pub use parameter::{Location, Parameter};
pub use pattern::Pattern;
pub use payload::{Header, Payload, Response};
pub use protection::{Cause, Protection};
pub use recursion::{Circle, Step};
pub use refs::{Reference, Target};
pub use route::{Route, Routes, Segment, may_hold, segments};
pub use schema::{Schema, Type, Types};
pub use scheme::{Flow, FlowKind, SchemeKind, SecurityScheme};
pub use security::{Alternative, Effective, Required, Requirements};
pub use server::Endpoint;
pub use shape::{Gap, Variant};
pub use structure::{Expected, Fault, Wrong};
pub use template::{PathVersion, Variable, variable_name, variables};
pub use usage::{Direction, Uses};
pub use walk::Walk;

use std::collections::BTreeSet;
use std::ops;
use std::sync::{Mutex, OnceLock, PoisonError};

use hashbrown::HashMap;

use self::budget::Budget;
use super::Declared;
use super::regex::Regex;
use crate::source::Loader;
use crate::syntax::{At, Document, Limits, NodeRef};

/// A version of the OpenAPI Specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0.x.
    V30,
    /// OpenAPI 3.1.x.
    V31,
    /// OpenAPI 3.2.x.
    V32,
}

impl Version {
    /// As reports name it.
    pub fn format(self) -> &'static str {
        match self {
            Self::V2 => "openapi-2.0",
            Self::V30 => "openapi-3.0",
            Self::V31 => "openapi-3.1",
            Self::V32 => "openapi-3.2",
        }
    }

    /// As the grammar counts it.
    pub fn as_set(self) -> Versions {
        match self {
            Self::V2 => grammar::V2,
            Self::V30 => grammar::V30,
            Self::V31 => grammar::V31,
            Self::V32 => grammar::V32,
        }
    }
}

/// What the root of a document says it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Detected<'a> {
    /// A description of a known version.
    Known(Version),
    /// A description of a version this program does not know; the node holds the version.
    Unknown(NodeRef<'a>),
    /// Something else.
    Other,
}

/// Looks at the root of a document for `openapi` or `swagger`. The version may be an unquoted number.
pub fn detect(root: NodeRef<'_>) -> Detected<'_> {
    let (node, is_swagger) = match (root.get("openapi"), root.get("swagger")) {
        (Some(node), _) => (node, false),
        (None, Some(node)) => (node, true),
        (None, None) => return Detected::Other,
    };
    let Some(text) = node.text().filter(|_| node.is_scalar()) else { return Detected::Unknown(node) };
    let mut numbers = text.trim().splitn(3, '.');
    let (major, minor) = (numbers.next().unwrap_or(""), numbers.next().unwrap_or(""));
    let version = match (is_swagger, major, minor) {
        (true, "2", "0" | "") => Version::V2,
        (false, "3", "0" | "") => Version::V30,
        (false, "3", "1") => Version::V31,
        (false, "3", "2") => Version::V32,
        _ => return Detected::Unknown(node),
    };
    Detected::Known(version)
}

/// A loaded description. Frozen: checks only read it.
#[derive(Debug)]
pub struct Api {
    /// Version of the entry document, which decides for all of them.
    pub version: Version,
    /// What the owner states beside the description.
    pub declared: Declared,
    graph: load::Graph,
    /// Nodes by kind, each list by document and place.
    index: Vec<Vec<At>>,
    root: At,
    reference_steps: usize,
    operations: Vec<operation::Data>,
    requirements: HashMap<At, Requirements>,
    schemes: Vec<scheme::Named>,
    scheme_names: HashMap<String, usize>,
    scheme_users: OnceLock<scheme::Users>,
    reference_order: OnceLock<Vec<At>>,
    referrers: OnceLock<address::Referrers>,
    exceeded: Mutex<BTreeSet<String>>,
    variant_steps: Budget,
    regexes: OnceLock<HashMap<String, Regex>>,
    endpoints: server::Endpoints,
    usage: usage::Usage,
    exposure: OnceLock<exposure::Graph>,
    value_steps: Budget,
    shared_steps: Budget,
    gateway: OnceLock<gateway::Settings>,
    gaps: OnceLock<Vec<(At, Gap, At)>>,
    produces_structure: OnceLock<bool>,
    root_throttles: OnceLock<bool>,
}

impl Api {
    /// Loads everything reachable from a parsed root document and works out what the views need.
    pub fn load(
        document: Document,
        root: At,
        version: Version,
        declared: Declared,
        loader: &dyn Loader,
        limits: &Limits,
    ) -> Self {
        let graph = load::Loading::new(document, root, version.as_set(), loader, limits).run();
        let index = graph.index();
        let shared_steps = walk::shared_steps(&graph.documents);
        let value_steps = validate::value_steps(&graph.documents);
        let variant_steps = shape::variant_steps(&graph.documents);
        let mut api = Self {
            version,
            declared,
            graph,
            index,
            root,
            reference_steps: limits.reference_steps,
            operations: Vec::new(),
            requirements: HashMap::new(),
            schemes: Vec::new(),
            scheme_names: HashMap::new(),
            scheme_users: OnceLock::new(),
            reference_order: OnceLock::new(),
            referrers: OnceLock::new(),
            exceeded: Mutex::default(),
            variant_steps,
            regexes: OnceLock::new(),
            endpoints: server::Endpoints::default(),
            usage: usage::Usage::default(),
            exposure: OnceLock::new(),
            value_steps,
            shared_steps,
            gateway: OnceLock::new(),
            gaps: OnceLock::new(),
            produces_structure: OnceLock::new(),
            root_throttles: OnceLock::new(),
        };
        api.schemes = scheme::collect(&api);
        api.scheme_names = api.schemes.iter().enumerate().map(|(at, named)| (named.name.clone(), at)).collect();
        api.requirements = security::collect(&api);
        api.endpoints = server::collect(&api);
        api.operations = operation::collect(&api);
        api.usage = usage::collect(&api);
        api
    }

    /// The root object.
    pub fn root(&self) -> NodeRef<'_> {
        self.node(self.root)
    }

    /// A view of any node.
    pub fn node(&self, at: At) -> NodeRef<'_> {
        self.graph.documents[at.source.0 as usize].node(at.node)
    }

    /// What a node is according to the grammar.
    pub fn kind(&self, node: NodeRef<'_>) -> Kind {
        self.kind_at(node.at())
    }

    fn kind_at(&self, at: At) -> Kind {
        self.graph.kinds[at.source.0 as usize][at.node.0 as usize]
    }

    /// All texts of the description; index = [`crate::source::SourceId`], the entry document first.
    pub fn documents(&self) -> &[Document] {
        &self.graph.documents
    }

    /// Gives the texts back when checking has ended.
    pub fn into_documents(self) -> Vec<Document> {
        self.graph.documents
    }

    /// All nodes of one kind, by document and place.
    pub fn nodes_of(&self, kind: Kind) -> impl Iterator<Item = NodeRef<'_>> {
        self.index[kind as usize].iter().map(move |at| self.node(*at))
    }

    /// How many nodes are of one kind.
    pub fn count_of(&self, kind: Kind) -> usize {
        self.index[kind as usize].len()
    }

    /// Some of the nodes of one kind, by their place in [`Api::nodes_of`]; none where there are no more.
    pub fn some_of(&self, kind: Kind, range: ops::Range<usize>) -> impl Iterator<Item = NodeRef<'_>> {
        let all = self.index[kind as usize].as_slice();
        let some = all.get(range.start..range.end.min(all.len())).unwrap_or_default();
        some.iter().map(move |at| self.node(*at))
    }

    /// Limits that were exceeded while loading or checking, one sentence each.
    pub fn exceeded(&self) -> Vec<String> {
        let while_checking = self.exceeded.lock().unwrap_or_else(PoisonError::into_inner);
        self.graph.exceeded.iter().chain(&*while_checking).cloned().collect()
    }

    /// True when searches together took more than they may: then which of them were cut short depends on the order in
    /// which the checks ran.
    pub fn is_overdrawn(&self) -> bool {
        self.budgets().any(Budget::is_spent)
    }

    /// Lets all checks run once more, as if none had run.
    pub fn renew(&mut self) {
        self.budgets().for_each(Budget::refill);
        self.operations.iter_mut().for_each(operation::Data::forget_parameters);
        self.exceeded = Mutex::default();
    }

    /// What is shared by the searches of all checks.
    fn budgets(&self) -> impl Iterator<Item = &Budget> {
        let searches = [self.usage.steps(), self.exposure.get().map(exposure::Graph::steps)];
        [&self.variant_steps, &self.value_steps, &self.shared_steps].into_iter().chain(searches.into_iter().flatten())
    }

    /// Records that a search had to end before it was through.
    fn exceed(&self, sentence: String) {
        self.exceeded.lock().unwrap_or_else(PoisonError::into_inner).insert(sentence);
    }

    /// True when the description has or may have paths of its own (a library of components has none).
    pub fn has_operations(&self) -> bool {
        !self.operations.is_empty()
    }

    /// References that were not followed: remote ones and files that were refused.
    pub fn references_not_followed(&self) -> usize {
        self.not_followed().count()
    }

    /// True when all operations there may be stand in path items that were not followed: nothing is left to judge.
    pub fn is_elsewhere(&self) -> bool {
        !self.has_operations() && self.not_followed().any(|reference| reference.expected == Kind::PathItem)
    }

    fn not_followed(&self) -> impl Iterator<Item = &Reference> {
        use crate::source::LoadError;
        self.references().map(|(_, reference)| reference).filter(|reference| match &reference.target {
            Target::Remote(_) => true,
            Target::Unloaded(why) => *why != LoadError::NotFound,
            _ => false,
        })
    }
}
