//! `apivet auth-table FILE...`: who may call what, and `apivet policy FILE...`: what protects which message; tables for
//! reviewers.

use std::io::{self, Write};

use super::args::TableArgs;
use super::configs::{Configs, State};
use super::loader::FsLoader;
use super::paths::Base;
use super::terminal::{self, say};
use crate::config::Selection;
use crate::engine::{self, Settings};
use crate::finding::Outcome;
use crate::output::{self, escape};
use crate::source::Loader;
use crate::syntax::Limits;

/// Who may call what.
pub(super) fn access(args: &TableArgs) -> Outcome {
    let (tables, mut outcome) = read(args, engine::access);
    for table in &tables {
        partial(&table.path, table.incomplete.as_deref(), &mut outcome);
    }
    let options = terminal::options(args.color);
    printed(&mut |out| output::write_access(args.format, &tables, options, out), outcome)
}

/// What protects which message.
pub(super) fn protection(args: &TableArgs) -> Outcome {
    let (tables, mut outcome) = read(args, engine::protection);
    for table in &tables {
        partial(&table.path, table.incomplete.as_deref(), &mut outcome);
    }
    let options = terminal::options(args.color);
    printed(&mut |out| output::write_protection(args.format, &tables, options, out), outcome)
}

type Read<T> = fn(&str, &dyn Loader, &Settings) -> Result<Vec<T>, String>;

/// The tables of all files. What cannot be read is said and ends in exit code 2; the others are given all the same.
fn read<T>(args: &TableArgs, tables_of: Read<T>) -> (Vec<T>, Outcome) {
    let limits = Limits::default();
    let base = Base::current();
    let mut configs = Configs::new(&base, &limits, &args.given.found());
    let mut outcome = Outcome::Clean;
    let mut tables = Vec::new();
    for path in &args.paths {
        match of_file(path, &base, &mut configs, &limits, tables_of) {
            Ok(found) => tables.extend(found),
            Err(lines) => {
                lines.iter().for_each(|line| say(line));
                outcome = Outcome::NotChecked;
            }
        }
    }
    (tables, outcome)
}

fn of_file<T>(
    path: &str,
    base: &Base,
    configs: &mut Configs,
    limits: &Limits,
    tables_of: Read<T>,
) -> Result<Vec<T>, Vec<String>> {
    let file = base.absolute(path);
    let uri = base.uri(&file);
    let state = configs.of(&file);
    let declared = match &*state {
        State::Ready(ready) => ready.ruling(&file, &Selection::default()).declared,
        State::Broken { lines, .. } => return Err(lines.clone()),
    };
    let settings = Settings { declared, limits: limits.clone(), ..Settings::default() };
    let loader = FsLoader::new(base.clone(), &uri, None, limits.file_size);
    tables_of(&uri, &loader, &settings).map_err(|why| vec![format!("apivet: {uri}: {why}")])
}

fn partial(path: &str, incomplete: Option<&str>, outcome: &mut Outcome) {
    if let Some(why) = incomplete {
        say(&format!("apivet: {path}: the table may not be whole: {why}"));
        *outcome = Outcome::NotChecked;
    }
}

/// Writes tables to standard output, where a CI service may read along.
fn printed(write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>, outcome: Outcome) -> Outcome {
    let mut text = Vec::new();
    let written = write(&mut text).and_then(|()| {
        let text = String::from_utf8_lossy(&text);
        terminal::print(|out| out.write_all(escape::log(&text).as_bytes()))
    });
    match written {
        Ok(()) => outcome,
        Err(error) => {
            say(&format!("apivet: standard output: cannot be written: {error}"));
            Outcome::NotChecked
        }
    }
}
