//! Entries of configurations that do nothing, or no longer: said on standard error, as their file is no input of the run.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::collect::{Input, Plan};
use super::configs::{Ready, State};
use super::paths::Base;
use crate::config::Refusal;
use crate::finding::{Checked, Effect, InputState};
use crate::outside::today;
use crate::source::Spot;

/// A line for each entry of each configuration in use, `path:line:column: message`, in order.
///
/// That an entry has no effect can only be said when everything it may be for was checked: all of the folder its
/// configuration rules, or all files it names.
pub(super) fn remarks(arguments: &[String], base: &Base, inputs: &[Input], checked: &[Checked]) -> Vec<String> {
    let mut configs: Vec<(&Arc<State>, &Ready, &str)> = Vec::new();
    for input in inputs {
        if let (Plan::Lint(state), Some(ready)) = (&input.plan, input.ready())
            && let Some(path) = &ready.path
            && !configs.iter().any(|(known, ..)| Arc::ptr_eq(known, state))
        {
            configs.push((state, ready, path));
        }
    }
    configs.sort_by_key(|(_, _, path)| *path);
    let searched: Vec<_> = arguments.iter().map(|argument| base.absolute(&base.uri(Path::new(argument)))).collect();
    let today = today::today();
    let mut lines: Vec<String> = Vec::new();
    for (state, ready, path) in configs {
        let is_under = |input: &&Input| matches!(&input.plan, Plan::Lint(by) if Arc::ptr_eq(by, state));
        let names: HashSet<&str> = inputs.iter().filter(is_under).map(|input| input.path.as_str()).collect();
        let own: Vec<&Checked> = checked.iter().filter(|one| names.contains(one.input.path.as_str())).collect();
        let checked_whole = checked.iter().all(|one| one.input.state != InputState::Failed)
            && searched.iter().any(|folder| folder.is_dir() && ready.folder.starts_with(folder));
        let mut effects: BTreeMap<Spot, Effect> = BTreeMap::new();
        for (at, effect) in own.iter().flat_map(|one| &one.entries) {
            let known = effects.entry(at.clone()).or_insert(*effect);
            *known = (*known).max(*effect);
        }
        let is_checked = |file: &String| {
            let is_it = |one: &&Checked| ready.name(&base.absolute(&one.input.path)) == *file;
            own.iter().find(|one| is_it(one)).is_some_and(|one| one.input.state != InputState::Failed)
        };
        let ignores: BTreeMap<&Spot, _> = ready.config.all_ignores().map(|entry| (&entry.at, entry)).collect();
        for (at, effect) in effects {
            let entry = ignores.get(&at);
            let whole = checked_whole
                || entry.is_some_and(|entry| !entry.files.is_empty() && entry.files.iter().all(is_checked));
            // What another file may extend too cannot be judged by what this one rules.
            let certain = whole && *at.path == *path;
            let message = match (effect, entry) {
                (Effect::Expired, Some(entry)) => {
                    let last = entry.expires.as_deref().unwrap_or_default();
                    format!("this ignore of `{}` expired on {last}: what it hid counts again", entry.rule)
                }
                (Effect::Refused, Some(entry)) => {
                    let terms = ready.policy.as_ref().map(|policy| &policy.terms);
                    match terms.and_then(|terms| terms.refuse(&entry.ignoring(), today.as_deref())) {
                        Some(Refusal { why, by }) => {
                            format!("this ignore of `{}` is not obeyed: {why} ({by})", entry.rule)
                        }
                        None => continue,
                    }
                }
                (Effect::Nothing, Some(entry)) if certain => {
                    format!(
                        "this ignore of `{}` matched nothing: remove it before it hides a finding to come",
                        entry.rule
                    )
                }
                (Effect::Nothing, None) if certain => "no operation matches this `public` entry".to_owned(),
                (Effect::Secured, None) if certain => {
                    "this `public` entry names only operations that require credentials".to_owned()
                }
                _ => continue,
            };
            let line = format!("{at}: {message}");
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}
