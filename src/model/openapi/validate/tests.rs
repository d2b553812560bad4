//! One line a trap: version, schema, value, answer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use super::super::{Api, Detected, Schema, WORDS, detect};
use super::*;
use crate::model::Declared;
use crate::source::{MemLoader, Source, SourceId};
use crate::syntax::{Limits, parse};

fn load(version: &str, schema: &str, data: &str) -> Api {
    let holder = if version == "2.0" { "swagger: '2.0'" } else { &format!("openapi: {version}.0") };
    let (before, after) =
        if version == "2.0" { ("definitions:\n  S: ", "") } else { ("components:\n  schemas:\n    S: ", "  ") };
    let others = format!(
        "\n{after}  Id: {{type: integer}}\n{after}  Node: {{type: object, properties: {{next: {{$ref: '#/{}/Node'}}}}, additionalProperties: false}}\n\
         {after}  Cat: {{type: object, required: [kind], properties: {{kind: {{type: string}}, lives: {{type: integer}}}}}}\n\
         {after}  Dog: {{type: object, required: [kind], properties: {{kind: {{type: string}}, name: {{type: string}}}}}}\n",
        if version == "2.0" { "definitions" } else { "components/schemas" }
    );
    let text =
        format!("{holder}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n{before}{schema}{others}x-data: {data}\n");
    let limits = Limits::default();
    let document = parse(Source::new(SourceId(0), "a.yaml", text.as_str()), &limits, WORDS);
    assert!(document.errors.is_empty(), "{:?}\n{text}", document.errors);
    let root = document.root().unwrap();
    let Detected::Known(version) = detect(root) else { panic!("no description") };
    let at = root.at();
    Api::load(document, at, version, Declared::default(), &MemLoader::default(), &limits)
}

fn judged(api: &Api, reading: Reading) -> Verdict<'_> {
    let root = api.root();
    let node = root.at_pointer("/components/schemas/S").or(root.at_pointer("/definitions/S")).unwrap();
    Schema::new(api, node).unwrap().judge(root.get("x-data").unwrap(), reading)
}

fn answer(version: &str, schema: &str, data: &str) -> String {
    let api = load(version, schema, data);
    match judged(&api, Reading::default()) {
        Verdict::Fits => "yes".to_owned(),
        Verdict::Unknown => "unknown".to_owned(),
        Verdict::Differs(mismatch) => mismatch.message(),
    }
}

fn check(cases: &[(&str, &str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (version, schema, data, expected) in cases {
        let found = answer(version, schema, data);
        let is_right = if *expected == "no" { !matches!(&*found, "yes" | "unknown") } else { found == *expected };
        if !is_right {
            wrong.push(format!("{version} {schema} {data}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn types() {
    check(&[
        ("3.0", "{type: integer}", "1.0", "yes"),
        ("3.0", "{type: integer}", "1e3", "yes"),
        ("3.0", "{type: integer}", "123456789012345678901234567890", "yes"),
        ("3.0", "{type: integer}", "1.5", "`1.5` is a number, not `integer`"),
        ("3.0", "{type: number}", "1", "yes"),
        ("3.0", "{type: string}", "2020-01-01", "yes"),
        ("3.0", "{type: string}", "yes", "yes"),
        ("3.0", "{type: string}", "NO", "yes"),
        ("3.0", "{type: string}", "12", "`12` is a number, not `string`"),
        ("3.0", "{type: string}", "true", "no"),
        ("3.0", "{type: string}", "'12'", "yes"),
        ("3.0", "{type: string}", "!!str 12", "yes"),
        ("3.0", "{type: string}", "!Sub 12", "unknown"),
        ("3.0", "{type: number}", ".inf", "unknown"),
        ("3.0", "{type: string}", "null", "`null` is not `string`"),
        ("3.0", "{type: string, nullable: true}", "null", "yes"),
        ("3.0", "{type: string, enum: [a], nullable: true}", "null", "unknown"),
        ("3.0", "{nullable: true, allOf: [{type: string}]}", "null", "unknown"),
        ("2.0", "{type: string, x-nullable: true}", "null", "unknown"),
        ("2.0", "{type: string}", "null", "no"),
        ("3.1", "{type: [string, 'null']}", "null", "yes"),
        ("3.1", "{type: [string, 'null']}", "1", "`1` is a number, not `string` or `null`"),
        ("3.1", "{type: string, nullable: true}", "null", "unknown"),
        ("3.0", "{type: strnig}", "1", "unknown"),
        ("2.0", "{type: file}", "1", "unknown"),
        ("3.0", "{}", "{a: 1}", "yes"),
        ("3.1", "true", "1", "yes"),
        ("3.1", "false", "1", "`1` stands where the schema admits nothing"),
    ]);
}

#[test]
fn lists_of_values() {
    check(&[
        ("3.0", "{enum: [a, b]}", "c", "`\"c\"` is none of the values of `enum`"),
        ("3.0", "{enum: [1]}", "1.0", "yes"),
        ("3.0", "{enum: ['1']}", "1", "no"),
        ("3.0", "{enum: [{a: 1, b: [2]}]}", "{b: [2.0], a: 1}", "yes"),
        ("3.0", "{enum: [null]}", "null", "yes"),
        ("3.0", "{type: string, enum: [1, 2]}", "1", "unknown"),
        ("3.1", "{const: 5}", "6", "`6` is not the value of `const`, `5`"),
        ("3.0", "{const: 5}", "6", "yes"),
    ]);
}

#[test]
fn bounds() {
    check(&[
        ("3.0", "{maximum: 10}", "10", "yes"),
        (
            "3.0",
            "{maximum: 10, exclusiveMaximum: true}",
            "10",
            "`10` is not less than `maximum` 10, which is exclusive",
        ),
        ("3.0", "{maximum: 10, exclusiveMaximum: false}", "10", "yes"),
        ("3.0", "{exclusiveMaximum: 10}", "11", "yes"),
        ("3.1", "{exclusiveMaximum: 10}", "10", "`10` is not less than `exclusiveMaximum` 10"),
        ("3.1", "{exclusiveMinimum: 10, minimum: 10}", "10", "no"),
        ("3.0", "{minimum: 9007199254740993}", "9007199254740992", "no"),
        ("3.0", "{multipleOf: 0.01}", "19.99", "yes"),
        ("3.0", "{multipleOf: 0.01}", "19.999", "`19.999` is no multiple of `0.01`"),
        ("3.0", "{maximum: 1}", "abc", "yes"),
        ("3.0", "{maxLength: 2}", "abc", "`\"abc\"` is longer than `maxLength` 2"),
        ("3.0", "{maxLength: 2}", "\"\\U0001F600\\U0001F600\"", "yes"),
        ("3.0", "{minLength: 1}", "''", "`\"\"` is shorter than `minLength` 1"),
        ("3.0", "{maxItems: 1}", "[1, 2]", "the array has more items than `maxItems` 1"),
        ("3.0", "{minProperties: 1}", "{}", "the empty object has fewer properties than `minProperties` 1"),
        ("3.0", "{uniqueItems: true}", "[{a: 1, b: 2}, {b: 2, a: 1.0}]", "no"),
        ("3.0", "{uniqueItems: true}", "[1, '1', true]", "yes"),
        ("3.0", "{pattern: '^[a-z]+$'}", "abc", "yes"),
        ("3.0", "{pattern: 'b'}", "abc", "yes"),
        ("3.0", "{pattern: '^[a-z]+$'}", "ab1", "`\"ab1\"` does not match `pattern` `\"^[a-z]+$\"`"),
        ("3.0", "{pattern: '(?i)^abc$'}", "ABC", "unknown"),
        ("3.0", "{pattern: '['}", "ABC", "unknown"),
        ("3.0", "{pattern: '^(a+)+$'}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "unknown"),
        ("3.1", "{patternProperties: {'^x-': {type: integer}}, additionalProperties: false}", "{x-a: 1}", "yes"),
        ("3.1", "{patternProperties: {'^x-': {type: integer}}}", "{x-a: b}", "no"),
        ("3.1", "{patternProperties: {'^x-': {type: integer}}, additionalProperties: false}", "{a: 1}", "no"),
        ("3.0", "{type: integer, format: int32}", "2147483648", "`2147483648` is no `int32`"),
        ("3.0", "{type: string, format: date}", "2024-02-30", "`\"2024-02-30\"` is no `date`"),
        ("3.0", "{type: string, format: date}", "''", "yes"),
    ]);
}

#[test]
fn objects_and_arrays() {
    check(&[
        ("3.0", "{type: object, required: [a]}", "{b: 1}", "the object lacks `a`, which is required"),
        ("3.0", "{required: [a], properties: {a: {readOnly: true}}}", "{}", "yes"),
        ("3.0", "{required: [a], allOf: [{properties: {a: {writeOnly: true}}}]}", "{}", "yes"),
        ("3.0", "{properties: {a: {$ref: '#/components/schemas/Id'}}}", "{a: x}", "`\"x\"` is a string, not `integer`"),
        (
            "3.0",
            "{properties: {a: {}}, additionalProperties: false}",
            "{b: 1}",
            "`b` is not described, and `additionalProperties` is `false`",
        ),
        ("3.0", "{additionalProperties: {type: integer}}", "{b: x}", "no"),
        ("3.0", "{items: {type: integer}}", "[1, x]", "no"),
        ("2.0", "{type: array, items: {$ref: '#/definitions/Id'}}", "[x]", "no"),
        ("3.0", "{$ref: '#/components/schemas/Node'}", "{next: {next: {other: 1}}}", "no"),
        ("3.0", "{$ref: '#/components/schemas/Node'}", "{next: {next: {}}}", "yes"),
        ("3.0", "{$ref: '#/components/schemas/Id', minimum: 5}", "1", "yes"),
        ("3.1", "{$ref: '#/components/schemas/Id', minimum: 5}", "1", "no"),
        ("3.0", "{properties: {a: {$ref: 'https://example.com/x.json'}, b: {type: integer}}}", "{a: 1}", "unknown"),
        ("3.0", "{properties: {a: {$ref: 'https://example.com/x.json'}, b: {type: integer}}}", "{a: 1, b: x}", "no"),
        ("3.1", "{prefixItems: [{type: integer}], items: false}", "[1, 2]", "no"),
        ("3.1", "{prefixItems: [{type: integer}], items: {type: string}}", "[1, b]", "yes"),
        ("3.1", "{contains: {type: integer}}", "[a]", "no"),
        ("3.1", "{contains: {type: integer}, minContains: 0}", "[a]", "yes"),
        ("3.1", "{contains: {type: integer}, maxContains: 1}", "[1, 2]", "no"),
        ("3.1", "{propertyNames: {maxLength: 2}}", "{abc: 1}", "no"),
        ("3.1", "{dependentRequired: {a: [b]}}", "{a: 1}", "the object lacks `b`, which another property demands"),
        ("3.1", "{dependentSchemas: {a: {required: [b]}}}", "{a: 1}", "no"),
        ("3.0", "{dependentRequired: {a: [b]}}", "{a: 1}", "yes"),
    ]);
}

#[test]
fn compositions() {
    check(&[
        ("3.0", "{allOf: [{type: object}, {required: [a]}]}", "{}", "no"),
        ("3.0", "{anyOf: [{type: string}, {type: integer}]}", "true", "`true` fits none of the 2 schemas of `anyOf`"),
        ("3.0", "{anyOf: [{type: string}, {type: integer, minimum: 5}]}", "1", "`1` is less than `minimum` 5"),
        ("3.0", "{oneOf: [{type: integer}, {type: number}]}", "1", "`1` fits 2 schemas of `oneOf`, not one"),
        ("3.0", "{oneOf: [{type: integer}, {$ref: 'https://example.com/x'}]}", "1", "unknown"),
        ("3.0", "{oneOf: [{type: integer}, {type: number}, {$ref: 'https://example.com/x'}]}", "1", "no"),
        ("3.0", "{anyOf: [{type: string}, {$ref: 'https://example.com/x'}]}", "1", "unknown"),
        ("3.0", "{not: {type: string}}", "a", "`\"a\"` fits the schema of `not`"),
        ("3.0", "{not: {format: date}}", "a", "unknown"),
        ("2.0", "{oneOf: [{type: string}]}", "1", "yes"),
        ("3.1", "{if: {type: integer}, then: {minimum: 5}, else: {maxLength: 1}}", "1", "no"),
        ("3.1", "{if: {type: integer}, then: {minimum: 5}, else: {maxLength: 1}}", "ab", "no"),
        ("3.1", "{if: {type: integer}, then: {minimum: 5}, else: {maxLength: 1}}", "5", "yes"),
        ("3.0", "{allOf: [{$ref: '#/components/schemas/S'}, {type: string}]}", "a", "yes"),
        (
            "3.0",
            "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {tom: '#/components/schemas/Cat'}}}",
            "{kind: tom, lives: many, name: 1}",
            "`\"many\"` is a string, not `integer`",
        ),
        (
            "3.0",
            "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}",
            "{kind: Dog}",
            "unknown",
        ),
        ("3.1", "{$dynamicRef: '#x'}", "1", "unknown"),
        ("3.1", "{$dynamicRef: '#x', type: string}", "1", "no"),
    ]);
}

#[test]
fn what_nothing_has_looked_at() {
    check(&[
        ("3.1", "{allOf: [{properties: {a: {}}}], unevaluatedProperties: false}", "{a: 1}", "yes"),
        (
            "3.1",
            "{allOf: [{properties: {a: {}}}], unevaluatedProperties: false}",
            "{a: 1, b: 2}",
            "`b` is not described, and `unevaluatedProperties` is `false`",
        ),
        (
            "3.1",
            "{anyOf: [{properties: {a: {type: string}}}, {properties: {b: {}}}], unevaluatedProperties: false}",
            "{a: 1, b: 2}",
            "no",
        ),
        (
            "3.1",
            "{anyOf: [{properties: {a: {}}}, {properties: {b: {}}}], unevaluatedProperties: false}",
            "{a: 1, b: 2}",
            "yes",
        ),
        (
            "3.1",
            "{if: {required: [a], properties: {a: {}}}, then: {properties: {b: {}}}, unevaluatedProperties: false}",
            "{a: 1, b: 2}",
            "yes",
        ),
        ("3.1", "{$ref: '#/components/schemas/Cat', unevaluatedProperties: false}", "{kind: a, lives: 3}", "yes"),
        ("3.1", "{$ref: '#/components/schemas/Cat', unevaluatedProperties: false}", "{kind: a, x: 3}", "no"),
        ("3.1", "{$ref: 'https://example.com/x', unevaluatedProperties: false}", "{x: 3}", "unknown"),
        ("3.1", "{unevaluatedProperties: {type: integer}}", "{x: a}", "no"),
        ("3.1", "{allOf: [{prefixItems: [{}]}], unevaluatedItems: false}", "[1, 2]", "no"),
        ("3.1", "{prefixItems: [{}], contains: {type: string}, unevaluatedItems: false}", "[1, a]", "yes"),
        ("3.1", "{allOf: [{additionalProperties: true}], unevaluatedProperties: false}", "{x: 3}", "yes"),
        ("3.1", "{allOf: [{properties: {a: {}}}, {unevaluatedProperties: false}]}", "{a: 3}", "no"),
    ]);
}

#[test]
fn the_way_decides_what_may_be_missing() {
    let schema = "{required: [r, w], properties: {r: {readOnly: true}, w: {writeOnly: true}}}";
    let is_fitting = |data: &str, way| {
        let api = load("3.0", schema, data);
        matches!(judged(&api, Reading { way, is_text: false }), Verdict::Fits)
    };
    assert!(is_fitting("{w: 1}", Way::Request) && !is_fitting("{r: 1}", Way::Request));
    assert!(is_fitting("{r: 1}", Way::Response) && !is_fitting("{w: 1}", Way::Response));
    assert!(is_fitting("{}", Way::Both));
}

#[test]
fn values_in_urls_are_text() {
    let answer = |schema: &str, data: &str| {
        let api = load("3.0", schema, data);
        match judged(&api, Reading { way: Way::Request, is_text: true }) {
            Verdict::Fits => "yes",
            Verdict::Unknown => "unknown",
            Verdict::Differs(_) => "no",
        }
    };
    assert_eq!(answer("{type: integer}", "'12'"), "unknown");
    assert_eq!(answer("{type: integer}", "abc"), "no");
    assert_eq!(answer("{type: integer}", "'1.5'"), "no");
    assert_eq!(answer("{type: string}", "12"), "unknown");
    assert_eq!(answer("{type: array, items: {type: string}}", "'a,b'"), "unknown");
    assert_eq!(answer("{type: string, enum: ['1']}", "1"), "unknown");
    assert_eq!(answer("{type: string, enum: ['1']}", "2"), "no");
    assert_eq!(answer("{type: boolean}", "'true'"), "unknown");
    assert_eq!(answer("{type: boolean}", "'yes'"), "no");
}

#[test]
fn aliases_that_multiply_end_with_the_budget() {
    let mut data = String::from("[&a [x, x, x, x, x, x, x, x, x, x]");
    for (name, before) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        data += &format!(", &{name} [{}]", vec![format!("*{before}"); 10].join(", "));
    }
    data += "]";
    let api = load("3.0", "{uniqueItems: true}", &data);
    judged(&api, Reading::default());
    assert_eq!(api.exceeded(), ["comparing values with their schemas takes too long (limit `value-steps`)"]);
}

#[test]
fn values_that_are_too_deep_are_unknown() {
    let data = format!("{}1{}", "{next: ".repeat(300), "}".repeat(300));
    let api = load("3.1", "{allOf: [{$ref: '#/components/schemas/Node'}], unevaluatedProperties: false}", &data);
    assert!(matches!(judged(&api, Reading::default()), Verdict::Unknown));
    assert_eq!(api.exceeded().len(), 1, "{:?}", api.exceeded());
}
