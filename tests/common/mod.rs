//! What several tests share: where the corpus of real descriptions is, and a loader for the files of a folder.
#![allow(dead_code, clippy::disallowed_methods, reason = "each test uses its part; tests read files")]

pub(crate) mod readers;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use apivet::source::{LoadError, Loader};

/// The corpus: `APIVET_CORPUS`, else beside the checkout. `None` is said on stderr, past the harness that would swallow it.
pub(crate) fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let root = std::env::var_os("APIVET_CORPUS").map_or(beside, PathBuf::from);
    if root.is_dir() {
        return Some(root);
    }
    let _ = writeln!(
        std::io::stderr(),
        "NOT CHECKED: no corpus at {}; set APIVET_CORPUS to the folder of corpora",
        root.display()
    );
    None
}

/// Files below `folder` whose name ends in one of the extensions, as paths relative to `root`, sorted.
pub(crate) fn files(root: &Path, folder: &str, extensions: &[&str]) -> Vec<String> {
    let entries = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
    entries
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| entry.path().extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted)))
        .map(|entry| entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/"))
        .collect()
}

/// The files below one folder, which is the project root.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Loader for Folder {
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError> {
        if uri.starts_with('/') || uri.split('/').any(|part| part == "..") {
            return Err(LoadError::OutsideRoot);
        }
        std::fs::read(self.0.join(uri)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => LoadError::NotFound,
            _ => LoadError::Unreadable(error.to_string()),
        })
    }
}
