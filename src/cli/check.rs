//! `apivet check`: collects the inputs, lints them, writes the report and says how it went.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::num::NonZeroUsize;
use std::path::Path;

use super::args::{CheckArgs, Color};
use super::collect::{self, Input, Leniency, Plan};
use super::configs::{Configs, State};
use super::entries;
use super::loader::{self, FsLoader};
use super::paths::Base;
use super::pool::{self, Job};
use super::terminal::{self, say};
use crate::config::Selection;
use crate::engine::Settings;
use crate::finding::{Checked, InputState, Outcome, Report, Severity};
use crate::output::{self, Options, OutputFormat, escape};
use crate::source::LoadError;
use crate::syntax::Limits;

/// Runs the command.
pub(super) fn run(args: &CheckArgs) -> Outcome {
    let limits = Limits::default();
    let base = Base::current();
    let mut configs = Configs::new(&base, &limits, args.config.as_deref(), args.no_config);
    let leniency = Leniency {
        skip_unrecognized: args.skip_unrecognized,
        stdin_filename: args.stdin_filename.clone(),
        limit: limits.file_size,
    };
    let inputs = collect::collect(&args.paths, &base, &mut configs, &leniency);
    let broken = say_broken(&configs, &inputs);
    if args.list_files {
        return list(&inputs, broken);
    }

    let run = Run { args, base: &base, limits: &limits, today: terminal::today() };
    let (checked, rules_run) = run.lint(&inputs);
    let mut report = Report::new(checked, rules_run, gate(args, &inputs));
    for checked in &report.checked {
        say_state(&checked.input, args, &inputs);
    }
    if !args.quiet {
        entries::remarks(&args.paths, &base, &inputs, &report.checked).iter().for_each(|line| say(line));
    }

    // What is hidden still counts.
    let totals = report.totals();
    let mut outcome = report.outcome();
    // A commit without descriptions is in order.
    let unconcerned = args.skip_unrecognized && report.checked.iter().all(|c| c.input.state == InputState::Skipped);
    if broken {
        outcome = Outcome::NotChecked;
    } else if unconcerned {
        outcome = Outcome::Clean;
    }
    let hidden = hide(&mut report, args);
    let format = terminal::format(args.format);
    let is_silent = unconcerned && format == OutputFormat::Pretty;

    if !is_silent && !print(format, args.color, &report) {
        outcome = Outcome::NotChecked;
    }
    if !write_files(args, &report) {
        outcome = Outcome::NotChecked;
    }
    if !args.quiet {
        if hidden > 0 {
            let findings = if hidden == 1 { "1 finding is" } else { &format!("{hidden} findings are") };
            say(&format!("apivet: {findings} hidden by --min-severity or --min-confidence"));
        }
        say(&output::coverage_line(&totals, rules_run));
    }
    outcome
}

struct Run<'a> {
    args: &'a CheckArgs,
    base: &'a Base,
    limits: &'a Limits,
    today: Option<String>,
}

/// What becomes of an input that is not linted, and why.
type Refusal = (InputState, String);

impl Run<'_> {
    /// Lints what can be linted. All inputs come back in their order, and the number of rules that ran.
    fn lint(&self, inputs: &[Input]) -> (Vec<Checked>, usize) {
        let selection =
            Selection { profile: self.args.profile, only: self.args.rule.clone(), skip: self.args.skip_rule.clone() };
        let mut rules_run = HashSet::new();
        let mut jobs = Vec::new();
        // Of each input either a job or the reason why there is none.
        let planned: Vec<Result<usize, Refusal>> = inputs
            .iter()
            .map(|input| {
                let settings = self.settings(input, &selection)?;
                let loader = self.loader(input)?;
                rules_run.extend(settings.rules.iter().map(|enabled| enabled.rule.meta.id));
                jobs.push(Job { path: &input.path, loader: Box::new(loader), settings });
                Ok(jobs.len() - 1)
            })
            .collect();
        let threads = self.args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        let mut results: Vec<_> = pool::lint(&jobs, threads, !self.args.quiet).into_iter().map(Some).collect();
        let mut checked = Vec::new();
        for (input, plan) in inputs.iter().zip(planned) {
            match plan {
                Ok(job) => checked.extend(results.get_mut(job).and_then(Option::take).unwrap_or_default()),
                Err((state, reason)) => checked.push(Checked::not_linted(&input.path, state, reason)),
            }
        }
        fail_empty_arguments(self.args, inputs, &mut checked);
        (checked, rules_run.len())
    }

    fn settings(&self, input: &Input, selection: &Selection) -> Result<Settings, Refusal> {
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
        let name = ready.name(&self.base.absolute(&input.path));
        if let Some(rule) = ready.config.unset(&name, selection) {
            let (id, needs) = (rule.meta.id, rule.meta.needs.join("`, `"));
            return failed(format!("the rule `{id}` cannot run: the configuration does not set its `{needs}`"));
        }
        let rules = ready.config.rules(&name, selection);
        if rules.is_empty() {
            return failed(
                "no rule is left to run: profile, configuration and flags together switch all off".to_owned(),
            );
        }
        Ok(Settings {
            rules,
            profile: ready.config.profile(&name, selection),
            declared: ready.config.declared.clone(),
            ignores: ready.config.ignores(&name),
            honour_ignores: !self.args.no_ignores,
            named: input.named,
            limits: self.limits.clone(),
            today: self.today.clone(),
        })
    }

    fn loader(&self, input: &Input) -> Result<FsLoader, Refusal> {
        let mut text = None;
        if input.stdin {
            let read = loader::read_all(io::stdin().lock(), 0, self.limits.file_size);
            text = Some(read.map_err(|why: LoadError| (InputState::Failed, why.to_string()))?);
        }
        let folder = self.args.paths.get(input.argument).and_then(|argument| collect::searched(argument));
        Ok(FsLoader::new(self.base.clone(), &input.path, text, self.limits.file_size).found_in(folder))
    }
}

/// A directory or pattern whose files looked like descriptions but were none fails like one without such files.
fn fail_empty_arguments(args: &CheckArgs, inputs: &[Input], checked: &mut Vec<Checked>) {
    let concerned: HashSet<&str> =
        checked.iter().filter(|c| c.input.state != InputState::Skipped).map(|c| c.input.path.as_str()).collect();
    let mut failed = Vec::new();
    for (index, argument) in args.paths.iter().enumerate() {
        let mut brought = inputs.iter().filter(|input| input.argument == index && !input.stdin).peekable();
        let searched = brought.peek().is_some_and(|input| !input.named) && !args.skip_unrecognized;
        if searched && !brought.any(|input| concerned.contains(input.path.as_str())) {
            failed.push(Checked::not_linted(argument, InputState::Failed, "no API description found".to_owned()));
        }
    }
    checked.extend(failed);
    checked.sort_by(|a, b| a.input.path.cmp(&b.input.path));
}

/// The gate of the run. Where configurations differ the strictest holds, so that none is weakened by another.
fn gate(args: &CheckArgs, inputs: &[Input]) -> Option<Severity> {
    let configured = inputs.iter().filter_map(Input::ready).map(|ready| ready.config.fail_on.unwrap_or_default());
    let strictest = configured.min_by_key(|fail_on| fail_on.gate().map_or(usize::MAX, |severity| severity as usize));
    args.fail_on.or(strictest).unwrap_or_default().gate()
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

/// Says why an input was not checked.
fn say_state(input: &crate::finding::InputStatus, args: &CheckArgs, inputs: &[Input]) {
    let Some(reason) = &input.reason else { return };
    let planned = inputs.iter().find(|planned| planned.path == input.path);
    // Said once for each configuration, not for each file.
    let is_said = planned.is_some_and(|planned| matches!(planned.plan, Plan::Unconfigured(_)));
    let is_named = planned.is_some_and(|planned| planned.named);
    match input.state {
        InputState::Failed if !is_said => say(&format!("apivet: {}: {reason}", input.path)),
        InputState::Skipped if is_named && !args.quiet && !args.skip_unrecognized => {
            say(&format!("apivet: {}: skipped: {reason}", input.path));
        }
        _ => {}
    }
}

/// Removes what is not to be shown and says how much that was.
fn hide(report: &mut Report, args: &CheckArgs) -> usize {
    let mut hidden = 0;
    for checked in &mut report.checked {
        checked.findings.retain(|finding| {
            let shown = args.min_severity.is_none_or(|least| finding.severity >= least)
                && args.min_confidence.is_none_or(|least| finding.confidence >= least);
            hidden += usize::from(!shown && finding.is_open());
            shown
        });
    }
    hidden
}

/// Writes standard output; false when that failed.
fn print(format: OutputFormat, colour: Color, report: &Report) -> bool {
    let writer = format.writer(terminal::options(colour));
    let printed = terminal::print(|out| writer.write(report, out));
    if let Err(error) = &printed {
        say(&format!("apivet: standard output: cannot be written: {error}"));
    }
    printed.is_ok()
}

/// Writes the files of `--output`; false when one of them failed.
fn write_files(args: &CheckArgs, report: &Report) -> bool {
    let mut done = true;
    for (format, path) in &args.output {
        if let Err(error) = write_file(*format, path, report) {
            say(&format!("apivet: {}: cannot be written: {error}", path.display()));
            done = false;
        }
    }
    done
}

fn write_file(format: OutputFormat, path: &Path, report: &Report) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let options = Options { colour: terminal::colour(Color::Never), width: 100 };
    format.writer(options).write(report, &mut out)?;
    out.flush()
}

/// `--list-files`.
fn list(inputs: &[Input], broken: bool) -> Outcome {
    let mut failed = broken;
    for input in inputs {
        if let Plan::Fail(reason) = &input.plan {
            failed = true;
            say(&format!("apivet: {}: {reason}", input.path));
        }
    }
    let files: Vec<&Input> = inputs.iter().filter(|input| matches!(input.plan, Plan::Lint(_))).collect();
    let line = |input: &Input| escape::line(&input.path).into_owned();
    let printed = terminal::print(|out| files.iter().try_for_each(|input| writeln!(out, "{}", line(input))));
    if failed || files.is_empty() || printed.is_err() { Outcome::NotChecked } else { Outcome::Clean }
}
