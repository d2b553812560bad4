//! `spec-structure-invalid` against the official JSON Schemas of OpenAPI, on every real description and every labelled
//! fixture: what a schema refuses is reported there, by this rule or a sharper one, and where the rule speaks the schema
//! refuses. Formats are annotations here: addresses and mail addresses are another rule's.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test reads files and may fail")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use apivet::engine::{Settings, lint};
use apivet::finding::{Checked, InputState, Profile};
use apivet::model::openapi::{Detected, Version, WORDS, detect};
use apivet::source::{Loader, MemLoader, Source, SourceId};
use apivet::syntax::{Limits, NodeRef, Scalar, decode_bytes, parse};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Number, Value};

use crate::common;

/// Rules that say more sharply what the schema refuses.
const SHARPER: [&str; 6] = [
    "unknown-field",
    "ref-siblings-ignored",
    "ref-wrong-kind",
    "responses-empty",
    "link-invalid",
    "response-status-invalid",
];

fn schemas() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/schemas");
    let folder = std::env::var_os("APIVET_SCHEMAS").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    let said = "NOT CHECKED: no official schemas; set APIVET_SCHEMAS to the folder that has them";
    let _ = writeln!(std::io::stderr(), "{said}");
    None
}

/// A value of our tree as JSON: what the schema sees is what the rule saw.
fn json(node: NodeRef<'_>) -> Value {
    if node.is_map() {
        let entries = node.entries().map(|(key, value)| (key.key_text().to_owned(), json(value)));
        return Value::Object(entries.collect::<Map<_, _>>());
    }
    if node.is_seq() {
        return Value::Array(node.items().map(json).collect());
    }
    match node.scalar() {
        Some(Scalar::Bool(value)) => Value::Bool(value),
        Some(Scalar::Int(value)) => Value::Number(value.into()),
        Some(Scalar::Float(value)) => Number::from_f64(value).map_or(Value::Null, Value::Number),
        Some(Scalar::String(text)) => Value::String(text.into_owned()),
        Some(Scalar::Null) | None => Value::Null,
    }
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    let document = parse(Source::new(SourceId(0), "schema.yaml", text), &Limits::default(), WORDS);
    json(document.root().unwrap())
}

/// The official validators by version; from 3.1 on with the dialect for schemas, whose identifiers are left open.
struct Official {
    by_version: BTreeMap<&'static str, Validator>,
}

impl Official {
    fn new(folder: &Path) -> Self {
        let draft_4 = |name: &str| {
            let schema = read(&folder.join(name));
            jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(false).build(&schema).unwrap()
        };
        let mut by_version = BTreeMap::new();
        by_version.insert("openapi-2.0", draft_4("openapi-2.0.schema.json"));
        by_version.insert("openapi-3.0", draft_4("openapi-3.0.schema.yaml"));
        for (format, version) in [("openapi-3.1", "3.1"), ("openapi-3.2", "3.2")] {
            let part = |part: &str| read(&folder.join(format!("openapi-{version}.{part}.yaml")));
            // The working copy demands the identifier of its own dialect, which no description can name.
            let mut base = part("schema-base");
            base.as_object_mut().unwrap().remove("properties");
            base["$defs"]["schema"].as_object_mut().unwrap().remove("properties");
            let id = |part: &str| format!("https://spec.openapis.org/oas/{version}/{part}/WORK-IN-PROGRESS");
            let parts = ["schema", "meta", "dialect"];
            let registry = parts
                .iter()
                .fold(jsonschema::Registry::new(), |registry, name| registry.add(id(name), part(name)).unwrap());
            let registry = registry.prepare().unwrap();
            let validator = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .should_validate_formats(false)
                .with_registry(&registry)
                .build(&base)
                .unwrap();
            by_version.insert(format, validator);
        }
        Self { by_version }
    }

    /// Places the schema refuses, as pointers.
    fn refused(&self, format: &str, value: &Value) -> Vec<(String, String)> {
        let errors = self.by_version[format].iter_errors(value);
        let said = |error: String| error.chars().rev().take(160).collect::<Vec<_>>().into_iter().rev().collect();
        errors.map(|error| (error.instance_path().to_string(), said(error.masked().to_string()))).collect()
    }
}

/// True when one of the places is the other or around it.
fn meet(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    within(one, other) || within(other, one)
}

struct Outcome {
    /// Places refused but not reported, and reported but not refused.
    missed: Vec<String>,
    surplus: Vec<String>,
    refused: usize,
}

fn compare(official: &Official, files: &dyn Loader, uri: &str, settings: &Settings) -> Option<Outcome> {
    let text = decode_bytes(files.load(uri).ok()?).ok()?;
    let document = parse(Source::new(SourceId(0), uri, text), &Limits::default(), WORDS);
    let root = document.root().filter(|_| document.complete && document.tree.roots().len() == 1)?;
    let Detected::Known(version) = detect(root) else { return None };
    let value = json(root);
    let refused = official.refused(version.format(), &value);
    let checked = lint(uri, files, settings);
    let checked: &Checked = checked.first()?;
    if checked.input.state != InputState::Checked {
        return None;
    }
    let mut mine = Vec::new();
    let mut sharper = Vec::new();
    for finding in checked.findings.iter().filter(|finding| finding.primary.span.source == SourceId(0)) {
        if finding.rule.id == "spec-structure-invalid" {
            mine.push((finding.primary.pointer.clone(), finding.message.clone()));
        } else {
            sharper.push(finding.primary.pointer.clone());
        }
        sharper.extend(finding.related.iter().map(|label| label.pointer.clone()));
    }
    let is_told = |place: &str, why: &str| {
        // What is missing is told at the very object; other errors may hide behind a choice further up.
        let is_missing = why.ends_with("is a required property");
        mine.iter().map(|(at, _)| at).chain(&sharper).any(|told| {
            if is_missing { told.strip_suffix("/$ref").unwrap_or(told) == place } else { meet(place, told) }
        })
    };
    let missed = refused.iter().filter(|(place, why)| !is_told(place, why) && !is_excused(version, place, &value));
    // An object with a refused part is often refused as a whole too: only the innermost places, the very place and the
    // object around it count.
    let mut innermost: Vec<&str> = refused.iter().map(|(place, _)| place.as_str()).collect();
    innermost.sort_unstable();
    innermost.dedup();
    let places = innermost.clone();
    innermost.retain(|place| !places.iter().any(|other| other != place && other.starts_with(&format!("{place}/"))));
    let is_refused = |place: &str| {
        let around = place.rsplit_once('/').map_or("", |(around, _)| around);
        places.contains(&place) || places.contains(&around) || innermost.iter().any(|other| meet(place, other))
    };
    let surplus = mine.iter().filter(|(place, why)| !is_refused(place) && !is_stricter(version, place, why));
    Some(Outcome {
        missed: missed.map(|(place, why)| format!("{uri}{place}: {why}")).collect(),
        surplus: surplus.map(|(place, why)| format!("{uri}{place}: {why}")).collect(),
        refused: refused.len(),
    })
}

/// What the schema refuses although the text of the specification does not.
fn is_excused(version: Version, place: &str, value: &Value) -> bool {
    // 2.0, Reference Object: keys beside `$ref` mean nothing; `ref-siblings-ignored` speaks of those that seem to.
    let has_siblings = |value: &Value| value.as_object().is_some_and(|map| map.contains_key("$ref") && map.len() > 1);
    let there = value.pointer(place);
    let inner = [there, there.and_then(|there| there.get("schema")), there.and_then(|there| there.get("items"))];
    let is_reference = version == Version::V2 && inner.into_iter().flatten().any(has_siblings);
    // A keyword of draft 2019-09, where it is a boolean; 2020-12 does not define it, only the schema still has a type.
    let is_old_keyword = version >= Version::V31 && place.ends_with("/$recursiveAnchor");
    // Link Object, `parameters`: `Map[string, Any | {expression}]`; the schema wants strings.
    let is_link = version >= Version::V31 && place.contains("/links/") && place.contains("/parameters/");
    is_reference || is_old_keyword || is_link
}

/// What the text of the specification refuses although the schema does not.
fn is_stricter(version: Version, _place: &str, why: &str) -> bool {
    match version {
        Version::V2 => {
            // Security Scheme Object, `scopes`; Parameter, Items and Header Object, `items`; Items Object, `type`: "Required".
            why.ends_with("must have `scopes`")
                || why.ends_with("array` must have `items`")
                || why.ends_with("Items Object must have `type`")
                // JSON Schema draft 4, 5.5.1: at least one element, all of them unique; its own schema has been relaxed.
                || why.starts_with("`enum` of")
                || why.starts_with("two items of `enum`")
        }
        Version::V30 => {
            // Components Object: keys MUST match the pattern; the schema leaves those that do not unchecked.
            why.ends_with("must be a name of letters, digits, `.`, `-` and `_`")
                // JSON Schema Validation (wright-00), 5.22 to 5.24: at least one element.
                || ["`allOf`", "`anyOf`", "`oneOf`"].iter().any(|key| why.starts_with(key) && why.ends_with("must not be empty"))
        }
        _ => false,
    }
}

fn settings() -> Settings {
    let mut settings = Settings { profile: Profile::Audit, named: false, ..Settings::default() };
    settings.rules.retain(|enabled| {
        let id = enabled.rule.meta.id;
        id == "spec-structure-invalid" || SHARPER.contains(&id)
    });
    settings
}

/// Every description that one change makes out of a value: another type, a missing or an unknown key.
fn changes(value: &Value) -> Vec<(String, Value)> {
    let mut places = vec![String::new()];
    let mut next = 0;
    while let Some(place) = places.get(next).cloned() {
        next += 1;
        let children: Vec<String> = match value.pointer(&place) {
            Some(Value::Object(map)) => map.keys().map(|key| key.replace('~', "~0").replace('/', "~1")).collect(),
            Some(Value::Array(items)) => (0..items.len()).map(|at| at.to_string()).collect(),
            _ => Vec::new(),
        };
        places.extend(children.into_iter().map(|child| format!("{place}/{child}")));
    }
    let other = [
        Value::Null,
        Value::Bool(true),
        Value::from(-1),
        Value::from("other words"),
        Value::Array(vec![Value::from("a"), Value::from("a")]),
        Value::Object(Map::new()),
    ];
    let mut out = Vec::new();
    for place in places.iter().filter(|place| !place.is_empty()) {
        for value_there in &other {
            let mut changed = value.clone();
            *changed.pointer_mut(place).unwrap() = value_there.clone();
            out.push((format!("{place} = {value_there}"), changed));
        }
        let (around, key) = place.rsplit_once('/').unwrap();
        let mut changed = value.clone();
        match changed.pointer_mut(around) {
            Some(Value::Object(map)) => drop(map.remove(&key.replace("~1", "/").replace("~0", "~"))),
            Some(Value::Array(items)) => drop(items.remove(key.parse().unwrap())),
            _ => {}
        }
        out.push((format!("{place} removed"), changed));
        let mut changed = value.clone();
        if let Some(Value::Object(map)) = changed.pointer_mut(place) {
            map.insert("zzz".into(), Value::from("a"));
            out.push((format!("{place} with zzz"), changed));
        }
    }
    out
}

#[test]
fn they_agree_on_every_change_of_a_full_description() {
    let Some(folder) = schemas() else { return };
    let official = Official::new(&folder);
    let settings = settings();
    // One change in eleven, which takes each place with another one; `APIVET_ALL_CHANGES=1` tries all of them.
    let step = if std::env::var_os("APIVET_ALL_CHANGES").is_some() { 1 } else { 11 };
    let judge = &|version: &str| {
        let full = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/structure/{version}.yaml")));
        let judge = |value: &Value| {
            let mut files = MemLoader::default();
            files.insert("a.json", value.to_string().into_bytes());
            compare(&official, &files, "a.json", &settings)
        };
        let whole = judge(&full).unwrap();
        assert_eq!((whole.refused, whole.surplus), (0, vec![]), "{version}");
        let (mut refused, mut wrong) = (0, Vec::new());
        for (change, value) in changes(&full).into_iter().step_by(step) {
            let Some(outcome) = judge(&value) else { continue };
            refused += usize::from(outcome.refused > 0);
            wrong.extend(outcome.missed.iter().map(|why| format!("{version} {change}: missed {why}")));
            wrong.extend(outcome.surplus.iter().map(|why| format!("{version} {change}: surplus {why}")));
        }
        assert!(refused > 20, "{version}: {refused}");
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let running = ["2.0", "3.0", "3.1", "3.2"].map(|version| scope.spawn(move || judge(version)));
        running.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    let _ = writeln!(std::io::stderr(), "{}", wrong.join("\n"));
    assert!(wrong.is_empty(), "{} changes", wrong.len());
}

#[test]
fn the_rule_and_the_official_schemas_refuse_the_same() {
    let (Some(root), Some(folder)) = (common::corpus(), schemas()) else { return };
    let official = Official::new(&folder);
    let settings = settings();
    let files = common::files(&root, "openapi", &["yaml", "yml", "json"]);
    let (all, next) = (Mutex::new(BTreeMap::new()), AtomicUsize::new(0));
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let cut = file.match_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
            let (project, uri) = file.split_at(cut);
            let project = common::Folder(root.join(project));
            if let Some(outcome) = compare(&official, &project, uri, &settings) {
                all.lock().unwrap().insert(file.clone(), outcome);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let all = all.into_inner().unwrap();
    let refused = all.values().filter(|outcome| outcome.refused > 0).count();
    let _ = writeln!(std::io::stderr(), "{} descriptions, {refused} of them refused by their schema", all.len());
    let missed: Vec<&String> = all.values().flat_map(|outcome| &outcome.missed).collect();
    let surplus: Vec<&String> = all.values().flat_map(|outcome| &outcome.surplus).collect();
    assert!(missed.is_empty() && surplus.is_empty(), "missed {missed:#?}\nsurplus {surplus:#?}");
    assert!(all.len() > 250 && refused > 30);
}
