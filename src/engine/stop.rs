//! A way to give up work that nobody waits for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shared between the one who works and the one who may lose interest. What was stopped has no meaning.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the work to end soon.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// True once that was asked.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
