//! Which configuration rules a file: the nearest above it, up to the root of the repository. Each is read once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::loader;
use super::paths::{self, Base};
use crate::config::{self, Config, FILE_NAMES};
use crate::source::{Source, SourceId};
use crate::syntax::{Limits, decode_bytes};

/// A configuration that was looked for.
#[derive(Debug)]
pub(super) enum State {
    /// It can be used, or there is none and the defaults hold.
    Ready(Ready),
    /// It cannot; nothing below it is linted.
    Broken {
        /// Path of the file.
        path: String,
        /// Its problems, each with its place.
        lines: Vec<String>,
    },
}

/// A usable configuration and the folder its patterns count from.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) config: Config,
    /// Path of the file; none for the defaults.
    pub(super) path: Option<String>,
    pub(super) folder: PathBuf,
}

impl Ready {
    /// The name of a file as the patterns of this configuration see it.
    pub(super) fn name(&self, file: &Path) -> String {
        paths::relative(file, &self.folder)
    }
}

/// All configurations of a run.
#[derive(Debug)]
pub(super) struct Configs {
    base: Base,
    limits: Limits,
    /// Rules every file: `--config` or `--no-config`.
    fixed: Option<Arc<State>>,
    by_folder: HashMap<PathBuf, Arc<State>>,
    none: Arc<State>,
    /// Those that were read, in order.
    read: Vec<Arc<State>>,
}

impl Configs {
    /// `file` is the one of `--config`; `off` is `--no-config`.
    pub(super) fn new(base: &Base, limits: &Limits, file: Option<&Path>, off: bool) -> Self {
        let none = Arc::new(State::Ready(Ready { config: Config::default(), path: None, folder: base.absolute(".") }));
        let mut configs = Self {
            base: base.clone(),
            limits: limits.clone(),
            fixed: off.then(|| none.clone()),
            by_folder: HashMap::new(),
            none,
            read: Vec::new(),
        };
        if let Some(file) = file {
            let path = base.absolute(&file.to_string_lossy());
            configs.fixed = Some(configs.open(&path));
        }
        configs
    }

    /// The configuration of a file, by its absolute path.
    pub(super) fn of(&mut self, file: &Path) -> Arc<State> {
        if let Some(fixed) = &self.fixed {
            return fixed.clone();
        }
        let mut passed = Vec::new();
        let mut found = None;
        for folder in file.ancestors().skip(1) {
            if let Some(known) = self.by_folder.get(folder) {
                found = Some(known.clone());
                break;
            }
            passed.push(folder.to_path_buf());
            if let Some(path) = FILE_NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file()) {
                found = Some(self.open(&path));
                break;
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        let state = found.unwrap_or_else(|| self.none.clone());
        for folder in passed {
            self.by_folder.insert(folder, state.clone());
        }
        state
    }

    /// Configurations that were read, in order.
    pub(super) fn read(&self) -> &[Arc<State>] {
        &self.read
    }

    fn open(&mut self, path: &Path) -> Arc<State> {
        let state = Arc::new(self.state(path));
        self.read.push(state.clone());
        state
    }

    fn state(&self, path: &Path) -> State {
        let uri = self.base.uri(path);
        let folder = self.base.absolute(match config::folder_of(&uri) {
            "" if uri.starts_with('/') => "/",
            "" => ".",
            folder => folder,
        });
        let broken = |why: String| State::Broken { path: uri.clone(), lines: vec![format!("{uri}: {why}")] };
        let bytes = match loader::read(path, self.limits.file_size) {
            Ok(bytes) => bytes,
            Err(why) => return broken(why.to_string()),
        };
        let Ok(text) = decode_bytes(bytes) else {
            return broken("is no UTF-8 text".to_owned());
        };
        match config::read(Source::new(SourceId(0), uri.clone(), text), &self.limits) {
            Ok(config) => State::Ready(Ready { config, path: Some(uri), folder }),
            Err(problems) => State::Broken { path: uri, lines: problems.lines().collect() },
        }
    }
}
