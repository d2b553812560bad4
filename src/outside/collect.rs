//! From arguments to inputs: files, directories, patterns, standard input. Nothing is lost on the way: what cannot be
//! taken becomes an input that says why.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;

use super::configs::{Configs, Ready, State};
use super::paths::{self, Base};
use super::project::Projects;
use super::reach::{self, Files};
use super::sniff;

/// Endings of files that are looked into when a directory is searched.
const ENDINGS: [&str; 5] = ["yaml", "yml", "json", "xml", "wsdl"];

/// What becomes of an input.
#[derive(Debug)]
pub(crate) enum Plan {
    /// It is linted under this configuration, which is [`State::Ready`].
    Lint(Arc<State>),
    /// It is left out for this reason.
    Skip(String),
    /// It cannot be linted for this reason.
    Fail(String),
    /// It cannot be linted because its configuration, at this path, is broken.
    Unconfigured(String),
}

/// Something to lint, or that should have been.
#[derive(Debug)]
pub(crate) struct Input {
    /// Path or pattern for people and for the loader.
    pub(crate) path: String,
    /// True when the user said that it is a description.
    pub(crate) named: bool,
    /// True for standard input.
    pub(crate) stdin: bool,
    /// Which argument brought it in.
    pub(crate) argument: usize,
    /// It counts only if it reads a file that was named.
    pub(crate) only_as_reader: bool,
    pub(crate) plan: Plan,
}

impl Input {
    /// The configuration it is linted under.
    pub(crate) fn ready(&self) -> Option<&Ready> {
        match &self.plan {
            Plan::Lint(state) => match &**state {
                State::Ready(ready) => Some(ready),
                State::Broken { .. } => None,
            },
            _ => None,
        }
    }
}

/// What an argument may stand for besides a description.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leniency {
    /// Named files that do not look like descriptions are left out; descriptions that may read a named file are added.
    pub(crate) skip_unrecognized: bool,
    /// Files that are no more, by their absolute paths; descriptions that may read one are added.
    pub(crate) deleted: Vec<PathBuf>,
    /// Name of standard input.
    pub(crate) stdin_filename: Option<String>,
    /// Bytes of a file that are looked at to tell what it is.
    pub(crate) limit: u64,
}

/// Turns arguments into inputs, in order of path, each file once; and gives the files that further descriptions were
/// added for.
pub(crate) fn collect(
    arguments: &[String],
    base: &Base,
    configs: &mut Configs,
    leniency: &Leniency,
) -> (Vec<Input>, Files) {
    let (inputs, seen, changed) = Default::default();
    let mut collector = Collector { base, configs, leniency, inputs, seen, changed, argument: 0 };
    for (index, argument) in arguments.iter().enumerate() {
        collector.argument = index;
        collector.argument(argument);
    }
    collector.changed.extend(leniency.deleted.iter().map(|path| reach::real(path)));
    collector.readers();
    let (mut inputs, changed) = (collector.inputs, collector.changed);
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    (inputs, changed)
}

/// The folder that is searched for an argument; none for a file or standard input.
pub(crate) fn searched(argument: &str) -> Option<&Path> {
    let path = Path::new(argument);
    if path.is_dir() {
        return Some(path);
    }
    let is_pattern = argument != "-" && !path.exists() && argument.contains(['*', '?', '[', '{']);
    is_pattern.then(|| Path::new(start_of(argument.strip_prefix("./").unwrap_or(argument))))
}

struct Collector<'a> {
    base: &'a Base,
    configs: &'a mut Configs,
    leniency: &'a Leniency,
    inputs: Vec<Input>,
    /// Index of the input of a file.
    seen: HashMap<PathBuf, usize>,
    /// Files that were named, whatever they are, where the descriptions that read them are wanted too.
    changed: Files,
    argument: usize,
}

/// What a search came across.
#[derive(Default)]
struct Searched {
    descriptions: usize,
    looked_at: usize,
    excluded: usize,
    failed: usize,
}

impl Collector<'_> {
    fn argument(&mut self, argument: &str) {
        if argument == "-" {
            let path = self.leniency.stdin_filename.as_deref().map(|name| self.base.uri(Path::new(name)));
            self.stdin(path.unwrap_or_else(|| "<stdin>".to_owned()));
            return;
        }
        let uri = self.base.uri(Path::new(argument));
        match std::fs::metadata(argument) {
            Ok(metadata) if metadata.is_dir() => {
                let found = self.search(Path::new(argument), None);
                if found.descriptions + found.failed == 0 {
                    self.fail(uri, format!("no API description found in this directory{}", found.details()));
                }
            }
            Ok(_) => self.file(Path::new(argument), uri),
            Err(_) if argument.contains(['*', '?', '[', '{']) => self.pattern(argument),
            Err(error) => self.fail(uri, paths::reason(&error)),
        }
    }

    fn stdin(&mut self, path: String) {
        let plan = match &*self.configs.of(&self.base.absolute(&path)) {
            State::Broken { path, .. } => Plan::Unconfigured(path.clone()),
            State::Ready(_) => Plan::Lint(self.configs.of(&self.base.absolute(&path))),
        };
        if !self.inputs.iter().any(|input| input.stdin) {
            self.add(path, true, true, plan);
        }
    }

    /// A file the user named.
    fn file(&mut self, path: &Path, uri: String) {
        let canonical = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if let Some(input) = self.seen.get(&canonical).and_then(|index| self.inputs.get_mut(*index)) {
            input.named = true;
            return;
        }
        let absolute = self.base.absolute(&uri);
        let state = self.configs.of(&absolute);
        let mut named = true;
        let plan = match &*state {
            State::Broken { path, .. } => Plan::Unconfigured(path.clone()),
            State::Ready(ready) if ready.excludes(&absolute) => Plan::Skip("excluded by the configuration".to_owned()),
            State::Ready(_) if self.leniency.skip_unrecognized => {
                named = false;
                self.changed.insert(canonical.clone());
                match sniff::looks_like_description(path, self.leniency.limit) {
                    Ok(true) => Plan::Lint(state),
                    Ok(false) => Plan::Skip("no API description".to_owned()),
                    Err(error) => Plan::Fail(paths::reason(&error)),
                }
            }
            State::Ready(_) => Plan::Lint(state),
        };
        self.seen.insert(canonical, self.inputs.len());
        self.add(uri, named, false, plan);
    }

    /// Adds the descriptions, anywhere in the project, that may read what was named.
    fn readers(&mut self) {
        let projects = Projects::new(self.base);
        let mut by_project: BTreeMap<PathBuf, Files> = BTreeMap::new();
        for path in &self.changed {
            by_project.entry(projects.of(path).root.clone()).or_default().insert(path.clone());
        }
        for (root, files) in by_project {
            for path in reach::candidates(&files, &root, self.leniency.limit) {
                let canonical = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                let uri = self.base.uri(&path);
                let absolute = self.base.absolute(&uri);
                let state = self.configs.of(&absolute);
                let plan = match &*state {
                    State::Broken { path, .. } => Plan::Unconfigured(path.clone()),
                    State::Ready(ready) if ready.excludes(&absolute) => continue,
                    State::Ready(_) => Plan::Lint(state),
                };
                if !self.seen.contains_key(&canonical) {
                    self.seen.insert(canonical, self.inputs.len());
                    self.add(uri, false, false, plan);
                    self.inputs.last_mut().into_iter().for_each(|input| input.only_as_reader = true);
                }
            }
        }
    }

    fn pattern(&mut self, pattern: &str) {
        let text = pattern.strip_prefix("./").unwrap_or(pattern);
        let glob = match GlobBuilder::new(text).literal_separator(true).build() {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => {
                return self.fail(pattern.to_owned(), format!("bad pattern: {}", error.kind()));
            }
        };
        let start = start_of(text);
        if !Path::new(start).is_dir() {
            return self
                .fail(pattern.to_owned(), format!("the pattern matches nothing: there is no directory `{start}`"));
        }
        let found = self.search(Path::new(start), Some(&glob));
        if found.looked_at + found.excluded + found.failed == 0 {
            self.fail(pattern.to_owned(), "the pattern matches no file".to_owned());
        } else if found.descriptions + found.failed == 0 {
            let details = found.details();
            self.fail(pattern.to_owned(), format!("no API description among the files the pattern matches{details}"));
        }
    }

    /// Takes the descriptions below a directory, those that match a pattern if one is given.
    fn search(&mut self, start: &Path, pattern: Option<&GlobMatcher>) -> Searched {
        let mut found = Searched::default();
        for entry in walk(start).build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    found.failed += 1;
                    self.walk_error(start, &error);
                    continue;
                }
            };
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let path = entry.path();
            let wanted = match pattern {
                Some(pattern) => pattern.is_match(path.strip_prefix("./").unwrap_or(path)),
                None => may_describe(path),
            };
            if wanted {
                self.candidate(path, &mut found);
            }
        }
        found
    }

    /// A file a search came across.
    fn candidate(&mut self, path: &Path, found: &mut Searched) {
        let canonical = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if self.seen.contains_key(&canonical) {
            found.descriptions += 1;
            return;
        }
        let uri = self.base.uri(path);
        let absolute = self.base.absolute(&uri);
        let state = self.configs.of(&absolute);
        if let State::Ready(ready) = &*state
            && ready.excludes(&absolute)
        {
            found.excluded += 1;
            return;
        }
        found.looked_at += 1;
        let plan = match sniff::looks_like_description(path, self.leniency.limit) {
            Ok(false) => return,
            Err(error) => Plan::Fail(paths::reason(&error)),
            Ok(true) => match &*state {
                State::Broken { path, .. } => Plan::Unconfigured(path.clone()),
                State::Ready(_) => Plan::Lint(state),
            },
        };
        found.descriptions += 1;
        self.seen.insert(canonical, self.inputs.len());
        self.add(uri, false, false, plan);
    }

    fn walk_error(&mut self, start: &Path, error: &ignore::Error) {
        let path = path_of(error).map_or_else(|| self.base.uri(start), |path| self.base.uri(path));
        let why = error.io_error().map_or_else(|| error.to_string(), paths::reason);
        self.fail(path, why);
    }

    fn fail(&mut self, path: String, reason: String) {
        if !self.inputs.iter().any(|input| input.path == path && matches!(input.plan, Plan::Fail(_))) {
            self.add(path, true, false, Plan::Fail(reason));
        }
    }

    fn add(&mut self, path: String, named: bool, stdin: bool, plan: Plan) {
        self.inputs.push(Input { path, named, stdin, argument: self.argument, only_as_reader: false, plan });
    }
}

impl Searched {
    /// What was there instead of descriptions.
    fn details(&self) -> String {
        let files = |count: usize| format!("{count} file{}", if count == 1 { "" } else { "s" });
        match (self.looked_at, self.excluded) {
            (0, 0) => String::new(),
            (looked, 0) => format!(" ({} looked at)", files(looked)),
            (0, excluded) => format!(" ({} excluded by the configuration)", files(excluded)),
            (looked, excluded) => format!(" ({} looked at, {excluded} excluded by the configuration)", files(looked)),
        }
    }
}

/// Goes through a directory the way git sees it, without what others wrote.
pub(crate) fn walk(start: &Path) -> WalkBuilder {
    let mut walk = WalkBuilder::new(start);
    // Links are left alone: what they lead to inside the directory is found by itself.
    walk.follow_links(false).require_git(false).sort_by_file_name(Ord::cmp);
    walk.filter_entry(|entry| entry.depth() == 0 || !is_foreign(entry.path()));
    walk
}

/// True when a file is looked into, by its ending.
pub(crate) fn may_describe(path: &Path) -> bool {
    path.extension().is_some_and(|e| ENDINGS.iter().any(|ending| e.eq_ignore_ascii_case(ending)))
}

/// The directory a pattern starts from: the part before the first segment with a wildcard.
fn start_of(pattern: &str) -> &str {
    let wild = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    match pattern.get(..wild).and_then(|fixed| fixed.rfind('/')) {
        Some(0) => "/",
        Some(cut) => pattern.get(..cut).unwrap_or("."),
        None => ".",
    }
}

/// Directories that hold other people's files or generated ones, told by what stands beside them: an API about vendors
/// may well have a folder `vendor`.
fn is_foreign(path: &Path) -> bool {
    let beside = |names: &[&str]| names.iter().any(|name| path.with_file_name(name).exists());
    match path.file_name().and_then(|name| name.to_str()) {
        Some("node_modules") => path.is_dir(),
        Some("vendor") => beside(&["go.mod", "composer.json", "Gemfile"]) && path.is_dir(),
        Some("target") => beside(&["Cargo.toml", "pom.xml", "build.sbt"]) && path.is_dir(),
        _ => false,
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::start_of;

    #[test]
    fn a_pattern_starts_from_its_last_fixed_folder() {
        assert_eq!(start_of("*.yaml"), ".");
        assert_eq!(start_of("apis/**/v*.yaml"), "apis");
        assert_eq!(start_of("a/b/c{1,2}.yaml"), "a/b");
        assert_eq!(start_of("/*.yaml"), "/");
    }
}
