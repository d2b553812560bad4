//! Whether values fit schemas: our judge against `jsonschema`, a validator of another lineage, on the examples and
//! defaults of every real JSON description.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test reads files and may fail")]

use std::collections::BTreeMap;
use std::io::Write as _;

use apivet::model::Declared;
use apivet::model::openapi::validate::{Reading, Verdict, What};
use apivet::model::openapi::{Api, Detected, Kind, Schema, Version, WORDS, detect};
use apivet::source::{Source, SourceId};
use apivet::syntax::{Limits, NodeRef, decode_bytes, parse};
use jsonschema::Draft;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common;

/// Compared per description.
const SAMPLE: usize = 30;
/// The other reader walks the whole description for each schema.
const LARGEST: usize = 1_500_000;

fn load(folder: &std::path::Path, name: &str, text: &str) -> Option<Api> {
    let limits = Limits::default();
    let document = parse(Source::new(SourceId(0), name, text), &limits, WORDS);
    let root = document.root()?;
    let Detected::Known(version) = detect(root) else { return None };
    let at = root.at();
    Some(Api::load(document, at, version, Declared::default(), &common::Folder(folder.to_owned()), &limits))
}

/// 3.0 says `nullable` where JSON Schema has a type more.
fn spell_out_null(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("nullable") == Some(&Value::Bool(true))
                && let Some(name @ Value::String(_)) = map.get("type").cloned()
            {
                map.insert("type".into(), Value::Array(vec![name, "null".into()]));
            }
            map.values_mut().for_each(spell_out_null);
        }
        Value::Array(items) => items.iter_mut().for_each(spell_out_null),
        _ => {}
    }
}

/// A pointer as the fragment of a URI.
fn fragment(pointer: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/~-._".contains(&byte);
    let encode = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    pointer.bytes().map(encode).collect()
}

/// Samples evenly, the same ones each time.
fn sample<T>(all: Vec<T>) -> Vec<T> {
    let step = all.len().div_ceil(SAMPLE).max(1);
    all.into_iter().step_by(step).collect()
}

fn pairs(api: &Api) -> Vec<(NodeRef<'_>, Schema<'_>)> {
    let examples = api.examples().into_iter().map(|example| (example.value, example.schema));
    let defaults = api
        .schemas()
        .filter(|schema| api.kind(schema.node()) == Kind::Schema)
        .filter_map(|schema| Some((schema.own(apivet::model::openapi::Key::Default)?, schema)));
    let mut all: Vec<_> = sample(examples.collect());
    all.extend(sample(defaults.collect()));
    all
}

/// Why the two may well disagree; `None` when they should not.
fn reason(ours: &Verdict<'_>, theirs: &[String]) -> Option<&'static str> {
    match ours {
        Verdict::Unknown => Some("unknown to us"),
        Verdict::Differs(mismatch) if matches!(mismatch.what, What::Format) => Some("formats are not asserted by them"),
        Verdict::Fits if theirs.iter().all(|path| path.ends_with("/required")) => {
            Some("required, but readOnly or writeOnly")
        }
        _ => None,
    }
}

#[test]
fn the_same_values_fit() {
    let Some(corpus) = common::corpus() else { return };
    let folder = corpus.join("openapi");
    let mut compared = 0;
    let mut agreed = [0; 2];
    let mut excused: BTreeMap<&str, usize> = BTreeMap::new();
    let mut not_built = 0;
    let mut disagreements = Vec::new();
    for name in common::files(&folder, "", &["json"]) {
        let bytes = std::fs::read(folder.join(&name)).unwrap();
        let Ok(text) = decode_bytes(bytes) else { continue };
        if text.len() > LARGEST {
            continue;
        }
        let Ok(mut root) = serde_json::from_str::<Value>(&text) else { continue };
        let Some(api) = load(&folder, &name, &text) else { continue };
        let original = root.clone();
        if api.version == Version::V30 {
            spell_out_null(&mut root);
        }
        let draft = if api.version >= Version::V31 { Draft::Draft202012 } else { Draft::Draft4 };
        for (data, schema) in pairs(&api) {
            if data.doc.source.id != SourceId(0) || schema.node().doc.source.id != SourceId(0) {
                continue;
            }
            let pointer = schema.node().pointer();
            let Some(instance) = original.pointer(&data.pointer()) else { continue };
            root.as_object_mut().unwrap().insert("$ref".into(), format!("#{}", fragment(&pointer)).into());
            let Ok(validator) = jsonschema::options().with_draft(draft).should_validate_formats(false).build(&root)
            else {
                not_built += 1;
                continue;
            };
            let theirs: Vec<String> =
                validator.iter_errors(instance).map(|error| error.schema_path().to_string()).collect();
            let ours = schema.judge(data, Reading::default());
            compared += 1;
            let is_same = match &ours {
                Verdict::Fits => theirs.is_empty(),
                Verdict::Differs(_) => !theirs.is_empty(),
                Verdict::Unknown => false,
            };
            if is_same {
                agreed[usize::from(!theirs.is_empty())] += 1;
            } else if let Some(reason) = reason(&ours, &theirs) {
                *excused.entry(reason).or_default() += 1;
            } else {
                let said = match &ours {
                    Verdict::Differs(mismatch) => mismatch.message(),
                    _ => "fits".to_owned(),
                };
                disagreements.push(format!("{name} {} against {pointer}: {said}; theirs: {theirs:?}", data.pointer()));
            }
        }
    }
    let _ = writeln!(
        std::io::stderr(),
        "{compared} values: {} fit and {} do not for both; {excused:?}; {not_built} schemas not read by the other",
        agreed[0],
        agreed[1]
    );
    assert!(compared > 1000, "only {compared} compared");
    assert!(disagreements.is_empty(), "{} disagree\n{}\n", disagreements.len(), disagreements.join("\n"));
}

/// Small schemas over few names and values, so that they meet often.
fn any_schema(depth: u32) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(json!(true)),
        Just(json!(false)),
        Just(json!({})),
        any_type().prop_map(|name| json!({"type": name})),
        (any_type(), any_type()).prop_map(|(one, other)| if one == other {
            json!({"type": one})
        } else {
            json!({"type": [one, other]})
        }),
        any_value(1).prop_map(|value| json!({"const": value})),
        prop::collection::vec(any_value(1), 1..3).prop_map(|values| json!({"enum": values})),
        (0..4i32).prop_map(|n| json!({"minimum": n})),
        (0..4i32).prop_map(|n| json!({"exclusiveMaximum": n})),
        Just(json!({"multipleOf": 0.5})),
        (0..3u32).prop_map(|n| json!({"maxLength": n, "minProperties": n})),
        (0..3u32).prop_map(|n| json!({"minItems": n, "maxProperties": n + 1})),
        Just(json!({"uniqueItems": true})),
        any_name().prop_map(|name| json!({"required": [name]})),
        (any_name(), any_name()).prop_map(|(one, other)| json!({"dependentRequired": {one: [other]}})),
        Just(json!({"$ref": "#/components/schemas/T"})),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || any_schema(depth - 1);
    let keyword = prop_oneof![
        (any_name(), inner()).prop_map(|(name, schema)| json!({"properties": {name: schema}})),
        (any_name(), inner(), inner())
            .prop_map(|(name, one, rest)| json!({"properties": {name: one}, "additionalProperties": rest})),
        inner().prop_map(|schema| json!({"items": schema})),
        (inner(), inner()).prop_map(|(one, rest)| json!({"prefixItems": [one], "items": rest})),
        (inner(), 0..2u32)
            .prop_map(|(schema, least)| json!({"contains": schema, "minContains": least, "maxContains": 1})),
        inner().prop_map(|schema| json!({"propertyNames": schema})),
        (inner(), inner()).prop_map(|(one, other)| json!({"allOf": [one, other]})),
        (inner(), inner()).prop_map(|(one, other)| json!({"anyOf": [one, other]})),
        (inner(), inner()).prop_map(|(one, other)| json!({"oneOf": [one, other]})),
        inner().prop_map(|schema| json!({"not": schema})),
        (inner(), inner(), inner()).prop_map(|(one, two, three)| json!({"if": one, "then": two, "else": three})),
        (any_name(), inner()).prop_map(|(name, schema)| json!({"dependentSchemas": {name: schema}})),
        inner().prop_map(|schema| json!({"unevaluatedProperties": schema})),
        inner().prop_map(|schema| json!({"unevaluatedItems": schema})),
    ];
    (leaf, keyword.clone(), keyword)
        .prop_map(|(leaf, one, other)| {
            let mut all = serde_json::Map::new();
            for part in [leaf, one, other] {
                if let Value::Object(part) = part {
                    all.extend(part);
                }
            }
            Value::Object(all)
        })
        .boxed()
}

fn any_type() -> BoxedStrategy<&'static str> {
    prop::sample::select(vec!["null", "boolean", "object", "array", "number", "integer", "string"]).boxed()
}

fn any_name() -> BoxedStrategy<&'static str> {
    prop::sample::select(vec!["a", "b", "c"]).boxed()
}

fn any_value(depth: u32) -> BoxedStrategy<Value> {
    let leaf = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(1.0),
        json!(2.5),
        json!(1e3),
        json!(-3),
        json!(""),
        json!("a"),
        json!("äb"),
    ]);
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || any_value(depth - 1);
    prop_oneof![
        2 => leaf,
        3 => prop::collection::btree_map(any_name(), inner(), 0..4).prop_map(|map| json!(map)),
        2 => prop::collection::vec(inner(), 0..4).prop_map(Value::Array),
    ]
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn small_values_fit_small_schemas_as_they_should(
        schema in any_schema(2), target in any_schema(1), data in any_value(2)
    ) {
        let description = json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
            "components": {"schemas": {"S": schema, "T": target}},
            "x-data": data,
        });
        let text = description.to_string();
        let api = load(std::path::Path::new("."), "a.json", &text).unwrap();
        let schema = Schema::new(&api, api.root().at_pointer("/components/schemas/S").unwrap());
        let mut root = description.clone();
        root["$ref"] = json!("#/components/schemas/S");
        let theirs = jsonschema::options().with_draft(Draft::Draft202012).build(&root);
        // A schema that refers to itself and nothing else is one for neither.
        if let (Some(schema), Ok(theirs)) = (schema, theirs) {
            let expected = theirs.is_valid(&description["x-data"]);
            match schema.judge(api.root().get("x-data").unwrap(), Reading::default()) {
                Verdict::Fits => prop_assert!(expected, "we: fits, {text}"),
                Verdict::Differs(mismatch) => prop_assert!(!expected, "we: {}, {text}", mismatch.message()),
                Verdict::Unknown => prop_assert!(text.contains("$ref"), "we: unknown, {text}"),
            }
        }
    }
}
