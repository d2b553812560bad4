//! What valid configurations mean; the problems of others stand in `tests/cli/config_*.txt`.

use super::*;
use crate::source::{MemLoader, Source, SourceId};
use crate::syntax::Limits;

const RULE: &str = "duplicate-key";

fn config(text: &str) -> Config {
    config_of(text, &[]).unwrap_or_else(|problems| panic!("{}", problems.join("\n")))
}

fn problems(text: &str) -> Vec<String> {
    config_of(text, &[]).err().unwrap_or_default()
}

/// A configuration with the files it extends, or its problems.
fn config_of(text: &str, files: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let mut loader = MemLoader::default();
    files.iter().for_each(|(name, text)| loader.insert(*name, *text));
    let read = read(Source::new(SourceId(0), "apivet.yaml", text), &loader, &Limits::default());
    read.map_err(|files| files.iter().flat_map(Broken::lines).collect())
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
    assert_eq!(config.fail_on.as_ref().map(|stated| stated.value), Some(FailOn::Never));
    let public: Vec<_> = config.declared.public.iter().map(|p| format!("{}: {}", p.operations, p.reason)).collect();
    assert_eq!(public, ["GET /health: liveness", "* /.well-known/**: discovery", "* /login: entry"]);
    let controls: Vec<_> =
        config.declared.controls.iter().map(|c| (c.name.as_str(), c.by.as_str(), c.reason.as_deref())).collect();
    assert_eq!(controls, [("rate-limiting", "gateway", Some("plan")), ("authentication", "mesh", None)]);
    let old = config.ignores("old/a.yaml");
    assert_eq!(old.len(), 3);
    let first = old.first().unwrap();
    assert_eq!(
        (first.pointer.as_deref(), first.expires.as_deref(), first.at.at.line),
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
    let reasons: Vec<_> = config(text).declared.public.into_iter().map(|p| (p.operations.path, p.reason)).collect();
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

#[test]
fn what_is_extended_counts_as_if_it_stood_in_front() {
    let shared = (
        "shared/a.yaml",
        "extends: b.yaml\nprofile: strict\nfail-on: high\nrules: {duplicate-key: low}\n\
        controls: {tls: mesh, authentication: mesh}\nexclude: [old]\n\
        overrides: [{files: [legacy/**], rules: {duplicate-key: off}}]\n",
    );
    let deeper = ("shared/b.yaml", "profile: audit\nfail-on: low\nexclude: [older]\n");
    let own = "extends: [shared/b.yaml, ./shared/a.yaml]\ncontrols: {tls: gateway}\nexclude: [new]\n";
    let config = config_of(own, &[shared, deeper]).unwrap();
    let none = Selection::default();
    assert_eq!(config.files, ["shared/b.yaml", "shared/b.yaml", "shared/a.yaml", "apivet.yaml"]);
    assert_eq!(config.profile("a.yaml", &none), Profile::Strict);
    assert_eq!(config.fail_on.as_ref().map(|stated| stated.by.to_string()).as_deref(), Some("shared/a.yaml:3:1"));
    for (file, excluded) in [("old/a.yaml", true), ("older/a.yaml", true), ("new/a.yaml", true), ("a.yaml", false)] {
        assert_eq!(config.excludes(file), excluded, "{file}");
    }
    let by = |name| config.declared.control(name).map(|control| control.by.as_str());
    assert_eq!((by("tls"), by("authentication")), (Some("gateway"), Some("mesh")));
    let severity = |config: &Config, file: &str| {
        config.rules(file, &none).iter().find(|enabled| enabled.rule.meta.id == RULE).map(|enabled| enabled.severity)
    };
    assert_eq!(severity(&config, "legacy/a.yaml"), None, "patterns count from the file that extends");
    assert_eq!(severity(&config, "a.yaml"), Some(Some(Severity::Low)));
    let config = config_of("extends: shared/a.yaml\nrules: {duplicate-key: on}\n", &[shared, deeper]).unwrap();
    assert_eq!(severity(&config, "legacy/a.yaml"), Some(None), "the file that extends wins");
}

#[test]
fn a_tower_of_files_has_an_end() {
    let files: Vec<(String, String)> =
        (0..10).map(|at| (format!("{at}.yaml"), format!("extends: {}.yaml\n", at + 1))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let problems = config_of("extends: 0.yaml", &files).err().unwrap();
    assert_eq!(problems, ["7.yaml:1:10: more than 8 files extend each other in a row"]);
    let wide: Vec<(String, String)> =
        (0..6).map(|at| (format!("{at}.yaml"), format!("extends: [{0}.yaml, {0}.yaml, {0}.yaml]\n", at + 1))).collect();
    let wide: Vec<(&str, &str)> =
        wide.iter().map(|(name, text)| (name.as_str(), text.as_str())).chain([("6.yaml", "")]).collect();
    let problems = config_of("extends: 0.yaml", &wide).err().unwrap();
    assert!(
        problems.iter().all(|line| line.ends_with("more than 64 files make up this configuration")),
        "{problems:?}"
    );
}

#[test]
fn a_policy_decides_about_the_options_it_sets() {
    let policy = |text: &str| Policy::read(Source::new(SourceId(0), "org.yaml", text), &Limits::default()).unwrap();
    let ruling = |own: &str, demanded: &str| {
        let ruling = config(own).ruling("a.yaml", &Selection::default(), Some(&policy(demanded)));
        let allow = |enabled: &Enabled| enabled.options.get("allow").to_vec();
        let found = ruling.rules.iter().find(|enabled| enabled.rule.meta.id == "media-type-disallowed").map(allow);
        (found, ruling.overruled.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let locked = "rules: {media-type-disallowed: {allow: [text/xml], locked: true}}";
    let xml = || Some(vec!["text/xml".to_owned()]);
    assert_eq!(ruling("", locked), (xml(), Vec::new()), "it runs in a project that never heard of it");
    let other = "rules: {media-type-disallowed: {allow: [text/html]}}";
    let line = "apivet.yaml:1:9: `allow` of `media-type-disallowed` is not obeyed: org.yaml:1:9 decides";
    assert_eq!(ruling(other, locked), (xml(), vec![line.to_owned()]));
    let same = "rules: {media-type-disallowed: {allow: [text/xml], severity: critical}}";
    assert_eq!(ruling(same, locked), (xml(), Vec::new()), "what is as strict is no attempt");
}

#[test]
fn a_policy_hears_of_loosening_in_files_that_are_extended() {
    let policy = Policy::read(
        Source::new(SourceId(0), "org.yaml", "fail-on: high\nrules: {duplicate-key: locked}\nbaseline: none\n"),
        &Limits::default(),
    )
    .unwrap();
    let config = config_of("extends: a.yaml", &[("a.yaml", "fail-on: never\nrules: {duplicate-key: off}\n")]).unwrap();
    let ruling = config.ruling("a.yaml", &select(&["duplicate-key"], &[]), Some(&policy));
    let lines: Vec<String> = ruling.overruled.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "a.yaml:2:9: `duplicate-key: off` is not obeyed: org.yaml:2:9 requires the rule",
            "a.yaml:1:1: `fail-on: never` is not obeyed: org.yaml:1:1 fails on `high` and worse",
        ]
    );
    assert_eq!(ruling.terms.keeps_out("unknown-field").map(ToString::to_string).as_deref(), Some("org.yaml:3:1"));
    assert_eq!(policy.outdoes(FailOn::Severity(Severity::High)), None);
    assert!(policy.outdoes(FailOn::Severity(Severity::Critical)).is_some());
}
