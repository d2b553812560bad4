//! Characters that no set of a pattern tells apart are one letter: a handful of letters stands for all of Unicode.

use hashbrown::HashMap;

use super::charset::{CharSet, LAST, line_ends, printable, word};
use super::fuel::Fuel;

/// Letters of an alphabet; patterns that need more are not judged.
const MOST_LETTERS: usize = 400;

#[derive(Debug)]
pub(super) struct Alphabet {
    pub(super) letters: Vec<Letter>,
    /// For each set, which letters are in it.
    in_set: Vec<Vec<bool>>,
}

#[derive(Debug)]
pub(super) struct Letter {
    /// Stands for all in messages.
    pub(super) sample: char,
    pub(super) kind: Side,
    pub(super) is_printable: bool,
}

/// What stands on one side of a place between two characters, as far as conditions ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Side {
    /// The start or the end of the text.
    Edge,
    Word,
    LineEnd,
    Other,
}

impl Alphabet {
    /// `None` when the sets tell too many apart.
    pub(super) fn new(sets: &[&CharSet], fuel: &Fuel) -> Option<Self> {
        let (words, ends, shown) = (word(), line_ends(), printable());
        let all: Vec<&CharSet> = sets.iter().copied().chain([&words, &ends, &shown]).collect();
        let mut starts: Vec<u32> = vec![0];
        for set in &all {
            starts.extend(set.ranges().iter().flat_map(|(from, to)| [*from, to + 1]));
        }
        starts.retain(|start| *start <= LAST);
        starts.sort_unstable();
        starts.dedup();
        if !fuel.take(starts.len() * all.len() / 8 + 1) {
            return None;
        }
        // Walks all sets at once, so that each interval costs one step a set.
        let mut parts: HashMap<Vec<bool>, Vec<(u32, u32)>> = HashMap::new();
        let mut order: Vec<Vec<bool>> = Vec::new();
        for (at, start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).map_or(LAST, |next| next - 1);
            let key: Vec<bool> = all.iter().map(|set| set.has(*start)).collect();
            if let Some(known) = parts.get_mut(&key) {
                known.push((*start, end));
                continue;
            }
            order.push(key.clone());
            parts.insert(key, vec![(*start, end)]);
            if order.len() > MOST_LETTERS {
                return None;
            }
        }
        let mut alphabet = Self { letters: Vec::new(), in_set: vec![Vec::new(); sets.len()] };
        for key in order {
            let Some(sample) = parts.remove(&key).and_then(|ranges| CharSet::of(ranges).sample()) else { continue };
            let [.., is_word, is_end, is_printable] = key.as_slice() else { continue };
            let kind = match (is_word, is_end) {
                (true, _) => Side::Word,
                (_, true) => Side::LineEnd,
                _ => Side::Other,
            };
            alphabet.letters.push(Letter { sample, kind, is_printable: *is_printable });
            for (row, is_in) in alphabet.in_set.iter_mut().zip(&key) {
                row.push(*is_in);
            }
        }
        Some(alphabet)
    }

    /// True when the letter's characters are in the set of that index.
    pub(super) fn has(&self, set: usize, letter: usize) -> bool {
        self.in_set.get(set).and_then(|row| row.get(letter)).copied().unwrap_or(false)
    }
}
