//! Steps that all searches of one kind may take together in one description, whichever thread they run on.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::syntax::Document;

/// What is left of the steps. Each search may always take the least that was granted.
#[derive(Debug)]
pub(super) struct Budget {
    all: usize,
    least: usize,
    left: AtomicUsize,
}

impl Budget {
    /// Steps for all searches together.
    pub(super) const fn new(all: usize) -> Self {
        Self { all, least: 0, left: AtomicUsize::new(all) }
    }

    /// The same with what a search may take even when nothing is left.
    pub(super) const fn granting(self, least: usize) -> Self {
        Self { least, ..self }
    }

    /// The same with so many steps more for each node of a description.
    pub(super) fn growing(self, each: usize, documents: &[Document]) -> Self {
        let nodes: usize = documents.iter().map(|document| document.tree.len()).sum();
        let all = self.all + each * nodes;
        Self { all, left: AtomicUsize::new(all), ..self }
    }

    /// Begins a search.
    pub(super) fn start(&self) -> Search<'_> {
        Search { budget: self, at_start: self.left.load(Ordering::Relaxed), taken: 0 }
    }

    /// True when the searches that have ended took all there was. Then it depends on their order which of them were
    /// cut short.
    pub(super) fn is_spent(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// As if nothing had been taken.
    pub(super) fn refill(&self) {
        self.left.store(self.all, Ordering::Relaxed);
    }
}

/// One search, see [`Budget`]. It pays when it ends.
#[derive(Debug)]
pub(super) struct Search<'b> {
    budget: &'b Budget,
    at_start: usize,
    taken: usize,
}

impl Search<'_> {
    /// Takes so many steps; false when the search has to end.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        self.taken += steps;
        self.taken <= self.at_start || self.taken <= self.budget.least
    }

    /// Takes a step; false when the search has to end.
    pub(super) fn next(&mut self) -> bool {
        self.take(1)
    }

    /// Steps it has taken.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }
}

impl Drop for Search<'_> {
    fn drop(&mut self) {
        let pay = |left: usize| Some(left.saturating_sub(self.taken));
        let _ = self.budget.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay);
    }
}
