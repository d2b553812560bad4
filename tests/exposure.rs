//! Who returns and who receives values of a schema: every way values flow, both directions, chains and budgets.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail and reads the corpus"
)]

mod common;

use apivet::model::Declared;
use apivet::model::openapi::{Api, Detected, WORDS, Way, detect};
use apivet::source::{Loader, MemLoader, Source, SourceId};
use apivet::syntax::{Limits, NodeRef, parse};

fn load_from(name: &str, text: &str, loader: &dyn Loader) -> Option<Api> {
    let limits = Limits::default();
    let document = parse(Source::new(SourceId(0), name, text), &limits, WORDS);
    let root = document.root()?;
    let Detected::Known(version) = detect(root) else { return None };
    let at = root.at();
    Some(Api::load(document, at, version, Declared::default(), loader, &limits))
}

fn load(text: &str) -> Api {
    load_from("api.yaml", text, &MemLoader::default()).unwrap()
}

/// A description of 3.1 with two schemes of access: `GET /open` and whatever else is written needs none.
fn api(paths: &str, schemas: &str) -> Api {
    load(&format!(
        "openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\nsecurity: [{{login: []}}]\npaths:\n{paths}components:\n  \
         securitySchemes: {{login: {{type: http, scheme: bearer}}}}\n  schemas:\n{schemas}"
    ))
}

fn node<'a>(api: &'a Api, pointer: &str) -> NodeRef<'a> {
    let root = api.documents()[0].root().unwrap();
    root.at_pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
}

fn words(api: &Api, pointer: &str) -> String {
    api.exposure(node(api, pointer)).words().unwrap_or_default()
}

fn schema_words(api: &Api, name: &str) -> String {
    words(api, &format!("/components/schemas/{name}"))
}

/// `GET /a` answers with `Top`, whatever that is.
fn returned(schemas: &str) -> Api {
    api(
        "  /a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Top'}}}}}}}\n",
        schemas,
    )
}

#[test]
fn values_flow_through_every_keyword_that_describes_them() {
    for top in [
        "{$ref: '#/components/schemas/Low'}",
        "{description: More, $ref: '#/components/schemas/Low'}",
        "{properties: {a: {$ref: '#/components/schemas/Low'}}}",
        "{patternProperties: {'^a': {$ref: '#/components/schemas/Low'}}}",
        "{additionalProperties: {$ref: '#/components/schemas/Low'}}",
        "{unevaluatedProperties: {$ref: '#/components/schemas/Low'}}",
        "{items: {$ref: '#/components/schemas/Low'}}",
        "{prefixItems: [{type: string}, {$ref: '#/components/schemas/Low'}]}",
        "{contains: {$ref: '#/components/schemas/Low'}}",
        "{allOf: [{$ref: '#/components/schemas/Low'}]}",
        "{oneOf: [{type: string}, {$ref: '#/components/schemas/Low'}]}",
        "{anyOf: [{items: {properties: {b: {$ref: '#/components/schemas/Low'}}}}]}",
        "{if: {type: object}, then: {$ref: '#/components/schemas/Low'}}",
        "{if: {type: object}, else: {$ref: '#/components/schemas/Low'}}",
        "{dependentSchemas: {a: {$ref: '#/components/schemas/Low'}}}",
        "{contentSchema: {$ref: '#/components/schemas/Low'}}",
        "{properties: {not: {$ref: '#/components/schemas/Low'}}}",
        "{properties: {properties: {properties: {readOnly: {$ref: '#/components/schemas/Low'}}}}}",
    ] {
        let api = returned(&format!("    Top: {top}\n    Low: {{type: object}}\n"));
        assert_eq!(schema_words(&api, "Low"), "returned by `GET /a`", "{top}");
        assert!(api.direction(node(&api, "/components/schemas/Low")).is_response(), "{top}");
    }
}

#[test]
fn what_does_not_describe_the_value_carries_nothing() {
    for top in [
        "{not: {$ref: '#/components/schemas/Low'}}",
        "{if: {$ref: '#/components/schemas/Low'}}",
        "{$defs: {a: {$ref: '#/components/schemas/Low'}}}",
        "{example: {$ref: '#/components/schemas/Low'}}",
        "{properties: {a: {writeOnly: true, allOf: [{$ref: '#/components/schemas/Low'}]}}}",
    ] {
        let api = returned(&format!("    Top: {top}\n    Low: {{type: object}}\n"));
        assert_eq!(schema_words(&api, "Low"), "", "{top}");
        assert!(api.direction(node(&api, "/components/schemas/Low")).is_unreachable(), "{top}");
    }
}

#[test]
fn a_definition_used_both_ways_says_both_and_marked_properties_one() {
    let api = api(
        "  /users:\n    get: {security: [], responses: {'200': {$ref: '#/components/responses/Users'}}}\n    \
         post:\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}\n      \
         responses: {'201': {$ref: '#/components/responses/Users'}}\n    \
         put:\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}\n      \
         responses: {'204': {description: Done}}\n",
        "    User:\n      properties:\n        id: {type: string, readOnly: true}\n        \
         secret: {type: string, writeOnly: true}\n        name: {$ref: '#/components/schemas/Name'}\n    \
         Name: {type: string}\n  \
         responses:\n    Users: {description: Them, content: {application/json: {schema: {items: {$ref: '#/components/schemas/User'}}}}}\n",
    );
    let returned = "returned by `GET /users` without authentication, and by 1 more";
    let received = "received by `POST /users` and 1 more operation";
    assert_eq!(schema_words(&api, "User"), format!("{returned}; {received}"));
    assert_eq!(schema_words(&api, "Name"), format!("{returned}; {received}"));
    assert_eq!(schema_words(&api, "User/properties/id"), returned);
    assert_eq!(schema_words(&api, "User/properties/secret"), received);
}

#[test]
fn the_chain_leads_from_the_operation_over_every_reference() {
    let api = api(
        "  /a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Far'}}}}}}}\n  \
         /b: {get: {security: [], responses: {'200': {$ref: '#/components/responses/Page'}}}}\n",
        "    Far: {$ref: '#/components/schemas/Low'}\n    Page: {items: {$ref: '#/components/schemas/Low'}}\n    \
         Low: {properties: {a: {type: string}}}\n  responses:\n    \
         Page: {description: All, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}\n",
    );
    let reach = api.reach(node(&api, "/components/schemas/Low/properties/a"), Way::Returned);
    assert_eq!(reach.words().unwrap(), "`GET /b` without authentication, and by 1 more");
    assert_eq!(reach.open().unwrap().title(), "GET /b");
    let chain: Vec<String> =
        reach.chain().into_iter().map(|link| format!("{} {}", link.node.pointer(), link.words)).collect();
    assert_eq!(
        chain,
        [
            "/paths/~1b/get/responses/200 `GET /b` answers with this (`200`)",
            "/components/responses/Page/content/application~1json/schema `Page` is used here",
            "/components/schemas/Page/items `Low` is used here",
        ]
    );
}

#[test]
fn a_long_chain_is_cut_in_the_middle() {
    let links: String =
        (0..9).map(|n| format!("    L{n}: {{items: {{$ref: '#/components/schemas/L{}'}}}}\n", n + 1)).collect();
    let api = returned(&format!("    Top: {{$ref: '#/components/schemas/L0'}}\n{links}    L9: {{type: string}}\n"));
    let chain = api.reach(node(&api, "/components/schemas/L9"), Way::Returned).chain();
    let words: Vec<&str> = chain.iter().map(|link| link.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "`GET /a` answers with this (`200`)",
            "`Top` is used here",
            "7 references later, `L7` is used here",
            "`L8` is used here",
            "`L9` is used here",
        ]
    );
}

#[test]
fn circles_end_and_are_counted_once() {
    let api = returned(
        "    Top: {properties: {self: {$ref: '#/components/schemas/Top'}, low: {$ref: '#/components/schemas/Low'}}}\n    \
         Low: {properties: {up: {$ref: '#/components/schemas/Top'}}}\n    \
         Apart: {properties: {apart: {$ref: '#/components/schemas/Apart'}}}\n",
    );
    assert_eq!(schema_words(&api, "Low"), "returned by `GET /a`");
    assert_eq!(schema_words(&api, "Top"), "returned by `GET /a`");
    assert_eq!(schema_words(&api, "Apart"), "");
    assert_eq!(api.reach(node(&api, "/components/schemas/Low"), Way::Returned).chain().len(), 3);
}

#[test]
fn streams_headers_parameters_and_webhooks_have_their_direction() {
    let api = api(
        "  /stream: {get: {responses: {'200': {content: {application/jsonl: {schema: {type: array}, itemSchema: {$ref: '#/components/schemas/Event'}}}}}}}\n  \
         /list:\n    parameters:\n    - {name: a, in: query, schema: {$ref: '#/components/schemas/Filter'}}\n    \
         - {name: b, in: query, schema: {$ref: '#/components/schemas/Hidden'}}\n    \
         query:\n      parameters: [{name: b, in: query, schema: {type: string}}]\n      \
         responses: {'200': {headers: {X-A: {schema: {$ref: '#/components/schemas/Head'}}}}}\n    \
         post:\n      parameters: [{name: b, in: query, schema: {type: string}}]\n      responses: {'204': {}}\n      \
         callbacks: {done: {'{$url}': {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Done'}}}}, responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Reply'}}}}}}}}}\n",
        "    Event: {}\n    Filter: {}\n    Hidden: {}\n    Head: {}\n    Done: {}\n    Reply: {}\n    Sent: {}\nwebhooks:\n  \
         news: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}}}\n",
    );
    assert_eq!(schema_words(&api, "Event"), "returned by `GET /stream`");
    assert!(api.direction(node(&api, "/components/schemas/Event")).is_response());
    assert_eq!(schema_words(&api, "Filter"), "received by `QUERY /list` and 1 more operation");
    assert_eq!(schema_words(&api, "Hidden"), "");
    assert_eq!(schema_words(&api, "Head"), "returned by `QUERY /list`");
    assert_eq!(schema_words(&api, "Done"), "sent by the callback `POST {$url}`");
    assert_eq!(schema_words(&api, "Reply"), "taken as an answer to the callback `POST {$url}`");
    assert_eq!(schema_words(&api, "Sent"), "sent by the webhook `POST news`");
}

#[test]
fn a_definition_inside_another_is_reached_by_both() {
    let api = api(
        "  /outer: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Outer'}}}}}}}\n  \
         /inner: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Outer/properties/inner'}}}}}}}\n",
        "    Outer: {properties: {inner: {properties: {leaf: {type: string}}}}}\n",
    );
    let leaf = "Outer/properties/inner/properties/leaf";
    assert_eq!(schema_words(&api, leaf), "returned by `GET /outer` and 1 more operation");
}

#[test]
fn aliases_of_yaml_are_uses() {
    let api = load(
        "openapi: 3.0.4\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {'200': {description: A, content: \
         {application/json: {schema: &user {properties: {a: {type: string}}}}}}}}}\n  /b: {post: {requestBody: {content: \
         {application/json: {schema: *user}}}, responses: {'204': {description: Done}}}}\n",
    );
    let user = "/paths/~1a/get/responses/200/content/application~1json/schema/properties/a";
    assert_eq!(words(&api, user), "returned by `GET /a`; received by `POST /b`");
}

#[test]
fn parameters_of_2_0_describe_values_themselves() {
    let api = load(
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n      parameters:\n      - {name: ids, in: \
         query, type: array, items: {type: string}}\n      - {name: body, in: body, schema: {$ref: '#/definitions/User'}}\n      \
         responses: {'200': {description: A, schema: {$ref: '#/definitions/User'}, headers: {X-B: {type: string}}}}\ndefinitions:\n  \
         User: {properties: {a: {type: string, readOnly: true}}}\n",
    );
    assert_eq!(words(&api, "/paths/~1a/post/parameters/0/items"), "received by `POST /a`");
    assert_eq!(words(&api, "/definitions/User"), "returned by `POST /a`; received by `POST /a`");
    assert_eq!(words(&api, "/definitions/User/properties/a"), "returned by `POST /a`");
    assert_eq!(words(&api, "/paths/~1a/post/responses/200/headers/X-B"), "returned by `POST /a`");
}

#[test]
fn searches_over_definitions_that_all_reach_each_other_end_and_say_so() {
    let count = 200;
    let schemas: String = (0..count)
        .map(|n| {
            let all: Vec<String> = (0..count).map(|m| format!("p{m}: {{$ref: '#/components/schemas/S{m}'}}")).collect();
            format!("    S{n}: {{properties: {{{}}}}}\n", all.join(", "))
        })
        .collect();
    let api = returned(&format!("    Top: {{$ref: '#/components/schemas/S0'}}\n{schemas}"));
    let reaches: Vec<_> =
        (0..count).map(|n| api.reach(node(&api, &format!("/components/schemas/S{n}")), Way::Returned)).collect();
    assert!(!reaches[0].is_partial() && reaches[0].words().unwrap() == "`GET /a`");
    assert!(reaches[count - 1].is_partial(), "200 searches over 40,000 references are too many");
}

/// The search goes backwards what directions went forwards: they must agree on every schema of every real description.
#[test]
fn directions_and_exposure_agree_on_the_corpus() {
    let Some(corpus) = common::corpus() else { return };
    let files = common::files(&corpus, "openapi", &["yaml", "yml", "json"]);
    let (mut asked, mut wrong) = (0, Vec::new());
    for file in files.iter().filter(|file| corpus.join(file).metadata().is_ok_and(|file| file.len() < 1_000_000)) {
        let cut = file.match_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
        let (project, uri) = file.split_at(cut);
        let Ok(text) = std::fs::read_to_string(corpus.join(file)) else { continue };
        let Some(api) = load_from(uri, &text, &common::Folder(corpus.join(project))) else { continue };
        let schemas: Vec<NodeRef<'_>> = api.schemas().map(|schema| schema.node()).collect();
        for schema in schemas.iter().step_by(1 + schemas.len() / 200) {
            let exposure = api.exposure(*schema);
            let direction = api.direction(*schema);
            let is_partial = exposure.returned.is_partial() || exposure.received.is_partial();
            let pair = (!exposure.returned.is_empty(), !exposure.received.is_empty());
            asked += 1;
            if !is_partial && pair != (direction.is_response(), direction.is_request()) {
                wrong.push(format!("{file}#{}: {direction:?} {:?}", schema.pointer(), exposure.words()));
            }
        }
    }
    assert!(asked > 1000, "{asked}");
    assert!(wrong.is_empty(), "{} of {asked}: {:#?}", wrong.len(), wrong.iter().take(20).collect::<Vec<_>>());
}
