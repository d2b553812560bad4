//! The JSON reader against the public JSON parsing test suite, and against serde_json on every JSON
//! file of the corpus. The corpus is not part of the repository: see `corpus`.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};

use apivet::source::{Source, SourceId};
use apivet::syntax::{Document, Format, Kind, Limits, NodeRef, Style, decode_bytes, parse_as};
use serde_json::Value;

/// The corpus folder: `APIVET_CORPUS`, else `shared/corpus` one or two levels above the repository.
fn corpus() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = [here.join("../shared/corpus"), here.join("../../shared/corpus")];
    let found =
        std::env::var_os("APIVET_CORPUS").map(PathBuf::from).into_iter().chain(beside).find(|place| place.is_dir());
    if found.is_none() {
        eprintln!("NOT TESTED: no corpus folder; set APIVET_CORPUS to run this test");
    }
    found
}

fn json_files(under: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(under).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
}

fn read(path: &Path) -> Result<Document, apivet::syntax::DecodeError> {
    let text = decode_bytes(std::fs::read(path).unwrap())?;
    let source = Source::new(SourceId(0), path.display().to_string(), text);
    Ok(parse_as(Format::Json, source, &Limits { depth: 1000, ..Limits::default() }, &[]))
}

#[test]
fn accepts_and_rejects_what_the_suite_says() {
    let Some(corpus) = corpus() else { return };
    let files = json_files(&corpus.join("json-test-suite"));
    let mut wrong = Vec::new();
    let (mut accepted, mut rejected) = (0, 0);
    for path in &files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document = read(path);
        let fine = document.as_ref().is_ok_and(|document| document.errors.is_empty());
        match name.as_bytes().first() {
            Some(b'y') if fine => accepted += 1,
            Some(b'n') if !fine => rejected += 1,
            Some(b'i') => {}
            _ => wrong.push(name.clone()),
        }
        for error in document.iter().flat_map(|document| &document.errors) {
            let text = &document.as_ref().unwrap().source.text;
            let (start, end) = (error.span.start as usize, error.span.end as usize);
            let fits = text.get(start..end).is_some_and(|piece| !piece.is_empty() || text.is_empty());
            assert!(fits, "{name}: {error:?}");
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(accepted >= 90 && rejected >= 180, "{accepted} accepted, {rejected} rejected");
}

#[test]
fn agrees_with_serde_json_on_every_file_both_accept() {
    let Some(corpus) = corpus() else { return };
    let (mut compared, mut values) = (0, 0);
    for path in json_files(&corpus) {
        let Ok(document) = read(&path) else { continue };
        let text = document.source.text.trim_start_matches('\u{feff}');
        let Ok(expected) = serde_json::from_str::<Value>(text) else {
            continue;
        };
        assert_eq!(document.errors, [], "{}", path.display());
        let root = document.root().unwrap();
        compare(root, &expected, &path, &mut values);
        check_spans(&document, &path);
        compared += 1;
    }
    assert!(compared > 100 && values > 100_000, "only {compared} files with {values} values");
}

/// Compares structure and values; a map with repeated keys is compared by its number of entries only.
fn compare(node: NodeRef<'_>, expected: &Value, path: &Path, values: &mut usize) {
    *values += 1;
    let place = || format!("{} at byte {}", path.display(), node.span().start);
    match expected {
        Value::Object(members) => {
            assert!(node.is_map(), "{}", place());
            let entries: Vec<_> = node.written_entries().collect();
            assert_eq!(entries.len(), node.len());
            if entries.len() != members.len() {
                assert!(entries.len() > members.len(), "{}", place());
                return;
            }
            for ((key, value), (name, member)) in entries.into_iter().zip(members) {
                assert_eq!(&serde_json::from_str::<String>(key.raw()).unwrap(), name, "{}", place());
                assert_eq!(key.key_text(), name, "{}", place());
                compare(value, member, path, values);
            }
        }
        Value::Array(items) => {
            assert!(node.is_seq(), "{}", place());
            let found: Vec<_> = node.items().collect();
            assert_eq!((found.len(), node.len()), (items.len(), items.len()), "{}", place());
            found.into_iter().zip(items).for_each(|(node, item)| compare(node, item, path, values));
        }
        _ => {
            assert_eq!(node.kind(), Kind::Scalar, "{}", place());
            assert_eq!(node.style() == Style::Double, expected.is_string(), "{}", place());
            assert_eq!(&serde_json::from_str::<Value>(node.raw()).unwrap(), expected, "{}", place());
            assert_eq!(node.string().as_deref(), expected.as_str(), "{}", place());
            assert_eq!((node.bool(), node.is_null()), (expected.as_bool(), expected.is_null()), "{}", place());
        }
    }
}

/// Every node starts behind the one before it and lies within its parent.
fn check_spans(document: &Document, path: &Path) {
    let root = document.root().unwrap();
    let mut before = 0;
    for node in root.subtree() {
        assert!(node.span().start >= before, "{}: {node:?}", path.display());
        before = node.span().start;
        if let Some(parent) = node.parent() {
            assert!(parent.span().covers(node.span()), "{}: {node:?}", path.display());
        }
    }
}
