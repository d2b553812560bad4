//! What valid configurations mean; the problems of others stand in `tests/cli/config_*.txt`.

use super::*;
use crate::source::{Source, SourceId};
use crate::syntax::Limits;

const RULE: &str = "duplicate-key";

fn config(text: &str) -> Config {
    let read = read(Source::new(SourceId(0), "apivet.yaml", text), &Limits::default());
    read.unwrap_or_else(|broken| panic!("{}", broken.lines().collect::<Vec<_>>().join("\n")))
}

fn problems(text: &str) -> Vec<String> {
    match read(Source::new(SourceId(0), "apivet.yaml", text), &Limits::default()) {
        Ok(_) => Vec::new(),
        Err(broken) => broken.lines().collect(),
    }
}

/// The severity `duplicate-key` runs with: `None` when it does not run, `Some(None)` for its own.
fn runs(text: &str, file: &str, selection: &Selection) -> Option<Option<Severity>> {
    config(text).rules(file, selection).iter().find(|enabled| enabled.rule.meta.id == RULE).map(|e| e.severity)
}

fn select(only: &[&str], skip: &[&str]) -> Selection {
    let all = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
    Selection { profile: None, only: all(only), skip: all(skip) }
}

#[test]
fn the_folder_of_a_configuration_is_its_own_or_the_one_above_github() {
    assert_eq!(folder_of("apivet.yaml"), "");
    assert_eq!(folder_of("a/b/.apivet.yaml"), "a/b");
    assert_eq!(folder_of("a/.github/apivet.yaml"), "a");
    assert_eq!(folder_of(".github/apivet.yaml"), "");
}

#[test]
fn nothing_and_sections_without_content_are_valid() {
    for text in ["", "# nothing\n", "---\n", "rules:\npublic:\n", "{}", "exclude: []"] {
        assert_eq!(problems(text), Vec::<String>::new(), "{text:?}");
        assert_eq!(runs(text, "a.yaml", &Selection::default()), Some(None), "{text:?}");
    }
}

#[test]
fn each_key_is_read() {
    let config = config(
        "fail-on: never\n\
         public:\n\
         \x20 - {operation: get /health, reason: liveness}\n\
         \x20 - {operation: '* /.well-known/**', reason: discovery}\n\
         \x20 - {operation: /login, reason: entry}\n\
         controls:\n\
         \x20 rate-limiting: {by: gateway, reason: plan}\n\
         \x20 authentication: mesh\n\
         ignore:\n\
         \x20 - {rule: duplicate-key, pointer: /paths/~1a, reason: r, expires: 2028-02-29, files: [old/*.yaml]}\n\
         \x20 - {rule: duplicate-key, operation: 'post /a', reason: r}\n\
         \x20 - {rule: duplicate-key, pointer: 'service[Pay]/port[Http]', reason: r}\n\
         exclude: [vendor/, '**/*.gen.yaml']\n",
    );
    assert_eq!(config.fail_on, Some(FailOn::Never));
    let public: Vec<_> =
        config.declared.public.iter().map(|p| (p.method.as_deref(), p.path.as_str(), p.reason.as_str())).collect();
    let expected =
        [(Some("GET"), "/health", "liveness"), (None, "/.well-known/**", "discovery"), (None, "/login", "entry")];
    assert_eq!(public, expected);
    let controls: Vec<_> =
        config.declared.controls.iter().map(|c| (c.name.as_str(), c.by.as_str(), c.reason.as_deref())).collect();
    assert_eq!(controls, [("rate-limiting", "gateway", Some("plan")), ("authentication", "mesh", None)]);
    let old = config.ignores("old/a.yaml");
    assert_eq!(old.len(), 3);
    let first = old.first().unwrap();
    assert_eq!(
        (first.pointer.as_deref(), first.expires.as_deref(), first.at.line),
        (Some("/paths/~1a"), Some("2028-02-29"), 10)
    );
    let operations: Vec<_> = config.ignores("old/deep/a.yaml").into_iter().map(|entry| entry.operation).collect();
    assert_eq!(operations, [Some("POST /a".to_owned()), None]);
    for (file, excluded) in
        [("vendor/a/b.yaml", true), ("x/y.gen.yaml", true), ("vendors.yaml", false), ("x/vendor/a.yaml", false)]
    {
        assert_eq!(config.excludes(file), excluded, "{file}");
    }
}

#[test]
fn rules_are_switched_by_the_last_layer_that_speaks_of_them() {
    let none = Selection::default();
    assert_eq!(runs("rules: {duplicate-key: off}", "a.yaml", &none), None);
    assert_eq!(runs("rules: {duplicate-key: on}", "a.yaml", &none), Some(None));
    assert_eq!(runs("rules: {duplicate-key: low}", "a.yaml", &none), Some(Some(Severity::Low)));
    assert_eq!(runs("rules: {duplicate-key: {severity: info}}", "a.yaml", &none), Some(Some(Severity::Info)));
    let layers = "rules: {duplicate-key: off}\noverrides:\n- {files: [a/**], rules: {duplicate-key: low}}\n\
                  - {files: [a/b/**], rules: {duplicate-key: high}}\n- {files: [a/b/c.yaml], profile: audit}\n";
    assert_eq!(runs(layers, "x.yaml", &none), None);
    assert_eq!(runs(layers, "a/x.yaml", &none), Some(Some(Severity::Low)));
    assert_eq!(runs(layers, "a/b/c.yaml", &none), Some(Some(Severity::High)));
}

#[test]
fn the_command_line_picks_last() {
    let off = "rules: {duplicate-key: off}";
    assert_eq!(runs(off, "a.yaml", &select(&[RULE], &[])), Some(None), "an id runs whatever the configuration says");
    assert_eq!(runs(off, "a.yaml", &select(&["integrity"], &[])), None, "a family picks among what runs");
    for name in ["integrity", "API9", "api9:2023", RULE] {
        assert_eq!(runs("", "a.yaml", &select(&[name], &[])), Some(None), "{name}");
        assert_eq!(runs("", "a.yaml", &select(&[], &[name])), None, "{name}");
        assert_eq!(runs("", "a.yaml", &select(&[RULE], &[name])), None, "{name}");
    }
    assert!("API9:2021".parse::<Selector>().is_err());
    assert!("API".parse::<Selector>().is_err());
}

#[test]
fn aliases_and_merge_keys_of_yaml_work() {
    let text = "public:\n- &a {operation: /a, reason: shared}\n- {<<: *a, operation: /b}\n";
    let reasons: Vec<_> = config(text).declared.public.into_iter().map(|p| (p.path, p.reason)).collect();
    assert_eq!(reasons, [("/a".into(), "shared".into()), ("/b".into(), "shared".to_owned())]);
}

#[test]
fn odd_texts_are_refused_with_a_place() {
    for text in [
        "- a",
        "a",
        "? [x]\n: 1",
        "&a [*a]",
        "rules: *nowhere",
        "profile: [strict]",
        "\u{feff}- x",
        "rules: {? {a: 1} : off}",
    ] {
        let problems = problems(text);
        assert!(!problems.is_empty(), "{text:?} was accepted");
        assert!(problems.iter().all(|line| line.starts_with("apivet.yaml:1:")), "{problems:?}");
    }
}
