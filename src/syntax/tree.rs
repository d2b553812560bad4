//! The arena: nodes in document order (pre-order), each with its byte span and the place where its
//! subtree ends. Keys stand as nodes of their own before their values. Nothing is decoded or copied.

use hashbrown::HashMap;

use super::entries::Merged;
use super::{Children, Document, Entries, Interner, Symbol};
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
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Id of the first node after this subtree.
    pub(super) next: u32,
    pub(super) parent: u32,
    /// Map: index into `maps`; Seq: items; key: symbol; Alias: target; Element, Attribute: index into `called`; block
    /// scalar: indent; any other scalar: [`VERBATIM`] where nothing needs decoding.
    pub(super) data: u32,
    pub(super) kind: Kind,
    pub(super) style: Style,
    pub(super) is_key: bool,
    pub(super) tagged: bool,
}

/// What an XML element or attribute is called, and where that stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Called {
    /// Index into `names`.
    pub(super) name: NameId,
    /// First byte of the name as written.
    pub(super) start: u32,
}

/// Number of a [`Name`] in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NameId(pub(super) u32);

/// A name of XML elements or attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) namespace: Symbol,
    pub(super) local: Symbol,
    /// Bytes of the name as written, prefix included.
    pub(super) length: u32,
}

/// What a map holds, to answer most questions without walking it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Map {
    /// Bit `symbol % 64` of each key as written.
    pub(super) filter: u64,
    /// Entries as written.
    pub(super) entries: u32,
}

pub(super) const NONE: u32 = u32::MAX;
/// Marks a scalar that says what is written (between its quotes): no escapes, no line breaks.
pub(super) const VERBATIM: u32 = 1;
/// Maps with more entries than this are looked up through a table.
pub(super) const BIG_MAP: u32 = 48;

/// A parsed text as a flat arena.
#[derive(Debug, Default)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) maps: Vec<Map>,
    pub(super) roots: Vec<NodeId>,
    pub(super) symbols: Interner,
    pub(super) called: Vec<Called>,
    /// Each name once while the meaning of its prefix stays.
    pub(super) names: Vec<Name>,
    pub(super) tags: HashMap<NodeId, (u32, u32)>,
    pub(super) big_maps: HashMap<(NodeId, Symbol), NodeId>,
    /// The key `<<`, where the notation knows it and the text has it.
    pub(super) merge: Option<Symbol>,
    pub(super) positions: super::pointer::Positions,
    pub(super) offsets: super::offset::LongTexts,
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
    pub(super) fn node(self) -> &'a Node {
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
            Kind::Seq => self.node().data as usize,
            Kind::Map => self.map().map_or(0, |map| map.entries as usize),
            _ => 0,
        }
    }

    fn map(self) -> Option<&'a Map> {
        let node = self.node();
        if node.kind == Kind::Map { self.doc.tree.maps.get(node.data as usize) } else { None }
    }

    /// False when the map certainly has none of the keys whose bits (`symbol % 64`) are set, merge keys followed.
    #[inline]
    pub fn may_have(self, filter: u64) -> bool {
        let Some(held) = self.map().map(|map| map.filter) else { return false };
        held & filter != 0 || self.doc.tree.merge.is_some_and(|merge| held & merge.filter() != 0)
    }

    /// False when the keys of the map, as written, are certainly all different.
    pub fn may_repeat_keys(self) -> bool {
        self.map().is_some_and(|map| map.filter.count_ones() != map.entries)
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

    /// The span to point at when this node lacks something: its key; without one (the root of a file, an item of a
    /// list) the first key in it.
    pub fn grip(self) -> Span {
        let first = || self.written_entries().next().map(|(key, _)| key);
        self.key().or_else(first).unwrap_or(self).span()
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
        Entries::new(children, merges.then_some(self))
    }

    pub(super) fn has_merge_key(self) -> bool {
        self.doc.tree.merge.is_some_and(|merge| self.find_written(merge).is_some())
    }

    /// The value of a key, aliases and merge keys followed. The first of equal keys wins.
    pub fn get(self, key: &str) -> Option<NodeRef<'a>> {
        self.get_symbol(self.doc.tree.symbols.lookup(key)?)
    }

    /// The value of the key that another map, of this document or another, has a key for.
    pub fn get_like(self, key: NodeRef<'a>) -> Option<NodeRef<'a>> {
        match key.symbol() {
            Some(symbol) if std::ptr::eq(self.doc, key.doc) => self.get_symbol(symbol),
            _ => self.get(key.key_text()),
        }
    }

    /// As [`NodeRef::get`], for a symbol of this document.
    #[inline]
    pub fn get_symbol(self, key: Symbol) -> Option<NodeRef<'a>> {
        // Most questions end here.
        if self.may_have(key.filter()) { self.find(key) } else { None }
    }

    #[inline(never)]
    fn find(self, key: Symbol) -> Option<NodeRef<'a>> {
        if let Some(found) = self.find_written(key) {
            return Some(found.resolve_alias());
        }
        if self.has_merge_key() {
            return self.merged_maps().find_map(|map| map.find_written(key)).map(NodeRef::resolve_alias);
        }
        None
    }

    /// This map and those that merge keys bring together with it, each once, in the order in which they count.
    pub(super) fn merged_maps(self) -> impl Iterator<Item = NodeRef<'a>> {
        Merged::new(self)
    }

    /// The written value of a key, aliases not followed.
    fn find_written(self, key: Symbol) -> Option<NodeRef<'a>> {
        let map = self.map()?;
        if map.filter & key.filter() == 0 {
            return None;
        }
        if map.entries > BIG_MAP {
            return self.doc.tree.big_maps.get(&(self.id, key)).map(|id| self.sibling(id.0));
        }
        let nodes = &self.doc.tree.nodes;
        let (mut at, end) = (self.id.0 + 1, self.node().next);
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

    pub(super) fn name(self) -> Option<&'a Name> {
        self.doc.tree.names.get(self.called()?.name.0 as usize)
    }

    /// Bytes of the name as written, prefix included.
    pub(super) fn name_range(self) -> Option<(u32, u32)> {
        Some((self.called()?.start, self.called()?.start + self.name()?.length))
    }

    fn called(self) -> Option<&'a Called> {
        match self.kind() {
            Kind::Element | Kind::Attribute => self.doc.tree.called.get(self.node().data as usize),
            _ => None,
        }
    }
}
