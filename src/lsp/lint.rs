//! One lint for the editor: open buffers lie over the files, what was read is remembered, findings come back by file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::diagnostic::{self, Found, Shape};
use crate::engine::{self, Settings};
use crate::finding::{Checked, InputState, Report};
use crate::outside::loader::FsLoader;
use crate::outside::paths::Base;
use crate::outside::project::{self, Projects};
use crate::source::{LoadError, Loader};

/// The texts of the open documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Overlay {
    /// By the path the editor uses.
    pub(super) texts: HashMap<PathBuf, Arc<String>>,
    /// That path by the one behind symbolic links, where it differs.
    pub(super) real: HashMap<PathBuf, PathBuf>,
}

impl Overlay {
    /// The document open under a path, by either of its names.
    fn find(&self, path: &Path) -> Option<(&Path, &Arc<String>)> {
        let (name, text) = self.texts.get_key_value(path).or_else(|| {
            let real = std::fs::canonicalize(path).ok()?;
            self.texts.get_key_value(self.real.get(&real).unwrap_or(&real))
        })?;
        Some((name, text))
    }
}

/// What is to be linted, and from what.
pub(super) struct Task {
    pub(super) root: PathBuf,
    pub(super) base: Base,
    /// The workspace folder the root lies in.
    pub(super) folder: Option<PathBuf>,
    pub(super) settings: Settings,
    pub(super) overlay: Overlay,
    pub(super) shape: Shape,
}

/// What came out.
#[derive(Debug, Default)]
pub(super) struct Linted {
    /// Every file that was read or looked for, by the name the editor uses where it is open.
    pub(super) files: BTreeSet<PathBuf>,
    pub(super) found: BTreeMap<PathBuf, Vec<Found>>,
    /// Why the description was not checked, or not all of it.
    pub(super) failure: Option<String>,
}

impl Task {
    /// Does it. A lint that was stopped gives something nobody wants.
    pub(super) fn run(&self) -> Linted {
        let uri = self.base.uri(&self.root);
        let limit = self.settings.limits.file_size;
        let files = FsLoader::new(self.base.clone(), &uri, None, limit).found_in(self.folder.as_deref());
        let loader = Overlaid { task: self, uri: &uri, files, read: Mutex::default() };
        let checked = engine::lint(&uri, &loader, &self.settings);
        let mut linted = Linted { files: loader.read.into_inner().unwrap_or_default(), ..Linted::default() };
        let mut report = Report::new(checked, self.settings.rules.len(), None);
        let project = Projects::new(&self.base).of(&self.root);
        if let Some(path) = &project.baseline {
            match project::read(path, &self.base.uri(path)) {
                Ok(baseline) => baseline.mark(&mut report),
                Err(lines) => linted.failure = lines.into_iter().next(),
            }
            linted.files.insert(path.clone());
        }
        for one in &report.checked {
            self.take(one, &mut linted);
        }
        linted
    }

    fn take(&self, checked: &Checked, linted: &mut Linted) {
        let path = |uri: &str| {
            let path = self.base.absolute(uri);
            self.overlay.find(&path).map_or(path.clone(), |(name, _)| name.to_path_buf())
        };
        for finding in checked.findings.iter().filter(|finding| finding.is_open()) {
            let file = path(&checked.source(finding.primary.span).uri);
            linted.found.entry(file).or_default().push(diagnostic::found(checked, finding, &path, &self.shape));
        }
        if checked.input.state == InputState::Failed {
            let reason = checked.input.reason.clone().unwrap_or_default();
            // What findings point at needs no further word.
            if checked.findings.is_empty() {
                linted.found.entry(self.root.clone()).or_default().push(diagnostic::not_checked(&reason));
            }
            linted.failure.get_or_insert(reason);
        }
    }
}

struct Overlaid<'a> {
    task: &'a Task,
    uri: &'a str,
    files: FsLoader,
    read: Mutex<BTreeSet<PathBuf>>,
}

impl Overlaid<'_> {
    fn remember(&self, path: &Path) {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_path_buf());
    }
}

impl Loader for Overlaid<'_> {
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError> {
        let path = self.task.base.absolute(uri);
        self.remember(&path);
        let Some((name, text)) = self.task.overlay.find(&path) else { return self.files.load(uri) };
        self.remember(name);
        if uri != self.uri {
            self.files.admit(uri)?;
        }
        Ok(bytes(text))
    }
}

/// The bytes of a text that is decoded already: a mark in front keeps the encoding its XML declaration names, which is
/// that of the file, from being believed.
fn bytes(text: &str) -> Vec<u8> {
    let is_marked = text.starts_with("<?xml") && !text.is_ascii();
    if is_marked { format!("\u{feff}{text}").into_bytes() } else { text.as_bytes().to_vec() }
}
