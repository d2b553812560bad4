//! Files for the engine: only inside the project, only up to a size.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::paths::Base;
use crate::config::FILE_NAMES;
use crate::source::{LoadError, Loader};

/// Loads one description and what it refers to.
///
/// The description itself is read wherever it lies, because somebody named it. What it refers to must lie, symbolic
/// links resolved, below the nearest folder above it that holds `.git`, else a configuration, else below the folder
/// whose search came across it, else below its own.
#[derive(Debug)]
pub(crate) struct FsLoader {
    base: Base,
    root: String,
    /// Text of the description when it came through standard input.
    text: Option<Vec<u8>>,
    limit: u64,
    searched: Option<PathBuf>,
    project: OnceLock<Option<PathBuf>>,
}

impl FsLoader {
    /// A loader for the description `root`; no file over `limit` bytes is read.
    pub(crate) fn new(base: Base, root: &str, text: Option<Vec<u8>>, limit: u64) -> Self {
        Self { base, root: root.to_owned(), text, limit, searched: None, project: OnceLock::new() }
    }

    /// The same for a description that the search of a folder came across.
    pub(crate) fn found_in(self, folder: Option<&Path>) -> Self {
        Self { searched: folder.and_then(|folder| std::fs::canonicalize(folder).ok()), ..self }
    }

    fn project(&self) -> Option<&Path> {
        let find = || {
            let file = self.base.absolute(&self.root);
            let folder = std::fs::canonicalize(file.parent()?).ok()?;
            let nearest = |marks: fn(&Path) -> bool| folder.ancestors().find(|folder| marks(folder));
            // A configuration inside a repository narrows what it configures, not what its references may reach.
            let project = nearest(|folder| folder.join(".git").exists()).or_else(|| nearest(has_config));
            let searched = self.searched.as_deref().filter(|searched| folder.starts_with(searched));
            Some(project.or(searched).unwrap_or(&folder).to_path_buf())
        };
        self.project.get_or_init(find).as_deref()
    }

    /// Whether a text may be taken from elsewhere in place of a file, which need not be there yet.
    ///
    /// # Errors
    /// [`LoadError::OutsideRoot`], as for the file itself.
    #[cfg(feature = "lsp")]
    pub(crate) fn admit(&self, uri: &str) -> Result<(), LoadError> {
        let path = self.base.absolute(uri);
        let place = std::fs::canonicalize(&path).or_else(|_| std::fs::canonicalize(path.parent().unwrap_or(&path)));
        let place = place.map_err(|error| refused(&error))?;
        if self.project().is_some_and(|project| place.starts_with(project)) {
            Ok(())
        } else {
            Err(LoadError::OutsideRoot)
        }
    }
}

fn has_config(folder: &Path) -> bool {
    FILE_NAMES.iter().any(|name| folder.join(name).is_file())
}

impl Loader for FsLoader {
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError> {
        let path = self.base.absolute(uri);
        if uri == self.root {
            return match &self.text {
                Some(text) => Ok(text.clone()),
                None => read(&path, self.limit),
            };
        }
        let path = std::fs::canonicalize(path).map_err(|error| refused(&error))?;
        if !self.project().is_some_and(|project| path.starts_with(project)) {
            return Err(LoadError::OutsideRoot);
        }
        read(&path, self.limit)
    }
}

/// Reads a file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
    let file = File::open(path).map_err(|error| refused(&error))?;
    let metadata = file.metadata().map_err(|error| refused(&error))?;
    if metadata.is_dir() {
        return Err(LoadError::Unreadable("is a directory".to_owned()));
    }
    if metadata.len() > limit {
        return Err(LoadError::TooLarge { size: metadata.len(), limit });
    }
    read_all(file, metadata.len(), limit)
}

/// Reads a stream to its end; its size is not known before.
pub(crate) fn read_all(stream: impl io::Read, expected: u64, limit: u64) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::with_capacity(expected as usize);
    stream.take(limit + 1).read_to_end(&mut bytes).map_err(|error| refused(&error))?;
    if bytes.len() as u64 > limit {
        return Err(LoadError::TooLarge { size: bytes.len() as u64, limit });
    }
    Ok(bytes)
}

fn refused(error: &io::Error) -> LoadError {
    match error.kind() {
        io::ErrorKind::NotFound => LoadError::NotFound,
        io::ErrorKind::PermissionDenied => LoadError::Unreadable("permission denied".to_owned()),
        _ => LoadError::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("apivet-loader-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("api")).unwrap();
        folder
    }

    fn loader(folder: &Path) -> FsLoader {
        let root = folder.join("api/openapi.yaml").to_string_lossy().into_owned();
        FsLoader::new(Base::current(), &root, None, 100)
    }

    fn load(loader: &FsLoader, folder: &Path, file: &str) -> Result<Vec<u8>, LoadError> {
        loader.load(&folder.join(file).to_string_lossy())
    }

    #[test]
    fn without_a_mark_only_what_was_named_is_read() {
        let folder = scratch("unmarked");
        std::fs::write(folder.join("secret.yaml"), "x").unwrap();
        std::fs::write(folder.join("api/part.yaml"), "y").unwrap();
        let loader = loader(&folder);
        assert_eq!(load(&loader, &folder, "api/part.yaml"), Ok(b"y".to_vec()));
        assert_eq!(load(&loader, &folder, "secret.yaml"), Err(LoadError::OutsideRoot));
        assert_eq!(load(&loader, &folder, "api/none.yaml"), Err(LoadError::NotFound));
        let loader = self::loader(&folder).found_in(Some(&folder));
        assert_eq!(
            load(&loader, &folder, "secret.yaml"),
            Ok(b"x".to_vec()),
            "the folder that was searched is all there is"
        );
        let loader = self::loader(&folder).found_in(Some(&folder.join("api")));
        assert_eq!(load(&loader, &folder, "secret.yaml"), Err(LoadError::OutsideRoot));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_marked_folder_above_opens_what_lies_below_it_and_links_are_seen_through() {
        let folder = scratch("marked");
        let outside = scratch("outside");
        std::fs::create_dir(folder.join(".git")).unwrap();
        std::fs::write(folder.join("common.yaml"), "x").unwrap();
        std::fs::write(outside.join("secret.yaml"), "x").unwrap();
        std::fs::write(folder.join("big.yaml"), vec![b' '; 101]).unwrap();
        let loader = loader(&folder);
        assert_eq!(load(&loader, &folder, "common.yaml"), Ok(b"x".to_vec()));
        assert_eq!(load(&loader, &folder, "big.yaml"), Err(LoadError::TooLarge { size: 101, limit: 100 }));
        assert_eq!(load(&loader, &folder, "api"), Err(LoadError::Unreadable("is a directory".to_owned())));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outside.join("secret.yaml"), folder.join("link.yaml")).unwrap();
            assert_eq!(load(&loader, &folder, "link.yaml"), Err(LoadError::OutsideRoot));
        }
        std::fs::remove_dir_all(folder).unwrap();
        std::fs::remove_dir_all(outside).unwrap();
    }
}
