//! Thompson's automaton of a pattern. What finite automata cannot say (look-around, back references) is a marked step
//! that takes no character; such an automaton admits more than the pattern does, never less.

use hashbrown::HashMap;

use super::ast::{Assert, Item, Repeat, What};
use super::charset::CharSet;

/// States of an automaton; patterns that need more are not judged by it.
const MOST_STATES: usize = 12_000;

#[derive(Debug)]
pub(super) struct Nfa {
    pub(super) states: Vec<State>,
    pub(super) start: usize,
    /// The sets of characters that states take.
    pub(super) sets: Vec<CharSet>,
    /// Where each character state is written, in bytes of the pattern.
    pub(super) written: HashMap<usize, (usize, usize)>,
    /// Steps were left out or repetitions counted loosely: more is admitted than by the pattern.
    pub(super) is_loose: bool,
}

#[derive(Debug, Clone)]
pub(super) enum State {
    /// Takes a character of a set.
    Take(usize, usize),
    /// Goes on at each of these.
    Split(Vec<usize>),
    /// Goes on where the condition holds.
    Assert(Assert, usize),
    /// A condition that is not looked into, that may look ahead and behind.
    Blind(Blind, usize),
    /// Another round of a repetition, written here.
    Round((usize, usize), usize),
    Accept,
}

/// What a condition that is not looked into may say something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blind {
    /// The end of the text or where it lies.
    Ahead,
    /// What was before.
    Behind,
    /// It is about neither.
    Neither,
}

/// How repetitions are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Counting {
    Exact,
    /// Many rounds are as good as any number of rounds, and the bodies of look-arounds are walked into. For the search for
    /// repetitions that overlap.
    Loose,
}

/// Rounds that are still told from any number of rounds when counting loosely.
pub(super) const FEW: u32 = 6;

pub(super) fn build(root: &Item, counting: Counting) -> Option<Nfa> {
    let mut groups = HashMap::new();
    root.visit(&mut |item| {
        if let What::Group(index, body) = &item.what {
            groups.insert(*index, &**body);
        }
    });
    let mut builder = Builder {
        counting,
        groups,
        open: Vec::new(),
        known: HashMap::new(),
        nfa: Nfa { states: vec![State::Accept], start: 0, sets: Vec::new(), written: HashMap::new(), is_loose: false },
    };
    builder.nfa.start = builder.item(root, 0)?;
    Some(builder.nfa)
}

struct Builder<'i> {
    counting: Counting,
    groups: HashMap<usize, &'i Item>,
    /// Groups that are being built.
    open: Vec<usize>,
    known: HashMap<&'i CharSet, usize>,
    nfa: Nfa,
}

impl<'i> Builder<'i> {
    fn add(&mut self, state: State) -> Option<usize> {
        if self.nfa.states.len() >= MOST_STATES {
            return None;
        }
        self.nfa.states.push(state);
        Some(self.nfa.states.len() - 1)
    }

    /// Builds backwards: the states of a part that goes on at `next`. `None` when there are too many.
    fn item(&mut self, item: &'i Item, next: usize) -> Option<usize> {
        match &item.what {
            What::Empty => Some(next),
            What::Set(set) => {
                let sets = &mut self.nfa.sets;
                let id = *self.known.entry(set).or_insert_with(|| {
                    sets.push(set.clone());
                    sets.len() - 1
                });
                let state = self.add(State::Take(id, next))?;
                self.nfa.written.insert(state, (item.range.start, item.range.end));
                Some(state)
            }
            What::Assert(assert) => self.add(State::Assert(*assert, next)),
            What::Concat(parts) => parts.iter().rev().try_fold(next, |next, part| self.item(part, next)),
            What::Alternatives(parts) => {
                let all = parts.iter().map(|part| self.item(part, next)).collect::<Option<Vec<_>>>()?;
                self.add(State::Split(all))
            }
            What::Group(index, body) => {
                self.open.push(*index);
                let start = self.item(body, next);
                self.open.pop();
                start
            }
            What::BackReference(groups) => self.back_reference(groups, next),
            What::Look(look, body) => {
                self.nfa.is_loose = true;
                let mut sees_end = look.is_negative;
                body.visit(&mut |part| {
                    sees_end |=
                        matches!(part.what, What::Assert(Assert::End) | What::Look(..) | What::BackReference(_));
                });
                let blind = match (look.is_ahead, sees_end) {
                    (false, _) => Blind::Behind,
                    (true, true) => Blind::Ahead,
                    (true, false) => Blind::Neither,
                };
                let past = self.add(State::Blind(blind, next))?;
                if self.counting == Counting::Exact || !look.is_ahead {
                    return Some(past);
                }
                let dead = self.add(State::Split(Vec::new()))?;
                let inside = self.item(body, dead)?;
                self.add(State::Split(vec![past, inside]))
            }
            What::Repeat(repeat, body) => self.repeat(*repeat, body, item, next),
        }
    }

    /// A group matches again what it matched: something of its own language, or nothing where it took no part.
    fn back_reference(&mut self, groups: &[usize], next: usize) -> Option<usize> {
        self.nfa.is_loose = true;
        let past = self.add(State::Blind(Blind::Neither, next))?;
        let mut all = vec![past];
        for group in groups {
            let Some(body) = self.groups.get(group).copied().filter(|_| !self.open.contains(group)) else { continue };
            self.open.push(*group);
            let again = self.item(body, past);
            self.open.pop();
            all.push(again?);
        }
        self.add(State::Split(all))
    }

    fn repeat(&mut self, repeat: Repeat, body: &'i Item, whole: &'i Item, next: usize) -> Option<usize> {
        let (mut min, mut max) = (repeat.min, repeat.max);
        let takes_nothing = body.lengths().1 == Some(0);
        if takes_nothing {
            // More rounds of nothing are one.
            min = min.min(1);
            max = Some(max.unwrap_or(1).min(1));
        }
        if self.counting == Counting::Loose {
            self.nfa.is_loose |= min > FEW || max.is_some_and(|max| max > FEW);
            min = min.min(FEW / 2);
            max = max.filter(|max| *max <= FEW);
        }
        let mut start = next;
        match max {
            None => {
                let again = self.add(State::Split(Vec::new()))?;
                let round = self.add(State::Round((whole.range.start, whole.range.end), again)).filter(|_| true)?;
                let inside = self.item(body, round)?;
                if let Some(State::Split(ways)) = self.nfa.states.get_mut(again) {
                    ways.extend([inside, next]);
                }
                start = again;
            }
            Some(max) => {
                for _ in min..max {
                    let inside = self.item(body, start)?;
                    start = self.add(State::Split(vec![inside, next]))?;
                }
            }
        }
        for _ in 0..min {
            start = self.item(body, start)?;
        }
        Some(start)
    }
}
