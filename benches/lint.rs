//! `cargo bench`: time of a whole lint by size and notation, on descriptions made here, so that anybody can repeat it.
//! Prints the median of nine runs, the throughput, and what doubling the size costs (2.0 is linear).
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark measures and prints"
)]

use std::time::{Duration, Instant};

mod made;

use apivet::engine::{Settings, lint};
use apivet::source::{MemLoader, Source, SourceId};
use apivet::syntax::{Limits, parse};

fn main() {
    println!("{:<6} {:>9} {:>10} {:>10} {:>8} {:>9}", "", "bytes", "parse", "whole", "MB/s", "doubling");
    for (notation, make) in [("yaml", made::yaml as fn(usize) -> String), ("json", made::json)] {
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
