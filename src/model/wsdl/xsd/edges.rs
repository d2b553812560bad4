//! The uses of components by components as they are stored: small, and those of one owner side by side.

use super::builtin::BuiltinId;
use super::walk::NONE;
use super::{Occurs, Role};
use crate::syntax::At;

/// A use as stored.
#[derive(Clone, Copy, Debug)]
pub(in crate::model::wsdl) struct Edge {
    pub(in crate::model::wsdl) owner: u32,
    pub(in crate::model::wsdl) to: To,
    /// The element that says so.
    pub(super) at: At,
    min: u32,
    /// [`NONE`] for no bound.
    max: u32,
    /// The nearest model group around it that may repeat without bound, a node of the same document; else [`NONE`].
    pub(super) group: u32,
    pub(super) role: Role,
    pub(super) is_guessed: bool,
}

/// Where a use leads.
#[derive(Clone, Copy, Debug)]
pub(in crate::model::wsdl) enum To {
    Component(u32),
    Builtin(BuiltinId),
    Missing,
    Unknown,
}

impl Edge {
    /// A use that occurs once, outside of groups.
    pub(super) fn once(owner: u32, role: Role, to: To, at: At) -> Self {
        Self::new(owner, role, to, at, Occurs::ONCE, NONE)
    }

    pub(super) fn new(owner: u32, role: Role, to: To, at: At, occurs: Occurs, group: u32) -> Self {
        Self { owner, to, at, min: occurs.min, max: occurs.max.unwrap_or(NONE), group, role, is_guessed: false }
    }

    pub(super) fn leading(self, to: To) -> Self {
        Self { to, ..self }
    }

    pub(super) fn occurs(&self) -> Occurs {
        Occurs { min: self.min, max: (self.max != NONE).then_some(self.max) }
    }

    pub(in crate::model::wsdl) fn is_unbounded(&self) -> bool {
        self.max == NONE || self.group != NONE
    }

    pub(super) fn is_derivation(&self) -> bool {
        matches!(self.role, Role::Extension | Role::Restriction)
    }

    /// True where values come along: everything but the base of a restriction.
    pub(in crate::model::wsdl) fn carries(&self) -> bool {
        self.role != Role::Restriction
    }
}

/// Sorts edges by owner in place, those of one in their order, and tells where the edges of each of `count` owners start.
pub(super) fn sort_by_owner(edges: &mut [Edge], count: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; count + 1];
    for edge in &*edges {
        starts[edge.owner as usize + 1] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    if edges.is_sorted_by_key(|edge| edge.owner) {
        return starts;
    }
    let mut next = starts.clone();
    let mut places: Vec<u32> = Vec::with_capacity(edges.len());
    places.extend(edges.iter().map(|edge| {
        let place = next[edge.owner as usize];
        next[edge.owner as usize] += 1;
        place
    }));
    for at in 0..edges.len() {
        // Each exchange brings one edge to its place, so there are no more of them than edges.
        while places[at] as usize != at {
            let place = places[at] as usize;
            edges.swap(at, place);
            places.swap(at, place);
        }
    }
    starts
}
