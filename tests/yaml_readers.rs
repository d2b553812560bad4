//! The fast reader of YAML takes what descriptions are written in, and says of it what the careful one says.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files and may fail")]

mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use common::readers::{Taken, compare};
use proptest::prelude::*;
use serde_json::Value;

/// Larger files take an unoptimised build too long; those are for `--ignored`.
const LARGE: usize = 100_000;

/// Compares a corpus; how many texts were put to the readers and how many of those the fast one took.
fn compare_all(texts: impl Iterator<Item = (String, String)>) -> (usize, usize) {
    let (mut all, mut taken, mut left, mut differ) = (0, 0, Vec::new(), Vec::new());
    for (name, text) in texts {
        all += 1;
        match compare(&text) {
            Ok(Taken::Yes) => taken += 1,
            Ok(Taken::No) => left.push(name),
            Err(why) => differ.push(format!("{name}\n{why}")),
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    let _ = writeln!(std::io::stderr(), "{taken} of {all} texts taken, left {left:?}");
    (all, taken)
}

fn texts(root: &Path, extensions: &[&str], least: usize, most: usize) -> Vec<(String, String)> {
    let files = common::files(root, "openapi", extensions).into_iter();
    let texts = files.filter_map(|file| Some((std::fs::read_to_string(root.join(&file)).ok()?, file)));
    texts.filter(|(text, _)| (least..most).contains(&text.len())).map(|(text, file)| (file, text)).collect()
}

fn corpus(least: usize, most: usize) {
    let Some(root) = common::corpus() else { return };
    let (all, taken) = compare_all(texts(&root, &["yaml", "yml"], least, most).into_iter());
    assert!(taken * 100 >= all * 95 || all < 100, "{taken} of {all} YAML files taken");
    let json = texts(&root, &["json"], least, most);
    let (all, taken) = compare_all(json.iter().cloned());
    assert_eq!(all, taken, "JSON files read as YAML");
    let again = json.iter().enumerate().filter_map(|(at, (name, text))| {
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
        Some((name.clone(), Emitter { at_key: at % 2 == 0, crlf: at % 3 == 0 }.emit(&value)))
    });
    let (all, taken) = compare_all(again);
    assert_eq!(all, taken, "JSON files written as YAML");
}

#[test]
fn on_the_corpus() {
    corpus(0, LARGE);
}

#[test]
#[ignore = "for an optimised build: cargo test --release --test yaml_readers -- --ignored"]
fn on_the_large_files_of_the_corpus() {
    corpus(LARGE, usize::MAX);
}

/// Writes a value in block style, texts in as many ways as there are.
struct Emitter {
    /// Sequences stand at the column of their key.
    at_key: bool,
    crlf: bool,
}

impl Emitter {
    fn emit(&self, value: &Value) -> String {
        let mut out = "---".to_owned();
        self.value(value, 0, &mut out);
        if self.crlf { out.replace('\n', "\r\n") } else { out }
    }

    fn value(&self, value: &Value, indent: usize, out: &mut String) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                out.push('\n');
                for (key, value) in map {
                    write!(out, "{:indent$}{}:", "", Self::key(key)).unwrap();
                    let inner = if value.is_array() && self.at_key { indent } else { indent + 2 };
                    self.value(value, inner, out);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                for item in items {
                    write!(out, "{:indent$}-", "").unwrap();
                    self.value(item, indent + 2, out);
                }
            }
            Value::String(text) => writeln!(out, " {}", Self::text(text, indent)).unwrap(),
            Value::Null => out.push_str(" # nothing\n"),
            other => writeln!(out, " {other}").unwrap(),
        }
    }

    fn key(key: &str) -> String {
        if Self::is_plain(key) { key.to_owned() } else { Self::quoted(key) }
    }

    fn text(text: &str, indent: usize) -> String {
        let printable = !text.chars().any(|c| c.is_control() && c != '\n' || c == '\u{feff}');
        match text.len() % 5 {
            _ if text.is_empty() || !printable => Self::quoted(text),
            0 | 1 if Self::is_plain(text) => text.to_owned(),
            0 | 1 if !text.contains('\n') => format!("'{}'", text.replace('\'', "''")),
            2 if indent > 0 && !text.starts_with([' ', '\n']) => {
                let margin = format!("\n{:indent$}", "");
                format!("|-{margin}{}", text.replace('\n', &margin))
            }
            3 if text.contains("\\ ") || Self::is_plain(text) && indent > 0 => {
                // Folded where a space stands between words.
                let margin = format!("\n{:indent$}", "");
                text.replacen(' ', &margin, 1)
            }
            _ => Self::quoted(text),
        }
    }

    /// As JSON, save for what YAML has to have escaped.
    fn quoted(text: &str) -> String {
        let odd = |c: char| c.is_control() || c == '\u{feff}';
        let escaped = |c: char| if odd(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
        Value::from(text).to_string().chars().map(escaped).collect()
    }

    /// Words that need no quotes.
    fn is_plain(text: &str) -> bool {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        text.split(' ').all(|part| part.starts_with(word) && part.ends_with(word))
            && text.chars().all(|c| word(c) || " -./$".contains(c))
            && text.len() < 500
    }
}

/// Texts that together have all the fast reader knows.
const SEEDS: &[&str] = &[
    "openapi: 3.1.0\ninfo:\n  title: \"Größe \\u00e9 \\\"x\\\"\"\n  version: '1''0' # why\npaths:\n  /a/{id}:\n    get:\n      tags: [a, {b: c}, 'd']\n      responses:\n        200: {description: ok}\n        \"404\":\n          description: >-\n            folded 😀\n\n            text\n",
    "x-common: &common\n  a: 1\n  self: *common\nb:\n  <<: *common\n  c: |+\n    keep\n\n  d: !Sub \"${x}\"\nlist:\n- 1\n-\n- - nested\n  - ~\n",
    "a: plain\n  over\n\n  lines\nb:   \r\n  c: |2\r\n     indented\r\n---\n# only a comment\n...\n--- !!map {x: !!str a, y: &z b}\n",
    "a: [b, c,\n  d: e, \"f\": g, {h, i: , j}]\nk: {l: m,\n  n: o # p\n  , q}\n'r s': \"t\n  u\\\n  v\"\n",
    "a:\n  - b: c\n    d: |\n      text\n\n      more\n   # less\n  - &x [1, {a: b}]\n  - *x\nk: !t\n  z: 'q\n    r'\n# c\n'a b': \"x\\n\"\n",
];

const PIECES: &[&str] = &[
    "\t", " ", "  ", "\n", "\r\n", ":", ": ", "- ", "-\n", "? ", "|", ">-\n", "|+\n", "|2\n", "\"", "'", "[", "]", "{",
    "}", ",", ", ", "#", " # é", "&a ", "*a", "!t ", "!!str ", "---\n", "--- ", "...\n", "\\", "\\n", "\\u00e9", "%",
    "@", "😀", "\u{feff}", "\u{85}", "\0", "<<: ", "\n\n", "\n  \n", " \n", "a", "b: c", "\n- ", "\n  - ", "\n  b: ",
    "\n      ", "{a: b}", "[a: b]", "''", "\"\"", "x\n y", ".", "\u{a0}",
];

/// The nearest place at or before `at` between two characters.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A value as people write it; texts are taken from the pieces.
fn values() -> impl Strategy<Value = Value> {
    let piece = || (0..PIECES.len() * 2).prop_map(|at| PIECES.get(at).copied().unwrap_or("word"));
    let text = prop::collection::vec(piece(), 0..5).prop_map(|pieces| pieces.concat());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, usize)>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len() + 8, 0..8usize), 1..5)
}

/// Puts pieces in, takes text out, and doubles some of it.
fn edit(text: &mut String, edits: &[(prop::sample::Index, usize, usize)]) {
    for (place, piece, length) in edits {
        let start = boundary(text, place.index(text.len() + 1));
        let end = boundary(text, start + length).max(start);
        match PIECES.get(*piece) {
            Some(piece) => text.replace_range(start..end, piece),
            None => {
                let again = text[start..end].to_owned();
                text.insert_str(start, &again);
            }
        }
    }
}

#[test]
fn on_the_seeds() {
    for seed in SEEDS {
        assert_eq!(compare(seed), Ok(Taken::Yes), "{seed}");
        for at in (0..seed.len()).filter(|at| seed.is_char_boundary(*at)) {
            assert!(compare(&seed[..at]).is_ok(), "{:?}: {:?}", &seed[..at], compare(&seed[..at]));
        }
    }
}

/// Each is left to the careful reader: it is wrong, or odd.
#[test]
fn in_doubt() {
    for text in [
        "? a\n: b\n",
        "%YAML 1.2\n---\na\n",
        "a:\n\tb\n",
        "a: 'b\nc'\n",
        "a: [b\n]\n",
        "a: \"\\q\"\n",
        "a: \"\\ud800\"\n",
        "a: b: c\n",
        "a: *b\n",
        "a: {{ b }}\n",
        "a: b\n c: d\n",
        "a: |\n   \n  b\n",
        "a: x\u{feff}\n",
        "a: \u{1}\n",
        "a\rb: c\n",
        "a: @b\n",
        "[a: b]: c\n",
        "a:\n- b\nc\n",
    ] {
        assert_eq!(compare(text), Ok(Taken::No), "{text:?}");
    }
    assert_eq!(compare(&format!("{}: b\n", "a".repeat(1025))), Ok(Taken::No));
    assert_eq!(compare(&format!("{}a{}", "[".repeat(513), "]".repeat(513))), Ok(Taken::No));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn on_values_written_in_block_style(value in values(), at_key: bool, crlf: bool) {
        prop_assert_eq!(compare(&Emitter { at_key, crlf }.emit(&value)), Ok(Taken::Yes));
    }

    #[test]
    fn on_written_values_with_slips(value in values(), at_key: bool, crlf: bool, edits in edits()) {
        let mut text = Emitter { at_key, crlf }.emit(&value);
        edit(&mut text, &edits);
        let found = compare(&text);
        prop_assert!(found.is_ok(), "{:?}: {:?}", text, found);
    }

    #[test]
    fn on_seeds_with_slips(seed in 0..SEEDS.len(), edits in edits()) {
        let mut text = SEEDS[seed].to_owned();
        edit(&mut text, &edits);
        let found = compare(&text);
        prop_assert!(found.is_ok(), "{:?}: {:?}", text, found);
    }

    #[test]
    fn on_any_mix_of_indicators(pieces in prop::collection::vec(0..PIECES.len() * 2, 0..30)) {
        let text: String = pieces.into_iter().map(|piece| PIECES.get(piece).copied().unwrap_or("ab")).collect();
        let found = compare(&text);
        prop_assert!(found.is_ok(), "{:?}: {:?}", text, found);
    }
}
