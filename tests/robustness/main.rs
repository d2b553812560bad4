//! Hostile and broken input: whatever the bytes, linting ends soon, never panics, and says in a sentence what is wrong.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail, and watches the clock"
)]

mod bombs;
mod changes;

use std::io::Write as _;
use std::time::{Duration, Instant};

use apivet::engine::{Settings, lint};
use apivet::finding::{Checked, InputState};
use apivet::source::MemLoader;

/// What one input may take in a debug build on a busy machine. Quadratic work on these inputs takes minutes.
const GUARD: Duration = Duration::from_secs(120);

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
