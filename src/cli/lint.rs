//! From arguments to linted descriptions: what every command that judges needs before it says anything.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::args::LintArgs;
use super::collect::{self, Input, Leniency, Plan};
use super::configs::{Configs, State};
use super::git;
use super::loader::{self, FsLoader};
use super::paths::Base;
use super::pool::{self, Earlier, Job};
use super::project::Projects;
use super::revision::Revision;
use super::terminal;
use super::terminal::say;
use crate::config::{Overruled, Policy, Selection};
use crate::engine::Settings;
use crate::finding::{Checked, InputState};
use crate::outside::reach::{self, Files, Watched};
use crate::outside::today;
use crate::source::LoadError;
use crate::syntax::Limits;

/// The inputs of a run and what they are linted with.
pub(super) struct Session<'a> {
    pub(super) args: &'a LintArgs,
    /// What is to be linted, as it was said.
    pub(super) paths: Vec<String>,
    pub(super) base: Base,
    pub(super) inputs: Vec<Input>,
    pub(super) projects: Projects,
    /// What an organisation demands.
    pub(super) policy: Option<Arc<Policy>>,
    /// A configuration cannot be used, or git does not tell what is deleted, which was said.
    pub(super) broken: bool,
    /// Files that descriptions were sought for.
    named: Arc<Files>,
    limits: Limits,
    today: Option<String>,
}

/// What a run came to.
pub(super) struct Linted {
    /// In order of path, inputs that were not linted included.
    pub(super) checked: Vec<Checked>,
    /// Ids of the rules that ran.
    pub(super) rules: HashSet<&'static str>,
}

/// What becomes of an input that is not linted, and why.
type Refusal = (InputState, String);

impl<'a> Session<'a> {
    /// Finds the inputs, and says which configurations are broken.
    pub(super) fn new(args: &'a LintArgs) -> Self {
        let limits = Limits { yaml: terminal::yaml_readers(), ..Limits::default() };
        let paths = args.paths();
        let base = Base::current();
        let mut configs = Configs::new(&base, &limits, &args.given.found());
        let deleted = if args.deleted { git::deleted(&base) } else { Ok(Vec::new()) };
        if let Err(why) = &deleted {
            say(&format!("apivet: --deleted: {why}"));
        }
        let untold = deleted.is_err();
        let leniency = Leniency {
            deleted: deleted.unwrap_or_default(),
            skip_unrecognized: args.skip_unrecognized,
            stdin_filename: args.stdin_filename.clone(),
            limit: limits.file_size,
        };
        let (inputs, named) = collect::collect(&paths, &base, &mut configs, &leniency);
        let broken = say_broken(&configs, &inputs) || untold;
        let projects = Projects::new(&base);
        let policy = configs.policy().cloned();
        Self {
            args,
            paths,
            base,
            inputs,
            named: Arc::new(named),
            projects,
            policy,
            broken,
            limits,
            today: today::today(),
        }
    }

    /// What projects or flags would loosen and the policy does not let them.
    pub(super) fn overruled(&self) -> BTreeSet<Overruled> {
        let selection = self.selection();
        let ready =
            self.inputs.iter().filter(|_| self.policy.is_some()).filter_map(|input| Some((input, input.ready()?)));
        ready.flat_map(|(input, ready)| ready.ruling(&self.base.absolute(&input.path), &selection).overruled).collect()
    }

    fn selection(&self) -> Selection {
        let LintArgs { profile, rule, skip_rule, .. } = self.args;
        Selection { profile: *profile, only: rule.clone(), skip: skip_rule.clone() }
    }

    /// Lints what can be linted. All inputs come back, save descriptions that turn out not to read a named file, and
    /// named files that were read as part of a description.
    pub(super) fn lint(&mut self, since: Option<&Revision>) -> Linted {
        let inputs = &self.inputs;
        let selection = self.selection();
        self.overruled().iter().for_each(|one| say(&one.to_string()));
        let mut rules_run = HashSet::new();
        let mut jobs = Vec::new();
        // Of each job the named files it reads.
        let mut reads = Vec::new();
        // Of each input either a job or the reason why there is none.
        let planned: Vec<Result<usize, Refusal>> = inputs
            .iter()
            .map(|input| {
                let settings = self.settings(input, &selection, since.is_some())?;
                let loader = Watched::new(self.loader(input)?, self.base.clone(), self.named.clone());
                rules_run.extend(settings.rules.iter().map(|enabled| enabled.rule.meta.id));
                let before = since.map(|revision| Earlier { uri: revision.earlier(&input.path), revision });
                reads.push(loader.read());
                jobs.push(Job { path: &input.path, loader: Box::new(loader), settings, before });
                Ok(jobs.len() - 1)
            })
            .collect();
        let threads = self.args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        let mut results: Vec<_> = pool::lint(&mut jobs, threads, !self.args.quiet).into_iter().map(Some).collect();
        let reads: Vec<Files> = reads.iter().map(reach::taken).collect();
        let mut checked = Vec::new();
        let mut stays = Vec::new();
        for (input, plan) in inputs.iter().zip(planned) {
            let is_part = || {
                let path = std::fs::canonicalize(self.base.absolute(&input.path)).unwrap_or_default();
                reads.iter().any(|read| read.contains(&path))
            };
            let (linted, stay) = match plan {
                Ok(job) => {
                    let stay = !input.only_as_reader || reads.get(job).is_some_and(|read| !read.is_empty());
                    (results.get_mut(job).and_then(Option::take).unwrap_or_default(), stay)
                }
                Err((state, reason)) => {
                    let stay = state != InputState::Skipped || !is_part();
                    (vec![Checked::not_linted(&input.path, state, reason)], stay)
                }
            };
            stays.push(stay);
            checked.extend(linted.into_iter().filter(|_| stay));
        }
        drop(jobs);
        let mut stays = stays.into_iter();
        self.inputs.retain(|_| stays.next() == Some(true));
        self.fail_empty_arguments(&mut checked);
        Linted { checked, rules: rules_run }
    }

    fn settings(&self, input: &Input, selection: &Selection, compares: bool) -> Result<Settings, Refusal> {
        let failed = |reason: String| Err((InputState::Failed, reason));
        match &input.plan {
            Plan::Skip(reason) => {
                return Err((InputState::Skipped, reason.clone()));
            }
            Plan::Fail(reason) => return failed(reason.clone()),
            Plan::Unconfigured(config) => {
                return failed(format!("its configuration `{config}` is broken"));
            }
            Plan::Lint(_) => {}
        }
        let Some(ready) = input.ready() else {
            return failed("its configuration is broken".to_owned());
        };
        let file = self.base.absolute(&input.path);
        Ok(Settings {
            honour_ignores: !self.args.no_ignores,
            named: input.named,
            limits: self.limits.clone(),
            name: Some(self.projects.of(&file).name(&file)),
            today: self.today.clone(),
            ..ready.settings(&file, selection, compares).map_err(|why| (InputState::Failed, why))?
        })
    }

    fn loader(&self, input: &Input) -> Result<FsLoader, Refusal> {
        let mut text = None;
        if input.stdin {
            let read = loader::read_all(io::stdin().lock(), 0, self.limits.file_size);
            text = Some(read.map_err(|why: LoadError| (InputState::Failed, why.to_string()))?);
        }
        let folder = self.paths.get(input.argument).and_then(|argument| collect::searched(argument));
        Ok(FsLoader::new(self.base.clone(), &input.path, text, self.limits.file_size).found_in(folder))
    }

    /// A directory or pattern whose files looked like descriptions but were none fails like one without such files.
    fn fail_empty_arguments(&self, checked: &mut Vec<Checked>) {
        let concerned: HashSet<&str> =
            checked.iter().filter(|c| c.input.state != InputState::Skipped).map(|c| c.input.path.as_str()).collect();
        let mut failed = Vec::new();
        for (index, argument) in self.paths.iter().enumerate() {
            let mut brought = self.inputs.iter().filter(|input| input.argument == index && !input.stdin).peekable();
            let searched = brought.peek().is_some_and(|input| !input.named) && !self.args.skip_unrecognized;
            if searched && !brought.any(|input| concerned.contains(input.path.as_str())) {
                failed.push(Checked::not_linted(argument, InputState::Failed, "no API description found".to_owned()));
            }
        }
        checked.extend(failed);
        checked.sort_by(|a, b| a.input.path.cmp(&b.input.path));
    }
}

/// Says what is wrong with configurations; true when anything is.
fn say_broken(configs: &Configs, inputs: &[Input]) -> bool {
    let mut any = false;
    for state in configs.read() {
        let State::Broken { path, lines } = &**state else {
            continue;
        };
        any = true;
        lines.iter().for_each(|line| say(line));
        let files = inputs.iter().filter(|input| matches!(&input.plan, Plan::Unconfigured(by) if by == path)).count();
        let files = if files == 1 { "1 file was".to_owned() } else { format!("{files} files were") };
        say(&format!("apivet: {path}: cannot be used, so {files} not checked"));
    }
    any
}
