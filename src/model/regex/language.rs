//! What a pattern says about a text: whether it is tied to both ends, how long it may be, whether it excludes anything.

use super::alphabet::Alphabet;
use super::ast::{Assert, Item, Look, What};
use super::charset::{CharSet, line_ends, printable};
use super::dfa::{Part, Table, table};
use super::fuel::Fuel;
use super::graph::{ends_open, is_everything, lengths, live, longest, reached};
use super::nfa::{Blind, Counting, Nfa, State, build};
use super::parse::Ast;

/// What is known of the end or the start of a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Every match reaches it.
    Tied,
    /// A match need not reach it: anything may stand there.
    Open {
        /// Being tied would exclude nothing: the pattern itself says that anything may stand there.
        is_meant: bool,
        /// Characters that take a shortest such way; a look-ahead may still refuse them.
        example: String,
    },
    /// It could not be found out.
    Unknown,
}

/// How many characters a text has at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// No text that matches is longer.
    Finite(u32),
    /// Texts of any length match.
    Infinite,
    /// It could not be found out.
    Unknown,
}

/// What a pattern says, as JSON Schema applies it: a match anywhere in the text is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// The start of the text.
    pub start: Anchor,
    /// The end of the text.
    pub end: Anchor,
    /// Every text of at least one printable character matches. `None` when it could not be found out.
    pub is_everything: Option<bool>,
    /// No text at all matches.
    pub is_nothing: Option<bool>,
    /// The empty text matches.
    pub has_empty: Option<bool>,
    /// No text that matches has fewer characters.
    pub least: u32,
    /// No text that matches has more.
    pub most: Length,
    /// The first lengths, and whether texts have them; `None` when that could not be found out.
    lengths: Option<Vec<bool>>,
    /// It only says what must not follow or stand before, and takes no characters: open by intent.
    pub only_looks: bool,
    /// It says one text, letter for letter, or one of a few.
    pub is_literal: bool,
}

/// Steps that one table may cost.
const TABLE_STEPS: u64 = 400_000;

impl Language {
    pub(super) fn unknown() -> Self {
        Self {
            start: Anchor::Unknown,
            end: Anchor::Unknown,
            is_everything: None,
            is_nothing: None,
            has_empty: None,
            least: 0,
            most: Length::Unknown,
            lengths: None,
            only_looks: false,
            is_literal: false,
        }
    }

    pub(super) fn of(ast: &Ast, fuel: &Fuel) -> Self {
        let (looks, rest) = leading_looks(&ast.root);
        let (least, most) = rest.lengths();
        let only_looks = most == Some(0) && takes_no_character(&ast.root);
        let mut out = Self { least, only_looks, ..Self::unknown() };
        let Some(nfa) = build(&rest, Counting::Exact) else {
            // Too many rounds to write out: what the parts say stays true.
            out.anchors_by_few(&rest);
            out.most = match (most, &out.start, &out.end) {
                (Some(most), Anchor::Tied, Anchor::Tied) => Length::Finite(most),
                _ => Length::Unknown,
            };
            return out;
        };
        (out.start, out.end) = anchors(&nfa);
        let is_one = |set: &CharSet| matches!(set.ranges(), [(from, to)] if from == to);
        // An unescaped dot in the name of a host was meant as one.
        let is_dot = |set: &CharSet| *set == line_ends().negate();
        out.is_literal = !nfa.is_loose
            && nfa.sets.iter().any(is_one)
            && nfa.sets.iter().all(|set| is_one(set) || is_dot(set))
            && !nfa.states.iter().any(|state| matches!(state, State::Round(..)));
        if let (Some(most), Anchor::Tied, Anchor::Tied) = (most, &out.start, &out.end) {
            out.most = Length::Finite(most);
        }
        let conditions: Option<Vec<(Nfa, bool)>> =
            looks.iter().map(|(look, body)| Some((build(body, Counting::Exact)?, look.is_negative))).collect();
        let Some(conditions) = conditions else { return out };
        let is_exact = !nfa.is_loose && conditions.iter().all(|(nfa, _)| !nfa.is_loose);
        let judged = Judged { nfa: &nfa, conditions: &conditions, is_exact, is_rough: ast.is_rough };
        let budget = fuel.part(TABLE_STEPS);
        judged.fill(&mut out, &budget);
        fuel.give_back(&budget);
        out
    }

    /// True when some text has so many characters that the pattern matches; `None` when that could not be found out.
    pub fn admits_length(&self, least: u64, most: Option<u64>) -> Option<bool> {
        if self.is_nothing == Some(true) {
            return Some(false);
        }
        let longest = match self.most {
            Length::Finite(longest) => Some(u64::from(longest)),
            _ => None,
        };
        if most.is_some_and(|most| most < u64::from(self.least)) || longest.is_some_and(|longest| longest < least) {
            return Some(false);
        }
        let lengths = self.lengths.as_ref()?;
        let last = [most, longest].into_iter().flatten().min()?;
        let known = usize::try_from(last).ok().filter(|last| *last < lengths.len())?;
        let least = usize::try_from(least).ok()?;
        Some(lengths.get(least..=known).is_some_and(|lengths| lengths.contains(&true)))
    }

    /// Whether matches are tied to the ends, with few rounds instead of many.
    fn anchors_by_few(&mut self, rest: &Item) {
        if let Some(nfa) = build(rest, Counting::Loose) {
            let (start, end) = anchors(&nfa);
            let sure = |anchor| if anchor == Anchor::Tied { anchor } else { Anchor::Unknown };
            (self.start, self.end) = (sure(start), sure(end));
        }
    }
}

fn takes_no_character(root: &Item) -> bool {
    let mut has_look = false;
    root.visit(&mut |item| has_look |= matches!(item.what, What::Look(..)));
    has_look
}

/// The look-aheads behind a leading `^`, which are further conditions on the whole text, and the pattern without them.
fn leading_looks(root: &Item) -> (Vec<(Look, Item)>, Item) {
    let mut looks = Vec::new();
    let mut rest = root.clone();
    let mut around = &mut rest;
    // `(?:^…)` and `(^…)` are as good as `^…`.
    loop {
        match &around.what {
            What::Concat(parts) if parts.len() == 1 => {}
            What::Group(..) => {}
            _ => break,
        }
        around = match &mut around.what {
            What::Concat(parts) => match parts.first_mut() {
                Some(only) => only,
                None => return (looks, rest),
            },
            What::Group(_, body) => body,
            _ => return (looks, rest),
        };
    }
    if let What::Concat(parts) = &mut around.what
        && matches!(parts.first().map(|first| &first.what), Some(What::Assert(Assert::Start)))
    {
        let is_look = |part: &Item| matches!(&part.what, What::Look(look, _) if look.is_ahead);
        let count = parts.iter().skip(1).take_while(|part| is_look(part)).count();
        for part in parts.drain(1..=count) {
            if let What::Look(look, body) = part.what {
                looks.push((look, *body));
            }
        }
    }
    (looks, rest)
}

/// Whether every way through the automaton passes `^` before the first character, and `$` behind the last.
fn anchors(nfa: &Nfa) -> (Anchor, Anchor) {
    // What is known on the way to a state, as bits.
    const TAKEN: usize = 1;
    const ENDED: usize = 2;
    const STARTED: usize = 4;
    const MAY_START: usize = 8;
    const MAY_END: usize = 16;
    let mut seen = vec![0_u32; nfa.states.len()];
    let mut order: Vec<(usize, usize, usize)> = vec![(nfa.start, 0_usize, 0)];
    let (mut starts, mut ends) = (Ways::default(), Ways::default());
    let mut at = 0;
    while let Some((state, bits, _)) = order.get(at).copied() {
        let from = at;
        at += 1;
        let Some(mark) = seen.get_mut(state) else { continue };
        if *mark & (1 << bits) != 0 {
            continue;
        }
        *mark |= 1 << bits;
        let mut go = |state: usize, bits: usize| order.push((state, bits, from));
        match &nfa.states[state] {
            State::Take(set, next) => {
                let is_possible = bits & ENDED == 0 && nfa.sets.get(*set).is_some_and(|set| !set.is_empty());
                if is_possible {
                    go(*next, bits | TAKEN);
                }
            }
            State::Split(ways) => ways.iter().for_each(|way| go(*way, bits)),
            State::Round(_, next) => go(*next, bits),
            State::Assert(Assert::Start, next) if bits & TAKEN == 0 => go(*next, bits | STARTED),
            State::Assert(Assert::Start, _) => {}
            State::Assert(Assert::End, next) => go(*next, bits | ENDED),
            State::Assert(_, next) => go(*next, bits),
            State::Blind(Blind::Ahead, next) => go(*next, bits | MAY_END),
            State::Blind(Blind::Behind, next) => go(*next, bits | MAY_START),
            State::Blind(Blind::Neither, next) => go(*next, bits),
            State::Accept => {
                starts.add(from, bits & STARTED != 0, bits & MAY_START != 0);
                ends.add(from, bits & ENDED != 0, bits & MAY_END != 0);
            }
        }
    }
    // The characters on the way to a step.
    let example = |mut at: usize| {
        let mut taken = Vec::new();
        while let Some((state, _, from)) = order.get(at) {
            if let State::Take(set, _) = &nfa.states[*state] {
                taken.extend(nfa.sets.get(*set).and_then(CharSet::sample));
            }
            if at == 0 {
                break;
            }
            at = *from;
        }
        taken.iter().rev().collect::<String>()
    };
    (starts.judge(&example), ends.judge(&example))
}

/// The ways to a match, as far as one side of the text is concerned.
#[derive(Default)]
struct Ways {
    /// The first that is not tied, and the first of which that is not sure.
    open: Option<usize>,
    doubtful: bool,
}

impl Ways {
    fn add(&mut self, at: usize, is_tied: bool, may_be: bool) {
        match (is_tied, may_be) {
            (true, _) => {}
            (false, true) => self.doubtful = true,
            (false, false) => self.open = self.open.or(Some(at)),
        }
    }

    fn judge(&self, example: &dyn Fn(usize) -> String) -> Anchor {
        match (self.open, self.doubtful) {
            (Some(at), _) => Anchor::Open { is_meant: false, example: example(at) },
            (None, true) => Anchor::Unknown,
            (None, false) => Anchor::Tied,
        }
    }
}

struct Judged<'n> {
    nfa: &'n Nfa,
    /// Further conditions on the text from its start on, and whether they must not hold.
    conditions: &'n [(Nfa, bool)],
    /// The automata admit exactly what the pattern does.
    is_exact: bool,
    /// Some sets are guesses.
    is_rough: bool,
}

impl Judged<'_> {
    fn fill(&self, out: &mut Language, fuel: &Fuel) {
        let mut sets: Vec<&CharSet> = self.nfa.sets.iter().collect();
        let mut offsets = Vec::new();
        for (nfa, _) in self.conditions {
            offsets.push(sets.len());
            sets.extend(&nfa.sets);
        }
        let Some(alphabet) = Alphabet::new(&sets, fuel) else { return };
        let conditions = || {
            self.conditions.iter().zip(&offsets).map(|((nfa, _), sets)| Part {
                nfa,
                sets: *sets,
                anywhere: false,
                to_anywhere: true,
            })
        };
        let search = |anywhere, to_anywhere| Part { nfa: self.nfa, sets: 0, anywhere, to_anywhere };
        let parts: Vec<Part<'_>> = std::iter::once(search(true, true)).chain(conditions()).collect();
        if let Some(table) = table(&parts, &alphabet, fuel) {
            self.judge(out, &table, &alphabet, fuel);
        } else {
            // Conditions only take away.
            if !self.conditions.is_empty() {
                out.end = if out.end == Anchor::Tied { Anchor::Tied } else { Anchor::Unknown };
            }
            self.most_without_table(out);
        }
        if !matches!((&out.start, &out.end), (Anchor::Open { .. }, _) | (_, Anchor::Open { .. })) || self.is_rough {
            return;
        }
        // Whether a tie would exclude anything that a person can write. What does not take everything excludes some.
        let all = self.nfa.sets.iter().fold(CharSet::default(), |all, set| all.union(set));
        if !printable().subtract(&all).is_empty() || !self.nfa.states.iter().any(|one| matches!(one, State::Round(..)))
        {
            return;
        }
        let ends: Vec<Part<'_>> =
            [search(true, true), search(false, true), search(true, false)].into_iter().chain(conditions()).collect();
        let Some(ties) = table(&ends, &alphabet, fuel) else { return };
        let reached = reached(&ties, |letter| alphabet.letters.get(letter).is_some_and(|one| one.is_printable));
        for (column, anchor) in [(1, &mut out.start), (2, &mut out.end)] {
            let excludes = ties.accepts.iter().zip(&reached).any(|(accepts, is_reached)| {
                *is_reached && self.holds(accepts, 3) && accepts.first() != accepts.get(column)
            });
            if let Anchor::Open { is_meant, .. } = anchor {
                *is_meant = !excludes;
            }
        }
    }

    /// Whether the conditions hold, whose columns begin at some index.
    fn holds(&self, accepts: &[bool], from: usize) -> bool {
        accepts.iter().skip(from).zip(self.conditions).all(|(matches, (_, is_negative))| matches != is_negative)
    }

    fn judge(&self, out: &mut Language, table: &Table, alphabet: &Alphabet, fuel: &Fuel) {
        let accepts: Vec<bool> =
            table.accepts.iter().map(|all| all.first() == Some(&true) && self.holds(all, 1)).collect();
        let is_printable = |letter: usize| alphabet.letters.get(letter).is_some_and(|one| one.is_printable);
        let live = live(table, &accepts);
        let lengths = lengths(table, &accepts, &live, fuel);
        let can_have_none = !accepts.contains(&true);
        if let Some(least) = lengths.iter().flatten().position(|has| *has) {
            out.least = out.least.max(u32::try_from(least).unwrap_or(u32::MAX));
        }
        // More is admitted than by the pattern when a positive condition or the pattern is loose; a loose negative
        // condition takes away too much.
        let loose_negative = self.conditions.iter().any(|(nfa, is_negative)| *is_negative && nfa.is_loose);
        let is_above = !loose_negative;
        match longest(table, &live) {
            Some(longest) if is_above => {
                let known = if let Length::Finite(known) = out.most { known } else { u32::MAX };
                out.most = Length::Finite(known.min(longest));
            }
            None if self.is_exact => out.most = Length::Infinite,
            _ => {}
        }
        if is_above {
            out.is_nothing = can_have_none.then_some(true).or(self.is_exact.then_some(false));
            out.lengths = lengths;
        }
        if self.is_exact && !self.is_rough {
            out.is_everything = Some(is_everything(table, &accepts, &is_printable));
            out.has_empty = accepts.first().copied();
        } else if is_above && accepts.first() == Some(&false) {
            out.has_empty = Some(false);
        }
        if !self.conditions.is_empty() && out.end != Anchor::Tied {
            if !self.is_exact {
                out.end = Anchor::Unknown;
            } else if !ends_open(table, &accepts, &is_printable) {
                out.end = Anchor::Tied;
            }
        }
        if !is_above {
            out.least = 0;
        }
    }

    /// Texts of any length, where the table did not come about: a round of something that can be gone through.
    fn most_without_table(&self, out: &mut Language) {
        if !self.is_exact || !self.conditions.is_empty() || out.most != Length::Unknown {
            return;
        }
        let is_open = matches!(out.start, Anchor::Open { .. }) || matches!(out.end, Anchor::Open { .. });
        let asks = self.nfa.states.iter().any(|state| matches!(state, State::Assert(..)));
        let has_rounds = self.nfa.states.iter().any(|state| matches!(state, State::Round(..)));
        let is_simple = self.nfa.sets.iter().all(|set| !set.is_empty());
        // Conditions in the middle could close every way through the rounds.
        let only_edges =
            self.nfa.states.iter().all(
                |state| !matches!(state, State::Assert(assert, _) if !matches!(assert, Assert::Start | Assert::End)),
            );
        if is_open || (has_rounds && is_simple && (!asks || only_edges && has_plain_ends(self.nfa))) {
            out.most = Length::Infinite;
        }
    }
}

/// `^` only before every character and `$` only behind every one, so that no way is closed.
fn has_plain_ends(nfa: &Nfa) -> bool {
    let takes_before_start = |from: usize| {
        let mut seen = vec![false; nfa.states.len()];
        let mut stack = vec![from];
        while let Some(state) = stack.pop() {
            if std::mem::replace(&mut seen[state], true) {
                continue;
            }
            match &nfa.states[state] {
                State::Take(..) => return true,
                State::Split(ways) => stack.extend(ways),
                State::Assert(_, next) | State::Blind(_, next) | State::Round(_, next) => stack.push(*next),
                State::Accept => {}
            }
        }
        false
    };
    let starts = nfa.states.iter().enumerate().filter_map(|(at, state)| match state {
        State::Assert(Assert::Start, _) => Some(at),
        _ => None,
    });
    let only_first = starts.into_iter().all(|at| at == nfa.start);
    let ends = nfa.states.iter().filter_map(|state| match state {
        State::Assert(Assert::End, next) => Some(*next),
        _ => None,
    });
    only_first && ends.into_iter().all(|next| !takes_before_start(next))
}
