//! `cargo bench`: time of a whole lint by size and notation, on descriptions made here, so that anybody can repeat it.
//! Prints the median of nine runs, the throughput, and what doubling the size costs (2.0 is linear).
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark measures and prints"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use apivet::engine::{Settings, lint};
use apivet::source::{MemLoader, Source, SourceId};
use apivet::syntax::{Limits, parse};

fn main() {
    println!("{:<6} {:>9} {:>10} {:>10} {:>8} {:>9}", "", "bytes", "parse", "whole", "MB/s", "doubling");
    for (notation, make) in [("yaml", yaml as fn(usize) -> String), ("json", json)] {
        let mut before: Option<Duration> = None;
        for operations in [500, 1000, 2000, 4000] {
            let name = format!("api.{notation}");
            let text = make(operations);
            let mut loader = MemLoader::default();
            loader.insert(name.as_str(), text.as_bytes());
            let settings = Settings::default();
            let parsing = median(|| {
                let source = Source::new(SourceId(0), name.as_str(), text.as_str());
                parse(source, &Limits::default(), apivet::model::openapi::WORDS).tree.len()
            });
            let whole = median(|| lint(&name, &loader, &settings).len());
            let rate = text.len() as f64 / 1e6 / whole.as_secs_f64();
            let ratio = before.map_or(String::new(), |b| format!("{:.2}", whole.as_secs_f64() / b.as_secs_f64()));
            println!("{notation:<6} {:>9} {parsing:>10.2?} {whole:>10.2?} {rate:>8.0} {ratio:>9}", text.len());
            before = Some(whole);
        }
    }
}

fn median(mut work: impl FnMut() -> usize) -> Duration {
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort();
    times[4]
}

fn yaml(operations: usize) -> String {
    let mut out = String::from(
        "openapi: 3.1.0\ninfo: {title: Generated, version: \"1\"}\nservers:\n  - url: https://api.shop.test\n\
         security:\n  - login: []\npaths:\n",
    );
    for n in 0..operations {
        let _ = write!(
            out,
            "  /things{n}/{{id}}:\n    parameters:\n      - {{name: id, in: path, required: true, schema: {{type: string, \
             format: uuid}}}}\n    post:\n      operationId: change{n}\n      summary: Change thing {n}\n      requestBody:\n        \
             content:\n          application/json:\n            schema: {{$ref: '#/components/schemas/Thing{n}'}}\n      \
             responses:\n        \"200\":\n          description: The thing\n          content:\n            \
             application/json:\n              schema: {{$ref: '#/components/schemas/Thing{n}'}}\n        \"429\": \
             {{description: Slow down}}\n"
        );
    }
    out.push_str("components:\n  securitySchemes:\n    login: {type: http, scheme: bearer}\n  schemas:\n");
    for n in 0..operations {
        let next = (n + 1) % operations;
        let _ = write!(
            out,
            "    Thing{n}:\n      type: object\n      properties:\n        id: {{type: string, format: uuid}}\n        name:\n          \
             type: string\n          maxLength: 200\n          example: thing {n}\n        tags:\n          type: array\n          items: \
             {{type: string}}\n        next: {{$ref: '#/components/schemas/Thing{next}'}}\n"
        );
    }
    out
}

fn json(operations: usize) -> String {
    let document = parse(
        Source::new(SourceId(0), "api.yaml", yaml(operations)),
        &Limits::default(),
        apivet::model::openapi::WORDS,
    );
    let mut out = String::new();
    write(document.root().unwrap(), &mut out);
    out
}

fn write(node: apivet::syntax::NodeRef<'_>, out: &mut String) {
    use apivet::syntax::Kind;
    match node.kind() {
        Kind::Map => {
            out.push('{');
            for (index, (key, value)) in node.entries().enumerate() {
                let comma = if index == 0 { "" } else { ",\n" };
                let _ = write!(out, "{comma}{}: ", serde_json::to_string(key.key_text()).unwrap());
                write(value, out);
            }
            out.push('}');
        }
        Kind::Seq => {
            out.push('[');
            for (index, item) in node.items().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write(item, out);
            }
            out.push(']');
        }
        _ => match node.bool() {
            Some(value) => out.push_str(&value.to_string()),
            None if node.number().is_some() => out.push_str(node.raw()),
            None => out.push_str(&serde_json::to_string(&node.text().unwrap()).unwrap()),
        },
    }
}
