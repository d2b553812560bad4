//! Baselines: those that `apivet check` honours, and `apivet baseline create | update | check`.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use super::args::{BaselineAction, BaselineArgs, KnownArgs, UpdateArgs};
use super::lint::{Linted, Session};
use super::project::{self, BASELINE};
use super::terminal::{self, say};
use crate::config::{Baseline, Entry, Policy, Terms};
use crate::finding::{Checked, InputState, Outcome, Report};
use crate::output::{counted, escape};

/// The baselines of a run.
pub(super) struct Baselines {
    /// With the path as people see it.
    files: Vec<(String, Baseline)>,
    /// One cannot be used, which was said.
    pub(super) broken: bool,
}

impl Baselines {
    /// Those that hold for the inputs of a run.
    pub(super) fn load(args: &KnownArgs, session: &Session<'_>) -> Self {
        let mut paths = BTreeSet::new();
        match &args.baseline {
            _ if args.no_baseline => {}
            Some(path) => paths.extend([session.base.absolute(&path.to_string_lossy())]),
            None => paths.extend(session.inputs.iter().filter_map(|input| {
                let file = session.base.absolute(&input.path);
                session.projects.of(&file).baseline.clone()
            })),
        }
        let mut all = Self { files: Vec::new(), broken: false };
        for path in paths {
            let uri = session.base.uri(&path);
            match project::read(&path, &uri) {
                Ok(baseline) => all.files.push((uri, baseline)),
                Err(lines) => {
                    lines.iter().for_each(|line| say(line));
                    all.broken = true;
                }
            }
        }
        all
    }

    /// Marks what is known. A line for each file that holds what the policy keeps out of baselines comes back.
    pub(super) fn mark(&self, report: &mut Report, policy: Option<&Policy>) -> Vec<String> {
        let none = Terms::default();
        let (terms, by) = policy.map_or((&none, ""), |policy| (&policy.terms, policy.path.as_str()));
        let line = |(path, baseline): &(String, Baseline)| match baseline.mark(report, terms) {
            0 => None,
            count => {
                let findings = counted(count, "finding");
                Some(format!("apivet: {path}: does not make up for {findings}: {by} keeps the rules out of baselines"))
            }
        };
        self.files.iter().filter_map(line).collect()
    }

    /// Entries whose finding is no more, by file; files without such an entry are left out.
    pub(super) fn stale(&self, report: &Report, rules: &HashSet<&str>, session: &Session<'_>) -> Vec<(&str, Baseline)> {
        let stale = self.files.iter().map(|(path, baseline)| (path.as_str(), stale(baseline, report, rules, session)));
        stale.filter(|(_, stale)| !stale.is_empty()).collect()
    }
}

/// What is said of entries whose finding is no more.
pub(super) fn stale_line(path: &str, stale: &Baseline) -> String {
    let (count, them) = match stale.entries().count() {
        1 => ("1 entry is".to_owned(), "it"),
        count => (format!("{count} entries are"), "them"),
    };
    format!("apivet: {path}: {count} for findings that are no more; `apivet baseline update` removes {them}")
}

/// Runs `apivet baseline`.
pub(super) fn run(action: &BaselineAction) -> Outcome {
    match action {
        BaselineAction::Create(args) => Work::new(args).map_or_else(|failed| failed, |work| work.create()),
        BaselineAction::Update(UpdateArgs { all, accept_new }) => {
            Work::new(all).map_or_else(|failed| failed, |work| work.update(*accept_new))
        }
        BaselineAction::Check(args) => Work::new(args).map_or_else(|failed| failed, |work| work.check()),
    }
}

/// A run and the baseline it is about.
struct Work<'a> {
    session: Session<'a>,
    report: Report,
    rules: HashSet<&'static str>,
    path: PathBuf,
    /// The path for people.
    uri: String,
}

impl<'a> Work<'a> {
    /// Lints. `Err` when something could not be checked: a baseline of half an API would hide what the other half adds.
    fn new(args: &'a BaselineArgs) -> Result<Self, Outcome> {
        let mut session = Session::new(&args.lint);
        let Linted { checked, rules } = session.lint(None);
        let report = Report::new(checked, rules.len(), None);
        let failed: Vec<&Checked> = report.checked.iter().filter(|one| one.input.state == InputState::Failed).collect();
        for one in &failed {
            say(&format!("apivet: {}: {}", one.input.path, one.input.reason.as_deref().unwrap_or_default()));
        }
        let nothing = !report.checked.iter().any(|one| one.input.state == InputState::Checked);
        if session.broken || nothing || !failed.is_empty() {
            say("apivet: the baseline was left alone, as not everything could be checked");
            return Err(Outcome::NotChecked);
        }
        let path = match &args.baseline {
            Some(path) => session.base.absolute(&path.to_string_lossy()),
            None => one_place(&session)?,
        };
        let uri = session.base.uri(&path);
        Ok(Self { session, report, rules, path, uri })
    }

    fn create(self) -> Outcome {
        if self.path.exists() {
            say(&format!("apivet: {}: is there already; `apivet baseline update` changes it", self.uri));
            return Outcome::NotChecked;
        }
        let all = Baseline::of(&self.report);
        let outcome = self.write(&all);
        if outcome == Outcome::Clean {
            self.told(&format!("{}: {} written", self.uri, findings(&all)));
        }
        outcome
    }

    fn update(self, accept_new: bool) -> Outcome {
        let Some(before) = self.read() else { return Outcome::NotChecked };
        let (stale, new) = (self.stale(&before), Baseline::of(&self.report).without(&before));
        let mut after = before.without(&stale);
        if accept_new {
            after = after.and(new.clone());
        }
        let outcome = if after == before { Outcome::Clean } else { self.write(&after) };
        if outcome == Outcome::Clean {
            let printed = list("removed", &stale).and_then(|()| list(if accept_new { "added" } else { "new" }, &new));
            let added = match (accept_new, new.is_empty()) {
                (true, _) => format!("{} added", findings(&new)),
                (false, true) => "no finding is new".to_owned(),
                (false, false) => format!("{} new, not added without --accept-new", findings(&new)),
            };
            self.told(&format!("{}: {} removed, {added}", self.uri, findings(&stale)));
            return if printed.is_ok() { outcome } else { Outcome::NotChecked };
        }
        outcome
    }

    fn check(self) -> Outcome {
        let Some(before) = self.read() else { return Outcome::NotChecked };
        let (stale, new) = (self.stale(&before), Baseline::of(&self.report).without(&before));
        if list("no more", &stale).and_then(|()| list("new", &new)).is_err() {
            return Outcome::NotChecked;
        }
        let known = before.entries().count() - stale.entries().count();
        self.told(&format!("{}: {known} as before, {} no more, {} new", self.uri, findings(&stale), findings(&new)));
        if stale.is_empty() && new.is_empty() { Outcome::Clean } else { Outcome::Findings }
    }

    fn read(&self) -> Option<Baseline> {
        match project::read(&self.path, &self.uri) {
            Ok(baseline) => Some(baseline),
            Err(lines) => {
                lines.iter().for_each(|line| say(line));
                None
            }
        }
    }

    fn stale(&self, baseline: &Baseline) -> Baseline {
        stale(baseline, &self.report, &self.rules, &self.session)
    }

    fn write(&self, baseline: &Baseline) -> Outcome {
        let written = File::create(&self.path).and_then(|file| {
            let mut out = BufWriter::new(file);
            baseline.write(&mut out)?;
            out.flush()
        });
        match written {
            Ok(()) => Outcome::Clean,
            Err(error) => {
                say(&format!("apivet: {}: cannot be written: {error}", self.uri));
                Outcome::NotChecked
            }
        }
    }

    fn told(&self, line: &str) {
        if !self.session.args.quiet {
            say(&format!("apivet: {line}"));
        }
    }
}

/// The baseline that all inputs of a run share, there or yet to be written.
fn one_place(session: &Session<'_>) -> Result<PathBuf, Outcome> {
    let mut places = BTreeSet::new();
    for input in &session.inputs {
        let project = session.projects.of(&session.base.absolute(&input.path));
        places.insert(project.baseline.clone().unwrap_or_else(|| project.root.join(BASELINE)));
    }
    let mut places = places.into_iter();
    match (places.next(), places.next()) {
        (Some(only), None) => Ok(only),
        (first, second) => {
            let named: Vec<String> = first.iter().chain(&second).map(|path| session.base.uri(path)).collect();
            say(&format!(
                "apivet: what is linted belongs to several baselines, such as {}; name one with --baseline, or the files \
                 of one",
                named.join(" and ")
            ));
            Err(Outcome::NotChecked)
        }
    }
}

/// Entries whose finding is no more.
fn stale(baseline: &Baseline, report: &Report, rules: &HashSet<&str>, session: &Session<'_>) -> Baseline {
    let inputs = session.inputs.iter().map(|input| session.base.absolute(&input.path));
    let roots: HashSet<PathBuf> = inputs.map(|file| session.projects.of(&file).root.clone()).collect();
    let is_gone = |name: &str| {
        let path = name.rsplit_once('#').map_or(name, |(path, _)| path);
        let is_there = |root: &PathBuf| {
            ["", ".yaml", ".yml", ".json"].iter().any(|ending| root.join(format!("{path}{ending}")).is_file())
        };
        // Where nothing says which project this is, nothing can be missed.
        !roots.is_empty() && !roots.iter().any(is_there)
    };
    let documents: HashSet<&str> = baseline.entries().map(|entry| entry.document.as_str()).collect();
    let gone: HashSet<&str> = documents.into_iter().filter(|name| is_gone(name)).collect();
    baseline.stale(report, |rule| rules.contains(rule), |name| gone.contains(name))
}

fn findings(baseline: &Baseline) -> String {
    counted(baseline.entries().count(), "finding")
}

/// Lists entries on standard output.
fn list(what: &str, baseline: &Baseline) -> io::Result<()> {
    let line = |entry: &Entry| {
        let Entry { document, rule, place, .. } = entry;
        escape::log(&escape::line(&format!("{what}: {document}: {rule} at {place}"))).into_owned()
    };
    terminal::print(|out| baseline.entries().try_for_each(|entry| writeln!(out, "{}", line(entry))))
}
