//! Which configuration rules a file: the nearest above it, up to the root of the repository. Each is read once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::loader;
use super::paths::{self, Base};
use crate::config::{self, Config, FILE_NAMES, Selection};
use crate::engine::Settings;
use crate::source::{Source, SourceId};
use crate::syntax::{Limits, decode_bytes};

/// A configuration that was looked for.
#[derive(Debug)]
pub(crate) enum State {
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
pub(crate) struct Ready {
    pub(crate) config: Config,
    /// Path of the file; none for the defaults.
    pub(crate) path: Option<String>,
    pub(crate) folder: PathBuf,
}

impl Ready {
    /// The name of a file as the patterns of this configuration see it.
    pub(crate) fn name(&self, file: &Path) -> String {
        paths::relative(file, &self.folder)
    }

    /// How a file is linted under this configuration; what the face decides keeps its default.
    ///
    /// # Errors
    /// Says why it cannot be, as the reason of an input that failed.
    pub(crate) fn settings(&self, file: &Path, selection: &Selection) -> Result<Settings, String> {
        let name = self.name(file);
        if let Some(rule) = self.config.unset(&name, selection) {
            let (id, needs) = (rule.meta.id, rule.meta.needs.join("`, `"));
            return Err(format!("the rule `{id}` cannot run: the configuration does not set its `{needs}`"));
        }
        let rules = self.config.rules(&name, selection);
        if rules.is_empty() {
            let why = "no rule is left to run: profile, configuration and flags together switch all off";
            return Err(why.to_owned());
        }
        Ok(Settings {
            rules,
            profile: self.config.profile(&name, selection),
            declared: self.config.declared.clone(),
            ignores: self.config.ignores(&name),
            ..Settings::default()
        })
    }
}

/// All configurations of a run.
#[derive(Debug)]
pub(crate) struct Configs {
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
    pub(crate) fn new(base: &Base, limits: &Limits, file: Option<&Path>, off: bool) -> Self {
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
    pub(crate) fn of(&mut self, file: &Path) -> Arc<State> {
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
    pub(crate) fn read(&self) -> &[Arc<State>] {
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
