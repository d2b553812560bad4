//! Hostile and broken input: whatever the bytes, linting ends soon, never panics, and says in a sentence what is wrong.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may fail, and watches the clock")]

use std::io::Write as _;
use std::time::{Duration, Instant};

use apivet::engine::{Settings, lint};
use apivet::finding::{Checked, InputState};
use apivet::model::openapi::WORDS;
use apivet::source::{MemLoader, Source, SourceId};
use apivet::syntax::{Limits, NodeRef, parse};
use proptest::prelude::*;

/// What one input may take in a debug build on a busy machine. Quadratic work on these inputs takes minutes.
const GUARD: Duration = Duration::from_secs(20);

/// Lints bytes as a named file; fails on a panic inside, on a failure without a sentence, and when it takes too long.
fn survives(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<Checked> {
    survives_with(name, &[(name, bytes.into())])
}

fn survives_with(what: &str, files: &[(&str, Vec<u8>)]) -> Vec<Checked> {
    let mut loader = MemLoader::default();
    for (name, bytes) in files {
        loader.insert(*name, bytes.clone());
    }
    let start = Instant::now();
    let all = lint(files[0].0, &loader, &Settings::default());
    let took = start.elapsed();
    if took > Duration::from_secs(1) {
        let _ = writeln!(std::io::stderr(), "{what}: {} bytes took {took:?}", files[0].1.len());
    }
    assert!(took < GUARD, "{what} took {took:?}");
    assert!(!all.is_empty(), "{what}: nothing was said");
    for checked in &all {
        let reason = checked.input.reason.as_deref();
        assert!(!reason.is_some_and(|reason| reason.contains("internal error")), "{what}: {reason:?}");
        match checked.input.state {
            InputState::Checked => assert_eq!(reason, None, "{what}"),
            InputState::Failed => assert!(reason.is_some_and(|reason| reason.len() > 10), "{what}: {reason:?}"),
            InputState::Skipped => panic!("{what}: a named file was skipped"),
        }
        for finding in &checked.findings {
            let source = checked.source(finding.primary.span);
            assert!(finding.primary.span.end as usize <= source.text.len(), "{what}: {finding:?}");
            let (start, end) = checked.positions(finding.primary.span);
            assert!(start.line >= 1 && start.column >= 1 && start <= end, "{what}: {finding:?}");
        }
    }
    all
}

/// The one reason why an input failed.
fn fails(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let mut all = survives(name, bytes);
    assert_eq!(all.len(), 1, "{name}");
    let input = all.remove(0).input;
    assert_eq!(input.state, InputState::Failed, "{name}");
    input.reason.unwrap()
}

fn checked(name: &str, bytes: impl Into<Vec<u8>>) -> Checked {
    let mut all = survives(name, bytes);
    assert_eq!(all.len(), 1, "{name}");
    let one = all.remove(0);
    assert_eq!(one.input.state, InputState::Checked, "{name}: {:?}", one.input.reason);
    one
}

const V2: &str = include_str!("seeds/v2.yaml");
const V3: &str = include_str!("seeds/v3.yaml");
const WSDL: &str = include_str!("seeds/service.wsdl");
const WSDL2: &str = include_str!("seeds/service2.wsdl");

/// The rich seeds, each as its file name and text.
fn seeds() -> Vec<(String, String)> {
    let mut all = vec![
        ("v2.yaml".to_owned(), V2.to_owned()),
        ("service.wsdl".to_owned(), WSDL.to_owned()),
        ("service2.wsdl".to_owned(), WSDL2.to_owned()),
    ];
    for version in ["3.0.4", "3.1.1", "3.2.0"] {
        all.push((format!("v{version}.yaml"), V3.replace("3.2.0", version)));
    }
    for (name, text) in [("v2.json", V2), ("v3.json", V3)] {
        let value: serde_json::Value = serde_yaml::from_str(text).unwrap();
        all.push((name.to_owned(), serde_json::to_string_pretty(&value).unwrap()));
    }
    all
}

#[test]
fn the_seeds_are_checked_as_they_are() {
    for (name, text) in seeds() {
        let one = checked(&name, text);
        assert!(one.input.operations > 0, "{name} has operations");
    }
}

#[test]
fn truncated_anywhere() {
    for (name, text) in seeds() {
        for end in (0..text.len()).step_by(37) {
            survives(&name, &text.as_bytes()[..end]);
        }
    }
}

#[test]
fn every_value_of_the_wrong_type() {
    // 3.0 and 3.1 are read by the same code as 3.2, JSON into the same tree.
    for (name, text) in seeds().into_iter().filter(|(name, _)| matches!(name.as_str(), "v2.yaml" | "v3.2.0.yaml")) {
        let source = Source::new(SourceId(0), name.as_str(), text.as_str());
        let document = parse(source, &Limits::default(), WORDS);
        let spans: Vec<(usize, usize)> = document
            .root()
            .unwrap()
            .subtree()
            .filter(|node| !node.is_key())
            .map(|node| (node.span().start as usize, node.span().end as usize))
            .collect();
        for (start, end) in spans {
            let quoted = text[..start].ends_with("\n") || text[start..end].starts_with(['|', '>']);
            for wrong in
                ["null", "7", "\"text\"", "[{}, [], null, 1, \"a\"]", "{\"$ref\": 3, \"a\": [{}], \"x-b\": null}"]
            {
                // A block collection starts on a line of its own; its replacement in flow style fits there too.
                let after = if text[..end].ends_with('\n') || quoted { "\n" } else { "" };
                survives(&name, format!("{}{wrong}{after}{}", &text[..start], &text[end..]));
            }
        }
    }
}

#[test]
fn every_attribute_and_text_of_a_service_description_changed() {
    for (name, text) in seeds().into_iter().filter(|(name, _)| name.ends_with(".wsdl")) {
        let source = Source::new(SourceId(0), name.as_str(), text.as_str());
        let document = parse(source, &Limits::default(), WORDS);
        let nodes: Vec<NodeRef<'_>> = document.root().unwrap().subtree().skip(1).collect();
        for node in nodes {
            let (start, end) = (node.span().start as usize, node.span().end as usize);
            for wrong in ["", "x:y", "none", "http://", "<a/>", "&lt;"] {
                survives(&name, format!("{}{wrong}{}", &text[..start], &text[end..]));
            }
        }
    }
}

#[test]
fn nested_without_end() {
    let n = 100_000;
    let head = "{\"openapi\": \"3.1.0\", \"paths\": ";
    let definitions = "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\">";
    for (name, text) in [
        ("square.json", "[".repeat(n)),
        ("square.yaml", "[".repeat(n)),
        ("closed.json", format!("{head}{}{}}}", "[".repeat(n), "]".repeat(n))),
        ("closed.yaml", format!("{head}{}{}}}", "[".repeat(n), "]".repeat(n))),
        ("curly.json", format!("{head}{}", "{\"a\":".repeat(n))),
        ("curly.yaml", format!("{head}{}", "{a: ".repeat(n))),
        ("dashes.yaml", format!("openapi: 3.1.0\npaths: \n  {}a", "- ".repeat(n))),
        ("elements.wsdl", format!("{definitions}{}", "<a>".repeat(n))),
        ("closed.wsdl", format!("{definitions}{}{}</definitions>", "<a>".repeat(n), "</a>".repeat(n))),
    ] {
        let reason = fails(name, text);
        assert!(reason.contains("depth") || reason.contains("nest"), "{name}: {reason}");
    }
}

#[test]
fn block_levels_without_end() {
    // Indentation makes such a text grow with the square of its depth.
    let mut text = String::from("openapi: 3.1.0\npaths:\n");
    for depth in 1..3_000 {
        text.push_str(&" ".repeat(depth));
        text.push_str("a:\n");
    }
    assert!(fails("levels.yaml", text).contains("depth"));
}

#[test]
fn schemas_nested_as_deep_as_allowed() {
    let n = 160;
    let deep = format!("{}{{type: string}}{}", "{allOf: [{items: ".repeat(n), "}]}".repeat(n));
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      responses: {{'200': {{description: d, content: \
         {{application/json: {{schema: {deep}}}}}}}}}\n"
    );
    checked("deep.yaml", text);
}

#[test]
fn huge_flat_and_wide() {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    let keys: String = (0..200_000).map(|at| format!("  k{at}: {at}\n")).collect();
    checked("values.yaml", format!("{head}paths: {{}}\nx-values:\n{keys}"));
    let keys: String = (0..20_000).map(|at| format!("    k{at}: {{type: string}}\n")).collect();
    checked("keys.yaml", format!("{head}paths: {{}}\ncomponents:\n  schemas:\n{keys}"));
    let keys: String = (0..200_000).map(|at| format!(",\"k{at}\":{at}")).collect();
    checked(
        "keys.json",
        format!(
            "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"T\",\"version\":\"1\"}},\"paths\":{{}},\"x-a\":{{\"a\":1{keys}}}}}"
        ),
    );
    let parameters: String =
        (0..100_000).map(|at| format!("        - {{name: p{at}, in: query, schema: {{type: string}}}}\n")).collect();
    let done = "      responses: {'204': {description: d}}\n";
    checked("parameters.yaml", format!("{head}paths:\n  /a:\n    get:\n      parameters:\n{parameters}{done}"));
    let choices: String = (0..50_000).map(|at| format!("        - choice{at}\n")).collect();
    checked(
        "enum.yaml",
        format!("{head}paths: {{}}\ncomponents:\n  schemas:\n    A:\n      type: string\n      enum:\n{choices}"),
    );
}

#[test]
fn many_operations_paths_and_references() {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    let paths: String = (0..3_000)
        .map(|at| {
            format!("  /a{at}/{{id}}:\n    get:\n      responses: {{'200': {{$ref: '#/components/responses/R'}}}}\n    post: {{security: []}}\n")
        })
        .collect();
    let shared = "components:\n  responses:\n    R: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}\n  \
                  schemas:\n    S: {type: object, properties: {id: {type: string}, s: {$ref: '#/components/schemas/S'}}}\n";
    let one = checked("paths.yaml", format!("{head}paths:\n{paths}{shared}"));
    assert_eq!(one.input.operations, 6_000);

    let chain: String = (0..20_000)
        .map(|at| {
            format!("    s{at}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/s{}'}}}}}}\n", at + 1)
        })
        .collect();
    let body = "paths:\n  /a:\n    get:\n      responses: {'200': {description: d, content: {application/json: {schema: {$ref: \
                '#/components/schemas/s0'}}}}}\n";
    checked("chain.yaml", format!("{head}{body}components:\n  schemas:\n{chain}    s5000: {{type: string}}\n"));

    let servers: String = (0..20_000).map(|at| format!("  - url: https://h{at}.example.com\n")).collect();
    let paths: String = (0..200).map(|at| format!("  /a{at}: {{get: {{responses: {{}}}}}}\n")).collect();
    checked("servers.yaml", format!("{head}servers:\n{servers}paths:\n{paths}"));
}

#[test]
fn compositions_that_multiply() {
    // Each level names the next one twice: written out this would be 2^100 schemas.
    let levels: String = (0..100)
        .map(|at| {
            let next = format!("{{$ref: '#/components/schemas/s{}'}}", at + 1);
            format!("    s{at}: {{allOf: [{next}, {next}], oneOf: [{next}, {next}], properties: {{a: {next}, b: {next}}}}}\n")
        })
        .collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/s0'}}}}}}}}\n      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/s0'}}}}}}}}}}\ncomponents:\n  schemas:\n{levels}    s100: {{type: string}}\n"
    );
    checked("multiply.yaml", text);
}

#[test]
fn a_stream_of_many_documents() {
    let one = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n---\n";
    assert!(fails("stream.yaml", one.repeat(2_000)).contains("descriptions"));
    assert_eq!(survives("stream.yaml", one.repeat(64)).len(), 64);
    survives("none.yaml", "a: 1\n---\n".repeat(20_000));
    survives("empty.yaml", "---\n".repeat(50_000));
}

#[test]
fn alias_bombs() {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-0: &a0 [1, 2]\n");
    for at in 1..40 {
        text.push_str(&format!("x-{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 9].join(", ")));
    }
    checked("aliases.yaml", text.clone());
    // The same as schemas and as path items.
    let mut schemas = String::from("components:\n  schemas:\n    s0: &s0 {type: string}\n");
    for at in 1..40 {
        let alias = format!("*s{}", at - 1);
        schemas.push_str(&format!(
            "    s{at}: &s{at} {{allOf: [{alias}, {alias}, {alias}], properties: {{a: {alias}, b: {alias}}}}}\n"
        ));
    }
    let body = "paths:\n  /a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: \
                '#/components/schemas/s39'}}}}}}}\n";
    checked("schemas.yaml", format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{body}{schemas}"));
    let many = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nx-a: &a {{get: {{responses: {{}}}}}}\npaths:\n{}",
        (0..20_000).map(|at| format!("  /p{at}: *a\n")).collect::<String>()
    );
    assert_eq!(checked("items.yaml", many).input.operations, 20_000);
}

#[test]
fn merge_key_bombs() {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-0: &a0 {k: 1}\n");
    for at in 1..60 {
        text.push_str(&format!("x-{at}: &a{at}\n  <<: [{0}, {0}, {0}, {0}]\n  k{at}: 1\n", format!("*a{}", at - 1)));
    }
    text.push_str("components:\n  <<: *a59\n  schemas: {A: {<<: *a59}}\n");
    survives("merges.yaml", text);

    let mut text = String::from(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    s0: &s0 {type: object}\n",
    );
    for at in 1..3_000 {
        text.push_str(&format!("    s{at}: &s{at} {{<<: *s{}, k{at}: 1}}\n", at - 1));
    }
    assert!(fails("steps.yaml", text).contains("alias-steps"));
}

#[test]
fn aliases_and_merges_that_hold_themselves() {
    for text in [
        "openapi: 3.1.0\ninfo: &i {title: T, version: '1', x: *i}\npaths: &p {/a: *p}\n",
        "&r\nopenapi: 3.1.0\ninfo: *r\npaths: *r\ncomponents: *r\nx-a: *r\n",
        "openapi: 3.1.0\npaths: &p\n  <<: *p\n  /a: &q {<<: [*p, *q], get: *q}\n",
        "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {A: &a {allOf: [*a], properties: {a: *a}, items: *a, not: *a}}}\n",
        "openapi: 3.1.0\npaths: {/a: {get: &o {callbacks: {x: {y: {post: *o}}}, parameters: &l [*l], security: *l}}}\n",
        "openapi: *none\npaths: *none\n",
        "<<: *none\nopenapi: 3.1.0\n<<: 3\n",
        "&a *a\n",
    ] {
        survives("cycle.yaml", text);
    }
}

#[test]
fn entities_are_never_expanded_or_fetched() {
    let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY e0 \"ha\">");
    for at in 1..60 {
        bomb.push_str(&format!("<!ENTITY e{at} \"{}\">", format!("&e{};", at - 1).repeat(10)));
    }
    bomb.push_str("]><definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\" name=\"&e59;\"><documentation>&e59;</documentation></definitions>");
    survives("bomb.wsdl", bomb);
    let external = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY % p SYSTEM \"http://127.0.0.1:1/p.dtd\">%p;]>\n\
                    <definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\"><documentation>&x;</documentation></definitions>";
    survives("external.wsdl", external);
    survives(
        "dtd.wsdl",
        "<!DOCTYPE d SYSTEM \"file:///dev/random\"><definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\"/>",
    );
    survives("many.wsdl", format!("<!DOCTYPE d [{}]><d/>", "<!ENTITY a \"b\">".repeat(50_000)));
    survives("open.wsdl", "<!DOCTYPE d [".to_owned() + &"<!ENTITY a ".repeat(50_000));
    survives("attributes.wsdl", format!("<d {}/>", (0..50_000).map(|at| format!("a{at}=\"1\" ")).collect::<String>()));
    survives("namespaces.wsdl", format!("{}{}", "<a xmlns:x=\"u\">".repeat(400), "<b/>".repeat(20_000)));
}

#[test]
fn imports_in_a_circle_and_many_of_them() {
    let namespace = "http://schemas.xmlsoap.org/wsdl/";
    let file = |to: &str| {
        format!("<definitions xmlns=\"{namespace}\" targetNamespace=\"urn:a\"><import namespace=\"urn:a\" location=\"{to}\"/></definitions>").into_bytes()
    };
    survives_with("circle", &[("a.wsdl", file("b.wsdl")), ("b.wsdl", file("a.wsdl"))]);
    survives_with("itself", &[("a.wsdl", file("a.wsdl"))]);
    let wide: String =
        (0..20_000).map(|at| format!("<import namespace=\"urn:{at}\" location=\"n{at}.wsdl\"/>")).collect();
    survives("wide.wsdl", format!("<definitions xmlns=\"{namespace}\">{wide}</definitions>"));
}

#[test]
fn bytes_that_are_no_text() {
    assert!(fails("latin.yaml", b"openapi: 3.1.0\ninfo: {title: caf\xe9}\n".to_vec()).contains("UTF-8"));
    fails("nul.yaml", vec![0_u8; 5_000]);
    fails("nul.json", b"{\"openapi\": \"3.1.0\0\"}".to_vec());
    fails("nul.wsdl", b"<a>\0</a>".to_vec());
    fails("elf.yaml", [b"\x7fELF".as_slice(), &[7; 300]].concat());
    assert!(fails("empty.yaml", b"".to_vec()).contains("empty"));
    assert!(fails("bom.json", b"\xef\xbb\xbf".to_vec()).contains("empty"));
    assert!(fails("blank.yaml", b" \n\t\n".to_vec()).contains("empty"));
    fails("comment.yaml", b"# nothing\n".to_vec());
    fails("lone.yaml", b"\xed\xa0\x80: surrogate\n".to_vec());
}

#[test]
fn other_encodings_and_line_ends_say_the_same() {
    let expected = checked("plain.yaml", V3).input.operations;
    let utf16 = |little: bool| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(V3.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    for (name, bytes) in [
        ("crlf.yaml", V3.replace('\n', "\r\n").into_bytes()),
        ("cr.yaml", V3.replace('\n', "\r").into_bytes()),
        ("bom.yaml", format!("\u{feff}{V3}").into_bytes()),
        ("utf16le.yaml", utf16(true)),
        ("utf16be.yaml", utf16(false)),
    ] {
        assert_eq!(checked(name, bytes).input.operations, expected, "{name}");
    }
}

#[test]
fn odd_scalars() {
    let long = "a".repeat(1_000_000);
    for text in [
        format!("openapi: 3.1.0\npaths: {{/{long}: {{}}}}\n"),
        format!("openapi: '3.1.{long}'\npaths: {{}}\n"),
        format!("openapi: 3.1.0\nservers: [{{url: 'https://{}'}}]\npaths: {{}}\n", "{a}".repeat(50_000)),
        format!("openapi: 3.1.0\nservers: [{{url: '{}'}}]\npaths: {{}}\n", "{".repeat(100_000)),
        format!("openapi: 3.1.0\nservers: [{{url: 'https://{}@h'}}]\npaths: {{}}\n", "%".repeat(100_000)),
        format!("openapi: 3.1.0\npaths: {{'/{}': {{get: {{}}}}}}\n", "{a}/".repeat(50_000)),
        format!("openapi: 3.1.0\ninfo: {{description: \"{}\"}}\npaths: {{}}\n", "`POST /a` \\n".repeat(50_000)),
        format!(
            "openapi: 3.1.0\npaths: {{}}\ncomponents: {{schemas: {{A: {{$ref: '#/{}'}}}}}}\n",
            "a/".repeat(100_000)
        ),
        format!("openapi: 3.1.0\npaths: {{}}\ncomponents: {{schemas: {{A: {{$ref: '{}'}}}}}}\n", "../".repeat(100_000)),
        format!("openapi: 3.1.0\npaths: {{}}\nx-a: {}\n", "9".repeat(100_000)),
        format!("openapi: 3.1.0\npaths: {{}}\n{}", "# c\n".repeat(100_000)),
        "openapi: 3.1.0\npaths: {? {a: [b]} : {}, ? [x] : {get: {}}, 1: {}, null: {}, true: {}, 1.5: {}}\n".to_owned(),
        "openapi: 3.1.0\npaths: {/a: {get: {responses: {? [200] : {}, 200: {}, 2e2: {}, .nan: {}}}}}\n".to_owned(),
        "openapi: [3]\n".to_owned(),
        "openapi: {a: 3}\nswagger: '2.0'\n".to_owned(),
        "swagger: 2.0\nopenapi: null\n".to_owned(),
    ] {
        survives("odd.yaml", text);
    }
}

/// A change of a text at any place.
#[derive(Clone, Debug)]
enum Change {
    Cut(usize, usize),
    Repeat(usize, usize, usize),
    Insert(usize, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let token = prop_oneof![
        proptest::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "'",
            "\"",
            "&a ",
            "*a",
            "<<: ",
            "!!str ",
            "#",
            "|\n",
            "? ",
            "---\n",
            ",",
            "\\u",
            "<",
            ">",
            "/>",
            "</",
            "&",
            "<!--",
            "<![CDATA[",
            "xmlns=\"\"",
            "\u{0}",
            "\u{feff}",
            "😀",
            "\u{2028}",
            "$ref: ",
            "null",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 1..4),
    ];
    prop_oneof![
        (any::<usize>(), 1..60_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<usize>(), 1..60_usize, 1..4_usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        (any::<usize>(), token).prop_map(|(at, token)| Change::Insert(at, token)),
    ]
}

fn mutate(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: usize| at % (bytes.len() + 1);
        match change {
            Change::Cut(at, length) => {
                let start = place(*at);
                let end = (start + length).min(bytes.len());
                bytes.drain(start..end);
            }
            Change::Repeat(at, length, times) => {
                let start = place(*at);
                let piece = bytes[start..(start + length).min(bytes.len())].repeat(*times);
                bytes.splice(start..start, piece);
            }
            Change::Insert(at, token) => {
                let start = place(*at);
                bytes.splice(start..start, token.iter().copied());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated(seed in 0..8_usize, changes in proptest::collection::vec(change(), 1..6)) {
        let (name, text) = seeds().swap_remove(seed);
        survives(&name, mutate(text.into_bytes(), &changes));
    }

    #[test]
    fn any_text(text in "[ -~\n\t:{}\\[\\]<>&*é😀-]{0,200}", kind in 0..3_usize) {
        survives(["any.yaml", "any.json", "any.wsdl"][kind], text);
    }
}
