//! What a pattern is made of, as ECMA-262 reads it.

use std::ops::Range;

use super::charset::CharSet;

/// A part of a pattern and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) what: What,
    /// Bytes of the pattern.
    pub(super) range: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Empty,
    /// One character of a set.
    Set(CharSet),
    Assert(Assert),
    Concat(Vec<Item>),
    Alternatives(Vec<Item>),
    /// A capturing group, counted from 1.
    Group(usize, Box<Item>),
    /// What one of these groups matched last; a name may stand for several groups.
    BackReference(Vec<usize>),
    Look(Look, Box<Item>),
    Repeat(Repeat, Box<Item>),
}

/// A condition on the place between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assert {
    /// `^`.
    Start,
    /// `$`.
    End,
    /// `^` under `(?m:…)`.
    LineStart,
    /// `$` under `(?m:…)`.
    LineEnd,
    /// `\b`.
    Boundary,
    /// `\B`.
    NoBoundary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) is_ahead: bool,
    pub(super) is_negative: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repeat {
    pub(super) min: u32,
    /// `None` is without end.
    pub(super) max: Option<u32>,
    pub(super) is_lazy: bool,
}

impl Item {
    /// Calls for this part and every part inside, the outer first.
    pub(super) fn visit<'i>(&'i self, see: &mut dyn FnMut(&'i Item)) {
        see(self);
        match &self.what {
            What::Concat(parts) | What::Alternatives(parts) => parts.iter().for_each(|part| part.visit(see)),
            What::Group(_, body) | What::Look(_, body) | What::Repeat(_, body) => body.visit(see),
            What::Empty | What::Set(_) | What::Assert(_) | What::BackReference(_) => {}
        }
    }

    /// The fewest and the most characters a match takes; `None` is without end. Bounds: what assertions forbid and what
    /// groups matched is left aside.
    pub(super) fn lengths(&self) -> (u32, Option<u32>) {
        match &self.what {
            What::Empty | What::Assert(_) | What::Look(..) => (0, Some(0)),
            What::BackReference(_) => (0, None),
            What::Set(_) => (1, Some(1)),
            What::Group(_, body) => body.lengths(),
            What::Concat(parts) => parts.iter().map(Item::lengths).fold((0, Some(0)), |all, one| {
                (all.0.saturating_add(one.0), all.1.zip(one.1).map(|(a, b)| a.saturating_add(b)))
            }),
            What::Alternatives(parts) => {
                let all = parts.iter().map(Item::lengths);
                all.reduce(|all, one| (all.0.min(one.0), all.1.zip(one.1).map(|(a, b)| a.max(b)))).unwrap_or_default()
            }
            What::Repeat(repeat, body) => {
                let (least, most) = body.lengths();
                let most = match (most, repeat.max) {
                    (Some(0), _) | (_, Some(0)) => Some(0),
                    (Some(most), Some(times)) => Some(most.saturating_mul(times)),
                    _ => None,
                };
                (least.saturating_mul(repeat.min), most)
            }
        }
    }
}
