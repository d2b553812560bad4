//! What is open, which descriptions that concerns, and what is known of each: the state all threads share.
//!
//! A *root* is a description that is linted. An open document is its own root if it looks like a description; else it is
//! a fragment, and the roots that read it are linted for it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::buffer::Buffer;
use super::diagnostic::{self, Found};
use super::lint::{Linted, Overlay};
use super::protocol::Encoding;
use crate::config::{self, FILE_NAMES};
use crate::engine::Stop;
use crate::finding::Profile;
use crate::outside::configs::{Configs, Given, State};
use crate::outside::loader::FsLoader;
use crate::outside::paths::Base;
use crate::outside::project::Projects;
use crate::source::{Source, SourceId};
use crate::syntax::Limits;

/// Longest wait for the next keystroke before a lint begins.
const LONGEST_WAIT: Duration = Duration::from_millis(30);
/// Keystrokes closer than this are one after the other; the first of them waits for none.
const BURST: Duration = Duration::from_millis(100);

/// What the user of the server decided.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// One configuration for all files.
    pub config: Option<PathBuf>,
    /// No configuration at all.
    pub no_config: bool,
    /// What an organisation demands, whatever configurations say.
    pub policy: Option<PathBuf>,
    /// Which rules run.
    pub profile: Option<Profile>,
    /// Where the pages of the rules can be read: in front of `family/id.md`.
    pub docs_url: Option<String>,
}

impl Options {
    /// Where configurations are.
    pub(super) fn given(&self) -> Given {
        Given { config: self.config.clone(), no_config: self.no_config, policy: self.policy.clone() }
    }
}

/// A description and what came of it.
#[derive(Debug, Default)]
pub(super) struct Root {
    /// The files it read at last, itself included.
    files: BTreeSet<PathBuf>,
    /// When it is to be linted; none while nothing changed.
    due: Option<Instant>,
    /// When it was last asked for.
    asked: Option<Instant>,
    /// The lint under way.
    running: Option<Stop>,
    /// How long the last lint took.
    took: Duration,
    /// Why it was not checked as a whole.
    failure: Option<String>,
    pub(super) found: BTreeMap<PathBuf, Vec<Found>>,
}

/// What the next free thread does.
pub(super) enum Job {
    Lint(PathBuf, Stop),
    /// Looks through a folder for descriptions that read the open fragments.
    Search(PathBuf),
    /// Nothing until then, if ever.
    Wait(Option<Duration>),
}

#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) options: Options,
    pub(super) folders: Vec<PathBuf>,
    pub(super) buffers: BTreeMap<PathBuf, Buffer>,
    pub(super) roots: BTreeMap<PathBuf, Root>,
    /// Configurations by the folder that names are relative to.
    configs: HashMap<PathBuf, Configs>,
    /// The files they come from, what they extend and the policy among them, whether or not they are forgotten by now.
    deciding: BTreeSet<PathBuf>,
    /// Those of them that the client was not told of.
    untold: Vec<PathBuf>,
    /// Folders that were searched, or are about to be.
    searched: HashSet<PathBuf>,
    to_search: Vec<PathBuf>,
    /// Problems of the configurations that are open.
    problems: BTreeMap<PathBuf, Vec<Found>>,
    pub(super) is_over: bool,
}

impl Workspace {
    /// Nothing is open yet.
    pub(super) fn new(options: Options, folders: Vec<PathBuf>) -> Self {
        Self { options, folders, ..Self::default() }
    }

    /// The folder the names of a file and of what it reads are relative to: that of the workspace, else its own.
    pub(super) fn home(&self, file: &Path) -> PathBuf {
        let own = || file.parent().unwrap_or(file).to_path_buf();
        self.folder(file).map_or_else(own, Path::to_path_buf)
    }

    /// The innermost workspace folder a file lies in.
    pub(super) fn folder(&self, file: &Path) -> Option<&Path> {
        let around = self.folders.iter().filter(|folder| file.starts_with(folder));
        around.max_by_key(|folder| folder.components().count()).map(PathBuf::as_path)
    }

    /// The configuration that rules a file.
    pub(super) fn config(&mut self, file: &Path) -> Arc<State> {
        let home = self.home(file);
        let mut configs = match self.configs.remove(&home).filter(Configs::is_current) {
            Some(configs) => configs,
            None => Configs::new(&Base::at(&home), &Limits::default(), &self.options.given()),
        };
        let state = configs.of(file);
        for path in configs.files() {
            if self.deciding.insert(path.clone()) {
                self.untold.push(path);
            }
        }
        self.configs.insert(home, configs);
        state
    }

    /// True for a file that a configuration comes from, or may come from.
    pub(super) fn decides(&self, path: &Path) -> bool {
        let is_known = |path: &Path| self.deciding.contains(path);
        is_config(path) || is_known(path) || std::fs::canonicalize(path).is_ok_and(|real| is_known(&real))
    }

    /// Files that configurations come from and that stand outside of the workspace, so that a client looks for changes
    /// there only when it is asked to; each is told once.
    pub(super) fn untold(&mut self) -> Vec<PathBuf> {
        let untold = std::mem::take(&mut self.untold);
        untold.into_iter().filter(|path| self.folder(path).is_none()).collect()
    }

    /// The texts of all open documents as they are now.
    pub(super) fn overlay(&self) -> Overlay {
        let mut overlay = Overlay::default();
        for (path, buffer) in &self.buffers {
            overlay.texts.insert(path.clone(), buffer.text.clone());
            if let Ok(real) = std::fs::canonicalize(path)
                && real != *path
            {
                overlay.real.insert(real, path.clone());
            }
        }
        overlay
    }

    /// A document was opened, saved or changed from outside; what reads it is linted, what may read it is looked for.
    pub(super) fn refresh(&mut self, path: &Path) {
        self.touch(path);
        if !self.buffers.contains_key(path) || is_config(path) {
            return;
        }
        let is_read = self.roots.values().any(|root| root.files.contains(path));
        if !self.roots.contains_key(path) && !is_read {
            let home = self.folder(path).map_or_else(|| Projects::around(path), Path::to_path_buf);
            if self.searched.insert(home.clone()) {
                self.to_search.push(home);
            }
        }
    }

    /// The text of a document changed: what reads it is due.
    pub(super) fn touch(&mut self, path: &Path) {
        if self.buffers.get(path).is_some_and(|buffer| buffer.is_description) {
            self.roots.entry(path.to_path_buf()).or_default();
        }
        let open: HashSet<&PathBuf> = self.buffers.keys().collect();
        for (name, root) in &mut self.roots {
            let concerns = name == path || root.files.contains(path);
            if concerns && (open.contains(name) || root.files.iter().any(|file| open.contains(file))) {
                root.schedule();
            }
        }
    }

    /// Configurations are read anew when they are needed.
    pub(super) fn forget_configs(&mut self) {
        self.configs.clear();
    }

    /// Everything that is linted is due: configurations may have changed.
    pub(super) fn reload(&mut self) {
        self.forget_configs();
        let open: Vec<PathBuf> = self.buffers.keys().cloned().collect();
        open.iter().for_each(|path| self.touch(path));
    }

    /// Files came or went: what was not found may be there now.
    pub(super) fn forget_searches(&mut self) {
        self.searched.clear();
        let open: Vec<PathBuf> = self.buffers.keys().cloned().collect();
        open.iter().for_each(|path| self.refresh(path));
    }

    /// Roots that no open document is part of, with what was said of them, and fragments that are no longer roots.
    pub(super) fn retire(&mut self) -> BTreeSet<PathBuf> {
        let buffers = &self.buffers;
        let mut silenced = BTreeSet::new();
        for (name, root) in &mut self.roots {
            let text = buffers.get(name);
            let is_root = text.is_none_or(|buffer| buffer.is_description);
            let is_wanted = text.is_some() || root.files.iter().any(|file| buffers.contains_key(file));
            if !is_root || !is_wanted {
                silenced.extend(std::mem::take(&mut root.found).into_keys());
                root.unschedule();
            }
            if !is_root {
                root.files.clear();
            }
        }
        self.roots.retain(|name, root| !root.files.is_empty() || buffers.contains_key(name) && root.is_busy());
        silenced
    }

    /// What there is to do.
    pub(super) fn next(&mut self) -> Job {
        if let Some(folder) = self.to_search.pop() {
            return Job::Search(folder);
        }
        let now = Instant::now();
        let free = self.roots.iter_mut().filter(|(_, root)| root.running.is_none() && root.due.is_some());
        let Some((name, root)) = free.min_by_key(|(_, root)| root.due) else { return Job::Wait(None) };
        match root.due {
            Some(due) if due > now => Job::Wait(Some(due - now)),
            _ => {
                let stop = Stop::default();
                root.due = None;
                root.running = Some(stop.clone());
                Job::Lint(name.clone(), stop)
            }
        }
    }

    /// Takes the result of a lint that nobody stopped. The files whose diagnostics may have changed come back, and why
    /// it was not checked as a whole, unless that is known.
    pub(super) fn settle(
        &mut self,
        name: &Path,
        linted: Linted,
        took: Duration,
    ) -> (BTreeSet<PathBuf>, Option<String>) {
        let Some(root) = self.roots.get_mut(name) else { return Default::default() };
        let news = linted.failure.clone().filter(|why| root.failure.as_ref() != Some(why));
        root.failure = linted.failure;
        let mut concerned: BTreeSet<PathBuf> = root.found.keys().chain(linted.found.keys()).cloned().collect();
        concerned.extend(linted.files.iter().filter(|file| self.buffers.contains_key(*file)).cloned());
        root.files = linted.files;
        root.found = linted.found;
        root.took = took;
        (concerned, news)
    }

    /// A lint ended, one way or the other.
    pub(super) fn finished(&mut self, name: &Path) {
        if let Some(root) = self.roots.get_mut(name) {
            root.running = None;
        }
    }

    /// Learns what a root reads; it is linted if a document that is open is among it.
    pub(super) fn reaches(&mut self, name: PathBuf, files: BTreeSet<PathBuf>) {
        let is_wanted = files.iter().any(|file| self.buffers.contains_key(file));
        let root = self.roots.entry(name).or_default();
        if root.files.is_empty() {
            root.files = files;
            if is_wanted {
                root.schedule();
            }
        }
    }

    /// What is said of a file, by all roots that read it, each thing once and in order.
    pub(super) fn found(&self, file: &Path) -> Vec<&Found> {
        let said = self.roots.values().filter_map(|root| root.found.get(file)).chain(self.problems.get(file));
        let mut all: Vec<&Found> = said.flatten().collect();
        let message = |found: &Found| found.json["message"].as_str().map(str::to_owned);
        let key = |found: &&Found| (found.range, found.rule.map(|rule| rule.id), message(found));
        all.sort_by_cached_key(key);
        all.dedup_by_key(|found| key(found));
        all
    }

    /// Looks at a configuration that is open; true if it is one.
    pub(super) fn check_config(&mut self, path: &Path, encoding: Encoding) -> bool {
        let Some(buffer) = self.buffers.get(path).filter(|_| is_config(path)) else {
            return self.problems.remove(path).is_some();
        };
        let name = path.to_string_lossy();
        let source = Source::new(SourceId(0), name, buffer.text.as_str());
        let loader =
            FsLoader::new(Base::at(Path::new("/")), &path.to_string_lossy(), None, Limits::default().file_size);
        let problems = match config::read(source, &loader, &Limits::default()) {
            Ok(_) => Vec::new(),
            Err(broken) => {
                let place = |offset: u32| buffer.place(offset as usize, encoding);
                let own = broken.iter().filter(|broken| broken.source.uri == path.to_string_lossy());
                let found = own.flat_map(|broken| &broken.problems).map(|problem| {
                    let range = (place(problem.span.start), place(problem.span.end));
                    diagnostic::problem(range, &problem.message)
                });
                found.collect()
            }
        };
        self.problems.insert(path.to_path_buf(), problems);
        true
    }
}

impl Root {
    /// Gives up the lint under way and asks for another; in quick typing after a wait that lets some of it pass.
    fn schedule(&mut self) {
        if let Some(stop) = &self.running {
            stop.ask();
        }
        let now = Instant::now();
        let is_burst = self.asked.is_some_and(|before| now - before < BURST);
        let wait = if is_burst { (self.took / 8).min(LONGEST_WAIT) } else { Duration::ZERO };
        self.asked = Some(now);
        self.due = Some(now + wait);
    }

    fn unschedule(&mut self) {
        if let Some(stop) = &self.running {
            stop.ask();
        }
        self.due = None;
    }

    fn is_busy(&self) -> bool {
        self.due.is_some() || self.running.is_some()
    }
}

/// True for the name of a configuration.
pub(super) fn is_config(path: &Path) -> bool {
    FILE_NAMES.iter().any(|name| path.ends_with(name))
}
