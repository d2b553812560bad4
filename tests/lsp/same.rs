//! The three ways in find the same: `check FILE`, `check --stdin-filename FILE -` and an editor that has FILE open.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use apivet::output::escape;
use apivet::source::normalise_path;
use apivet::syntax::decode_bytes;
use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::common;

/// Larger files only take longer.
const LIMIT: u64 = 200_000;

/// A finding as all three tell it: file, rule, message, places beside it, start and end; lines and columns from 1, in
/// code points.
type Told = (PathBuf, String, String, usize, [u64; 4]);

/// What `apivet check` says; none for what it does not take for a description, and editors leave alone.
fn checked(file: &Path, through_stdin: bool) -> Option<BTreeSet<Told>> {
    let folder = file.parent().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_apivet"));
    command.args(["check", "--quiet", "--no-config", "--no-baseline", "--format", "json"]).current_dir(folder);
    if through_stdin {
        command.arg("--stdin-filename").arg(file).arg("-").stdin(File::open(file).unwrap());
    } else {
        command.arg(file);
    }
    let output = command.stderr(Stdio::null()).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    if report["inputs"].as_array().unwrap().iter().all(|input| input["format"].is_null()) {
        return None;
    }
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["ignored"].is_null());
    let told = findings.map(|finding| {
        let place = &finding["location"];
        let number = |end: &str, name: &str| place[end][name].as_u64().unwrap();
        let range =
            [number("start", "line"), number("start", "column"), number("end", "line"), number("end", "column")];
        let message = escape::line(finding["message"].as_str().unwrap()).into_owned();
        let related = finding["related"].as_array().map_or(0, Vec::len);
        let rule = finding["rule"].as_str().unwrap().to_owned();
        (normal(folder.join(place["path"].as_str().unwrap())), rule, message, related, range)
    });
    Some(told.collect())
}

/// What the language server says of a file that is opened and closed again.
fn edited(client: &mut Client, file: &Path) -> BTreeSet<Told> {
    let text = decode_bytes(fs::read(file).unwrap()).unwrap();
    let name = uri(file);
    client.shown.clear();
    client.open(&name, text.trim_start_matches('\u{feff}'));
    client.wait(|message| message["params"]["uri"] == name && message["params"]["diagnostics"].is_array());
    // What belongs to the same lint comes before the answer to a question.
    client.request("textDocument/hover", Value::Null);
    let mut told = BTreeSet::new();
    for (name, diagnostics) in &client.shown {
        let coded = diagnostics.as_array().unwrap().iter().filter(|diagnostic| !diagnostic["code"].is_null());
        told.extend(coded.map(|diagnostic| {
            let number = |end: &str, name: &str| diagnostic["range"][end][name].as_u64().unwrap() + 1;
            let range = [
                number("start", "line"),
                number("start", "character"),
                number("end", "line"),
                number("end", "character"),
            ];
            let message = diagnostic["message"].as_str().unwrap().to_owned();
            let related = diagnostic["relatedInformation"].as_array().map_or(0, Vec::len);
            (path(name), diagnostic["code"].as_str().unwrap().to_owned(), message, related, range)
        }));
    }
    client.close(&name);
    client.request("textDocument/hover", Value::Null);
    client.forget();
    told
}

/// Without `..`, which editors do not show.
fn normal(path: PathBuf) -> PathBuf {
    PathBuf::from(normalise_path(&path.to_string_lossy()))
}

fn path(uri: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = uri.strip_prefix("file://").unwrap();
    while let Some((before, behind)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(&behind[..2], 16).unwrap());
        rest = &behind[2..];
    }
    bytes.extend(rest.bytes());
    PathBuf::from(String::from_utf8(bytes).unwrap())
}

#[test]
fn check_standard_input_and_editor_find_the_same() {
    let Some(corpus) = common::corpus() else { return };
    let corpus = fs::canonicalize(corpus).unwrap();
    let mut files = common::files(&corpus, "openapi", &["yaml", "yml", "json"]);
    // Many of the WSDL files are alike.
    files.extend(common::files(&corpus, "wsdl", &["wsdl", "xml"]).into_iter().step_by(17));
    let is_small = |file: &String| fs::metadata(corpus.join(file)).is_ok_and(|metadata| metadata.len() < LIMIT);
    files.retain(is_small);
    let (next, same) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let findings = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let work = || {
        let encoding = json!({"capabilities": {
            "general": {"positionEncodings": ["utf-32"]},
            "textDocument": {"publishDiagnostics": {"relatedInformation": true}},
        }});
        let mut client = Client::start(None, &["--no-config"], encoding);
        while let Some(name) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let file = corpus.join(name);
            let Some(expected) = checked(&file, false) else { continue };
            let told =
                [("standard input", checked(&file, true).unwrap_or_default()), ("editor", edited(&mut client, &file))];
            for (way, found) in &told {
                for difference in expected.symmetric_difference(found) {
                    let side = if expected.contains(difference) { "misses" } else { "adds" };
                    wrong.lock().unwrap().push(format!("{name}: {way} {side} {difference:?}"));
                }
            }
            same.fetch_add(1, Ordering::Relaxed);
            findings.fetch_add(expected.len(), Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(same.into_inner() > 100 && findings.into_inner() > 1000, "the corpus was compared");
}
