//! The load phase: reads the root and everything its references reach, gives each node its kind by the grammar, and
//! resolves every reference once. Nothing is inlined; afterwards everything is frozen.

use std::collections::VecDeque;

use hashbrown::HashMap;

use super::grammar::{Shape, V31, V32, Versions, field, pattern_field, referenceable};
use super::key::{Fields, Key, WORDS};
use super::kind::Kind;
use super::refs::{Reference, Target};
use crate::source::{LoadError, Loader, Source, SourceId, join_uri};
use crate::syntax::{At, Document, Limits, NodeId, NodeRef, decode_bytes, parse};

/// What the load phase leaves behind.
#[derive(Debug)]
pub(super) struct Graph {
    /// Every text of the description; index = [`SourceId`].
    pub(super) documents: Vec<Document>,
    /// Kind of each node, by document and node.
    pub(super) kinds: Vec<Vec<Kind>>,
    /// Every reference by the map that holds it.
    pub(super) references: HashMap<At, Reference>,
    /// Names of limits that were exceeded, with what they stopped.
    pub(super) exceeded: Vec<String>,
}

impl Graph {
    /// Nodes by kind, each list by document and place.
    pub(super) fn index(&self) -> Vec<Vec<At>> {
        let mut index = vec![Vec::new(); Kind::ALL.len() + 1];
        for (source, kinds) in self.kinds.iter().enumerate() {
            for (node, kind) in kinds.iter().enumerate().filter(|(_, kind)| **kind != Kind::None) {
                index[*kind as usize].push(At { source: SourceId(source as u32), node: NodeId(node as u32) });
            }
        }
        index
    }
}

pub(super) struct Loading<'l> {
    graph: Graph,
    loader: &'l dyn Loader,
    limits: &'l Limits,
    version: Versions,
    root: At,
    by_uri: HashMap<String, Result<SourceId, LoadError>>,
    stack: Vec<(At, Kind)>,
    pending: VecDeque<(At, Kind)>,
    late: Vec<(At, Kind)>,
    anchors: HashMap<(SourceId, String), At>,
    ids: HashMap<String, At>,
    memo: HashMap<(SourceId, String), Target>,
}

impl<'l> Loading<'l> {
    /// Starts from an already parsed root document.
    pub(super) fn new(
        document: Document,
        root: At,
        version: Versions,
        loader: &'l dyn Loader,
        limits: &'l Limits,
    ) -> Self {
        let mut by_uri = HashMap::new();
        by_uri.insert(document.source.uri.clone(), Ok(document.source.id));
        let kinds = vec![vec![Kind::None; document.tree.len()]];
        let graph = Graph { documents: vec![document], kinds, references: HashMap::new(), exceeded: Vec::new() };
        Self {
            graph,
            loader,
            limits,
            version,
            root,
            by_uri,
            stack: vec![(root, Kind::Root)],
            pending: VecDeque::new(),
            late: Vec::new(),
            anchors: HashMap::new(),
            ids: HashMap::new(),
            memo: HashMap::new(),
        }
    }

    /// Walks until nothing new is reachable.
    pub(super) fn run(mut self) -> Graph {
        loop {
            while let Some((at, kind)) = self.stack.pop() {
                self.visit(at, kind);
            }
            if let Some((at, expected)) = self.pending.pop_front() {
                self.follow(at, expected, false);
            } else if let Some((at, expected)) = self.late.pop() {
                // Anchors and identifiers are known only once everything else has been walked.
                self.follow(at, expected, true);
            } else {
                return self.graph;
            }
        }
    }

    /// Gives a node its kind and queues what the grammar says stands below it.
    fn visit(&mut self, at: At, kind: Kind) {
        let Graph { documents, kinds, references, .. } = &mut self.graph;
        let node = documents[at.source.0 as usize].node(at.node);
        let slot = &mut kinds[at.source.0 as usize][at.node.0 as usize];
        if !slot.is_data() {
            return;
        }
        *slot = kind;
        if kind.is_data() || !node.is_map() {
            return;
        }
        if referenceable(kind, self.version)
            && let Some(reference) = node.field(Key::Ref)
            && reference.is_scalar()
        {
            let keeps_siblings = match kind {
                Kind::Schema => Versions(V31.0 | V32.0).has(self.version) && node.len() > 1,
                other => other == Kind::PathItem,
            };
            references.insert(at, Reference::unresolved(reference.at(), kind));
            self.pending.push_back((at, kind));
            if !keeps_siblings {
                *slot = Kind::Reference;
                return;
            }
        }
        for (key, value) in node.entries() {
            let text = key.key_text();
            if text.starts_with("x-") {
                kinds[value.at().source.0 as usize][value.id.0 as usize] = Kind::Extension;
                continue;
            }
            let known = key.symbol().and_then(Key::from_symbol).and_then(|key| field(kind, key));
            let shape = match known.filter(|field| field.versions.has(self.version)) {
                Some(field) => field.shape,
                None => match pattern_field(kind) {
                    Some(shape) => shape,
                    None => continue,
                },
            };
            queue(&mut self.stack, value, shape);
            if kind == Kind::Schema && value.is_scalar() {
                remember_name(&mut self.anchors, &mut self.ids, node, key, value);
            }
        }
    }

    /// Resolves one reference and walks its target with the kind the reference expects.
    fn follow(&mut self, at: At, expected: Kind, late: bool) {
        let holder = self.graph.documents[at.source.0 as usize].node(at.node);
        let Some(text) = holder.field(Key::Ref).and_then(NodeRef::text) else { return };
        let memo_key = (at.source, text.to_string());
        let mut target = match self.memo.get(&memo_key) {
            Some(known) => known.clone(),
            None => self.locate(at, &memo_key.1, late),
        };
        if target == Target::Later {
            if !late {
                self.late.push((at, expected));
                return;
            }
            target = Target::Missing;
        }
        self.memo.insert(memo_key, target.clone());
        if let Target::Node(to) = target {
            let found = self.graph.kinds[to.source.0 as usize][to.node.0 as usize];
            if found.is_data() {
                self.stack.push((to, expected));
            } else if found != expected && found != Kind::Reference {
                target = Target::WrongKind(to, found);
            }
        }
        if let Some(reference) = self.graph.references.get_mut(&at) {
            reference.target = target;
        }
    }

    /// Finds what a reference names. `Later` when only anchors or identifiers can tell.
    fn locate(&mut self, at: At, text: &str, late: bool) -> Target {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        if late && let Some(named) = self.ids.get(file).filter(|_| !file.is_empty()) {
            return self.within(*named, &percent_decode(fragment));
        }
        let source = if file.is_empty() {
            at.source
        } else if self.self_uri().as_deref() == Some(file) {
            self.root.source
        } else if is_remote(file) {
            return if late { Target::Remote(text.to_owned()) } else { Target::Later };
        } else if file.starts_with('/') && !late {
            // It may be an `$id`.
            return Target::Later;
        } else {
            let base = &self.graph.documents[at.source.0 as usize].source.uri;
            let uri = join_uri(base, &percent_decode(file));
            match self.load(uri) {
                Ok(source) => source,
                // No file, but perhaps the identifier of a schema.
                Err(LoadError::NotFound) if !late => return Target::Later,
                Err(why) => return Target::Unloaded(why),
            }
        };
        let document = &self.graph.documents[source.0 as usize];
        let root = if source == self.root.source { Some(document.node(self.root.node)) } else { document.root() };
        let Some(root) = root else { return Target::Unreadable(source) };
        let fragment = percent_decode(fragment);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return match self.anchors.get(&(source, fragment)) {
                Some(found) if late => Target::Node(*found),
                _ => Target::Later,
            };
        }
        match root.at_pointer(&fragment) {
            Some(node) => Target::Node(node.at()),
            None if !document.complete => Target::Unreadable(source),
            None => Target::Missing,
        }
    }

    /// Finds an anchor or pointer in a schema that an `$id` named.
    fn within(&self, schema: At, fragment: &str) -> Target {
        let found = match fragment.is_empty() || fragment.starts_with('/') {
            true => {
                self.graph.documents[schema.source.0 as usize].node(schema.node).at_pointer(fragment).map(NodeRef::at)
            }
            false => self.anchors.get(&(schema.source, fragment.to_owned())).copied(),
        };
        found.map_or(Target::Missing, Target::Node)
    }

    /// The description's own `$self` (3.2), without a fragment.
    fn self_uri(&self) -> Option<String> {
        let root = self.graph.documents[0].node(self.root.node);
        root.field(Key::SelfUri)?.text().map(|text| text.into_owned())
    }

    fn load(&mut self, uri: String) -> Result<SourceId, LoadError> {
        if let Some(known) = self.by_uri.get(&uri) {
            return known.clone();
        }
        let result = self.load_new(&uri);
        self.by_uri.insert(uri, result.clone());
        result
    }

    fn load_new(&mut self, uri: &str) -> Result<SourceId, LoadError> {
        let count = self.graph.documents.len();
        if count >= self.limits.files {
            let message = format!("more than {} files (limit `files`)", self.limits.files);
            if !self.graph.exceeded.contains(&message) {
                self.graph.exceeded.push(message.clone());
            }
            return Err(LoadError::Unreadable(message));
        }
        let bytes = self.loader.load(uri)?;
        if bytes.len() as u64 > self.limits.file_size {
            return Err(LoadError::TooLarge { size: bytes.len() as u64, limit: self.limits.file_size });
        }
        let text = decode_bytes(bytes).map_err(|error| LoadError::Unreadable(error.to_string()))?;
        let id = SourceId(count as u32);
        let document = parse(Source::new(id, uri, text), self.limits, WORDS);
        self.graph.kinds.push(vec![Kind::None; document.tree.len()]);
        self.graph.documents.push(document);
        Ok(id)
    }
}

/// Queues the objects a shape announces. Values of another type are left without a kind.
fn queue(stack: &mut Vec<(At, Kind)>, value: NodeRef<'_>, shape: Shape) {
    match shape {
        // `items` of older drafts may be a list of schemas.
        Shape::One(Kind::Schema) if value.is_seq() => {
            stack.extend(value.items().map(|item| (item.at(), Kind::Schema)));
        }
        Shape::One(kind) | Shape::Data(kind) => stack.push((value.at(), kind)),
        Shape::List(kind) | Shape::DataList(kind) => {
            stack.extend(value.items().map(|item| (item.at(), kind)));
        }
        Shape::Map(kind) | Shape::DataMap(kind) => {
            stack.extend(value.entries().map(|(_, entry)| (entry.at(), kind)));
        }
        _ => {}
    }
}

/// `$anchor`, `$dynamicAnchor` and `$id` name the schema they stand in (JSON Schema 2020-12, 8.2).
fn remember_name(
    anchors: &mut HashMap<(SourceId, String), At>,
    ids: &mut HashMap<String, At>,
    schema: NodeRef<'_>,
    key: NodeRef<'_>,
    value: NodeRef<'_>,
) {
    let Some(name) = value.string() else { return };
    match key.symbol().and_then(Key::from_symbol) {
        Some(Key::Anchor | Key::DynamicAnchor) => {
            anchors.entry((schema.doc.source.id, name.into_owned())).or_insert(schema.at());
        }
        Some(Key::Id) => {
            ids.entry(name.into_owned()).or_insert(schema.at());
        }
        _ => {}
    }
}

/// True for a reference with a scheme or an authority: it leads off this machine, or is a `file:` URL.
pub(super) fn is_remote(file: &str) -> bool {
    let scheme = file.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    scheme || file.starts_with("//")
}

/// Decodes `%41`; a `%` that starts no code stays.
pub(super) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
