//! The one way text comes in: a [`Loader`] turns a uri into bytes. The library itself never opens a file.

use std::collections::BTreeMap;

/// Why a text could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// Nothing is there.
    NotFound,
    /// The path leads outside the project root (after symbolic links), so it is not read.
    OutsideRoot,
    /// Larger than the limit; both in bytes.
    TooLarge {
        /// Size found.
        size: u64,
        /// Largest size read.
        limit: u64,
    },
    /// The system refused, in its words.
    Unreadable(String),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such file"),
            Self::OutsideRoot => f.write_str("outside the project root, so it was not read"),
            Self::TooLarge { size, limit } => {
                write!(
                    f,
                    "{size} bytes is over the limit of {limit} bytes (limit `file-size`)"
                )
            }
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}

/// Gives the bytes behind a uri. Implementations decide what may be read.
pub trait Loader: Sync {
    /// The raw bytes of `uri` (a path with `/`, as [`super::join_uri`] makes it).
    ///
    /// # Errors
    /// See [`LoadError`]; an implementation never fetches anything from a network.
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError>;
}

/// Documents held in memory, for tests, editors and the browser.
#[derive(Clone, Debug, Default)]
pub struct MemLoader {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemLoader {
    /// Adds or replaces a document.
    pub fn insert(&mut self, uri: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(uri.into(), bytes.into());
    }
}

impl Loader for MemLoader {
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError> {
        if uri.starts_with("../") || uri.starts_with('/') {
            return Err(LoadError::OutsideRoot);
        }
        self.files.get(uri).cloned().ok_or(LoadError::NotFound)
    }
}
