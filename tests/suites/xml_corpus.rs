//! The XML reader on every WSDL, schema and policy of the corpus: places are exact and only texts
//! that are not well-formed have errors. The corpus is not part of the repository: see `corpus`.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};

use apivet::source::{Source, SourceId};
use apivet::syntax::{Attr, Document, Element, Format, Kind, Limits, NodeRef, decode_bytes, parse_as};

/// The corpus folder: `APIVET_CORPUS`, else `shared/corpus` one or two levels above the repository.
fn corpus() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = [here.join("../shared/corpus"), here.join("../../shared/corpus")];
    let named = std::env::var_os("APIVET_CORPUS").map(PathBuf::from);
    let found = named.into_iter().chain(beside).find(|place| place.is_dir());
    if found.is_none() {
        eprintln!("NOT TESTED: no corpus folder; set APIVET_CORPUS to run this test");
    }
    found
}

#[test]
fn places_of_real_descriptions_are_exact() {
    let Some(corpus) = corpus() else { return };
    let (mut fine, mut broken, mut elements) = (0, 0, 0);
    for entry in walkdir::WalkDir::new(corpus.join("wsdl")).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if !path.extension().is_some_and(|extension| extension == "wsdl" || extension == "xsd" || extension == "xml") {
            continue;
        }
        let Ok(text) = decode_bytes(std::fs::read(&path).unwrap()) else {
            broken += 1;
            continue;
        };
        let source = Source::new(SourceId(0), path.display().to_string(), text);
        let document = parse_as(Format::Xml, source, &Limits::default(), &[]);
        match document.errors.is_empty() {
            true => fine += 1,
            false => broken += 1,
        }
        for error in &document.errors {
            let empty = document.source.slice(error.span).is_empty();
            assert!(!empty || document.source.text.is_empty(), "{}: {error:?}", path.display());
        }
        elements += check(&document, &path);
    }
    assert!(fine > 1800 && elements > 100_000, "{fine} files without errors, {elements} elements");
    assert!(broken * 50 < fine, "{broken} of {fine} files have errors");
}

/// Checks each node against the text around it; gives the number of elements.
fn check(document: &Document, path: &Path) -> usize {
    let text = document.source.text.as_str();
    let mut elements = 0;
    for node in document.roots().flat_map(NodeRef::subtree) {
        let span = node.span();
        if let Some(parent) = node.parent() {
            assert!(parent.span().covers(span), "{}: {node:?}", path.display());
        }
        if let Some(element) = Element::new(node) {
            elements += 1;
            let name = document.source.slice(element.name_span());
            assert!(node.raw().starts_with('<') && name.ends_with(element.local()), "{}: {node:?}", path.display());
            assert_eq!(element.name_span().start, span.start + 1);
            if document.errors.is_empty() {
                let (inner, tail) =
                    node.raw().rsplit_once(if node.raw().ends_with("/>") { "/>" } else { "</" }).unwrap();
                let closed_by_name = tail.trim_end_matches('>').trim_ascii_end() == name;
                assert!(!inner.is_empty() && (tail.is_empty() || closed_by_name), "{}: {node:?}", path.display());
            }
        } else if let Some(attr) = Attr::new(node).filter(|_| document.errors.is_empty()) {
            let quote = text.get(..span.start as usize).and_then(|before| before.chars().next_back()).unwrap();
            assert!(matches!(quote, '"' | '\'') && attr.value().is_empty() == node.raw().is_empty());
            assert!(text.get(span.end as usize..).unwrap().starts_with(quote), "{}: {node:?}", path.display());
        } else {
            assert!(node.kind() != Kind::Text || !node.raw().trim_ascii().is_empty());
        }
    }
    elements
}
