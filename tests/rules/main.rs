//! Every page in `rules/` is a test: each `bad` block gives the findings written below it, each `good` block gives none,
//! in every version and notation the rule declares. `UPDATE=1 cargo test --test rules [ID]` rewrites the findings.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test reads pages and may fail")]

mod page;
mod twin;

use std::path::{Path, PathBuf};
use std::{env, fs};

use apivet::engine::{Before, Settings, lint, lint_since};
use apivet::finding::{Checked, Finding, InputState, Meta};
use apivet::source::MemLoader;
use libtest_mimic::{Arguments, Failed, Trial};

use page::{Case, Page};

fn main() {
    let args = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut trials = Vec::new();
    for rule in apivet::rules::RULES {
        let path = root.join(rule.meta.family).join(format!("{}.md", rule.meta.id));
        trials.push(Trial::test(rule.meta.id, move || check(&path, &rule.meta)));
    }
    libtest_mimic::run(&args, trials).exit();
}

fn check(path: &PathBuf, meta: &'static Meta) -> Result<(), Failed> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let page = Page::parse(&text)?;
    if env::var_os("UPDATE").is_some() {
        let updated = page
            .with_findings(&|case| run(case, meta).map_or_else(|why| format!("{why}\n"), |checked| render(&checked)));
        if updated != text {
            fs::write(path, updated)?;
        }
        return Ok(());
    }
    let mut problems = Vec::new();
    for case in &page.cases {
        if let Err(why) = case_holds(case, meta) {
            problems.push(format!("{}:{}: {why}", path.display(), case.line));
        }
    }
    for format in meta.applies {
        for (word, bad) in [("bad", true), ("good", false)] {
            // A version that nobody knows is of no format.
            let is_shown = page.cases.iter().any(|case| case.bad == bad && twin::formats(case, meta).contains(format));
            let cannot_be = bad && meta.id == "spec-version-unknown";
            if !is_shown && !cannot_be {
                problems.push(format!("{}: no `{word}` block for {format}", path.display()));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

fn case_holds(case: &Case, meta: &'static Meta) -> Result<(), String> {
    let checked = run(case, meta)?;
    if let Some(failed) = checked.iter().find(|c| c.input.state == InputState::Failed)
        && !case.unreadable
    {
        return Err(format!("the example cannot be checked: {}", failed.input.reason.as_deref().unwrap_or("")));
    }
    let found = render(&checked);
    let expected = case.findings.clone().unwrap_or_default();
    if case.bad && found.is_empty() {
        return Err("the `bad` block gives no finding".into());
    }
    if !case.bad && !found.is_empty() {
        return Err(format!("the `good` block gives\n{found}"));
    }
    if case.bad && found != expected {
        return Err(format!("expected\n{expected}\nfound\n{found}\n(UPDATE=1 rewrites the page)"));
    }
    let essence = essence(&checked);
    for (name, other) in twin::twins(case, meta) {
        let twin = self::essence(&run(&other, meta)?);
        if twin != essence {
            return Err(format!(
                "the twin in {name} differs\nhere: {essence:#?}\nthere: {twin:#?}\n{}",
                other.files[0].1
            ));
        }
    }
    Ok(())
}

/// The day on which pages are read.
const TODAY: &str = "2030-06-15";

/// Lints a case with its one rule; what is said about ignores depends on the others.
fn run(case: &Case, meta: &'static Meta) -> Result<Vec<Checked>, String> {
    let mut loader = MemLoader::default();
    for (name, text) in &case.files {
        loader.insert(name.as_str(), text.as_bytes());
    }
    let mut settings = Settings::default();
    if let Some(config) = &case.config {
        settings = page::settings(config, &case.files[0].0)?;
    }
    if let Some(policy) = &case.policy {
        let policy = page::policy(policy)?;
        (settings.terms, settings.declared.may_be_public) = (policy.terms, policy.public);
    }
    settings.today = Some(TODAY.to_owned());
    settings.rules.retain(|enabled| enabled.rule.meta.id == meta.id || meta.id.starts_with("ignore-"));
    let mut checked = match &case.before {
        None => lint(&case.files[0].0, &loader, &settings),
        Some(text) => {
            let mut then = loader.clone();
            then.insert("before.yaml", text.as_bytes());
            let before = Before { uri: "before.yaml", loader: &then, is_same: &|_| false };
            lint_since(&case.files[0].0, &loader, before, &settings)
        }
    };
    for one in &mut checked {
        one.findings.retain(|finding| finding.rule.id == meta.id && finding.is_open());
    }
    Ok(checked)
}

/// `line:column-line:column severity message`, one finding a line; the file in front when it is not the first.
fn render(checked: &[Checked]) -> String {
    let mut out = String::new();
    for one in checked {
        for finding in &one.findings {
            let (start, end) = one.positions(finding.primary.span);
            let uri = &one.source(finding.primary.span).uri;
            let file = if *uri == one.input.path { String::new() } else { format!("{uri}:") };
            out.push_str(&format!(
                "{file}{}:{}-{}:{} {} {}\n",
                start.line, start.column, end.line, end.column, finding.severity, finding.message
            ));
        }
    }
    out
}

/// What must be equal in every notation and version.
fn essence(checked: &[Checked]) -> Vec<String> {
    let say = |finding: &Finding| format!("{} {} {}", finding.primary.pointer, finding.severity, finding.message);
    let mut all: Vec<String> = checked.iter().flat_map(|one| one.findings.iter().map(say)).collect();
    all.sort();
    all
}
