//! The arena: nodes in document order (pre-order), each with its byte span and the place where its
//! subtree ends. Keys stand as nodes of their own before their values. Nothing is decoded or copied.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::{Document, Interner, Scalar, Symbol, decode, scalar};
use crate::source::Span;

/// Index of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// The address of a node anywhere in a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// The document.
    pub source: crate::source::SourceId,
    /// The node in it.
    pub node: NodeId,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Mapping or JSON object: key, value, key, value …
    Map,
    /// Sequence or JSON array.
    Seq,
    /// Scalar of any type, as a key or a value.
    Scalar,
    /// YAML alias; views step over it to its anchor.
    Alias,
    /// XML element: its attributes, then its content.
    Element,
    /// XML attribute; the span is that of the value between the quotes.
    Attribute,
    /// XML character data, `CDATA` included.
    Text,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// YAML plain scalar; JSON number, `true`, `false`, `null`.
    Plain,
    /// YAML `'…'`.
    Single,
    /// YAML `"…"` or a JSON string.
    Double,
    /// YAML `|`.
    Literal,
    /// YAML `>`.
    Folded,
    /// XML text or attribute value with references to decode.
    Markup,
    /// XML `CDATA`.
    CData,
}

/// 24 bytes a node.
#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    end: u32,
    /// Id of the first node after this subtree.
    next: u32,
    parent: u32,
    /// Map: entries; Seq: items; key: symbol; Alias: target; Element, Attribute: index into `names`.
    data: u32,
    kind: Kind,
    style: Style,
    is_key: bool,
    tagged: bool,
}

/// Name of an XML element or attribute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) namespace: Symbol,
    pub(super) local: Symbol,
    /// Bytes of the name as written, prefix included.
    pub(super) start: u32,
    pub(super) end: u32,
}

const NONE: u32 = u32::MAX;
/// Maps with more entries than this are looked up through a table.
const BIG_MAP: u32 = 48;

/// A parsed text as a flat arena.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    roots: Vec<NodeId>,
    symbols: Interner,
    names: Vec<Name>,
    tags: HashMap<NodeId, (u32, u32)>,
    big_maps: HashMap<(NodeId, Symbol), NodeId>,
    /// The key `<<`, where the notation knows it and the text has it.
    merge: Option<Symbol>,
}

impl Tree {
    /// The root of each document of the text.
    pub fn roots(&self) -> &[NodeId] {
        &self.roots
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True when nothing was parsed.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The keys and names of this tree.
    pub fn symbols(&self) -> &Interner {
        &self.symbols
    }

    /// The first node that starts at or after a byte offset.
    pub fn first_from(&self, offset: u32) -> Option<NodeId> {
        let at = self.nodes.partition_point(|node| node.start < offset);
        (at < self.nodes.len()).then_some(NodeId(at as u32))
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}

/// A view of one node: two words, free to copy.
#[derive(Clone, Copy)]
pub struct NodeRef<'a> {
    /// The document it stands in.
    pub doc: &'a Document,
    /// Which node.
    pub id: NodeId,
}

impl PartialEq for NodeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.doc.source.id == other.doc.source.id && self.id == other.id
    }
}

impl std::fmt::Debug for NodeRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}", self.kind(), self.doc.source.slice(self.span()))
    }
}

impl<'a> NodeRef<'a> {
    fn node(self) -> &'a Node {
        self.doc.tree.node(self.id)
    }

    fn sibling(self, id: u32) -> NodeRef<'a> {
        NodeRef { doc: self.doc, id: NodeId(id) }
    }

    /// The address of the node.
    pub fn at(self) -> At {
        At { source: self.doc.source.id, node: self.id }
    }

    /// What the node is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// How the scalar is written.
    pub fn style(self) -> Style {
        self.node().style
    }

    /// True for a map.
    pub fn is_map(self) -> bool {
        self.kind() == Kind::Map
    }

    /// True for a sequence.
    pub fn is_seq(self) -> bool {
        self.kind() == Kind::Seq
    }

    /// True for a scalar.
    pub fn is_scalar(self) -> bool {
        self.kind() == Kind::Scalar
    }

    /// True for the key of a map entry.
    pub fn is_key(self) -> bool {
        self.node().is_key
    }

    /// Bytes of the node; of an attribute its value, of a quoted scalar the quotes included.
    pub fn span(self) -> Span {
        let node = self.node();
        Span { source: self.doc.source.id, start: node.start, end: node.end }
    }

    /// The text of the node as written.
    pub fn raw(self) -> &'a str {
        let node = self.node();
        self.doc.source.text.get(node.start as usize..node.end as usize).unwrap_or("")
    }

    /// The node that holds this one; for keys and values alike the map.
    pub fn parent(self) -> Option<NodeRef<'a>> {
        let parent = self.node().parent;
        (parent != NONE).then(|| self.sibling(parent))
    }

    /// The root of the document this node stands in (a YAML stream has several).
    pub fn root(self) -> NodeRef<'a> {
        let roots = self.doc.tree.roots();
        let at = roots.partition_point(|root| *root <= self.id);
        self.sibling(roots[at.max(1) - 1].0)
    }

    /// Number of entries of a map, items of a sequence; 0 for others. Merged entries do not count.
    pub fn len(self) -> usize {
        match self.kind() {
            Kind::Map | Kind::Seq => self.node().data as usize,
            _ => 0,
        }
    }

    /// True for a map or sequence without content, and for everything that is neither.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The key of this value, when the parent is a map; the key itself for a key.
    pub fn key(self) -> Option<NodeRef<'a>> {
        if self.is_key() {
            return Some(self);
        }
        let parent = self.parent().filter(|parent| parent.is_map())?;
        let before = self.sibling(self.id.0.checked_sub(1)?);
        if before.is_key() && before.node().parent == parent.id.0 {
            return Some(before);
        }
        // A complex key has children, so it does not stand right before its value.
        parent.written_entries().find(|(_, value)| value.id == self.id).map(|(key, _)| key)
    }

    /// The span to point at when this node lacks something: its key, else its own first line.
    pub fn grip(self) -> Span {
        match self.key() {
            Some(key) => key.span(),
            None => self.span(),
        }
    }

    /// The symbol of a key node; `None` for values and complex keys.
    pub fn symbol(self) -> Option<Symbol> {
        let node = self.node();
        (node.is_key && node.kind == Kind::Scalar).then_some(Symbol(node.data))
    }

    /// The decoded text of a key node.
    pub fn key_text(self) -> &'a str {
        self.symbol().map_or("", |symbol| self.doc.tree.symbols.text(symbol))
    }

    /// Steps over an alias to the anchored node. An undefined alias stays what it is.
    pub fn resolve_alias(self) -> NodeRef<'a> {
        let mut node = self;
        for _ in 0..64 {
            if node.kind() != Kind::Alias || node.node().data == NONE {
                break;
            }
            node = self.sibling(node.node().data);
        }
        node
    }

    /// All nodes of the subtree as written, this one first, aliases not followed.
    pub fn subtree(self) -> impl Iterator<Item = NodeRef<'a>> {
        (self.id.0..self.node().next).map(move |id| self.sibling(id))
    }

    /// Id one past the subtree.
    pub fn subtree_end(self) -> NodeId {
        NodeId(self.node().next)
    }

    /// Direct children as written: keys and values, items, attributes and content.
    pub fn children(self) -> Children<'a> {
        Children { doc: self.doc, at: self.id.0 + 1, end: self.node().next }
    }

    /// Entries as written, duplicates and merge keys included, aliases not followed.
    pub fn written_entries(self) -> impl Iterator<Item = (NodeRef<'a>, NodeRef<'a>)> {
        let mut children = if self.is_map() { self.children() } else { Children::none(self.doc) };
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// Items of a sequence, aliases followed.
    pub fn items(self) -> impl Iterator<Item = NodeRef<'a>> {
        let children = if self.is_seq() { self.children() } else { Children::none(self.doc) };
        children.map(NodeRef::resolve_alias)
    }

    /// Entries of a map as they mean: aliases followed, merge keys (`<<`) expanded behind the explicit
    /// ones, the first of equal keys only.
    pub fn entries(self) -> Entries<'a> {
        let merges = self.is_map() && self.has_merge_key();
        let children = if self.is_map() { self.children() } else { Children::none(self.doc) };
        Entries { children, merges: merges.then(|| Box::new(Merges::new(self))) }
    }

    fn has_merge_key(self) -> bool {
        self.doc.tree.merge.is_some_and(|merge| self.find_written(merge).is_some())
    }

    /// The value of a key, aliases and merge keys followed. The first of equal keys wins.
    pub fn get(self, key: &str) -> Option<NodeRef<'a>> {
        self.get_symbol(self.doc.tree.symbols.lookup(key)?)
    }

    /// As [`NodeRef::get`], for a symbol of this document.
    pub fn get_symbol(self, key: Symbol) -> Option<NodeRef<'a>> {
        if !self.is_map() {
            return None;
        }
        if let Some(found) = self.find_written(key) {
            return Some(found.resolve_alias());
        }
        if self.has_merge_key() {
            return self.entries().find(|(found, _)| found.symbol() == Some(key)).map(|(_, value)| value);
        }
        None
    }

    /// The written value of a key, aliases not followed.
    fn find_written(self, key: Symbol) -> Option<NodeRef<'a>> {
        let node = self.node();
        if node.kind != Kind::Map {
            return None;
        }
        if node.data > BIG_MAP {
            return self.doc.tree.big_maps.get(&(self.id, key)).map(|id| self.sibling(id.0));
        }
        let nodes = &self.doc.tree.nodes;
        let (mut at, end) = (self.id.0 + 1, node.next);
        while at < end {
            let found = &nodes[at as usize];
            let value = found.next;
            if found.data == key.0 && found.kind == Kind::Scalar {
                return (value < end).then(|| self.sibling(value));
            }
            at = nodes.get(value as usize)?.next;
        }
        None
    }

    /// The decoded text of a scalar, attribute or text node, whatever its type.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::Scalar if self.is_key() => Some(Cow::Borrowed(self.key_text())),
            Kind::Scalar | Kind::Attribute | Kind::Text => {
                Some(decode::decode(self.raw(), self.style(), self.block_indent()))
            }
            _ => None,
        }
    }

    /// The decoded text of a scalar that is a string by its type (a number, boolean or null is none).
    pub fn string(self) -> Option<Cow<'a, str>> {
        match self.scalar()? {
            Scalar::String(text) => Some(text),
            _ => None,
        }
    }

    /// The typed value of a scalar (YAML 1.2 core schema, or JSON).
    pub fn scalar(self) -> Option<Scalar<'a>> {
        if self.kind() != Kind::Scalar {
            return None;
        }
        Some(scalar::read(self))
    }

    /// `true` or `false` as written in the core schema.
    pub fn bool(self) -> Option<bool> {
        match self.scalar()? {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A number; integers beyond 2^53 lose precision.
    pub fn number(self) -> Option<f64> {
        match self.scalar()? {
            Scalar::Int(value) => Some(value as f64),
            Scalar::Float(value) => Some(value),
            _ => None,
        }
    }

    /// True for an explicit or implied null.
    pub fn is_null(self) -> bool {
        matches!(self.scalar(), Some(Scalar::Null))
    }

    /// The tag as written, such as `!Sub` or `!!str`.
    pub fn tag(self) -> Option<&'a str> {
        if !self.node().tagged {
            return None;
        }
        let (start, end) = self.doc.tree.tags.get(&self.id)?;
        self.doc.source.text.get(*start as usize..*end as usize)
    }

    /// Column of the line a block scalar's header or key stands on: what its content is indented against.
    fn block_indent(self) -> Option<u32> {
        match self.style() {
            Style::Literal | Style::Folded => Some(self.node().data),
            _ => None,
        }
    }

    pub(super) fn name(self) -> Option<&'a Name> {
        match self.kind() {
            Kind::Element | Kind::Attribute => self.doc.tree.names.get(self.node().data as usize),
            _ => None,
        }
    }
}

/// Direct children of a node as written.
pub struct Children<'a> {
    doc: &'a Document,
    at: u32,
    end: u32,
}

impl<'a> Children<'a> {
    fn none(doc: &'a Document) -> Self {
        Self { doc, at: 0, end: 0 }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = NodeRef<'a>;

    fn next(&mut self) -> Option<NodeRef<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = NodeRef { doc: self.doc, id: NodeId(self.at) };
        self.at = node.node().next;
        Some(node)
    }
}

/// See [`NodeRef::entries`].
pub struct Entries<'a> {
    children: Children<'a>,
    merges: Option<Box<Merges<'a>>>,
}

/// Bookkeeping of a map that has merge keys: what was already given, which maps are still to come.
struct Merges<'a> {
    seen: hashbrown::HashSet<Symbol>,
    visited: hashbrown::HashSet<NodeId>,
    pending: Vec<NodeRef<'a>>,
    merge: Option<Symbol>,
}

impl<'a> Merges<'a> {
    fn new(map: NodeRef<'a>) -> Self {
        Self {
            seen: hashbrown::HashSet::new(),
            visited: std::iter::once(map.id).collect(),
            pending: Vec::new(),
            merge: map.doc.tree.merge,
        }
    }

    /// Queues what a `<<` names: one map, or a sequence of maps of which the first wins. A map merged
    /// twice adds nothing new, so each is visited once and no nesting of merges can multiply the work.
    fn queue(&mut self, value: NodeRef<'a>) {
        let value = value.resolve_alias();
        let sources: Vec<_> = if value.is_seq() { value.items().collect() } else { vec![value] };
        for source in sources.into_iter().rev() {
            if source.is_map() && self.visited.insert(source.id) {
                self.pending.push(source);
            }
        }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = (NodeRef<'a>, NodeRef<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(key) = self.children.next() else {
                let next = self.merges.as_mut()?.pending.pop()?;
                self.children = next.children();
                continue;
            };
            let value = self.children.next()?;
            let Some(merges) = &mut self.merges else {
                return Some((key, value.resolve_alias()));
            };
            match key.symbol() {
                Some(symbol) if Some(symbol) == merges.merge => merges.queue(value),
                Some(symbol) if !merges.seen.insert(symbol) => {}
                _ => return Some((key, value.resolve_alias())),
            }
        }
    }
}

/// Builds a [`Tree`] from the events of a parser.
#[derive(Debug)]
pub struct TreeBuilder {
    tree: Tree,
    open: Vec<u32>,
}

impl TreeBuilder {
    /// A builder whose interner already knows `words`.
    pub fn new(words: &[&str], expected_nodes: usize) -> Self {
        let tree =
            Tree { symbols: Interner::with_words(words), nodes: Vec::with_capacity(expected_nodes), ..Tree::default() };
        Self { tree, open: Vec::new() }
    }

    /// Nodes so far.
    pub fn len(&self) -> usize {
        self.tree.nodes.len()
    }

    /// True before the first node.
    pub fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    /// How many containers are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// True when the next node of the innermost map is a key.
    pub fn at_key(&self) -> bool {
        self.open.last().is_some_and(|open| {
            let node = &self.tree.nodes[*open as usize];
            node.kind == Kind::Map && node.data % 2 == 0
        })
    }

    /// True inside a map, keys and values alike.
    pub fn innermost_is_map(&self) -> bool {
        self.innermost_kind() == Some(Kind::Map)
    }

    /// Opens a map, sequence or element at a byte; closed by [`TreeBuilder::close`].
    pub fn open(&mut self, kind: Kind, start: usize) -> NodeId {
        let id = self.push(kind, Style::Plain, start, start);
        self.open.push(id.0);
        id
    }

    /// Closes the innermost container; `end` is one past its last byte. A key without a value gets an empty one.
    pub fn close(&mut self, end: usize) {
        if self.open.last().is_some() && self.innermost_kind() == Some(Kind::Map) && !self.at_key() {
            self.scalar(Style::Plain, end, end);
        }
        let Some(open) = self.open.pop() else { return };
        let next = self.tree.nodes.len() as u32;
        let node = &mut self.tree.nodes[open as usize];
        node.end = node.end.max(end as u32);
        node.next = next;
        if node.kind == Kind::Map {
            node.data /= 2;
        }
    }

    /// Adds a scalar (as a key where the innermost map expects one); the span includes quotes.
    pub fn scalar(&mut self, style: Style, start: usize, end: usize) -> NodeId {
        self.push(Kind::Scalar, style, start, end)
    }

    /// Says what the key added last decodes to.
    pub fn set_key(&mut self, key: NodeId, text: &str) {
        let symbol = self.tree.symbols.intern(text);
        self.tree.nodes[key.0 as usize].data = symbol.0;
    }

    /// Says which column (in bytes, 0-based) the content of a block scalar is indented to.
    pub fn set_block_indent(&mut self, id: NodeId, indent: usize) {
        self.tree.nodes[id.0 as usize].data = indent as u32;
    }

    /// Adds an alias; `None` for an anchor that does not exist.
    pub fn alias(&mut self, target: Option<NodeId>, start: usize, end: usize) -> NodeId {
        let id = self.push(Kind::Alias, Style::Plain, start, end);
        self.tree.nodes[id.0 as usize].data = target.map_or(NONE, |target| target.0);
        id
    }

    /// Records the tag of a node.
    pub fn set_tag(&mut self, id: NodeId, start: usize, end: usize) {
        self.tree.nodes[id.0 as usize].tagged = true;
        self.tree.tags.insert(id, (start as u32, end as u32));
    }

    /// Moves the start of a node, for parsers that learn it late.
    pub fn set_start(&mut self, id: NodeId, start: usize) {
        self.tree.nodes[id.0 as usize].start = start as u32;
    }

    /// End of the node added last, closed or not: where its last child ends.
    pub fn last_end(&self) -> usize {
        self.tree.nodes.last().map_or(0, |node| node.end as usize)
    }

    /// Adds an attribute or text node of the innermost element.
    pub fn leaf(&mut self, kind: Kind, style: Style, start: usize, end: usize) -> NodeId {
        self.push(kind, style, start, end)
    }

    /// Names an element or attribute; `start..end` is the name as written.
    pub fn set_name(&mut self, id: NodeId, namespace: &str, local: &str, start: usize, end: usize) {
        let name = Name {
            namespace: self.tree.symbols.intern(namespace),
            local: self.tree.symbols.intern(local),
            start: start as u32,
            end: end as u32,
        };
        self.tree.nodes[id.0 as usize].data = self.tree.names.len() as u32;
        self.tree.names.push(name);
    }

    fn innermost_kind(&self) -> Option<Kind> {
        self.open.last().map(|open| self.tree.nodes[*open as usize].kind)
    }

    fn push(&mut self, kind: Kind, style: Style, start: usize, end: usize) -> NodeId {
        let id = self.tree.nodes.len() as u32;
        let is_key = self.at_key();
        let parent = self.open.last().copied().unwrap_or(NONE);
        if parent == NONE {
            self.tree.roots.push(NodeId(id));
        } else if self.innermost_kind() != Some(Kind::Element) {
            self.tree.nodes[parent as usize].data += 1;
        }
        let data = if is_key { NONE } else { 0 };
        let node = Node {
            start: start as u32,
            end: end as u32,
            next: id + 1,
            parent,
            data: if matches!(kind, Kind::Map | Kind::Seq) { 0 } else { data },
            kind,
            style,
            is_key,
            tagged: false,
        };
        self.tree.nodes.push(node);
        NodeId(id)
    }

    /// Ends the build: closes what is still open and prepares the look-up of big maps. `merge_keys`
    /// says whether `<<` means a merge in this notation.
    pub fn finish(mut self, end: usize, merge_keys: bool) -> Tree {
        while !self.open.is_empty() {
            self.close(end);
        }
        let mut tree = self.tree;
        tree.nodes.shrink_to_fit();
        tree.merge = if merge_keys { tree.symbols.lookup("<<") } else { None };
        let big: Vec<u32> = (0..tree.nodes.len() as u32)
            .filter(|id| {
                let node = &tree.nodes[*id as usize];
                node.kind == Kind::Map && node.data > BIG_MAP
            })
            .collect();
        for id in big {
            let (mut at, end) = (id + 1, tree.nodes[id as usize].next);
            while at < end {
                let key = tree.nodes[at as usize];
                if key.kind == Kind::Scalar && key.data != NONE && key.next < end {
                    tree.big_maps.entry((NodeId(id), Symbol(key.data))).or_insert(NodeId(key.next));
                }
                let Some(value) = tree.nodes.get(key.next as usize) else {
                    break;
                };
                at = value.next;
            }
        }
        tree
    }
}
