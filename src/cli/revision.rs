//! `--since`: the files of a revision as git keeps them, and what has changed. Nothing is checked out, and nothing that a
//! repository configures is run.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use super::git::{command, git, line, words};
use crate::outside::paths::{self, Base};
use crate::source::{LoadError, Loader};
use crate::syntax::Limits;

/// A revision that the working tree is compared with.
pub(super) struct Revision {
    /// As the user named it.
    name: String,
    /// The commit both have in common.
    commit: String,
    base: Base,
    root: PathBuf,
    limit: u64,
    /// Paths below the root that git keeps.
    tracked: HashSet<String>,
    /// Those of them that are not what they were.
    changed: HashSet<String>,
    /// Of renamed files the path of then, by that of now.
    renamed: HashMap<String, String>,
    /// A file is no more: references to it lead elsewhere now, which no text shows.
    has_lost: bool,
    objects: Mutex<Objects>,
}

/// `git cat-file`, which answers as long as it is asked.
struct Objects {
    process: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Revision {
    /// Finds the commit that a revision and what is checked out have in common.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub(super) fn open(base: &Base, name: &str) -> Result<Self, String> {
        let folder = base.absolute(".");
        if name.starts_with('-') {
            return Err(format!("`{name}` is no revision"));
        }
        let root = PathBuf::from(line(git(&folder, &["rev-parse", "--show-toplevel"])?));
        let commit = merge_base(&root, name)?;
        let diff = ["diff", "--no-ext-diff", "--no-textconv", "--find-renames", "--name-status", "-z", &commit, "--"];
        let (changed, renamed, has_lost) = differences(&git(&root, &diff)?);
        let tracked = words(&git(&root, &["ls-files", "-z"])?).collect();
        let objects = Mutex::new(Objects::open(&root)?);
        let limit = Limits::default().file_size;
        let root = std::fs::canonicalize(&root).unwrap_or(root);
        let (name, base) = (name.to_owned(), base.clone());
        Ok(Self { name, commit, base, root, limit, tracked, changed, renamed, has_lost, objects })
    }

    /// The uri that a file of today had then.
    pub(super) fn earlier(&self, uri: &str) -> String {
        match self.path(uri).and_then(|path| self.renamed.get(&path)) {
            Some(path) => self.base.uri(&self.base_path(path)),
            None => uri.to_owned(),
        }
    }

    /// True when none of these files has changed, nor can have what they refer to.
    pub(super) fn is_same(&self, uris: &[&str]) -> bool {
        !self.has_lost && uris.iter().all(|uri| self.keeps(uri))
    }

    /// True when a file is what it was; of a link both the link and what it leads to.
    fn keeps(&self, uri: &str) -> bool {
        let keeps = |path: &String| self.tracked.contains(path) && !self.changed.contains(path);
        let target = std::fs::canonicalize(self.base.absolute(uri)).ok();
        let target = target.filter(|file| file.starts_with(&self.root)).map(|file| paths::relative(&file, &self.root));
        self.path(uri).is_some_and(|path| keeps(&path)) && target.is_some_and(|path| keeps(&path))
    }

    /// What is said of a description that could not be judged as it was.
    pub(super) fn unread(&self, path: &str, why: &str) -> String {
        format!(
            "apivet: {path}: as it was at {} it cannot be checked ({why}): what is found counts as new, and what became worse \
             is not known",
            self.short()
        )
    }

    fn short(&self) -> &str {
        self.commit.get(..12).unwrap_or(&self.commit)
    }

    /// What is said of findings that were there then.
    pub(super) fn remark(&self, earlier: usize) -> String {
        let short = self.short();
        let findings = match earlier {
            0 => "no finding was".to_owned(),
            1 => "1 finding was".to_owned(),
            count => format!("{count} findings were"),
        };
        format!("apivet: compared with {short}, the merge base with {}: {findings} there already", self.name)
    }

    /// The path below the root of the repository; `None` outside of it.
    fn path(&self, uri: &str) -> Option<String> {
        let file = self.base.absolute(uri);
        // The folder may be reached through links.
        let folder = file.parent().and_then(|folder| std::fs::canonicalize(folder).ok());
        let file = match (folder, file.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => file,
        };
        file.starts_with(&self.root).then(|| paths::relative(&file, &self.root))
    }

    fn base_path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The content of a file of at most `limit` bytes.
    fn object(&self, path: &str, limit: u64) -> Result<Vec<u8>, LoadError> {
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        objects.read(&format!("{}:{path}", self.commit), limit)
    }
}

impl Loader for Revision {
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError> {
        let path = self.path(uri).ok_or(LoadError::OutsideRoot)?;
        self.object(&path, self.limit)
    }
}

impl Objects {
    fn open(root: &Path) -> Result<Self, String> {
        let mut command = command(root);
        command.args(["cat-file", "--batch", "--follow-symlinks"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(|error| format!("git cannot be run: {error}"))?;
        match (process.stdin.take(), process.stdout.take()) {
            (Some(questions), Some(answers)) => {
                Ok(Self { process, questions: Some(questions), answers: BufReader::new(answers) })
            }
            _ => Err("git cannot be talked to".to_owned()),
        }
    }

    fn read(&mut self, object: &str, limit: u64) -> Result<Vec<u8>, LoadError> {
        // One question is one line.
        if object.contains('\n') {
            return Err(LoadError::NotFound);
        }
        let lost = |error: std::io::Error| LoadError::Unreadable(format!("git does not answer: {error}"));
        let Some(questions) = &mut self.questions else { return Err(LoadError::NotFound) };
        writeln!(questions, "{object}").and_then(|()| questions.flush()).map_err(lost)?;
        let mut head = String::new();
        self.answers.read_line(&mut head).map_err(lost)?;
        let words: Vec<&str> = head.trim_end().rsplitn(3, ' ').collect();
        let (size, kind) = match words.as_slice() {
            [size, kind, ..] => (size.parse::<u64>().ok(), *kind),
            _ => (None, ""),
        };
        // `… missing`; of a link that leads nowhere or outside, a word, the length of its target, and the target.
        let Some(size) = size else { return Err(LoadError::NotFound) };
        if !matches!(kind, "blob" | "tree" | "commit" | "tag") {
            self.skip(size + 1).map_err(lost)?;
            return Err(if kind == "symlink" { LoadError::OutsideRoot } else { LoadError::NotFound });
        }
        if kind != "blob" || size > limit {
            self.skip(size + 1).map_err(lost)?;
            return Err(match kind {
                "blob" => LoadError::TooLarge { size, limit },
                _ => LoadError::Unreadable("is a directory".to_owned()),
            });
        }
        let mut content = vec![0; size as usize];
        self.answers.read_exact(&mut content).map_err(lost)?;
        self.skip(1).map_err(lost)?;
        Ok(content)
    }

    fn skip(&mut self, bytes: u64) -> std::io::Result<()> {
        std::io::copy(&mut self.answers.by_ref().take(bytes), &mut std::io::sink()).map(drop)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // The end of its input is the end of the process.
        self.questions = None;
        let _ = self.process.wait();
    }
}

/// The commit a revision and what is checked out have in common.
fn merge_base(root: &Path, name: &str) -> Result<String, String> {
    let is_shallow = || git(root, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|text| line(text) == "true");
    let commit = format!("{name}^{{commit}}");
    if git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).is_err() {
        let help = match is_shallow() {
            true => {
                "this clone is shallow: fetch the revision first, as with `git fetch origin REVISION`, or clone with the whole history (`fetch-depth: 0`)"
            }
            false => "name a branch, a tag or a commit that this repository has, such as origin/main",
        };
        return Err(format!("the revision `{name}` is not here; {help}"));
    }
    match git(root, &["merge-base", name, "HEAD"]) {
        Ok(found) => Ok(line(found)),
        Err(_) if is_shallow() => Err(format!(
            "the history that `{name}` and HEAD have in common is not here, as this clone is shallow: fetch more, as with \
             `git fetch --unshallow`, or clone with the whole history (`fetch-depth: 0`)"
        )),
        Err(_) => Err(format!("`{name}` and HEAD have no commit in common")),
    }
}

/// What `git diff --name-status -z` says: paths that changed, new names with the old ones, and whether one is gone.
fn differences(text: &[u8]) -> (HashSet<String>, HashMap<String, String>, bool) {
    let (mut changed, mut renamed, mut has_lost) = (HashSet::new(), HashMap::new(), false);
    let mut words = words(text);
    while let (Some(state), Some(path)) = (words.next(), words.next()) {
        if !state.starts_with(['R', 'C']) {
            has_lost |= state.starts_with('D');
            changed.insert(path);
            continue;
        }
        let Some(to) = words.next() else { break };
        has_lost |= state.starts_with('R');
        changed.insert(to.clone());
        renamed.insert(to, path);
    }
    (changed, renamed, has_lost)
}
