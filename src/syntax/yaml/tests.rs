//! What the arena says about YAML: spans, keys, anchors, streams.

use super::*;
use crate::syntax::{NodeRef, parse};

fn doc(text: &str) -> Document {
    let doc = parse(Source::new(crate::source::SourceId(0), "a.yaml", text), &Limits::default(), &["known"]);
    assert_eq!(doc.errors, [], "{text}");
    doc
}

fn raw<'d>(doc: &'d Document, key: &str) -> &'d str {
    doc.root().and_then(|root| root.get(key)).map_or("nothing", NodeRef::raw)
}

#[test]
fn block_scalars_span_from_indicator_to_last_line() {
    let doc =
        doc("a: !x &y |- # why\n  one\n\n  two\n\n# gone\nb: >+\n\n  x\n\nc: |2\n   x\nd: |\ne:\n- - >\n    deep\n");
    assert_eq!(raw(&doc, "a"), "|- # why\n  one\n\n  two");
    assert_eq!(raw(&doc, "b"), ">+\n\n  x\n");
    assert_eq!(raw(&doc, "c"), "|2\n   x");
    assert_eq!(raw(&doc, "d"), "|");
    assert_eq!(raw(&doc, "e"), "- - >\n    deep");
    let text = |key| doc.root().unwrap().get(key).unwrap().text().unwrap().into_owned();
    assert_eq!(["a", "b", "c", "d"].map(text), ["one\n\ntwo", "\nx\n\n", " x\n", ""]);
    assert_eq!(doc.comments.iter().map(|span| doc.source.slice(*span)).collect::<Vec<_>>(), ["# why", "# gone"]);
}

#[test]
fn block_collections_start_at_their_first_token_and_end_with_their_last() {
    let doc = doc("a: # x\n\n- 1\n- [2, 3]\n\n# gap\nb:\n  - - x\n    - y\nc:\n  d: e  # tail\n\nf: 1\n");
    assert_eq!(raw(&doc, "a"), "- 1\n- [2, 3]");
    assert_eq!(raw(&doc, "b"), "- - x\n    - y");
    assert_eq!(raw(&doc, "c"), "d: e");
    assert!(doc.root().unwrap().raw().ends_with("f: 1"));
}

#[test]
fn what_is_not_written_stands_behind_its_colon_or_dash() {
    let text = "a:\nb : # x\nc: {x: , y}\nd:\n  -\n  - z\n? e\n";
    let doc = doc(text);
    let empty: Vec<_> = doc
        .root()
        .unwrap()
        .subtree()
        .filter(|node| node.span().is_empty())
        .map(|node| node.span().start as usize)
        .collect();
    let behind = |what: &str| text.find(what).unwrap() + what.len();
    assert_eq!(empty, [behind("a:"), behind("b :"), behind("x:"), behind(", y"), behind("  -"), behind("? e")]);
    assert!(doc.root().unwrap().get("a").unwrap().is_null());
}

#[test]
fn keys_are_decoded_once_and_known_words_keep_their_number() {
    let doc = doc("\"\\x6bnown\": 1\n'it''s': 2\n200: 3\n? [complex]\n: 4\n? |\n  block\n: 5\n");
    let keys: Vec<_> = doc.root().unwrap().written_entries().map(|(key, _)| key.key_text()).collect();
    assert_eq!(keys, ["known", "it's", "200", "", "block\n"]);
    assert_eq!(doc.root().unwrap().written_entries().next().unwrap().0.symbol().unwrap().0, 0);
}

#[test]
fn aliases_point_at_the_latest_anchor_even_one_still_open() {
    let doc = doc("a: &a {self: *a}\nb: *a\nc: &a 1\nd: *a\n");
    let root = doc.root().unwrap();
    let a = root.get("a").unwrap();
    assert_eq!(a.get("self").unwrap().id, a.id);
    assert_eq!(root.get("b").unwrap().id, a.id);
    assert_eq!(root.get("d").unwrap().raw(), "1");
}

#[test]
fn merge_keys_and_tags_are_kept() {
    let doc = doc("x: &x {p: 1}\ny:\n  <<: *x\n  q: !Sub text\nz: !!map\n  k: v\n");
    let y = doc.root().unwrap().get("y").unwrap();
    assert_eq!(y.get("p").unwrap().raw(), "1");
    assert_eq!(y.get("q").unwrap().tag(), Some("!Sub"));
    assert_eq!(doc.root().unwrap().get("z").unwrap().tag(), Some("!!map"));
}

#[test]
fn streams_line_ends_and_marks() {
    let stream = doc("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n---\nc: 2\n...\n---\n");
    assert_eq!(stream.roots().count(), 3);
    let first = stream.root().unwrap();
    assert_eq!((first.span().start, first.get("b").unwrap().text().as_deref()), (3, Some("x\ny\n")));
    assert_eq!(doc("# nothing\n").roots().count(), 0);
    assert_eq!(doc("").roots().count(), 0);
}

#[test]
fn duplicate_keys_are_kept_as_written() {
    let doc = doc("a: 1\na: 2\n");
    assert_eq!(doc.root().unwrap().written_entries().count(), 2);
}
