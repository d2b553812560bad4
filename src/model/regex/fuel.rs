//! What judging patterns may cost. Everything is counted in steps, so that the answer is the same on every machine.

use std::cell::Cell;

/// Steps that are left; what runs out of them has no answer.
#[derive(Debug)]
pub struct Fuel(Cell<u64>);

impl Fuel {
    /// So many steps.
    pub fn new(steps: u64) -> Self {
        Self(Cell::new(steps))
    }

    /// Takes some; false when there are not as many.
    pub(super) fn take(&self, steps: usize) -> bool {
        let left = self.0.get().checked_sub(steps as u64);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Steps that are left.
    pub fn left(&self) -> u64 {
        self.0.get()
    }

    /// A part of what is left, to be given back with [`Fuel::give_back`].
    pub(super) fn part(&self, most: u64) -> Fuel {
        let part = self.left().min(most);
        self.0.set(self.left() - part);
        Fuel::new(part)
    }

    pub(super) fn give_back(&self, part: &Fuel) {
        self.0.set(self.left() + part.left());
        part.0.set(0);
    }
}
