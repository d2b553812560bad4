//! What an ignored finding looks like; the forms themselves are tested by the pages of the `ignore-` rules.

use crate::config::IgnoreEntry;
use crate::engine::{Settings, lint};
use crate::finding::{Checked, Status};
use crate::source::{MemLoader, Position, Spot};

const PATHS: &str = "paths:
  /rates/{day}:
    get: {secuirty: [], responses: {'200': {description: OK}}}
    put: {secuirty: [], responses: {'200': {description: OK}}}
";

fn checked(text: &str, settings: &Settings) -> Vec<Checked> {
    let mut loader = MemLoader::default();
    loader.insert("api.yaml", text.as_bytes());
    let settings = Settings { today: Some("2030-06-15".into()), ..settings.clone() };
    lint("api.yaml", &loader, &settings)
}

/// The kind of the ignore and its reason; `None` for an open finding.
type How = Option<(&'static str, Option<String>)>;

/// Rule and line of each finding with how it was ignored.
fn told(text: &str, settings: &Settings) -> Vec<(String, u32, How)> {
    let checked = checked(text, settings);
    let findings = checked.iter().flat_map(|one| one.findings.iter().map(move |finding| (one, finding)));
    findings
        .filter(|(_, finding)| finding.rule.id == "unknown-field" || finding.rule.id.starts_with("ignore-"))
        .map(|(one, finding)| {
            let how = match &finding.status {
                Status::Open | Status::Known => None,
                Status::Ignored { kind, reason, .. } => Some((*kind, reason.clone())),
            };
            (finding.rule.id.to_owned(), one.positions(finding.primary.span).0.line, how)
        })
        .collect()
}

fn api(paths: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: Rates, version: '1'}}\n{paths}")
}

fn entry(pointer: Option<&str>, operation: Option<&str>) -> IgnoreEntry {
    IgnoreEntry {
        rule: "unknown-field".into(),
        pointer: pointer.map(str::to_owned),
        operation: operation.map(str::to_owned),
        reason: "agreed".into(),
        expires: None,
        files: Vec::new(),
        at: Spot { path: "apivet.yaml".into(), at: Position { line: 1, column: 1 } },
    }
}

/// Lines of the findings that entries leave open.
fn open(entries: Vec<IgnoreEntry>) -> Vec<u32> {
    let settings = Settings { ignores: entries, ..Settings::default() };
    let told = told(&api(PATHS), &settings);
    for (_, _, how) in &told {
        assert!(how.is_none() || *how == Some(("config", Some("agreed".into()))));
    }
    told.into_iter().filter(|(_, _, how)| how.is_none()).map(|(_, line, _)| line).collect()
}

#[test]
fn an_ignored_finding_stays_and_says_how_and_why() {
    let text = api("paths:
  # apivet: ignore[unknown-field] -- not  ours
  /a:
    security: []
  /b:
    security: []
");
    let ignored = Some(("comment", Some("not ours".to_owned())));
    let expected = [("unknown-field".to_owned(), 6, ignored), ("unknown-field".to_owned(), 8, None)];
    assert_eq!(told(&text, &Settings::default()), expected);
    let all = checked(&text, &Settings::default());
    let by = all[0].findings.iter().find_map(|finding| match finding.status {
        Status::Ignored { by, .. } => by,
        Status::Open | Status::Known => None,
    });
    assert_eq!(all[0].sources[0].slice(by.unwrap()), "apivet: ignore[unknown-field] -- not  ours");
}

#[test]
fn entries_of_the_configuration_match_pointers_and_operations() {
    assert_eq!(open(vec![]), [5, 6]);
    assert_eq!(open(vec![entry(Some("/paths/~1rates~1{day}/get"), None)]), [6]);
    assert_eq!(open(vec![entry(Some("/paths/~1rates~1{day}/ge"), None)]), [5, 6]);
    assert_eq!(open(vec![entry(Some("/paths/*/put/secuirty"), None)]), [5]);
    assert_eq!(open(vec![entry(Some("/paths/*/secuirty"), None)]), [5, 6]);
    assert_eq!(open(vec![entry(Some("/**/secuirty"), None)]), [] as [u32; 0]);
    assert_eq!(open(vec![entry(None, Some("GET /rates/{id}"))]), [6]);
    assert_eq!(open(vec![entry(None, Some("* /**"))]), [] as [u32; 0]);
    assert_eq!(open(vec![entry(None, Some("POST /rates/{day}"))]), [5, 6]);
    let over = IgnoreEntry { expires: Some("2030-06-14".into()), ..entry(Some("/paths"), None) };
    assert_eq!(open(vec![over.clone()]), [5, 6]);
    assert_eq!(open(vec![IgnoreEntry { expires: Some("2030-06-15".into()), ..over }]), [] as [u32; 0]);
}

#[test]
fn an_expired_ignore_lets_its_finding_return() {
    let text = api(PATHS) + "x-apivet-ignore: {rule: unknown-field, reason: for now, expires: 2030-06-01}\n";
    let expected = [
        ("unknown-field".to_owned(), 5, None),
        ("unknown-field".to_owned(), 6, None),
        ("ignore-expired".to_owned(), 7, None),
    ];
    assert_eq!(told(&text, &Settings::default()), expected);
}

#[test]
fn without_ignores_everything_counts_and_nothing_is_said_about_them() {
    let text = api(PATHS) + "x-apivet-ignore: [unknown-field, nonsense]\n";
    let settings = Settings { honour_ignores: false, ..Settings::default() };
    assert_eq!(told(&text, &settings), [("unknown-field".to_owned(), 5, None), ("unknown-field".to_owned(), 6, None)]);
}

#[test]
fn an_ignore_in_a_stream_belongs_to_its_description() {
    let text = format!("{}--- # first\n{}x-apivet-ignore: unknown-field -- why\n", api(PATHS), api(PATHS));
    let how = Some(("extension", Some("why".to_owned())));
    let found: Vec<_> = told(&text, &Settings::default()).into_iter().map(|(_, line, how)| (line, how)).collect();
    assert_eq!(found, [(5, None), (6, None), (12, how.clone()), (13, how)]);
}

#[test]
fn what_is_said_about_an_ignore_can_be_ignored_but_not_by_accident() {
    let text =
        api("paths: {}\n") + "x-apivet-ignore: [{rule: ignore-unused, reason: shared}, duplicate-key -- shared]\n";
    let found = told(&text, &Settings::default());
    assert_eq!(found, [("ignore-unused".to_owned(), 4, Some(("extension", Some("shared".to_owned()))))]);
    let text = api("paths: {}\n") + "x-apivet-ignore: {rule: ignore-unused, reason: shared}\n";
    assert_eq!(told(&text, &Settings::default()), [("ignore-unused".to_owned(), 4, None)]);
}

#[test]
fn a_text_of_several_descriptions_says_each_thing_once() {
    let twice = "x-a: 1\nx-a: 2\n";
    let text = format!("{}{twice}---\n{}{twice}", api("paths: {}\n"), api("paths: {}\n"));
    let all = checked(&text, &Settings::default());
    let lines = all.iter().map(|one| {
        let twice = one.findings.iter().filter(|finding| finding.rule.id == "duplicate-key");
        twice.map(|finding| one.positions(finding.primary.span).0.line).collect()
    });
    assert_eq!(lines.collect::<Vec<Vec<_>>>(), [vec![5], vec![11]]);
}
