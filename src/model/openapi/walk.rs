//! Walks through what schemas and operations share. Each of them is cheap, and a description can have as many users of one
//! large definition as the definition has entries: what all walks may cost together grows with the description, not with
//! its square.

use super::Api;
use super::budget::{Budget, Search};
use crate::syntax::Document;

/// Entries that every walk may read.
const FREE: usize = 64;
/// Steps of all walks together, whatever the size.
const LEAST: usize = 1_000_000;
/// Steps for each node of a description.
const EACH: usize = 16;

/// What all walks through a description may cost together.
pub(super) fn shared_steps(documents: &[Document]) -> Budget {
    Budget::new(LEAST).growing(EACH, documents)
}

/// A walk through entries of definitions, of which others may read the same.
pub struct Walk<'a> {
    api: &'a Api,
    free: usize,
    paid: Option<Search<'a>>,
    is_over: bool,
}

impl Walk<'_> {
    /// Takes a step; false when the walk has to end, and the description is not checked in full.
    pub fn goes_on(&mut self) -> bool {
        self.takes(1)
    }

    /// Takes some steps, for what costs more than reading an entry.
    pub fn takes(&mut self, steps: usize) -> bool {
        if self.is_over {
            return false;
        }
        if self.free >= steps {
            self.free -= steps;
            return true;
        }
        let api = self.api;
        let is_paid = self.paid.get_or_insert_with(|| api.shared_steps.start()).take(steps);
        if !is_paid {
            self.is_over = true;
            api.exceed(
                "schemas and operations share so much that it cannot be looked into for each of them (limit `shared-steps`)"
                    .to_owned(),
            );
        }
        is_paid
    }

    /// True when it had to end.
    pub fn is_over(&self) -> bool {
        self.is_over
    }
}

impl Api {
    /// Begins a walk.
    pub fn walk(&self) -> Walk<'_> {
        Walk { api: self, free: FREE, paid: None, is_over: false }
    }
}
