//! The YAML reader against the public YAML test suite: structure, styles, decoded text and types of every
//! valid case, an error for every invalid one.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::path::PathBuf;

use apivet::source::{Source, SourceId};
use apivet::syntax::{Document, Kind, Limits, NodeId, NodeRef, Scalar, Style, parse};
use common::readers::{Taken, compare};

use crate::common;

/// Cases read otherwise than the suite says, with the reason. The other direction is checked too: a case
/// that passes must not be listed.
const EXCEPTIONS: &[(&str, &str)] = &[];

struct Case {
    name: String,
    yaml: String,
    tree: String,
    json: Option<String>,
    fails: bool,
}

fn corpus(folder: &str) -> Option<PathBuf> {
    common::corpus().map(|root| root.join(folder))
}

/// The suite writes invisible characters as visible ones.
fn visible(text: &str) -> String {
    let mut out = String::new();
    let mut dashes = 0;
    for c in text.chars() {
        match c {
            '—' => dashes += 1,
            '»' => {
                out.push('\t');
                dashes = 0;
            }
            _ => {
                out.extend(std::iter::repeat_n('—', std::mem::take(&mut dashes)));
                match c {
                    '␣' => out.push(' '),
                    '↵' => {}
                    '←' => out.push('\r'),
                    '⇔' => out.push('\u{feff}'),
                    _ => out.push(c),
                }
            }
        }
    }
    out.extend(std::iter::repeat_n('—', dashes));
    match out.strip_suffix("∎\n") {
        Some(cut) => cut.to_owned(),
        None => out,
    }
}

fn cases(folder: &PathBuf) -> Vec<Case> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let id = file.file_stem().unwrap().to_string_lossy().into_owned();
        let list: Vec<serde_yaml::Mapping> = serde_yaml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        if list.iter().any(|fields| fields.contains_key("skip")) {
            continue;
        }
        let (mut yaml, mut tree, mut json) = (String::new(), String::new(), None);
        for (at, fields) in list.iter().enumerate() {
            let field = |name: &str| fields.get(name).and_then(|value| value.as_str());
            yaml = field("yaml").map_or(yaml, visible);
            // What a case does not say it has from the case before.
            tree = field("tree").map_or(tree, visible);
            if fields.contains_key("json") {
                json = field("json").map(str::to_owned);
            }
            cases.push(Case {
                name: if list.len() > 1 { format!("{id}-{at}") } else { id.clone() },
                yaml: yaml.clone(),
                tree: tree.clone(),
                json: json.clone(),
                fails: fields.contains_key("fail"),
            });
        }
    }
    cases
}

/// Events of the suite without what the arena does not keep: how documents and collections are written.
/// Anchors become the number of their node in its document, so that aliases can be compared.
fn expected_events(tree: &str) -> Vec<String> {
    let mut events = Vec::new();
    let (mut anchors, mut node) = (std::collections::HashMap::new(), 0);
    for line in tree.lines().map(|line| line.trim_start_matches(' ')) {
        let (event, mut rest) = line.split_once(' ').unwrap_or((line, ""));
        match event {
            "+DOC" => {
                anchors.clear();
                node = 0;
                events.push(event.to_owned());
            }
            "-MAP" | "-SEQ" | "-DOC" => events.push(event.to_owned()),
            "=ALI" => {
                events.push(format!("=ALI {}", anchors[&rest[1..]]));
                node += 1;
            }
            "+MAP" | "+SEQ" | "=VAL" => {
                rest = rest.strip_prefix(['{', '[']).map_or(rest, |rest| rest[1..].trim_start());
                if let Some(anchored) = rest.strip_prefix('&') {
                    let (name, behind) = anchored.split_once(' ').unwrap_or((anchored, ""));
                    anchors.insert(name.to_owned(), node);
                    rest = behind;
                }
                let mut tagged = "";
                if rest.starts_with('<') {
                    tagged = " tagged";
                    rest = rest.split_once("> ").map_or("", |(_, rest)| rest);
                }
                events.push(format!("{event}{tagged} {rest}"));
                node += 1;
            }
            _ => {}
        }
    }
    events
}

fn events(doc: &Document) -> Vec<String> {
    let mut events = Vec::new();
    for root in doc.roots() {
        events.push("+DOC".to_owned());
        push_events(root, root.id, &mut events);
        events.push("-DOC".to_owned());
    }
    events
}

fn push_events(node: NodeRef<'_>, root: NodeId, events: &mut Vec<String>) {
    let tagged = if node.tag().is_some() { " tagged" } else { "" };
    match node.kind() {
        Kind::Map | Kind::Seq => {
            let name = if node.is_map() { "MAP" } else { "SEQ" };
            events.push(format!("+{name}{tagged} "));
            node.children().for_each(|child| push_events(child, root, events));
            events.push(format!("-{name}"));
        }
        Kind::Alias => events.push(format!("=ALI {}", node.resolve_alias().id.0 - root.0)),
        _ => {
            let style = match node.style() {
                Style::Single => '\'',
                Style::Double => '"',
                Style::Literal => '|',
                Style::Folded => '>',
                _ => ':',
            };
            let text = node.text().unwrap();
            let text = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t");
            let text = text.replace('\r', "\\r").replace('\x08', "\\b");
            events.push(format!("=VAL{tagged} {style}{text}"));
        }
    }
}

/// The value as JSON would have it; `None` where JSON has no such thing.
fn to_json(node: NodeRef<'_>) -> Option<serde_json::Value> {
    let node = node.resolve_alias();
    match node.kind() {
        Kind::Map => {
            let mut map = serde_json::Map::new();
            for (key, value) in node.written_entries() {
                map.insert(key.resolve_alias().text()?.into_owned(), to_json(value)?);
            }
            Some(map.into())
        }
        Kind::Seq => node.items().map(to_json).collect::<Option<Vec<_>>>().map(Into::into),
        _ => Some(match node.scalar()? {
            Scalar::Null => serde_json::Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Int(value) => value.into(),
            // The suite writes 450.00 as 450.
            Scalar::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => (value as i64).into(),
            Scalar::Float(value) => value.into(),
            Scalar::String(text) => text.into(),
        }),
    }
}

fn check(case: &Case) -> Result<(), String> {
    let doc = parse(Source::new(SourceId(0), "case.yaml", case.yaml.clone()), &Limits::default(), &[]);
    if case.fails {
        return if doc.errors.is_empty() { Err("accepted".to_owned()) } else { Ok(()) };
    }
    if let Some(error) = doc.errors.first() {
        return Err(format!("refused: {}", error.message));
    }
    let (expected, found) = (expected_events(&case.tree), events(&doc));
    if expected != found {
        return Err(format!("\n  expected {expected:?}\n  found    {found:?}"));
    }
    let Some(json) = &case.json else {
        return Ok(());
    };
    let expected: Vec<serde_json::Value> =
        serde_json::Deserializer::from_str(json).into_iter().collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let found: Option<Vec<_>> = doc.roots().map(to_json).collect();
    match found {
        Some(found) if found != expected => Err(format!("\n  expected {expected:?}\n  found    {found:?}")),
        _ => Ok(()),
    }
}

#[test]
fn every_case_is_read_as_the_suite_says() {
    let Some(folder) = corpus("yaml-test-suite/src") else {
        return;
    };
    let cases = cases(&folder);
    assert!(cases.len() >= 400, "only {} cases found", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let excepted = EXCEPTIONS.iter().any(|(name, _)| *name == case.name);
        match (check(case), excepted) {
            (Err(why), false) => wrong.push(format!("{}: {why}", case.name)),
            (Ok(()), true) => wrong.push(format!("{}: passes, so it is no exception", case.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn spans_hold_on_every_case() {
    let Some(folder) = corpus("yaml-test-suite/src") else {
        return;
    };
    for case in cases(&folder) {
        let doc = parse(Source::new(SourceId(0), "case.yaml", case.yaml.clone()), &Limits::default(), &[]);
        let mut last = 0;
        for node in doc.roots().flat_map(NodeRef::subtree) {
            let span = node.span();
            assert!(case.yaml.get(span.start as usize..span.end as usize).is_some(), "{}: {span:?}", case.name);
            assert!(span.start >= last, "{}: {node:?} starts before {last}", case.name);
            assert!(node.parent().is_none_or(|parent| parent.span().covers(span)), "{}: {node:?}", case.name);
            last = span.start;
        }
    }
}

#[test]
fn the_fast_reader_takes_no_case_that_the_careful_one_reads_otherwise() {
    let Some(folder) = corpus("yaml-test-suite/src") else {
        return;
    };
    let cases = cases(&folder);
    let differences: Vec<_> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case.name, compare(&case.yaml).err()?))).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let valid = cases.iter().filter(|case| !case.fails);
    let taken = valid.clone().filter(|case| compare(&case.yaml) == Ok(Taken::Yes)).count();
    // Most of the suite is about what no description has.
    assert!(taken * 3 > valid.count(), "{taken} taken");
}
