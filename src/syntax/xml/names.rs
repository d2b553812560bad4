//! Names as they come: each qualified name is split and interned once, and each prefix knows what it is bound to.

use std::ops::Range;

use hashbrown::{HashMap, HashSet};

use super::tag::RawAttribute;
use super::{XML, XMLNS, split_qname};
use crate::syntax::tree::{Name, NameId};
use crate::syntax::{Symbol, TreeBuilder};

/// What every tree of XML interns first; see [`NO_NAMESPACE`] and the two behind it.
pub(super) const WORDS: &[&str] = &["", XMLNS, XML];
pub(in crate::syntax) const NO_NAMESPACE: Symbol = Symbol(0);
pub(in crate::syntax) const XMLNS_NAMESPACE: Symbol = Symbol(1);
const XML_NAMESPACE: Symbol = Symbol(2);

/// Qualified names that are found again without hashing; a power of two.
const RECENT: usize = 64;
/// Attributes of a tag that are compared each with each.
const FEW: usize = 12;

/// Indices of prefixes that every text has: none, and those that nobody can bind to something else.
const NO_PREFIX: u32 = 0;
const FIXED_PREFIXES: std::ops::RangeInclusive<u32> = 1..=2;

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

impl QName {
    /// The bit this name sets in a filter.
    pub(super) fn filter(self) -> u64 {
        1 << (self.id % 64)
    }

    /// It has a prefix.
    pub(super) fn is_prefixed(self) -> bool {
        self.prefix != NO_PREFIX
    }
}

/// A name that was met not long ago.
#[derive(Clone, Copy)]
struct Recent<'t> {
    key: Key,
    text: &'t str,
    name: QName,
}

/// The names of one text.
pub(super) struct Names<'t> {
    known: HashMap<&'t str, QName>,
    recent: [Option<Recent<'t>>; RECENT],
    /// Each prefix with the namespaces it is bound to, innermost last; the default namespace has the prefix "".
    prefixes: Vec<(&'t str, Vec<Symbol>)>,
    by_prefix: HashMap<&'t str, u32>,
    /// Prefixes in the order of their declarations, to undo them.
    declared: Vec<u32>,
    /// By [`QName::id`] and [`Use`]: the namespace it had last, and its number in the tree with that.
    numbered: Vec<[Option<(Symbol, NameId)>; 2]>,
}

/// What a name is the name of: without a prefix they are in different namespaces.
#[derive(Clone, Copy)]
pub(super) enum Use {
    Element,
    Attribute,
}

impl<'t> Names<'t> {
    pub(super) fn new() -> Self {
        let mut names = Self {
            known: HashMap::new(),
            recent: [None; RECENT],
            prefixes: Vec::new(),
            by_prefix: HashMap::new(),
            declared: Vec::new(),
            numbered: Vec::new(),
        };
        for (prefix, bound) in [("", vec![]), ("xml", vec![XML_NAMESPACE]), ("xmlns", vec![XMLNS_NAMESPACE])] {
            let index = names.prefix_index(prefix);
            if let Some((_, slot)) = names.prefixes.get_mut(index as usize) {
                *slot = bound;
            }
        }
        names
    }

    /// The qualified name at a place of the text.
    pub(super) fn read(&mut self, text: &'t str, place: &Range<usize>, builder: &mut TreeBuilder) -> QName {
        let key = Key::of(text.as_bytes(), place);
        let slot = key.slot();
        if let Some(Some(recent)) = self.recent.get(slot)
            && recent.key == key
            && (key.is_whole() || text.get(place.clone()) == Some(recent.text))
        {
            return recent.name;
        }
        let text = text.get(place.clone()).unwrap_or("");
        let name = match self.known.get(text) {
            Some(name) => *name,
            None => self.add(text, builder),
        };
        if let Some(recent) = self.recent.get_mut(slot) {
            *recent = Some(Recent { key, text, name });
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
        self.numbered.push([None; 2]);
        name
    }

    /// The number of a name in the tree.
    pub(super) fn number(
        &mut self,
        name: QName,
        used: Use,
        namespace: Symbol,
        length: u32,
        builder: &mut TreeBuilder,
    ) -> NameId {
        let known = self.numbered.get_mut(name.id as usize).and_then(|known| known.get_mut(used as usize));
        if let Some(Some((last, number))) = &known
            && *last == namespace
        {
            return *number;
        }
        let number = builder.name(Name { namespace, local: name.local, length });
        if let Some(known) = known {
            *known = Some((namespace, number));
        }
        number
    }

    fn prefix_index(&mut self, prefix: &'t str) -> u32 {
        let next = self.prefixes.len() as u32;
        let index = *self.by_prefix.entry(prefix).or_insert(next);
        if index == next {
            self.prefixes.push((prefix, Vec::new()));
        }
        index
    }

    /// The prefix of a name, as written.
    pub(super) fn prefix(&self, name: QName) -> &'t str {
        self.prefixes.get(name.prefix as usize).map_or("", |(prefix, _)| prefix)
    }

    /// The namespace the prefix of a name is bound to; `None` when nothing declares it.
    pub(super) fn namespace(&self, name: QName) -> Option<Symbol> {
        self.prefixes.get(name.prefix as usize)?.1.last().copied()
    }

    /// How many declarations are in scope.
    pub(super) fn depth(&self) -> usize {
        self.declared.len()
    }

    /// Takes a declaration into scope.
    pub(super) fn declare(&mut self, prefix: &'t str, namespace: Symbol) {
        let index = self.prefix_index(prefix);
        if FIXED_PREFIXES.contains(&index) {
            return;
        }
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

/// Length and first bytes of a name: all that short ones are.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    length: usize,
    first: u64,
}

impl Key {
    fn of(text: &[u8], place: &Range<usize>) -> Self {
        let length = place.len();
        let first = match text.get(place.start..).and_then(|rest| rest.first_chunk::<8>()) {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => {
                let rest = text.get(place.start..).unwrap_or_default();
                rest.iter().rev().fold(0, |first, byte| first << 8 | u64::from(*byte))
            }
        };
        let mask = if length < 8 { (1 << (length * 8)) - 1 } else { u64::MAX };
        Self { length, first: first & mask }
    }

    /// True where no other name has this key.
    fn is_whole(self) -> bool {
        self.length <= 8
    }

    fn slot(self) -> usize {
        let mixed = (self.first ^ self.length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> (64 - RECENT.ilog2())) as usize
    }
}
