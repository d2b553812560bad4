//! The program `git`. Nothing that a repository configures is run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::terminal::variable;
use crate::outside::paths::Base;

/// Files that a commit takes away, by their absolute paths; one that is renamed is gone from where it was. Which commit:
/// the one that is being made, or those between two revisions where pre-commit names them, as before a push.
///
/// # Errors
/// A sentence that says why git does not tell.
pub(super) fn deleted(base: &Base) -> Result<Vec<PathBuf>, String> {
    let folder = base.absolute(".");
    let root = PathBuf::from(line(git(&folder, &["rev-parse", "--show-toplevel"])?));
    let between = variable("PRE_COMMIT_FROM_REF").zip(variable("PRE_COMMIT_TO_REF"));
    let range = between.map(|(from, to)| format!("{from}...{to}"));
    let mut diff = vec!["diff", "--no-ext-diff", "--no-renames", "--diff-filter=D", "--name-only", "-z"];
    match &range {
        Some(range) => diff.extend(["--end-of-options", range, "--"]),
        None => diff.extend(["--cached", "--"]),
    }
    Ok(words(&git(&root, &diff)?).map(|path| root.join(path)).collect())
}

/// What `-z` sets apart.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|byte| *byte == 0).filter(|word| !word.is_empty());
    words.map(|word| String::from_utf8_lossy(word).into_owned())
}

/// What git prints.
///
/// # Errors
/// What it complains of, in a line.
pub(super) fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = command(folder).args(arguments).stdin(Stdio::null()).output();
    let output = output.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "git is not installed".to_owned(),
        _ => format!("git cannot be run: {error}"),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned())
}

/// git without what a repository could make it run.
pub(super) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    command.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"]);
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C");
    command
}

/// The line that is all of an answer.
pub(super) fn line(text: Vec<u8>) -> String {
    String::from_utf8_lossy(&text).trim_end_matches(['\n', '\r']).to_owned()
}
