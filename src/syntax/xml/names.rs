//! Names as they come: each qualified name is split and interned once, and each prefix knows what it is bound to.

use hashbrown::{HashMap, HashSet};

use super::tag::RawAttribute;
use super::{XML, XMLNS, split_qname};
use crate::syntax::{Symbol, TreeBuilder};

/// What every tree of XML interns first; see [`NO_NAMESPACE`] and the two behind it.
pub(super) const WORDS: &[&str] = &["", XMLNS, XML];
pub(super) const NO_NAMESPACE: Symbol = Symbol(0);
pub(super) const XMLNS_NAMESPACE: Symbol = Symbol(1);
const XML_NAMESPACE: Symbol = Symbol(2);

/// Qualified names that are found again without hashing; a power of two.
const RECENT: usize = 64;
/// Attributes of a tag that are compared each with each.
const FEW: usize = 12;

/// A qualified name.
#[derive(Clone, Copy, Debug)]
pub(super) struct QName {
    /// The same for the same name as written.
    id: u32,
    /// Index of its prefix in [`Names::prefixes`].
    prefix: u32,
    pub(super) local: Symbol,
    /// It is `xmlns` or has that prefix.
    pub(super) declares: bool,
}

/// The names of one text.
pub(super) struct Names<'t> {
    known: HashMap<&'t str, QName>,
    recent: [Option<(&'t str, QName)>; RECENT],
    /// Each prefix with the namespaces it is bound to, innermost last; the default namespace has the prefix "".
    prefixes: Vec<(&'t str, Vec<Symbol>)>,
    by_prefix: HashMap<&'t str, u32>,
    /// Prefixes in the order of their declarations, to undo them.
    declared: Vec<u32>,
}

impl<'t> Names<'t> {
    pub(super) fn new() -> Self {
        Self {
            known: HashMap::new(),
            recent: [None; RECENT],
            prefixes: Vec::new(),
            by_prefix: HashMap::new(),
            declared: Vec::new(),
        }
    }

    /// A qualified name as written.
    pub(super) fn read(&mut self, text: &'t str, builder: &mut TreeBuilder) -> QName {
        let slot = slot(text.as_bytes());
        match self.recent.get(slot) {
            Some(Some((recent, name))) if *recent == text => return *name,
            _ => {}
        }
        let name = match self.known.get(text) {
            Some(name) => *name,
            None => self.add(text, builder),
        };
        if let Some(recent) = self.recent.get_mut(slot) {
            *recent = Some((text, name));
        }
        name
    }

    fn add(&mut self, text: &'t str, builder: &mut TreeBuilder) -> QName {
        let (prefix, local) = split_qname(text);
        let name = QName {
            id: self.known.len() as u32,
            prefix: self.prefix_index(prefix),
            local: builder.symbol(local),
            declares: prefix == "xmlns" || text == "xmlns",
        };
        self.known.insert(text, name);
        name
    }

    fn prefix_index(&mut self, prefix: &'t str) -> u32 {
        let next = self.prefixes.len() as u32;
        let index = *self.by_prefix.entry(prefix).or_insert(next);
        if index == next {
            let bound = match prefix {
                "xml" => vec![XML_NAMESPACE],
                "xmlns" => vec![XMLNS_NAMESPACE],
                _ => Vec::new(),
            };
            self.prefixes.push((prefix, bound));
        }
        index
    }

    /// The prefix of a name, as written.
    pub(super) fn prefix(&self, name: QName) -> &'t str {
        self.prefixes.get(name.prefix as usize).map_or("", |(prefix, _)| prefix)
    }

    /// The namespace the prefix of a name is bound to; `None` when nothing declares it.
    pub(super) fn namespace(&self, name: QName) -> Option<Symbol> {
        let (prefix, bound) = self.prefixes.get(name.prefix as usize)?;
        match *prefix {
            // Nobody can bind these to something else.
            "xml" | "xmlns" => bound.first().copied(),
            _ => bound.last().copied(),
        }
    }

    /// How many declarations are in scope.
    pub(super) fn depth(&self) -> usize {
        self.declared.len()
    }

    /// Takes a declaration into scope.
    pub(super) fn declare(&mut self, prefix: &'t str, namespace: Symbol) {
        let index = self.prefix_index(prefix);
        if let Some((_, bound)) = self.prefixes.get_mut(index as usize) {
            bound.push(namespace);
            self.declared.push(index);
        }
    }

    /// Ends the scope of all declarations but the first `depth`.
    pub(super) fn undo(&mut self, depth: usize) {
        for index in self.declared.drain(depth..) {
            if let Some((_, bound)) = self.prefixes.get_mut(index as usize) {
                bound.pop();
            }
        }
    }
}

/// The attributes of a tag whose name stood there before, by index.
pub(super) fn repeated(attributes: &[(RawAttribute, QName)]) -> Vec<usize> {
    let ids = || attributes.iter().map(|(_, name)| name.id);
    if attributes.len() <= FEW {
        let is_repeated = |(at, id): (usize, u32)| ids().take(at).any(|before| before == id).then_some(at);
        return ids().enumerate().filter_map(is_repeated).collect();
    }
    let mut seen = HashSet::new();
    ids().enumerate().filter(|(_, id)| !seen.insert(*id)).map(|(at, _)| at).collect()
}

fn slot(name: &[u8]) -> usize {
    let at = |index: usize| name.get(index).copied().map_or(0, usize::from);
    let length = name.len();
    (length ^ (at(length / 2) << 1) ^ (at(length.wrapping_sub(1)) << 2) ^ (at(length.wrapping_sub(2)) << 3)) % RECENT
}
