//! Where findings and nodes stand in texts that make it hard: anchors, merge keys, block scalars, flow style, line ends,
//! marks, wide characters, streams.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use apivet::engine::{Settings, lint};
use apivet::finding::{Checked, InputState};
use apivet::model::openapi::WORDS;
use apivet::source::{MemLoader, Source, SourceId};
use apivet::syntax::{Document, Limits, parse};

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n";

fn run(name: &str, text: &str) -> Vec<Checked> {
    let mut loader = MemLoader::default();
    loader.insert(name, text.as_bytes());
    let mut settings = Settings::default();
    settings.rules.retain(|enabled| enabled.rule.meta.id == "duplicate-key");
    let all = lint(name, &loader, &settings);
    for checked in &all {
        assert_eq!(checked.input.state, InputState::Checked, "{:?}", checked.input.reason);
    }
    all
}

/// Each finding as `line:column-line:column pointer`, then its first related place.
fn places(name: &str, text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for checked in run(name, text) {
        for finding in &checked.findings {
            let (start, end) = checked.positions(finding.primary.span);
            let related = checked.positions(finding.related[0].span).0;
            out.push(format!(
                "{}:{}-{}:{} {} after {}:{}",
                start.line, start.column, end.line, end.column, finding.primary.pointer, related.line, related.column
            ));
            let source = checked.source(finding.primary.span);
            let said = source.slice(finding.primary.span).trim_matches(['"', '\'']);
            assert!(finding.message.contains(&format!("`{said}`")), "{said} is not what {} is about", finding.message);
        }
    }
    out
}

fn document(name: &str, text: &str) -> Document {
    let document = parse(Source::new(SourceId(0), name, text), &Limits::default(), WORDS);
    assert!(document.errors.is_empty(), "{:?}", document.errors);
    document
}

/// The written text behind a pointer, and its line and column.
fn at<'d>(document: &'d Document, pointer: &str) -> (&'d str, u32, u32) {
    let node = document.root().unwrap().at_pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"));
    let start = document.source.lines().position(&document.source.text, node.span().start);
    (node.raw(), start.line, start.column)
}

#[test]
fn what_is_wrong_in_an_anchored_node_is_said_once_and_there() {
    let text = format!("{HEAD}x-base: &base\n  a: 1\n  a: 2\nx-one: *base\nx-two: [*base, *base]\n");
    assert_eq!(places("a.yaml", &text), ["6:3-6:4 /x-base/a after 5:3"]);
}

#[test]
fn a_value_behind_an_alias_stands_at_its_anchor() {
    let text = "a: &x\n  deep: [1, two]\nb: *x\nc: {<<: *x}\n";
    let document = document("a.yaml", text);
    for pointer in ["/a/deep/1", "/b/deep/1", "/c/deep/1"] {
        assert_eq!(at(&document, pointer), ("two", 2, 13), "{pointer}");
    }
    let node = document.root().unwrap().at_pointer("/b/deep").unwrap();
    assert_eq!(node.pointer(), "/a/deep", "the pointer of a node is where it is written");
}

#[test]
fn written_keys_win_over_merged_ones_and_the_first_merged_map_over_the_next() {
    let text = "one: &one {a: 1, b: 1}\ntwo: &two {a: 2, b: 2, c: 2}\nnest: &nest\n  <<: *two\n  d: 3\nall:\n  <<: [*one, *nest]\n  b: own\n";
    let document = document("a.yaml", text);
    assert_eq!(at(&document, "/all/a"), ("1", 1, 15));
    assert_eq!(at(&document, "/all/b"), ("own", 8, 6));
    assert_eq!(at(&document, "/all/c"), ("2", 2, 27));
    assert_eq!(at(&document, "/all/d"), ("3", 5, 6));
    let keys: Vec<&str> =
        document.root().unwrap().get("all").unwrap().entries().map(|(key, _)| key.key_text()).collect();
    assert_eq!(keys, ["b", "a", "d", "c"]);
    let entries = document.root().unwrap().get("all").unwrap();
    for (key, value) in entries.entries() {
        assert_eq!(entries.get(key.key_text()), Some(value), "a look-up and a walk agree on {}", key.key_text());
    }
}

#[test]
fn a_merge_beside_the_same_keys_is_no_duplicate_but_two_written_ones_are() {
    let text = format!("{HEAD}x-a: &a {{k: 1}}\nx-b: {{<<: *a, k: 2}}\nx-c: {{<<: *a, k: 2, k: 3}}\n");
    assert_eq!(places("a.yaml", &text), ["6:21-6:22 /x-c/k after 6:15"]);
}

#[test]
fn block_scalars_hold_text_and_end_where_they_end() {
    let text = format!("{HEAD}x-text: |\n  a: 1\n  a: 2\n\nx-fold: >-\n    a: 1\n    a: 2\nx-twice: 1\nx-twice: 2\n");
    assert_eq!(places("a.yaml", &text), ["12:1-12:8 /x-twice after 11:1"]);
    let document = document("a.yaml", &text);
    assert_eq!(at(&document, "/x-text"), ("|\n  a: 1\n  a: 2", 4, 9));
    assert_eq!(document.root().unwrap().get("x-fold").unwrap().text().as_deref(), Some("a: 1 a: 2"));
}

#[test]
fn flow_style_over_lines_and_with_quotes() {
    let text = format!("{HEAD}x-a: {{\n  \"k\": 1, 'b': [1,\n  2], \"\\x6b\": 3 }}\n");
    let checked = run("a.yaml", &text);
    let finding = &checked[0].findings[0];
    let (start, end) = checked[0].positions(finding.primary.span);
    assert_eq!(((start.line, start.column), (end.line, end.column)), ((6, 7), (6, 13)));
    assert_eq!(finding.primary.pointer, "/x-a/k");
    assert!(finding.message.contains("`k`"), "{}", finding.message);
}

#[test]
fn line_ends_and_marks_do_not_move_anything() {
    let text = format!("{HEAD}x-a:\n  k: é\n  k: 2\n");
    let expected = ["6:3-6:4 /x-a/k after 5:3"];
    assert_eq!(places("a.yaml", &text), expected);
    assert_eq!(places("a.yaml", &text.replace('\n', "\r\n")), expected);
    assert_eq!(places("a.yaml", &format!("\u{feff}{text}")), expected);
    assert_eq!(places("a.yaml", &format!("\u{feff}{}", text.replace('\n', "\r\n"))), expected);
    assert_eq!(places("a.yaml", &text.replace('\n', "\r")), expected);
    // On the first line a mark takes no column.
    let line = "{openapi: 3.1.0, info: {title: T, version: '1'}, paths: {}, k: 1, k: 2}";
    assert_eq!(places("a.yaml", line), places("a.yaml", &format!("\u{feff}{line}")));
    assert_eq!(places("a.yaml", line), ["1:67-1:68 /k after 1:61"]);
}

#[test]
fn columns_count_characters() {
    let text = format!("{HEAD}x-a: {{\"😀é\": 1, k: \"日本\", k: 2}}\n");
    assert_eq!(places("a.yaml", &text), ["4:25-4:26 /x-a/k after 4:16"]);
    let json = "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"😀😀\",\"version\":\"1\"},\"paths\":{},\"x\":1,\"x\":2}";
    let column = json.chars().count() - 5;
    assert_eq!(places("a.json", json), [format!("1:{column}-1:{} /x after 1:{}", column + 3, column - 6)]);
}

#[test]
fn documents_of_a_stream_keep_their_own_findings() {
    let one = |title: &str| {
        format!("openapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\npaths: {{}}\nx-{title}: 1\nx-{title}: 2\n")
    };
    let text = format!("{}---\nkind: ConfigMap\nkind: Other\n---\n{}", one("a"), one("b"));
    let all = run("a.yaml", &text);
    let found: Vec<Vec<&str>> = all
        .iter()
        .map(|checked| checked.findings.iter().map(|finding| finding.primary.pointer.as_str()).collect())
        .collect();
    assert_eq!(found, [["/x-a"], ["/x-b"]]);
    assert_eq!(places("a.yaml", &text), ["5:1-5:4 /x-a after 4:1", "14:1-14:4 /x-b after 13:1"]);
}

#[test]
fn numbers_as_keys_are_found_by_their_text() {
    let responses = |keys: [&str; 2]| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        {}: {{description: a}}\n        {}: {{description: b}}\n",
            keys[0], keys[1]
        )
    };
    assert_eq!(places("a.yaml", &responses(["200", "'200'"])), ["8:9-8:14 /paths/~1a/get/responses/200 after 7:9"]);
    assert_eq!(places("a.yaml", &responses(["200", "201"])), Vec::<String>::new());
    let text = responses(["200", "404"]);
    let document = document("a.yaml", &text);
    assert_eq!(at(&document, "/paths/~1a/get/responses/404/description"), ("b", 8, 28));
}

#[test]
fn tabs_are_one_column_in_json() {
    let text = "{\n\t\"openapi\": \"3.1.0\",\n\t\"info\": {\"title\": \"T\", \"version\": \"1\"},\n\t\"paths\": {},\n\t\"x-a\":\t1,\n\t\t\"x-a\":\t2\n}\n";
    assert_eq!(places("a.json", text), ["6:3-6:8 /x-a after 5:2"]);
    assert_eq!(places("a.json", &text.replace('\n', "\r\n")), ["6:3-6:8 /x-a after 5:2"]);
}

#[test]
fn a_key_in_two_spellings_is_one_key() {
    let text = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"paths\": {}, \"x-a\": 1, \"x\\u002da\": 2}";
    let checked = run("a.json", text);
    assert_eq!(checked[0].findings.len(), 1);
    assert_eq!(
        checked[0].source(checked[0].findings[0].primary.span).slice(checked[0].findings[0].primary.span),
        "\"x\\u002da\""
    );
}

#[test]
fn the_same_in_yaml_and_json() {
    let yaml = "openapi: 3.1.0\ninfo:\n  title: T\n  version: '1'\npaths: {}\nx-a:\n  - k: 1\n    k: 2\n";
    let json = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"paths\": {}, \"x-a\": [{\"k\": 1, \"k\": 2}]}";
    let pointers = |name, text| {
        run(name, text)[0].findings.iter().map(|finding| finding.primary.pointer.clone()).collect::<Vec<_>>()
    };
    assert_eq!(pointers("a.yaml", yaml), ["/x-a/0/k"]);
    assert_eq!(pointers("a.json", json), ["/x-a/0/k"]);
}
