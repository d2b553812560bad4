//! A backtracking matcher that counts its steps: the second opinion on what a pattern matches, and the proof that a text
//! keeps such an engine busy.

use super::alphabet::Side;
use super::charset::{line_ends, word};
use super::dfa::holds;
use super::program::{Op, Program};

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether something matches; `None` when the steps did not suffice.
    pub matches: Option<bool>,
    /// Steps taken.
    pub steps: u64,
}

/// Look-arounds in look-arounds deeper than that are not followed.
const MAX_DEPTH: usize = 50;

/// Looks for a match anywhere in a text, in at most so many steps.
pub(super) fn search(program: &Program, text: &[char], most: u64) -> Outcome {
    let mut machine = Machine {
        program,
        text,
        left: most,
        slots: vec![None; (program.groups + 1) * 2],
        counters: vec![(0, None); program.counters],
        trail: Vec::new(),
        depth: 0,
    };
    let mut matches = Some(false);
    for start in 0..=text.len() {
        match machine.run(0, start) {
            Some(false) => {}
            other => {
                matches = other;
                break;
            }
        }
        machine.undo(0);
    }
    Outcome { matches, steps: most - machine.left }
}

struct Machine<'p> {
    program: &'p Program,
    text: &'p [char],
    left: u64,
    slots: Vec<Option<usize>>,
    /// For each repetition, its rounds so far and where the last one began.
    counters: Vec<(u32, Option<usize>)>,
    /// What to put back when a way turns out wrong.
    trail: Vec<Undo>,
    depth: usize,
}

enum Undo {
    Slot(usize, Option<usize>),
    Counter(usize, (u32, Option<usize>)),
}

/// A way not taken yet.
struct Choice {
    op: usize,
    at: usize,
    trail: usize,
    /// Taking it begins a round of this repetition, which these groups are in.
    round: Option<(usize, (usize, usize))>,
}

impl Machine<'_> {
    /// `None` when the steps are used up.
    fn run(&mut self, op: usize, at: usize) -> Option<bool> {
        let mut choices = vec![Choice { op, at, trail: self.trail.len(), round: None }];
        while let Some(choice) = choices.pop() {
            self.undo(choice.trail);
            if let Some((counter, groups)) = choice.round {
                self.begin_round(counter, groups, choice.at);
            }
            if self.way(choice.op, choice.at, &mut choices)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Follows one way to its end.
    fn way(&mut self, mut op: usize, mut at: usize, choices: &mut Vec<Choice>) -> Option<bool> {
        loop {
            self.left = self.left.checked_sub(1)?;
            match self.program.ops.get(op)? {
                Op::Match => return Some(true),
                Op::Take { set, back } => {
                    let from = if *back { at.checked_sub(1) } else { Some(at) };
                    let taken = from.and_then(|from| self.text.get(from)).is_some_and(|c| set.has(*c as u32));
                    if !taken {
                        return Some(false);
                    }
                    at = if *back { at - 1 } else { at + 1 };
                    op += 1;
                }
                Op::Assert(assert) => {
                    if !holds(*assert, self.side(at.checked_sub(1)), self.side(Some(at))) {
                        return Some(false);
                    }
                    op += 1;
                }
                Op::Split(first, second) => {
                    choices.push(Choice { op: *second, at, trail: self.trail.len(), round: None });
                    op = *first;
                }
                Op::Jump(to) => op = *to,
                Op::Save(slot) => {
                    self.save(*slot, Some(at));
                    op += 1;
                }
                Op::Begin(counter) => {
                    self.count(*counter, (0, None));
                    op += 1;
                }
                Op::Round { counter, repeat, past, groups } => {
                    let (rounds, began) = self.counters[*counter];
                    // A round beyond the fewest that took nothing leads nowhere.
                    if rounds > repeat.min && began == Some(at) {
                        return Some(false);
                    }
                    let may_end = rounds >= repeat.min;
                    let may_go_on = repeat.max.is_none_or(|max| rounds < max);
                    match (may_go_on, may_end) {
                        (true, true) if repeat.is_lazy => {
                            let round = Some((*counter, *groups));
                            choices.push(Choice { op: op + 1, at, trail: self.trail.len(), round });
                            op = *past;
                        }
                        (true, _) => {
                            if may_end {
                                choices.push(Choice { op: *past, at, trail: self.trail.len(), round: None });
                            }
                            self.begin_round(*counter, *groups, at);
                            op += 1;
                        }
                        (false, _) => op = *past,
                    }
                }
                Op::Look { is_negative, past } => {
                    if self.depth >= MAX_DEPTH {
                        return None;
                    }
                    let before = self.trail.len();
                    self.depth += 1;
                    let found = self.run(op + 1, at);
                    self.depth -= 1;
                    if found? == *is_negative {
                        return Some(false);
                    }
                    if *is_negative {
                        self.undo(before);
                    }
                    op = *past;
                }
                Op::BackReference { groups, back } => {
                    let Some(behind) = self.again(groups, *back, at) else { return Some(false) };
                    at = behind;
                    op += 1;
                }
            }
        }
    }

    /// Where the text is behind what one of the groups matched; what took no part matches nothing.
    fn again(&mut self, groups: &[usize], back: bool, at: usize) -> Option<usize> {
        let matched = groups.iter().find_map(|group| {
            let (from, to) = (*self.slots.get(group * 2)?, *self.slots.get(group * 2 + 1)?);
            from.zip(to)
        });
        let Some((from, to)) = matched else { return Some(at) };
        let length = to.checked_sub(from)?;
        self.left = self.left.saturating_sub(length as u64);
        let (start, behind) = if back { (at.checked_sub(length)?, at.checked_sub(length)?) } else { (at, at + length) };
        (self.text.get(start..start + length)? == self.text.get(from..to)?).then_some(behind)
    }

    fn side(&self, at: Option<usize>) -> Side {
        match at.and_then(|at| self.text.get(at)).map(|c| *c as u32) {
            None => Side::Edge,
            Some(c) if word().has(c) => Side::Word,
            Some(c) if line_ends().has(c) => Side::LineEnd,
            Some(_) => Side::Other,
        }
    }

    fn save(&mut self, slot: usize, value: Option<usize>) {
        if let Some(place) = self.slots.get_mut(slot) {
            self.trail.push(Undo::Slot(slot, std::mem::replace(place, value)));
        }
    }

    fn count(&mut self, counter: usize, value: (u32, Option<usize>)) {
        if let Some(place) = self.counters.get_mut(counter) {
            self.trail.push(Undo::Counter(counter, std::mem::replace(place, value)));
        }
    }

    /// Each round forgets what groups in it matched before.
    fn begin_round(&mut self, counter: usize, groups: (usize, usize), at: usize) {
        let (rounds, _) = self.counters[counter];
        self.count(counter, (rounds.saturating_add(1), Some(at)));
        for slot in groups.0 * 2..(groups.1 + 1) * 2 {
            if self.slots.get(slot).is_some_and(Option::is_some) {
                self.save(slot, None);
            }
        }
    }

    fn undo(&mut self, to: usize) {
        while self.trail.len() > to {
            match self.trail.pop() {
                Some(Undo::Slot(slot, value)) => self.slots[slot] = value,
                Some(Undo::Counter(counter, value)) => self.counters[counter] = value,
                None => {}
            }
        }
    }
}
