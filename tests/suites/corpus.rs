//! Every real description of the corpus: checked, or not with a reason; and how often each rule speaks, in all and in
//! each document. `INSTA_UPDATE=always cargo test --test suites corpus` takes the numbers over; read the difference first.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test reads files and may fail")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use apivet::engine::{Settings, lint};
use apivet::finding::{InputState, Profile};
use apivet::syntax::YamlReaders;

use crate::common;

/// Of one file: its state, the first words of the reason, and findings by rule.
struct Outcome {
    state: InputState,
    reason: String,
    operations: usize,
    rules: BTreeMap<&'static str, usize>,
}

fn outcome(folder: &common::Folder, uri: &str, settings: &Settings) -> Result<Vec<Outcome>, String> {
    let mut all = Vec::new();
    for checked in lint(uri, folder, settings) {
        let reason = checked.input.reason.clone().unwrap_or_default();
        if reason.contains("internal error") {
            return Err(format!("{uri}: {reason}"));
        }
        if (checked.input.state == InputState::Checked) != reason.is_empty() {
            return Err(format!("{uri}: {:?} for the reason {reason:?}", checked.input.state));
        }
        let mut rules = BTreeMap::new();
        for finding in checked.findings.iter().filter(|finding| finding.is_open()) {
            *rules.entry(finding.rule.id).or_insert(0) += 1;
        }
        all.push(Outcome { state: checked.input.state, reason, operations: checked.input.operations, rules });
    }
    if all.is_empty() { Err(format!("{uri}: nothing was said")) } else { Ok(all) }
}

/// Lints all files, each with the folder two levels below the corpus as its project root.
fn run(root: &Path, files: &[String]) -> (BTreeMap<String, Vec<Outcome>>, Vec<String>) {
    let mut settings = Settings { profile: Profile::Recommended, ..Settings::default() };
    settings.rules.retain(|enabled| enabled.rule.meta.profile == Profile::Recommended);
    settings.named = false;
    let (done, wrong, next) = (Mutex::new(BTreeMap::new()), Mutex::new(Vec::new()), AtomicUsize::new(0));
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let cut = file.match_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
            let (project, uri) = file.split_at(cut);
            match outcome(&common::Folder(PathBuf::from(root).join(project)), uri, &settings) {
                Ok(found) => drop(done.lock().unwrap().insert(file.clone(), found)),
                Err(why) => wrong.lock().unwrap().push(format!("{project}{why}")),
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    (done.into_inner().unwrap(), wrong.into_inner().unwrap())
}

fn summary(done: &BTreeMap<String, Vec<Outcome>>) -> String {
    let mut out = String::new();
    let all = || done.values().flatten();
    let count = |state| all().filter(|outcome| outcome.state == state).count();
    let (checked, skipped, failed) =
        (count(InputState::Checked), count(InputState::Skipped), count(InputState::Failed));
    let operations: usize = all().map(|outcome| outcome.operations).sum();
    writeln!(out, "{checked} checked, {skipped} skipped, {failed} failed; {operations} operations\n").unwrap();
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for outcome in all() {
        for (rule, count) in &outcome.rules {
            let total = rules.entry(rule).or_default();
            *total = (total.0 + count, total.1 + 1);
        }
    }
    writeln!(out, "findings by rule (in so many documents)").unwrap();
    for (rule, (findings, documents)) in rules {
        writeln!(out, "  {rule} {findings} ({documents})").unwrap();
    }
    writeln!(out, "\nfindings by document").unwrap();
    for (file, outcomes) in done {
        for outcome in outcomes.iter().filter(|outcome| outcome.state != InputState::Skipped) {
            let rules: Vec<String> = outcome.rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
            let state = if outcome.state == InputState::Failed { " (failed)" } else { "" };
            writeln!(out, "  {file}{state}: {}", if rules.is_empty() { "none".to_owned() } else { rules.join(", ") })
                .unwrap();
        }
    }
    out
}

/// Checks the files of one part of the corpus and compares the numbers.
fn part(root: &Path, folder: &str, extensions: &[&str]) -> BTreeMap<String, Vec<Outcome>> {
    let files = common::files(root, folder, extensions);
    assert!(files.len() > 100, "{folder}: {} files", files.len());
    let (done, wrong) = run(root, &files);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(done.len(), files.len());
    for (file, outcomes) in &done {
        for outcome in outcomes.iter().filter(|outcome| outcome.state != InputState::Checked) {
            assert!(outcome.reason.len() > 10, "{file}: {:?}", outcome.reason);
        }
    }
    insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(format!("corpus_{folder}"), summary(&done));
    });
    done
}

#[test]
fn openapi() {
    let Some(root) = common::corpus() else { return };
    let done = part(&root, "openapi", &["yaml", "yml", "json"]);
    quiet_by_default(&root, &done);
}

#[test]
fn both_readers_of_yaml_lead_to_the_same_findings() {
    let Some(root) = common::corpus() else { return };
    let files = common::files(&root, "openapi", &["yaml", "yml"]);
    let is_whole =
        |file: &&String| std::fs::read_to_string(root.join(file)).is_ok_and(|text| text.contains("\npaths:"));
    let found = |uri: &str, folder: &common::Folder, yaml: YamlReaders| {
        let mut settings = Settings::default();
        settings.limits.yaml = yaml;
        lint(uri, folder, &settings)
            .into_iter()
            .map(|checked| format!("{:?} {:#?}", checked.input, checked.findings))
            .collect::<Vec<_>>()
    };
    let mut findings = 0;
    for file in files.iter().filter(is_whole) {
        let cut = file.match_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
        let (project, uri) = file.split_at(cut);
        let folder = common::Folder(root.join(project));
        let [both, careful] = [YamlReaders::Both, YamlReaders::Careful].map(|yaml| found(uri, &folder, yaml));
        assert!(both == careful, "{file}");
        findings += both.iter().map(|checked| checked.matches("rule: ").count()).sum::<usize>();
    }
    assert!(findings > 100, "{findings} findings compared");
}

/// Who tries this program on a vendor's description is not drowned, and no rule speaks of what everybody does.
fn quiet_by_default(root: &Path, done: &BTreeMap<String, Vec<Outcome>>) {
    let index = std::fs::read_to_string(root.join("openapi/INDEX.tsv")).unwrap();
    let rows = index.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let vendors = rows.filter(|row| row.get(4) == Some(&"vendor")).map(|row| format!("openapi/{}", row[0]));
    let mut counts: Vec<usize> =
        vendors.map(|path| done[&path].iter().flat_map(|outcome| outcome.rules.values()).sum()).collect();
    counts.sort_unstable();
    assert!(counts.len() > 30, "{counts:?}");
    let median = counts[counts.len() / 2];
    assert!(median <= 15, "the median vendor document gives {median} findings: {counts:?}");

    let large: Vec<&Outcome> = done.values().flatten().filter(|outcome| outcome.operations >= 5).collect();
    let mut noisy: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in &large {
        for (rule, findings) in &outcome.rules {
            *noisy.entry(rule).or_default() += usize::from(*findings * 5 > outcome.operations);
        }
    }
    noisy.retain(|_, documents| *documents * 2 > large.len());
    assert!(noisy.is_empty(), "of {} documents: {noisy:?}", large.len());
}

#[test]
fn wsdl() {
    let Some(root) = common::corpus() else { return };
    let done = part(&root, "wsdl", &["wsdl", "xml", "xsd"]);
    let is_real = |path: &str| REAL.iter().any(|folder| path.starts_with(&format!("wsdl/{folder}/")));
    let real = done.iter().filter(|(path, _)| path.ends_with(".wsdl") && is_real(path)).flat_map(|(_, all)| all);
    let mut counts: Vec<usize> =
        real.filter(|outcome| outcome.operations > 0).map(|outcome| outcome.rules.values().sum()).collect();
    counts.sort_unstable();
    assert!(counts.len() > 100, "{counts:?}");
    let median = counts[counts.len() / 2];
    assert!(median <= 5, "the median real contract gives {median} findings: {counts:?}");
}

/// Projects whose descriptions are contracts of real services, and no fixtures.
const REAL: &[&str] = &[
    "apache-chemistry-opencmis",
    "AuDigitalHealth-hi-wsdl-java",
    "CONNECT-Solution-CONNECT",
    "gematik-api-telematik",
    "hooklift-gowsdl",
    "KDAB-KDSoap",
    "oehf-ipf",
    "onvif-specs",
    "phax-peppol-commons",
    "savonrb-wasabi",
    "wsdl2phpgenerator-wsdl2phpgenerator",
    "wso2-carbon-identity",
];
