//! The traps other tools fell into, by cause: one small description each in `tests/traps`. Comments at its head name
//! rules and the lines on which these must speak, and no others; a rule without lines must be silent.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test reads files and may fail"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

#[test]
fn no_trap_is_stepped_into() {
    let groups = walk("tests/traps", "yaml");
    let all: Vec<String> = (1..=17).map(|group| format!("{group:02}")).collect();
    assert_eq!(groups, all, "each of the seventeen causes has a description");
}

/// Those of WSDL and its policies. Fragments, copies and names of files (1, 15, 17) are sessions in `tests/cli`.
#[test]
fn no_trap_of_soap_is_stepped_into() {
    let groups = walk("tests/traps/wsdl", "wsdl");
    let all: Vec<String> =
        (2..=20).filter(|group| ![15, 17].contains(group)).map(|group| format!("{group:02}")).collect();
    assert_eq!(groups, all, "each of the other causes has a description");
}

/// Compares every description of a folder with its head; gives the numbers of the causes.
fn walk(folder: &str, extension: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the traps are there")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    let mut groups: Vec<String> = Vec::new();
    let mut wrong: Vec<String> = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        groups.push(name.chars().take(2).collect());
        let expected = expected(&std::fs::read_to_string(file).expect("readable"));
        assert!(!expected.is_empty(), "{name} expects nothing");
        let rules: Vec<String> = expected.keys().flat_map(|rule| ["--rule".to_owned(), rule.clone()]).collect();
        let mut arguments = vec!["check", "--no-config", "--profile", "audit", "--format", "json"];
        arguments.extend(rules.iter().map(String::as_str));
        let path = file.to_string_lossy();
        arguments.push(&path);
        let run = Command::new(env!("CARGO_BIN_EXE_apivet")).args(&arguments).output().expect("it runs");
        let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("a report");
        let mut found: BTreeMap<String, Vec<u64>> = expected.keys().map(|rule| (rule.clone(), Vec::new())).collect();
        for finding in report["findings"].as_array().into_iter().flatten() {
            let rule = finding["rule"].as_str().unwrap_or_default().to_owned();
            found.entry(rule).or_default().push(finding["location"]["start"]["line"].as_u64().unwrap_or(0));
        }
        for (rule, lines) in &expected {
            let mut here = found.remove(rule).unwrap_or_default();
            here.sort_unstable();
            if here != *lines {
                wrong.push(format!("{name}: {rule} speaks on lines {here:?} and not on {lines:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    groups.dedup();
    groups
}

/// `# rule: 1 2` or `<!-- rule: 1 2 -->` at the head of a file.
fn expected(text: &str) -> BTreeMap<String, Vec<u64>> {
    let is_comment = |line: &&str| line.starts_with('#') || line.starts_with("<!--");
    let head = text.lines().skip_while(|line| line.trim().is_empty()).take_while(is_comment);
    head.filter_map(|line| {
        let line = line.trim_start_matches(['#', '<', '!', '-']).trim_end_matches(['-', '>']).trim();
        let (rule, lines) = line.split_once(':')?;
        let is_rule = !rule.is_empty()
            && rule.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit());
        let numbers = || lines.split_whitespace().map(|line| line.parse().expect("a line number")).collect();
        is_rule.then(|| (rule.to_owned(), numbers()))
    })
    .collect()
}

/// TLS, one binding and no policy: what most services publish.
#[test]
fn a_quiet_contract_gives_at_most_one_line() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/traps/wsdl/03-no-policy.wsdl");
    let arguments = ["check", "--no-config", "--format", "json", file];
    let run = Command::new(env!("CARGO_BIN_EXE_apivet")).args(arguments).output().expect("it runs");
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("a report");
    assert_eq!(report["inputs"][0]["status"], "checked");
    assert!(report["findings"].as_array().is_some_and(|findings| findings.len() <= 1), "{report:#}");
}
