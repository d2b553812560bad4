//! Walking the children of a node: as written, and as a map's entries mean, with aliases and merge keys followed.

use hashbrown::HashSet;

use super::{Document, NodeId, NodeRef, Symbol};

/// Direct children of a node as written.
pub struct Children<'a> {
    pub(super) doc: &'a Document,
    pub(super) at: u32,
    pub(super) end: u32,
}

impl<'a> Children<'a> {
    pub(super) fn none(doc: &'a Document) -> Self {
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

impl<'a> Entries<'a> {
    /// `merging` is the map when it has merge keys.
    pub(super) fn new(children: Children<'a>, merging: Option<NodeRef<'a>>) -> Self {
        Self { children, merges: merging.map(|map| Box::new(Merges::new(map))) }
    }
}

/// Bookkeeping of a map that has merge keys: what was already given, which maps are still to come.
struct Merges<'a> {
    seen: HashSet<Symbol>,
    visited: HashSet<NodeId>,
    pending: Vec<NodeRef<'a>>,
    merge: Option<Symbol>,
}

impl<'a> Merges<'a> {
    fn new(map: NodeRef<'a>) -> Self {
        Self {
            seen: HashSet::new(),
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

/// The maps that merge keys bring together with one, each once, in the order in which they count.
pub(super) struct Merged<'a>(Merges<'a>);

impl<'a> Merged<'a> {
    pub(super) fn new(map: NodeRef<'a>) -> Self {
        let mut merges = Merges::new(map);
        merges.pending.push(map);
        Self(merges)
    }
}

impl<'a> Iterator for Merged<'a> {
    type Item = NodeRef<'a>;

    fn next(&mut self) -> Option<NodeRef<'a>> {
        let map = self.0.pending.pop()?;
        let merge = self.0.merge?;
        for (_, value) in map.written_entries().filter(|(key, _)| key.symbol() == Some(merge)) {
            self.0.queue(value);
        }
        Some(map)
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
