//! The project a file belongs to: where its names start, and its baseline.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::loader;
use super::paths::{self, Base};
use crate::config::{Baseline, FILE_NAMES};
use crate::source::{Source, SourceId};
use crate::syntax::{Limits, decode_bytes};

/// Findings that are known, in the root of a project or a folder of it.
pub(crate) const BASELINE: &str = ".apivet-baseline.json";

/// See the module.
#[derive(Debug)]
pub(crate) struct Project {
    /// The repository, else the folder of a baseline or a configuration, else the working directory.
    pub(crate) root: PathBuf,
    /// The nearest baseline, where there is one.
    pub(crate) baseline: Option<PathBuf>,
}

impl Project {
    /// The name of a file in fingerprints: its path below the project.
    pub(crate) fn name(&self, file: &Path) -> String {
        paths::relative(file, &self.root)
    }
}

/// The projects of a run. Each folder is looked at once.
#[derive(Debug)]
pub(crate) struct Projects {
    base: Base,
    by_folder: RefCell<HashMap<PathBuf, Rc<Project>>>,
}

impl Projects {
    pub(crate) fn new(base: &Base) -> Self {
        Self { base: base.clone(), by_folder: RefCell::default() }
    }

    /// The project of a file, by its absolute path.
    pub(crate) fn of(&self, file: &Path) -> Rc<Project> {
        let folder = file.parent().unwrap_or(file);
        if let Some(known) = self.by_folder.borrow().get(folder) {
            return known.clone();
        }
        let found = Rc::new(self.find(folder));
        self.by_folder.borrow_mut().insert(folder.to_path_buf(), found.clone());
        found
    }

    fn find(&self, folder: &Path) -> Project {
        let mut baseline = None;
        let mut configured = None;
        for around in folder.ancestors() {
            if baseline.is_none() {
                baseline = Some(around.join(BASELINE)).filter(|path| path.is_file());
            }
            if around.join(".git").exists() {
                return Project { root: around.to_path_buf(), baseline };
            }
            if configured.is_none() && FILE_NAMES.iter().any(|name| around.join(name).is_file()) {
                configured = Some(around.to_path_buf());
            }
        }
        let marked = baseline.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        Project { root: marked.or(configured).unwrap_or_else(|| self.base.absolute(".")), baseline }
    }
}

/// Reads a baseline.
///
/// # Errors
/// What is wrong with it, a line each.
pub(crate) fn read(path: &Path, uri: &str) -> Result<Baseline, Vec<String>> {
    let limits = Limits::default();
    let bytes = loader::read(path, limits.file_size).map_err(|why| vec![format!("apivet: {uri}: {why}")])?;
    let text = decode_bytes(bytes).map_err(|_| vec![format!("apivet: {uri}: is no UTF-8 text")])?;
    Baseline::read(Source::new(SourceId(0), uri, text), &limits).map_err(|broken| broken.lines().collect())
}
