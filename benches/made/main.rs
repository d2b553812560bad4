//! `cargo run --release --example made -- SHAPE NOTATION BYTES > FILE` writes a description to measure with;
//! `… -- split|each FILES FOLDER` writes many files; `… -- yaml < FILE.json` writes JSON as YAML. Without arguments it
//! lists the shapes.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a measurement's own tool"
)]

#[path = "mod.rs"]
mod made;

use std::io::Write as _;
use std::path::Path;

use made::{Notation, SHAPES, Text};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["split", files, folder] => made::split(files.parse().unwrap(), Path::new(folder)).unwrap(),
        ["each", files, folder] => made::each(files.parse().unwrap(), Path::new(folder)).unwrap(),
        ["yaml"] => {
            let map: serde_json::Map<_, _> = serde_json::from_reader(std::io::stdin().lock()).unwrap();
            let mut text = Text::new(Notation::Yaml);
            map.iter().for_each(|(key, value)| text.entry(key, value));
            std::io::stdout().write_all(text.done().as_bytes()).unwrap();
        }
        [shape, notation, bytes] => {
            let notation = Notation::named(notation).unwrap_or_else(|| panic!("yaml, json, min.json or wsdl"));
            let text = made::description(shape, notation, bytes.parse().unwrap());
            std::io::stdout().write_all(text.as_bytes()).unwrap();
        }
        _ => SHAPES.iter().for_each(|shape| println!("{:<8} {}", shape.name, shape.what)),
    }
}
