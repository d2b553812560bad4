//! `cargo bench --bench lint`: parsing, the model, the rules and the whole, on descriptions made here and, where
//! `APIVET_CORPUS` names a folder of real ones, on two of those. Each part is measured on what the part before left.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark may stop when its inputs are not there"
)]

mod made;

use std::fmt;
use std::path::Path;

use apivet::engine::{Settings, findings, lint, wsdl_findings};
use apivet::finding::Profile;
use apivet::model::Declared;
use apivet::model::openapi::{Api, Detected, WORDS, detect};
use apivet::model::wsdl::Wsdl;
use apivet::source::{MemLoader, Source, SourceId};
use apivet::syntax::{Document, Limits, parse};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use made::Notation::{Json, Xml, Yaml};

fn main() {
    divan::main();
}

/// A text to measure with.
struct Input {
    name: String,
    text: String,
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

fn inputs() -> Vec<Input> {
    let sizes = [("20K", 20_000), ("1M", 1_000_000), ("8M", 8_000_000)];
    let kinds = [("usual", "yaml", Yaml), ("usual", "json", Json)];
    let made = |size: &str, shape: &str, ending: &str, notation, bytes| Input {
        name: format!("{size}.{ending}"),
        text: made::description(shape, notation, bytes),
    };
    let mut all: Vec<_> = kinds
        .into_iter()
        .flat_map(|(shape, ending, notation)| sizes.map(|(size, bytes)| made(size, shape, ending, notation, bytes)))
        .collect();
    all.push(made("1M", "wsdl", "wsdl", Xml, 1_000_000));
    if let Some(corpus) = std::env::var_os("APIVET_CORPUS") {
        for file in ["stripe/spec3-2023-05.yaml", "github/api.github.com.json"] {
            let text = std::fs::read_to_string(Path::new(&corpus).join("openapi").join(file)).unwrap();
            let name = file.rsplit('/').next().unwrap_or(file).to_owned();
            all.push(Input { name, text });
        }
    }
    all
}

fn recommended() -> Settings {
    let mut settings = Settings { profile: Profile::Recommended, ..Settings::default() };
    settings.rules.retain(|enabled| enabled.rule.meta.profile == Profile::Recommended);
    settings
}

fn parsed(input: &Input) -> Document {
    parse(Source::new(SourceId(0), input.name.as_str(), input.text.as_str()), &Limits::default(), WORDS)
}

/// A description of either kind.
enum Model {
    OpenApi(Box<Api>),
    Wsdl(Box<Wsdl>),
}

fn modelled(document: Document) -> Model {
    let (loader, limits) = (MemLoader::default(), Limits::default());
    let root = document.root().unwrap();
    match detect(root) {
        Detected::Known(version) => {
            let at = root.at();
            Model::OpenApi(Box::new(Api::load(document, at, version, Declared::default(), &loader, &limits)))
        }
        _ => Model::Wsdl(Box::new(Wsdl::load(document, &loader, &limits))),
    }
}

#[divan::bench(args = inputs())]
fn a_parse(bencher: Bencher<'_, '_>, input: &Input) {
    bencher.counter(BytesCount::of_str(&input.text)).bench(|| parsed(input));
}

#[divan::bench(args = inputs())]
fn b_model(bencher: Bencher<'_, '_>, input: &Input) {
    let bytes = BytesCount::of_str(&input.text);
    bencher.with_inputs(|| parsed(input)).input_counter(move |_| bytes).bench_values(modelled);
}

/// On a fresh model each time: what the model works out when it is first asked counts here.
#[divan::bench(args = inputs())]
fn c_rules(bencher: Bencher<'_, '_>, input: &Input) {
    let (bytes, settings) = (BytesCount::of_str(&input.text), recommended());
    bencher.with_inputs(|| modelled(parsed(input))).input_counter(move |_| bytes).bench_refs(|model| match model {
        Model::OpenApi(api) => findings(api, &settings),
        Model::Wsdl(wsdl) => wsdl_findings(wsdl, &settings),
    });
}

/// Reading from memory, all of the above, and the report.
#[divan::bench(args = inputs())]
fn d_whole(bencher: Bencher<'_, '_>, input: &Input) {
    let mut loader = MemLoader::default();
    loader.insert(input.name.as_str(), input.text.as_bytes());
    let settings = recommended();
    let bytes = BytesCount::of_str(&input.text);
    bencher.counter(bytes).bench(|| lint(black_box(&input.name), &loader, &settings));
}
