//! Paths as people see them and as the system takes them.

use std::io;
use std::path::{Path, PathBuf};

use crate::source::normalise_path;

/// The working directory and what is said relative to it.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    folder: PathBuf,
}

impl Base {
    /// The working directory of the process; `.` where the system does not tell.
    pub(crate) fn current() -> Self {
        Self { folder: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")) }
    }

    /// A folder that stands in for it.
    #[cfg(feature = "lsp")]
    pub(crate) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// A path with `/`, relative to the working directory where it lies below it or was written so.
    pub(crate) fn uri(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.folder).unwrap_or(path);
        let uri = normalise_path(&slashed(path));
        if uri.is_empty() { ".".to_owned() } else { uri }
    }

    /// The absolute path of a uri, `.` and `..` resolved by their letters.
    pub(crate) fn absolute(&self, uri: &str) -> PathBuf {
        PathBuf::from(normalise_path(&slashed(&self.folder.join(uri))))
    }
}

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// Path of a file below a folder, with `/`; the whole path when it does not lie there.
pub(crate) fn relative(file: &Path, folder: &Path) -> String {
    slashed(file.strip_prefix(folder).unwrap_or(file))
}

/// What the system says, in words that are the same everywhere.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "cannot be read: permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "cannot be read: is a directory".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
