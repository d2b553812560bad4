//! `cargo bench --bench lsp [FILE]...`: from a keystroke in an editor to fresh diagnostics, through the protocol and the
//! real program, on descriptions made here and on those named. Median and slowest of 21 keystrokes, each sent once the
//! one before is answered, and one after a burst of ten.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "a benchmark measures and prints, and uses its part of the client"
)]

#[path = "../tests/lsp/client.rs"]
mod client;
mod made;

use std::path::Path;
use std::time::{Duration, Instant};

use client::{Client, uri};
use serde_json::json;

fn main() {
    println!("{:<28} {:>9} {:>10} {:>10} {:>10} {:>10}", "", "bytes", "open", "median", "slowest", "burst");
    measure(Path::new("/made/api.yaml"), &made::description("usual", made::Notation::Yaml, 200_000));
    measure(Path::new("/made/api.json"), &made::description("usual", made::Notation::Json, 13_000_000));
    // Cargo passes `--bench` too.
    for file in std::env::args().skip(1).filter(|argument| !argument.starts_with('-')) {
        let path = std::fs::canonicalize(&file).unwrap();
        measure(&path, &std::fs::read_to_string(&path).unwrap());
    }
}

fn measure(path: &Path, text: &str) {
    let mut client = Client::start(None, &[], json!({}));
    let uri = uri(path);
    let start = Instant::now();
    client.open(&uri, text);
    client.wait(|message| message["method"] == "textDocument/publishDiagnostics");
    let open = start.elapsed();
    let (line, character) = prose(text);
    let mut version = 1;
    let mut keystroke = |client: &mut Client, count: i64| {
        let start = Instant::now();
        for _ in 0..count {
            version += 1;
            client.change(&uri, version, [(line, character), (line, character)], "x");
        }
        client.wait(|message| message["params"]["version"] == version);
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..21).map(|_| keystroke(&mut client, 1)).collect();
    times.sort();
    let burst = keystroke(&mut client, 10);
    let name = path.file_name().unwrap().to_string_lossy();
    println!("{name:<28} {:>9} {open:>10.2?} {:>10.2?} {:>10.2?} {burst:>10.2?}", text.len(), times[10], times[20]);
}

/// Line and column within a summary or description, in the middle of a text; ASCII stands before it on its line.
fn prose(text: &str) -> (u32, u32) {
    let middle = (text.len() / 2..).find(|at| text.is_char_boundary(*at)).unwrap();
    let keys =
        ["summary: C", "\"summary\": \"", "\"description\": \"", "description: \"", "description: A", "description: T"];
    let at = keys.iter().filter_map(|key| Some(middle + text[middle..].find(key)? + key.len())).min();
    let at = at.unwrap_or_else(|| panic!("there is prose behind the middle"));
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    assert!(text[start..at].is_ascii());
    (text[..start].matches('\n').count() as u32, (at - start) as u32)
}
