//! Builds a [`Tree`] from the events of a parser: containers are opened and closed, keys are told from values by their turn.

use super::tree::{BIG_MAP, Called, Map, NONE, Name, NameId, Node, VERBATIM};
use super::{Interner, Kind, NodeId, Style, Symbol, Tree};

/// See the module.
#[derive(Debug)]
pub struct TreeBuilder {
    tree: Tree,
    open: Vec<Open>,
    big_maps: Vec<u32>,
}

/// A container that is not closed yet.
#[derive(Clone, Copy, Debug)]
struct Open {
    id: u32,
    kind: Kind,
    /// Children so far; of a map keys and values both.
    children: u32,
    /// See [`Map::filter`].
    filter: u64,
}

impl TreeBuilder {
    /// A builder whose interner already knows `words`.
    pub fn new(words: &[&str], expected_nodes: usize) -> Self {
        let tree =
            Tree { symbols: Interner::with_words(words), nodes: Vec::with_capacity(expected_nodes), ..Tree::default() };
        Self { tree, open: Vec::new(), big_maps: Vec::new() }
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
        self.open.last().is_some_and(|open| open.kind == Kind::Map && open.children.is_multiple_of(2))
    }

    /// True inside a map, keys and values alike.
    pub fn innermost_is_map(&self) -> bool {
        self.open.last().is_some_and(|open| open.kind == Kind::Map)
    }

    /// Opens a map, sequence or element at a byte; closed by [`TreeBuilder::close`].
    pub fn open(&mut self, kind: Kind, start: usize) -> NodeId {
        let id = self.push(kind, Style::Plain, start, start);
        self.open.push(Open { id: id.0, kind, children: 0, filter: 0 });
        id
    }

    /// Closes the innermost container; `end` is one past its last byte. A key without a value gets an empty one.
    pub fn close(&mut self, end: usize) {
        if self.innermost_is_map() && !self.at_key() {
            self.scalar(Style::Plain, end, end);
        }
        let Some(open) = self.open.pop() else { return };
        let next = self.tree.nodes.len() as u32;
        let node = &mut self.tree.nodes[open.id as usize];
        node.end = node.end.max(end as u32);
        node.next = next;
        match open.kind {
            Kind::Map => {
                let map = Map { filter: open.filter, entries: open.children / 2 };
                node.data = self.tree.maps.len() as u32;
                self.tree.maps.push(map);
                if map.entries > BIG_MAP {
                    self.big_maps.push(open.id);
                }
            }
            Kind::Seq => node.data = open.children,
            _ => {}
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
        if let Some(open) = self.open.last_mut() {
            open.filter |= symbol.filter();
        }
    }

    /// Says that a scalar value says what is written: nothing in it needs decoding.
    pub fn set_verbatim(&mut self, id: NodeId) {
        let node = &mut self.tree.nodes[id.0 as usize];
        if !node.is_key {
            node.data = VERBATIM;
        }
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

    /// Opens an XML element at a byte; `called` is where its name begins as written.
    pub(super) fn element(&mut self, start: usize, called: Called) {
        let id = self.tree.nodes.len() as u32;
        self.named(Kind::Element, Style::Plain, (start as u32, start as u32), called);
        self.open.push(Open { id, kind: Kind::Element, children: 0, filter: 0 });
    }

    /// Adds an attribute of the innermost element, by the place of its value.
    pub(super) fn attribute(&mut self, value: (u32, u32), called: Called) {
        self.named(Kind::Attribute, Style::Markup, value, called);
    }

    /// Numbers a name of elements and attributes.
    pub(super) fn name(&mut self, name: Name) -> NameId {
        self.tree.names.push(name);
        NameId(self.tree.names.len() as u32 - 1)
    }

    /// Adds text of the innermost element.
    pub fn text(&mut self, style: Style, start: usize, end: usize) -> NodeId {
        self.push(Kind::Text, style, start, end)
    }

    fn named(&mut self, kind: Kind, style: Style, (start, end): (u32, u32), called: Called) {
        let id = self.tree.nodes.len() as u32;
        let parent = self.open.last().map_or(NONE, |open| open.id);
        if parent == NONE {
            self.tree.roots.push(NodeId(id));
        }
        let data = self.tree.called.len() as u32;
        self.tree.called.push(called);
        let node = Node { start, end, next: id + 1, parent, data, kind, style, is_key: false, tagged: false };
        self.tree.nodes.push(node);
    }

    /// The symbol of a text in the tree that is built.
    pub fn symbol(&mut self, text: &str) -> Symbol {
        self.tree.symbols.intern(text)
    }

    fn push(&mut self, kind: Kind, style: Style, start: usize, end: usize) -> NodeId {
        let id = self.tree.nodes.len() as u32;
        let (mut parent, mut is_key) = (NONE, false);
        match self.open.last_mut() {
            Some(open) => {
                parent = open.id;
                is_key = open.kind == Kind::Map && open.children.is_multiple_of(2);
                open.children += 1;
            }
            None => self.tree.roots.push(NodeId(id)),
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
        tree.maps.shrink_to_fit();
        tree.merge = if merge_keys { tree.symbols.lookup("<<") } else { None };
        for id in self.big_maps {
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
