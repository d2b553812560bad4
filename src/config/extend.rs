//! From a file, and those it extends, to one configuration. A file that is extended is local and stands where the
//! [`Loader`] lets it stand; nothing is fetched.

use super::read::whole;
use super::reader::Reader;
use super::{Broken, Config, Problem};
use crate::source::{Loader, Source, SourceId, join_uri};
use crate::syntax::{self, Document, Format, Limits, decode_bytes};

/// How many files may extend each other in a row.
const DEEPEST: usize = 8;
/// How many files one configuration may be made of: lists of lists grow fast.
const MOST: usize = 64;

/// Reads a configuration, and through `loader` what it extends.
///
/// # Errors
/// Every problem of every file, the file that extends in front of those it extends; a configuration with one is not used
/// at all.
pub fn read(source: Source, loader: &dyn Loader, limits: &Limits) -> Result<Config, Vec<Broken>> {
    let mut reading = Reading { loader, limits, chain: Vec::new(), files: 0, broken: Vec::new() };
    let config = reading.file(source);
    if reading.broken.is_empty() { Ok(config) } else { Err(reading.broken) }
}

/// Parses a file of configuration. What stands behind a syntax error may be lost, so complaints about what is missing
/// would mislead: with such an error nothing else is looked at.
pub(super) fn parsed(source: Source, limits: &Limits, reader: &mut Reader) -> Document {
    let document = syntax::parse_as(Format::Yaml, source, limits, &[]);
    for error in &document.errors {
        let help = error.help.as_ref().map_or(String::new(), |help| format!("; {help}"));
        reader.problem(error.span, format!("{}{help}", error.message));
    }
    document
}

struct Reading<'a> {
    loader: &'a dyn Loader,
    limits: &'a Limits,
    /// The files that are being read, each extended by the one before.
    chain: Vec<String>,
    files: usize,
    broken: Vec<Broken>,
}

impl Reading<'_> {
    fn file(&mut self, source: Source) -> Config {
        let uri = source.uri.clone();
        let mut reader = Reader::default();
        let document = parsed(source, self.limits, &mut reader);
        let mut own = Config { files: vec![uri.clone()], ..Config::default() };
        let mut extended = Vec::new();
        if reader.problems.is_empty() {
            extended = whole(&mut reader, &document, &mut own);
        }
        let place = self.broken.len();
        self.files += 1;
        self.chain.push(uri);
        let mut config = Config::default();
        for (path, span) in extended {
            match self.open(&path) {
                Ok(source) => config.extend(self.file(source)),
                Err(message) => reader.problems.push(Problem { span, message }),
            }
        }
        self.chain.pop();
        config.extend(own);
        if !reader.problems.is_empty() {
            reader.problems.sort_by_key(|problem| problem.span.start);
            self.broken.insert(place, Broken { source: document.source, problems: reader.problems });
        }
        config
    }

    /// Loads a file that the last one of the chain extends.
    fn open(&self, path: &str) -> Result<Source, String> {
        if path.contains("://") || path.starts_with("//") {
            return Err(format!("`{path}` is no local file, and nothing is fetched; keep a copy in the repository"));
        }
        if path.starts_with(['/', '~']) || path.contains(['\\', ':']) {
            return Err(format!(
                "`{path}` must be a path from this file on, with `/`, such as `../shared/apivet.yaml`"
            ));
        }
        let uri = join_uri(self.chain.last().map_or("", String::as_str), path);
        if let Some(start) = self.chain.iter().position(|known| *known == uri) {
            let circle = self.chain.iter().skip(start).chain([&uri]).map(String::as_str).collect::<Vec<_>>();
            return Err(format!("`{path}` goes round in a circle: {}", circle.join(" extends ")));
        }
        if self.chain.len() > DEEPEST {
            return Err(format!("more than {DEEPEST} files extend each other in a row"));
        }
        if self.files >= MOST {
            return Err(format!("more than {MOST} files make up this configuration"));
        }
        let bytes = self.loader.load(&uri).map_err(|why| format!("`{path}`: {why}"))?;
        let text = decode_bytes(bytes).map_err(|_| format!("`{path}` is no UTF-8 text"))?;
        Ok(Source::new(SourceId(0), uri, text))
    }
}
