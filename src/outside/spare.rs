//! Threads that nobody uses at the moment, for the checks of one large description.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::STACK;
use crate::engine::Helpers;

/// Threads one description may take: more than that wait for each other.
const MOST: usize = 7;

/// How many threads may still be started beside those that lint; shared by all that lint at the same time.
#[derive(Clone, Debug)]
pub(crate) struct Spare(Arc<AtomicUsize>);

impl Spare {
    /// So many.
    pub(crate) fn new(threads: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(threads)))
    }

    /// Allows one more: a thread has nothing left to do.
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes some; they are free again when the result is dropped.
    fn take(&self) -> Taken<'_> {
        let rest = |idle: usize| Some(idle.saturating_sub(MOST));
        let idle = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).unwrap_or_default();
        Taken { spare: self, threads: idle.min(MOST) }
    }
}

impl Helpers for Spare {
    fn together(&self, work: &(dyn Fn() + Sync)) {
        let taken = self.take();
        thread::scope(|scope| {
            for _ in 0..taken.threads {
                if thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_err() {
                    // The system has no more threads to give.
                    break;
                }
            }
            work();
        });
    }
}

struct Taken<'s> {
    spare: &'s Spare,
    threads: usize,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.spare.0.fetch_add(self.threads, Ordering::Relaxed);
    }
}
