//! `apivet auth-table FILE...`: who may call what, as a table for reviewers.

use super::args::AuthTableArgs;
use super::configs::{Configs, State};
use super::loader::FsLoader;
use super::paths::Base;
use super::terminal::{self, say};
use crate::engine::{self, Settings};
use crate::finding::{AccessTable, Outcome};
use crate::syntax::Limits;

/// Runs the command. What cannot be read is said and ends in exit code 2; the other tables are printed all the same.
pub(super) fn run(args: &AuthTableArgs) -> Outcome {
    let limits = Limits::default();
    let base = Base::current();
    let mut configs = Configs::new(&base, &limits, args.config.as_deref(), args.no_config);
    let mut outcome = Outcome::Clean;
    let mut tables = Vec::new();
    for path in &args.paths {
        match tables_of(path, &base, &mut configs, &limits) {
            Ok(found) => tables.extend(found),
            Err(lines) => {
                lines.iter().for_each(|line| say(line));
                outcome = Outcome::NotChecked;
            }
        }
    }
    for table in &tables {
        if let Some(why) = &table.incomplete {
            say(&format!("apivet: {}: the table may not be whole: {why}", table.path));
            outcome = Outcome::NotChecked;
        }
    }
    let options = terminal::options(args.color);
    if let Err(error) = terminal::print(|out| args.format.write(&tables, options, out)) {
        say(&format!("apivet: standard output: cannot be written: {error}"));
        outcome = Outcome::NotChecked;
    }
    outcome
}

fn tables_of(path: &str, base: &Base, configs: &mut Configs, limits: &Limits) -> Result<Vec<AccessTable>, Vec<String>> {
    let file = base.absolute(path);
    let uri = base.uri(&file);
    let state = configs.of(&file);
    let declared = match &*state {
        State::Ready(ready) => ready.config.declared.clone(),
        State::Broken { lines, .. } => return Err(lines.clone()),
    };
    let settings = Settings { declared, limits: limits.clone(), ..Settings::default() };
    let loader = FsLoader::new(base.clone(), &uri, None, limits.file_size);
    engine::access(&uri, &loader, &settings).map_err(|why| vec![format!("apivet: {uri}: {why}")])
}
