//! Several descriptions at a time. The result does not depend on how many.

use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::revision::Revision;
use super::terminal;
use crate::engine::{self, Settings};
use crate::finding::{Checked, InputState};
use crate::outside::STACK;
use crate::outside::spare::Spare;
use crate::source::Loader;

/// One description to lint.
pub(super) struct Job<'a> {
    pub(super) path: &'a str,
    pub(super) loader: Box<dyn Loader + Send + 'a>,
    pub(super) settings: Settings,
    /// What it was before, where that is asked for.
    pub(super) before: Option<Earlier<'a>>,
}

/// A description as it was.
pub(super) struct Earlier<'a> {
    pub(super) uri: String,
    pub(super) revision: &'a Revision,
}

/// Lints all on at most `threads`; the results stand in the order of the jobs. Threads that have no job help with those
/// of others.
pub(super) fn lint(jobs: &mut [Job<'_>], threads: usize, progress: bool) -> Vec<Vec<Checked>> {
    let spare = &Spare::new(threads.saturating_sub(jobs.len()));
    jobs.iter_mut().for_each(|job| job.settings.helpers = Some(Arc::new(spare.clone())));
    let jobs = &*jobs;
    let next = AtomicUsize::new(0);
    let mut results: Vec<Option<Vec<Checked>>> = jobs.iter().map(|_| None).collect();
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..threads.min(jobs.len()) {
            let (sender, next) = (sender.clone(), &next);
            let work = move || {
                while let Some((index, job)) = take(jobs, next) {
                    if sender.send((index, one(job))).is_err() {
                        break;
                    }
                }
                spare.add();
            };
            if thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_err() {
                // The system has no more threads to give: those that run, or this one below, do the rest.
                break;
            }
        }
        drop(sender);
        let mut line = Progress::new(jobs.len(), progress);
        loop {
            match receiver.recv_timeout(Duration::from_millis(100)) {
                Ok((index, checked)) => {
                    if let Some(slot) = results.get_mut(index) {
                        *slot = Some(checked);
                    }
                    line.done += 1;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            line.show();
        }
        line.clear();
    });
    results.into_iter().zip(jobs).map(|(result, job)| result.unwrap_or_else(|| one(job))).collect()
}

fn take<'a, 'j>(jobs: &'j [Job<'a>], next: &AtomicUsize) -> Option<(usize, &'j Job<'a>)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    jobs.get(index).map(|job| (index, job))
}

/// A panic past the guards of the engine still ends in an input that failed, not in a run that stops.
fn one(job: &Job<'_>) -> Vec<Checked> {
    let lint = || match &job.before {
        None => engine::lint(job.path, &*job.loader, &job.settings),
        Some(Earlier { uri, revision }) => {
            let before = engine::Before { uri, loader: *revision, is_same: &|uris| revision.is_same(uris) };
            engine::lint_since(job.path, &*job.loader, before, &job.settings)
        }
    };
    catch_unwind(AssertUnwindSafe(lint)).unwrap_or_else(|_| {
        vec![Checked::not_linted(
            job.path,
            InputState::Failed,
            "an internal error of apivet, please report it".to_owned(),
        )]
    })
}

/// One line on standard error, written over again, in runs that take over a second.
struct Progress {
    start: Instant,
    wanted: bool,
    shown: bool,
    done: usize,
    total: usize,
}

impl Progress {
    fn new(total: usize, wanted: bool) -> Self {
        Self { start: Instant::now(), wanted: wanted && terminal::shows_progress(), shown: false, done: 0, total }
    }

    fn show(&mut self) {
        if self.wanted && self.start.elapsed() > Duration::from_secs(1) {
            self.shown = true;
            let mut err = io::stderr().lock();
            let _ =
                write!(err, "\r\x1b[Kchecked {} of {} descriptions", self.done, self.total).and_then(|()| err.flush());
        }
    }

    fn clear(&mut self) {
        if self.shown {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}
