//! Which descriptions read a changed file. Candidates are told by its name, which whoever refers to it has to write;
//! which of them really read it is seen when they are linted.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::collect;
use super::paths::Base;
use super::sniff;
use crate::source::{LoadError, Loader};

/// The canonical path of a file; of one that is not there the path it would have.
pub(crate) fn real(file: &Path) -> PathBuf {
    match (std::fs::canonicalize(file), file.parent(), file.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(folder), Some(name)) => real(folder).join(name),
        _ => file.to_path_buf(),
    }
}

/// Files by their canonical paths.
pub(crate) type Files = HashSet<PathBuf>;

/// The descriptions in a folder that may read one of these files: they name it, or a file that may read it. Of a file at
/// most `limit` bytes are looked at; what cannot be read is passed over.
pub(crate) fn candidates(parts: &Files, folder: &Path, limit: u64) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in collect::walk(folder).build().flatten() {
        let may_refer = entry.file_type().is_some_and(|kind| kind.is_file())
            && (collect::may_describe(entry.path()) || entry.path().extension().is_some_and(|e| e == "xsd"));
        if may_refer {
            files.push(entry.into_path());
        }
    }
    let known: HashSet<Vec<u8>> = files.iter().chain(parts).map(|path| name(path)).collect();
    let looked = look_into(&files, &known, limit);

    let mut by_mention: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (index, look) in looked.iter().enumerate() {
        look.mentions.iter().for_each(|name| by_mention.entry(name).or_default().push(index));
    }
    let mut wanted: Vec<Vec<u8>> = parts.iter().map(|path| name(path)).collect();
    let mut reached = vec![false; files.len()];
    while let Some(name) = wanted.pop() {
        for index in by_mention.remove(name.as_slice()).unwrap_or_default() {
            if let (Some(is_reached), Some(path)) = (reached.get_mut(index), files.get(index)) {
                *is_reached = true;
                wanted.push(self::name(path));
            }
        }
    }
    let is_wanted = |(reached, look): (&bool, &Look)| *reached && look.is_description;
    let wanted = reached.iter().zip(&looked).map(is_wanted);
    files.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(path, _)| path.clone()).collect()
}

/// What a text shows at first sight.
#[derive(Default)]
struct Look {
    is_description: bool,
    /// Names of files that stand in it.
    mentions: HashSet<Vec<u8>>,
}

fn look_into(files: &[PathBuf], known: &HashSet<Vec<u8>>, limit: u64) -> Vec<Look> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(threads).max(1);
    let look_at = |files: &[PathBuf]| files.iter().map(|path| look(path, known, limit)).collect::<Vec<_>>();
    thread::scope(|scope| {
        let work: Vec<_> = files.chunks(share).map(|files| (files, scope.spawn(move || look_at(files)))).collect();
        work.into_iter().flat_map(|(files, work)| work.join().unwrap_or_else(|_| look_at(files))).collect()
    })
}

fn look(path: &Path, known: &HashSet<Vec<u8>>, limit: u64) -> Look {
    let mut bytes = Vec::new();
    if File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).is_err() {
        return Look::default();
    }
    let is_description = sniff::is_description(&bytes);
    // Names in UTF-16 read as in ASCII without the zeroes.
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        bytes.retain(|byte| *byte != 0);
    }
    Look { is_description, mentions: names(&bytes).filter(|name| known.contains(*name)).map(<[u8]>::to_vec).collect() }
}

/// What a file is called in references, as far as it is written there letter by letter: its name behind the last
/// character that a reference may have to encode.
fn name(path: &Path) -> Vec<u8> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.bytes().rev().take_while(is_plain).collect::<Vec<_>>().into_iter().rev().collect()
}

/// Everything in a text that may be the name of a file.
fn names(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut encoded = false;
    text.split_inclusive(|byte| !is_plain(byte)).filter_map(move |run| {
        let (plain, end) = match run.split_last() {
            Some((last, plain)) if !is_plain(last) => (plain, Some(*last)),
            _ => (run, None),
        };
        // The two digits of `%20`.
        let plain = if encoded { plain.get(2..).unwrap_or_default() } else { plain };
        encoded = end == Some(b'%');
        plain.contains(&b'.').then_some(plain)
    })
}

fn is_plain(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// Hands on what another loader reads, and keeps which of certain files that was.
pub(crate) struct Watched<L> {
    loader: L,
    base: Base,
    files: Arc<Files>,
    read: Arc<Mutex<Files>>,
}

impl<L> Watched<L> {
    /// Watches for `files`.
    pub(crate) fn new(loader: L, base: Base, files: Arc<Files>) -> Self {
        Self { loader, base, files, read: Arc::default() }
    }

    /// Those that were asked for, once the loader has done its work: see [`taken`].
    pub(crate) fn read(&self) -> Arc<Mutex<Files>> {
        self.read.clone()
    }
}

/// What a loader has read.
pub(crate) fn taken(read: &Arc<Mutex<Files>>) -> Files {
    std::mem::take(&mut *read.lock().unwrap_or_else(PoisonError::into_inner))
}

impl<L: Loader> Loader for Watched<L> {
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError> {
        if !self.files.is_empty() {
            let path = real(&self.base.absolute(uri));
            if self.files.contains(&path) {
                self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
            }
        }
        self.loader.load(uri)
    }
}

#[cfg(test)]
mod tests {
    use super::{name, names};
    use std::path::Path;

    #[test]
    fn a_file_is_found_under_the_name_a_reference_gives_it() {
        let mentions =
            |text: &'static str, file: &str| names(text.as_bytes()).any(|found| found == name(Path::new(file)));
        for text in [
            "$ref: ../schemas/book.yaml#/Book",
            "{\"$ref\":\"book.yaml\"}",
            "book.yaml",
            "schemas\\/book.yaml?x",
            "$ref: %62%20book.yaml",
        ] {
            assert!(mentions(text, "schemas/book.yaml"), "{text}");
        }
        assert!(mentions("$ref: the%20book.yaml#/x", "the book.yaml"));
        assert!(mentions("$ref: './the book.yaml'", "the book.yaml"));
        assert!(mentions("$ref: caf%C3%A9.yaml", "café.yaml"));
        for text in ["notebook.yaml", "book.yaml.bak", "book.yml", "book"] {
            assert!(!mentions(text, "book.yaml"), "{text}");
        }
    }
}
