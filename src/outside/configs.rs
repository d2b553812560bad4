//! Which configuration rules a file: the nearest above it, up to the root of the repository. Each is read once.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::loader::{self, FsLoader};
use super::paths::{self, Base};
use crate::config::{self, Broken, Config, FILE_NAMES, Policy, Ruling, Selection};
use crate::engine::Settings;
use crate::source::{LoadError, Loader, Source, SourceId};
use crate::syntax::{Limits, decode_bytes};

/// A configuration that was looked for.
#[derive(Debug)]
pub(crate) enum State {
    /// It can be used, or there is none and the defaults hold.
    Ready(Box<Ready>),
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
    /// What an organisation demands whatever the configuration says.
    pub(crate) policy: Option<Arc<Policy>>,
}

/// What a user says about where configurations are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    /// The one for all files.
    pub(crate) config: Option<PathBuf>,
    /// There is none.
    pub(crate) no_config: bool,
    /// The policy of the organisation.
    pub(crate) policy: Option<PathBuf>,
}

impl Ready {
    /// The name of a file as the patterns of this configuration see it.
    pub(crate) fn name(&self, file: &Path) -> String {
        paths::relative(file, &self.folder)
    }

    /// True for a file that is not to be linted, by its absolute path.
    pub(crate) fn excludes(&self, file: &Path) -> bool {
        let name = self.name(file);
        self.config.excludes(&name) && self.policy.as_ref().is_none_or(|policy| policy.lets_exclude(&name))
    }

    /// What holds for a file, by its absolute path.
    pub(crate) fn ruling(&self, file: &Path, selection: &Selection) -> Ruling {
        self.config.ruling(&self.name(file), selection, self.policy.as_deref())
    }

    /// How a file is linted under this configuration; what the face decides keeps its default. `compares` says whether
    /// there is an earlier state to compare with.
    ///
    /// # Errors
    /// Says why it cannot be, as the reason of an input that failed.
    pub(crate) fn settings(&self, file: &Path, selection: &Selection, compares: bool) -> Result<Settings, String> {
        let name = self.name(file);
        if let Some(rule) = self.config.unset(&name, selection) {
            let (id, needs) = (rule.meta.id, rule.meta.needs.join("`, `"));
            return Err(format!("the rule `{id}` cannot run: the configuration does not set its `{needs}`"));
        }
        let mut ruling = self.ruling(file, selection);
        if !compares && !ruling.rules.is_empty() {
            ruling.rules.retain(|enabled| !enabled.rule.compares());
            if ruling.rules.is_empty() {
                let why = "the rules asked for compare with what was before: name a revision with --since";
                return Err(why.to_owned());
            }
        }
        if ruling.rules.is_empty() {
            let why = "no rule is left to run: profile, configuration and flags together switch all off";
            return Err(why.to_owned());
        }
        Ok(Settings {
            rules: ruling.rules,
            profile: ruling.profile,
            declared: ruling.declared,
            ignores: ruling.ignores,
            terms: ruling.terms,
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
    policy: Option<Arc<Policy>>,
    /// Those that were read, in order.
    read: Vec<Arc<State>>,
    /// The files all of this comes from, those that a configuration extends and the policy among them, as they were then.
    files: Mutex<BTreeMap<PathBuf, Stamp>>,
}

/// When a file was changed at last and its size; none where there is no such file.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(file: &Path) -> Stamp {
    let known = std::fs::metadata(file).ok()?;
    Some((known.modified().ok()?, known.len()))
}

impl Configs {
    /// With what a user says; relative paths are those of `base`.
    pub(crate) fn new(base: &Base, limits: &Limits, given: &Given) -> Self {
        let none = |policy| {
            let folder = base.absolute(".");
            Arc::new(State::Ready(Box::new(Ready { config: Config::default(), path: None, folder, policy })))
        };
        let mut configs = Self {
            base: base.clone(),
            limits: limits.clone(),
            fixed: None,
            by_folder: HashMap::new(),
            none: none(None),
            policy: None,
            read: Vec::new(),
            files: Mutex::default(),
        };
        match given.policy.as_deref().map(|path| configs.policy_at(path)).transpose() {
            Ok(policy) => configs.policy = policy.map(Arc::new),
            // Without knowing what is demanded nothing can be said.
            Err(lines) => {
                let path = given.policy.as_deref().map_or_else(String::new, |path| configs.place(path));
                configs.read.push(Arc::new(State::Broken { path, lines }));
                configs.fixed = configs.read.last().cloned();
                return configs;
            }
        }
        configs.none = none(configs.policy.clone());
        configs.fixed = given.no_config.then(|| configs.none.clone());
        if let Some(file) = &given.config {
            let path = base.absolute(&file.to_string_lossy());
            configs.fixed = Some(configs.open(&path));
        }
        configs
    }

    /// What the organisation demands.
    pub(crate) fn policy(&self) -> Option<&Arc<Policy>> {
        self.policy.as_ref()
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

    /// The files that decide, by their absolute paths; also those that were looked for in vain.
    #[cfg(feature = "lsp")]
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.noted().keys().cloned().collect()
    }

    /// True while none of these files has changed.
    #[cfg(feature = "lsp")]
    pub(crate) fn is_current(&self) -> bool {
        self.noted().iter().all(|(file, then)| stamp(file) == *then)
    }

    fn noted(&self) -> std::sync::MutexGuard<'_, BTreeMap<PathBuf, Stamp>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of a file that is about to be read.
    fn note(&self, file: &Path) {
        self.noted().entry(file.to_path_buf()).or_insert_with(|| stamp(file));
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
        let source = match self.source(path) {
            Ok(source) => source,
            Err(line) => return State::Broken { path: uri, lines: vec![line] },
        };
        let files = FsLoader::new(self.base.clone(), &uri, None, self.limits.file_size);
        let loader = Noting { configs: self, files };
        match config::read(source, &loader, &self.limits) {
            Ok(config) => {
                State::Ready(Box::new(Ready { config, path: Some(uri), folder, policy: self.policy.clone() }))
            }
            Err(files) => State::Broken { path: uri, lines: files.iter().flat_map(Broken::lines).collect() },
        }
    }

    /// Reads a policy; else its problems, a line each.
    fn policy_at(&self, path: &Path) -> Result<Policy, Vec<String>> {
        let source = self.source(&self.base.absolute(&path.to_string_lossy())).map_err(|line| vec![line])?;
        Policy::read(source, &self.limits).map_err(|broken| broken.lines().collect())
    }

    /// The path of a file that was given, for people.
    fn place(&self, path: &Path) -> String {
        self.base.uri(&self.base.absolute(&path.to_string_lossy()))
    }

    /// The text of a file of configuration; else what is wrong with it, in a line.
    fn source(&self, path: &Path) -> Result<Source, String> {
        self.note(path);
        let uri = self.base.uri(path);
        let bytes = loader::read(path, self.limits.file_size).map_err(|why| format!("{uri}: {why}"))?;
        let text = decode_bytes(bytes).map_err(|_| format!("{uri}: is no UTF-8 text"))?;
        Ok(Source::new(SourceId(0), uri, text))
    }
}

/// Takes note of what a configuration extends.
struct Noting<'a> {
    configs: &'a Configs,
    files: FsLoader,
}

impl Loader for Noting<'_> {
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError> {
        self.configs.note(&self.configs.base.absolute(uri));
        self.files.load(uri)
    }
}
