//! Keys and names as small numbers, so that comparing them costs nothing.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// An interned string of one [`Interner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub u32);

impl Symbol {
    /// The bit this symbol sets in the filter of a map: `symbol % 64`.
    pub fn filter(self) -> u64 {
        1 << (self.0 % 64)
    }
}

/// A set of strings numbered in order of first sight. The hash is seeded, so crafted keys cannot collide on purpose.
#[derive(Debug, Default)]
pub struct Interner {
    strings: Vec<Box<str>>,
    /// [`mark`] of each string.
    marks: Vec<u32>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// An interner that already knows `words`, numbered from 0.
    pub fn with_words(words: &[&str]) -> Self {
        let mut interner = Self::default();
        for word in words {
            interner.intern(word);
        }
        interner
    }

    /// The symbol of a string, new or known.
    pub fn intern(&mut self, text: &str) -> Symbol {
        let hash = self.hasher.hash_one(text);
        let strings = &self.strings;
        if let Some(found) = self.table.find(hash, |id| &*strings[*id as usize] == text) {
            return Symbol(*found);
        }
        let id = self.strings.len() as u32;
        self.strings.push(text.into());
        self.marks.push(mark(text));
        let (strings, hasher) = (&self.strings, &self.hasher);
        self.table.insert_unique(hash, id, |id| hasher.hash_one(&*strings[*id as usize]));
        Symbol(id)
    }

    /// Bytes of the longest string.
    pub fn longest(&self) -> usize {
        self.strings.iter().map(|text| text.len()).max().unwrap_or(0)
    }

    /// The symbol of a string if it occurs.
    pub fn lookup(&self, text: &str) -> Option<Symbol> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |id| &*self.strings[*id as usize] == text).map(|id| Symbol(*id))
    }

    /// True when a symbol of this interner stands for a text; `mark` is that of the text. Most questions end at the mark.
    pub(super) fn is(&self, symbol: Symbol, text: &str, mark: u32) -> bool {
        self.marks.get(symbol.0 as usize) == Some(&mark) && self.text(symbol) == text
    }

    /// Number of strings: every symbol is below it.
    pub fn len(&self) -> usize {
        self.strings.len()
    }

    /// True without a string.
    pub fn is_empty(&self) -> bool {
        self.strings.is_empty()
    }

    /// The strings in order of their symbols.
    pub fn strings(&self) -> impl Iterator<Item = &str> {
        self.strings.iter().map(|text| &**text)
    }

    /// The text of a symbol of this interner.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.strings.get(symbol.0 as usize).map_or("", |text| text)
    }
}

/// Length, first, middle and last byte of a text: different texts mostly have different ones.
pub(super) fn mark(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let length = bytes.len();
    u32::from_le_bytes([length as u8, at(0), at(length / 2), at(length.wrapping_sub(1))])
}
