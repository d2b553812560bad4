//! Several automata run together over every text at once: the states they can be in, as far as a budget reaches.

use std::collections::VecDeque;

use hashbrown::HashMap;

use super::alphabet::{Alphabet, Side};
use super::ast::Assert;
use super::fuel::Fuel;
use super::nfa::{Nfa, State};

/// States of the table; what needs more has no table.
const MOST_STATES: usize = 3_000;

/// An automaton and how it is applied to a text.
pub(super) struct Part<'n> {
    pub(super) nfa: &'n Nfa,
    /// Where the sets of this automaton begin in the alphabet.
    pub(super) sets: usize,
    /// A match may begin anywhere, not only at the start of the text.
    pub(super) anywhere: bool,
    /// A match may end anywhere, not only at the end of the text.
    pub(super) to_anywhere: bool,
}

/// The states of all parts together, by number; 0 is where texts begin.
pub(super) struct Table {
    /// For each state, whether a text that ends there matches each part.
    pub(super) accepts: Vec<Vec<bool>>,
    /// For each state, the state behind each letter.
    pub(super) next: Vec<Vec<usize>>,
}

/// Where one part is.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Place {
    /// It has matched and matches whatever follows.
    Done,
    At(Vec<usize>),
}

type Config = (Side, Vec<Place>);

/// Runs the parts over all texts; `None` when that takes more states or steps than there are.
pub(super) fn table(parts: &[Part<'_>], alphabet: &Alphabet, fuel: &Fuel) -> Option<Table> {
    let sees_sides = parts.iter().any(|part| part.nfa.states.iter().any(asks_for_sides));
    let mut closing = Closing::new(parts, fuel);
    let mut known: HashMap<Config, usize> = HashMap::new();
    let mut pending: VecDeque<Config> = VecDeque::new();
    let first: Config = (Side::Edge, parts.iter().map(|part| Place::At(vec![part.nfa.start])).collect());
    known.insert(first.clone(), 0);
    pending.push_back(first);
    let mut table = Table { accepts: Vec::new(), next: Vec::new() };
    while let Some((before, places)) = pending.pop_front() {
        let mut accepts = Vec::with_capacity(parts.len());
        for (at, place) in places.iter().enumerate() {
            accepts.push(closing.close(at, place, before, Side::Edge)?.accepts);
        }
        table.accepts.push(accepts);
        // What can be taken depends on the side of the letter only.
        let mut closed: HashMap<Side, Vec<Closed>> = HashMap::new();
        let mut row = Vec::with_capacity(alphabet.letters.len());
        for (letter, what) in alphabet.letters.iter().enumerate() {
            let side = if sees_sides { what.kind } else { Side::Other };
            if !closed.contains_key(&side) {
                let all = places.iter().enumerate().map(|(at, place)| closing.close(at, place, before, side));
                closed.insert(side, all.collect::<Option<Vec<_>>>()?);
            }
            let all = closed.get(&side)?;
            let mut next = Vec::with_capacity(parts.len());
            for (part, closed) in parts.iter().zip(all) {
                next.push(step(part, closed, alphabet, letter, fuel)?);
            }
            let config = (side, next);
            let count = known.len();
            let index = match known.get(&config) {
                Some(index) => *index,
                None => {
                    if count >= MOST_STATES {
                        return None;
                    }
                    known.insert(config.clone(), count);
                    pending.push_back(config);
                    count
                }
            };
            row.push(index);
        }
        table.next.push(row);
    }
    Some(table)
}

fn asks_for_sides(state: &State) -> bool {
    matches!(state, State::Assert(assert, _) if !matches!(assert, Assert::Start | Assert::End))
}

/// Where a part is behind a letter.
fn step(part: &Part<'_>, closed: &Closed, alphabet: &Alphabet, letter: usize, fuel: &Fuel) -> Option<Place> {
    if closed.is_done || (closed.accepts && part.to_anywhere) {
        return Some(Place::Done);
    }
    if !fuel.take(closed.takes.len() + 1) {
        return None;
    }
    let fits = closed.takes.iter().filter(|(set, _)| alphabet.has(part.sets + set, letter));
    let mut next: Vec<usize> = fits.map(|(_, next)| *next).collect();
    if part.anywhere {
        next.push(part.nfa.start);
    }
    next.sort_unstable();
    next.dedup();
    Some(Place::At(next))
}

/// What a part can do at a place between two characters.
struct Closed {
    accepts: bool,
    is_done: bool,
    /// Sets and where they lead.
    takes: Vec<(usize, usize)>,
}

struct Closing<'p, 'n> {
    parts: &'p [Part<'n>],
    fuel: &'p Fuel,
    /// For each part, when each state was last seen.
    seen: Vec<Vec<u32>>,
    round: u32,
}

impl<'p, 'n> Closing<'p, 'n> {
    fn new(parts: &'p [Part<'n>], fuel: &'p Fuel) -> Self {
        let seen = parts.iter().map(|part| vec![0; part.nfa.states.len()]).collect();
        Self { parts, fuel, seen, round: 0 }
    }

    fn close(&mut self, part: usize, place: &Place, before: Side, behind: Side) -> Option<Closed> {
        let mut closed = Closed { accepts: false, is_done: false, takes: Vec::new() };
        let Place::At(kernel) = place else {
            return Some(Closed { accepts: true, is_done: true, ..closed });
        };
        self.round += 1;
        let (nfa, seen) = (self.parts.get(part)?.nfa, self.seen.get_mut(part)?);
        let mut stack = kernel.clone();
        while let Some(state) = stack.pop() {
            let mark = seen.get_mut(state)?;
            if *mark == self.round {
                continue;
            }
            *mark = self.round;
            if !self.fuel.take(1) {
                return None;
            }
            match nfa.states.get(state)? {
                State::Take(set, next) => closed.takes.push((*set, *next)),
                State::Split(ways) => stack.extend(ways),
                State::Blind(_, next) | State::Round(_, next) => stack.push(*next),
                State::Assert(assert, next) if holds(*assert, before, behind) => stack.push(*next),
                State::Assert(..) => {}
                State::Accept => closed.accepts = true,
            }
        }
        Some(closed)
    }
}

/// True when a condition holds between two sides.
pub(super) fn holds(assert: Assert, before: Side, behind: Side) -> bool {
    match assert {
        Assert::Start => before == Side::Edge,
        Assert::End => behind == Side::Edge,
        Assert::LineStart => matches!(before, Side::Edge | Side::LineEnd),
        Assert::LineEnd => matches!(behind, Side::Edge | Side::LineEnd),
        Assert::Boundary => (before == Side::Word) != (behind == Side::Word),
        Assert::NoBoundary => (before == Side::Word) == (behind == Side::Word),
    }
}
