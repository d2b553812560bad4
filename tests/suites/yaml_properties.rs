//! Whatever is done to a YAML text, reading it ends, and every span of the tree holds.
#![allow(clippy::unwrap_used)]

use apivet::source::{Source, SourceId};
use apivet::syntax::{Document, Limits, NodeRef, parse};
use proptest::prelude::*;

const SNIPPETS: &[&str] = &[
    "openapi: 3.1.0\ninfo:\n  title: \"Größe \\u00e9 \\\"x\\\"\"\n  version: '1''0' # why\npaths:\n  /a/{id}:\n    get:\n      tags: [a, {b: c}, 'd']\n      responses:\n        200: {description: ok}\n        \"404\":\n          description: >-\n            folded 😀\n\n            text\n",
    "x-common: &common\n  a: 1\n  self: *common\nb:\n  <<: *common\n  c: |+\n    keep\n\n  d: !Sub \"${x}\"\nlist:\n- 1\n-\n- - nested\n  - ~\n? [complex, key]\n: value\n",
    "%YAML 1.2\n---\na: plain\n  over lines\nb:   \r\n  c: |2\r\n     indented\r\n---\n# only a comment\n...\n--- !!map {x: !!str , y: &z }\n",
    "\u{feff}swagger: '2.0'\nhost: {{ host }}\nsecurity:\n    - oauth: [read, write]\n    - {}\n\tbad: tab\nitems: [1, 2\n  b: x: y\n",
];

const PIECES: &[&str] = &[
    "\t", " ", "\n", "\r\n", ":", ": ", "- ", "? ", "|", ">-\n", "|+3", "\"", "'", "[", "]", "{", "}", ",", "#",
    " # é", "&a ", "*a", "!t ", "---\n", "...\n", "\\", "%", "@", "😀", "\u{feff}", "\u{85}", "\0", "{% if %}", "<<: ",
];

fn read(text: &str) -> Document {
    parse(Source::new(SourceId(0), "a.yaml", text), &Limits::default(), &[])
}

fn check(text: &str) {
    let doc = read(text);
    let mut last = 0;
    for node in doc.roots().flat_map(NodeRef::subtree) {
        let span = node.span();
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text:?}: {span:?}");
        assert!(span.start >= last, "{text:?}: {span:?} starts before {last}");
        assert!(node.parent().is_none_or(|parent| parent.span().covers(span)), "{text:?}: {span:?} leaves its parent");
        last = span.start;
        let _ = (node.text(), node.scalar(), node.key(), node.resolve_alias(), node.tag());
    }
    for error in &doc.errors {
        let (start, end) = (error.span.start as usize, error.span.end as usize);
        assert!(text.get(start..end).is_some_and(|place| !place.is_empty()), "{text:?}: {error:?}");
    }
    assert!(doc.errors.len() <= Limits::default().syntax_errors, "{text:?}");
    for comment in &doc.comments {
        assert!(doc.source.slice(*comment).starts_with('#'), "{text:?}: {comment:?}");
    }
}

/// The nearest place at or before `at` between two characters.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[test]
fn every_beginning_of_a_text_is_read() {
    for snippet in SNIPPETS {
        (0..=snippet.len()).filter(|at| snippet.is_char_boundary(*at)).for_each(|at| check(&snippet[..at]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_texts_are_read(
        snippet in 0..SNIPPETS.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0..12usize), 1..6),
    ) {
        let mut text = SNIPPETS[snippet].to_owned();
        for (place, piece, removed) in edits {
            let start = boundary(&text, place.index(text.len() + 1));
            let end = boundary(&text, start + removed).max(start);
            text.replace_range(start..end, PIECES[piece]);
        }
        check(&text);
    }

    #[test]
    fn any_mix_of_indicators_is_read(pieces in prop::collection::vec(0..PIECES.len() * 2, 0..40)) {
        let text: String = pieces.into_iter().map(|piece| PIECES.get(piece).copied().unwrap_or("ab")).collect();
        check(&text);
    }
}
