//! The checks of one description as pieces of work: one after another, or with the help of other threads.

use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Settings;
use crate::finding::Finding;

/// Threads that a face has to spare. What is found does not depend on them.
pub trait Helpers: Debug + Send + Sync {
    /// Calls `work` on this thread and at the same time on others, if there are any; returns when all calls have ended.
    fn together(&self, work: &(dyn Fn() + Sync));
}

/// A piece of work; it may run on any thread and beside any other.
type Task<'t> = Box<dyn Fn(&mut Vec<Finding>) + Sync + 't>;

/// Pieces of work in the order in which their findings stand.
pub(super) struct Tasks<'t> {
    settings: &'t Settings,
    list: Vec<Task<'t>>,
}

impl<'t> Tasks<'t> {
    pub(super) fn new(settings: &'t Settings) -> Self {
        Self { settings, list: Vec::new() }
    }

    pub(super) fn push(&mut self, task: impl Fn(&mut Vec<Finding>) + Sync + 't) {
        self.list.push(Box::new(task));
    }

    /// Runs all, in order, on this thread.
    pub(super) fn run(&self, out: &mut Vec<Finding>) {
        for task in self.list.iter().take_while(|_| !self.settings.stop.is_asked()) {
            task(out);
        }
    }

    /// Runs all with those who help; true when anybody did. The findings stand in the same order.
    pub(super) fn share(&self, out: &mut Vec<Finding>) -> bool {
        let Some(helpers) = &self.settings.helpers else {
            self.run(out);
            return false;
        };
        let (next, hands) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let done: Mutex<Vec<(usize, Vec<Finding>)>> = Mutex::default();
        helpers.together(&|| {
            hands.fetch_add(1, Ordering::Relaxed);
            while let Some((at, task)) = self.take(&next) {
                let mut found = Vec::new();
                task(&mut found);
                if !found.is_empty() {
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, found));
                }
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_unstable_by_key(|(at, _)| *at);
        out.extend(done.into_iter().flat_map(|(_, found)| found));
        hands.into_inner() > 1
    }

    fn take(&self, next: &AtomicUsize) -> Option<(usize, &Task<'t>)> {
        let at = next.fetch_add(1, Ordering::Relaxed);
        self.list.get(at).filter(|_| !self.settings.stop.is_asked()).map(|task| (at, task))
    }
}
