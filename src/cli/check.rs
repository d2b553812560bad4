//! `apivet check`: writes the report of a run and says how it went.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use super::args::{CheckArgs, LintArgs};
use super::baseline::{Baselines, stale_line};
use super::collect::{Input, Plan};
use super::entries;
use super::lint::Session;
use super::revision::Revision;
use super::summary;
use super::terminal::{self, say};
use crate::config::FailOn;
use crate::finding::{InputState, Outcome, Report, Severity};
use crate::output::{self, Format, Options, OutputFormat, escape};

/// Runs the command.
pub(super) fn run(args: &CheckArgs) -> Outcome {
    let mut session = Session::new(&args.lint);
    if args.list_files {
        return list(&session.inputs, session.broken);
    }
    let since = match args.known.since.as_deref().map(|revision| Revision::open(&session.base, revision)).transpose() {
        Ok(since) => since,
        Err(why) => {
            say(&format!("apivet: --since: {why}"));
            return Outcome::NotChecked;
        }
    };
    let linted = session.lint(since.as_ref());
    let Session { inputs, broken, .. } = &session;
    let rules_run = linted.rules.len();
    let mut report = Report::new(linted.checked, rules_run, gate(args, &session));
    for checked in &report.checked {
        say_state(&checked.input, &args.lint, inputs);
    }
    let quiet = args.lint.quiet;
    if !quiet {
        entries::remarks(&session.paths, &session.base, inputs, &report.checked).iter().for_each(|line| say(line));
    }

    let terms = session.policy.as_deref().map(|policy| (&policy.terms, policy.path.as_str()));
    let earlier = report.drop_earlier(|rule| terms.is_some_and(|(terms, _)| terms.recounts(rule).is_some()));
    if let Some(since) = &since {
        for (checked, why) in report.checked.iter().filter_map(|one| Some((one, one.before.as_ref()?.unread.as_ref()?)))
        {
            say(&since.unread(&checked.input.path, why));
        }
        if !quiet {
            say(&since.remark(earlier.dropped + earlier.recounted));
        }
    }
    if let (Some((_, by)), 1..) = (terms, earlier.recounted) {
        let findings = output::counted(earlier.recounted, "finding");
        say(&format!("apivet: --since does not leave out {findings}: {by} wants to hear of what was there before too"));
    }
    let baselines = Baselines::load(&args.known, &session);
    baselines.mark(&mut report, session.policy.as_deref()).iter().for_each(|line| say(line));
    let stale = baselines.stale(&report, &linted.rules, &session);
    if !quiet {
        stale.iter().for_each(|(path, stale)| say(&stale_line(path, stale)));
    }

    // What is hidden still counts.
    let totals = report.totals();
    let mut outcome = report.outcome();
    // A commit without descriptions is in order.
    let unconcerned =
        args.lint.skip_unrecognized && report.checked.iter().all(|c| c.input.state == InputState::Skipped);
    if *broken || baselines.broken {
        outcome = Outcome::NotChecked;
    } else if unconcerned {
        outcome = Outcome::Clean;
    }
    if args.known.baseline_strict && !stale.is_empty() && outcome == Outcome::Clean {
        outcome = Outcome::Findings;
    }
    hide(&mut report, args);
    let hidden = report.hidden;
    let is_silent = unconcerned && args.format.is_none_or(|format| format == OutputFormat::Pretty);
    if !is_silent && !print(args, &report) {
        outcome = Outcome::NotChecked;
    }
    if !write_files(args, &report) {
        outcome = Outcome::NotChecked;
    }
    if !quiet {
        if hidden > 0 {
            let findings = if hidden == 1 { "1 finding is" } else { &format!("{hidden} findings are") };
            say(&format!("apivet: {findings} hidden by --min-severity or --min-confidence"));
        }
        say(&output::coverage_line(&totals, rules_run));
    }
    outcome
}

/// The gate of the run. Where configurations differ the strictest holds, so that none is weakened by another; nothing
/// weakens that of the policy.
fn gate(args: &CheckArgs, session: &Session<'_>) -> Option<Severity> {
    let configs = session.inputs.iter().filter_map(Input::ready).map(|ready| &ready.config);
    let configured = configs.map(|config| config.fail_on.as_ref().map_or_else(FailOn::default, |stated| stated.value));
    let strictest = configured.min_by_key(|fail_on| fail_on.gate().map_or(usize::MAX, |severity| severity as usize));
    let fail_on = args.fail_on.or(strictest).unwrap_or_default();
    let Some(least) = session.policy.as_deref().and_then(|policy| policy.outdoes(fail_on)) else {
        return fail_on.gate();
    };
    if args.fail_on.is_some() {
        say(&format!("apivet: --fail-on {fail_on} is not obeyed: {} fails on `{}` and worse", least.by, least.value));
    }
    Some(least.value)
}

/// Says why an input was not checked.
fn say_state(input: &crate::finding::InputStatus, args: &LintArgs, inputs: &[Input]) {
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

/// Removes what is not to be shown.
fn hide(report: &mut Report, args: &CheckArgs) {
    for checked in &mut report.checked {
        checked.findings.retain(|finding| {
            let shown = args.min_severity.is_none_or(|least| finding.severity >= least)
                && args.min_confidence.is_none_or(|least| finding.confidence >= least);
            report.hidden += usize::from(!shown && finding.is_open());
            shown
        });
    }
}

/// Writes standard output; false when that failed. Without a format asked for, GitHub Actions gets more than the text for
/// people: annotations and a summary.
fn print(args: &CheckArgs, report: &Report) -> bool {
    let writer = args.format.unwrap_or(OutputFormat::Pretty).writer(terminal::options(args.color));
    let annotated = args.format.is_none() && terminal::in_actions();
    let summarised = annotated && terminal::summary_file().is_some_and(|path| summary::append(&path, report));
    let rest = if summarised { "job summary" } else { "log" };
    let printed = terminal::print(|out| {
        writer.write(report, out)?;
        if annotated { output::write_worst(report, rest, out) } else { Ok(()) }
    });
    match &printed {
        Err(error) => say(&format!("apivet: standard output: cannot be written: {error}")),
        Ok(()) => say_left_out("standard output", &*writer, report),
    }
    printed.is_ok()
}

/// Writes the files of `--output`; false when one of them failed.
fn write_files(args: &CheckArgs, report: &Report) -> bool {
    let mut done = true;
    for (format, path) in &args.output {
        let (place, writer) = (path.display(), format.writer(Options::default()));
        match write_file(&*writer, path, report) {
            Err(error) => {
                say(&format!("apivet: {place}: cannot be written: {error}"));
                done = false;
            }
            Ok(()) => say_left_out(&place.to_string(), &*writer, report),
        }
    }
    done
}

fn write_file(writer: &dyn Format, path: &Path, report: &Report) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writer.write(report, &mut out)?;
    out.flush()
}

/// Says what a format has no room for.
fn say_left_out(place: &str, writer: &dyn Format, report: &Report) {
    if let Some(what) = writer.left_out(report) {
        say(&format!("apivet: {place}: {what}"));
    }
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
    let line = |input: &Input| escape::log(&escape::line(&input.path)).into_owned();
    let printed = terminal::print(|out| files.iter().try_for_each(|input| writeln!(out, "{}", line(input))));
    if failed || files.is_empty() || printed.is_err() { Outcome::NotChecked } else { Outcome::Clean }
}
