//! The program a backtracking engine runs for a pattern, as ECMA-262 describes matching.

use super::ast::{Assert, Item, Repeat, What};
use super::charset::CharSet;

#[derive(Debug)]
pub(super) enum Op {
    /// Takes a character of a set; backwards inside of look-behinds.
    Take {
        set: CharSet,
        back: bool,
    },
    Assert(Assert),
    /// Tries the first way, then the second.
    Split(usize, usize),
    Jump(usize),
    /// Keeps the place in a slot.
    Save(usize),
    /// Begins a repetition: no round yet.
    Begin(usize),
    /// Another round of a repetition, or on.
    Round {
        counter: usize,
        repeat: Repeat,
        past: usize,
        groups: (usize, usize),
    },
    /// Whether something stands around; the body follows, up to [`Op::Match`].
    Look {
        is_negative: bool,
        past: usize,
    },
    BackReference {
        groups: Vec<usize>,
        back: bool,
    },
    Match,
}

#[derive(Debug)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) groups: usize,
    pub(super) counters: usize,
}

pub(super) fn compile(root: &Item, groups: usize) -> Program {
    let mut program = Program { ops: Vec::new(), groups, counters: 0 };
    program.item(root, false);
    program.ops.push(Op::Match);
    program
}

impl Program {
    fn item(&mut self, item: &Item, back: bool) {
        match &item.what {
            What::Empty => {}
            What::Set(set) => self.ops.push(Op::Take { set: set.clone(), back }),
            What::Assert(assert) => self.ops.push(Op::Assert(*assert)),
            What::Concat(parts) if back => parts.iter().rev().for_each(|part| self.item(part, back)),
            What::Concat(parts) => parts.iter().for_each(|part| self.item(part, back)),
            What::Alternatives(parts) => self.alternatives(parts, back),
            What::Group(index, body) => {
                let (first, last) = (index * 2, index * 2 + 1);
                self.ops.push(Op::Save(if back { last } else { first }));
                self.item(body, back);
                self.ops.push(Op::Save(if back { first } else { last }));
            }
            What::BackReference(groups) => self.ops.push(Op::BackReference { groups: groups.clone(), back }),
            What::Look(look, body) => {
                let at = self.ops.len();
                self.ops.push(Op::Match);
                self.item(body, !look.is_ahead);
                self.ops.push(Op::Match);
                self.ops[at] = Op::Look { is_negative: look.is_negative, past: self.ops.len() };
            }
            What::Repeat(repeat, body) => self.repeat(*repeat, body, back),
        }
    }

    fn alternatives(&mut self, parts: &[Item], back: bool) {
        let mut ends = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at + 1 == parts.len() {
                self.item(part, back);
                break;
            }
            let split = self.ops.len();
            self.ops.push(Op::Match);
            self.item(part, back);
            ends.push(self.ops.len());
            self.ops.push(Op::Match);
            self.ops[split] = Op::Split(split + 1, self.ops.len());
        }
        for end in ends {
            self.ops[end] = Op::Jump(self.ops.len());
        }
    }

    fn repeat(&mut self, repeat: Repeat, body: &Item, back: bool) {
        let counter = self.counters;
        self.counters += 1;
        let (mut first, mut last) = (usize::MAX, 0);
        body.visit(&mut |item| {
            if let What::Group(index, _) = item.what {
                first = first.min(index);
                last = last.max(index);
            }
        });
        self.ops.push(Op::Begin(counter));
        let round = self.ops.len();
        self.ops.push(Op::Match);
        self.item(body, back);
        self.ops.push(Op::Jump(round));
        let groups = if first == usize::MAX { (1, 0) } else { (first, last) };
        self.ops[round] = Op::Round { counter, repeat, past: self.ops.len(), groups };
    }
}
