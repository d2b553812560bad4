//! `cargo run --release --example parse -- FILE`: reads and parses one file and ends. What a check costs beyond this is the
//! model, the rules and the report; `benches/aims.sh` measures both.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::unwrap_used, reason = "a measurement's own tool")]

use apivet::model::openapi::WORDS;
use apivet::source::{Source, SourceId};
use apivet::syntax::{Limits, decode_bytes, parse};

fn main() {
    let file = std::env::args().nth(1).unwrap_or_default();
    if file.is_empty() {
        return;
    }
    let text = decode_bytes(std::fs::read(&file).unwrap()).unwrap();
    let document = parse(Source::new(SourceId(0), file, text), &Limits::default(), WORDS);
    println!("{} nodes, {} errors", document.tree.len(), document.errors.len());
}
