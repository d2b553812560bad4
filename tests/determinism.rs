//! The same findings in the same order, byte for byte, whatever the number of threads and the order of the arguments.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail and starts the program"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

/// What the program prints for some inputs; it must have looked at them.
fn printed(folder: &Path, format: &str, jobs: &str, inputs: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_apivet"));
    command.args(["check", "--no-config", "--profile", "audit", "--format", format, "--jobs", jobs]).args(inputs);
    let output = command.current_dir(folder).env_clear().output().unwrap();
    assert!(!output.stdout.is_empty(), "nothing printed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn always_the_same(folder: &Path, inputs: &[&str]) {
    let reversed: Vec<&str> = inputs.iter().rev().copied().collect();
    for format in ["json", "sarif", "compact"] {
        let expected = printed(folder, format, "1", inputs);
        for (jobs, inputs) in [("2", inputs), ("8", inputs), ("1", &reversed), ("8", &reversed)] {
            let again = printed(folder, format, jobs, inputs);
            // Not `assert_eq`, which would print both in full.
            let differs = expected.lines().zip(again.lines()).find(|(a, b)| a != b);
            assert!(expected == again, "{format} with {jobs} jobs differs: {differs:?}");
        }
    }
}

#[test]
fn the_examples() {
    always_the_same(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &["examples/clean.yaml", "examples/problems.yaml", "examples/split", "examples/payment.wsdl"],
    );
}

#[test]
fn a_sample_of_real_descriptions() {
    let Some(root) = common::corpus() else { return };
    let mut all = common::files(&root, "openapi", &["yaml", "yml", "json"]);
    all.extend(common::files(&root, "wsdl", &["wsdl"]));
    let small = |file: &String| std::fs::metadata(root.join(file)).is_ok_and(|data| data.len() < 60_000);
    all.retain(small);
    assert!(all.len() >= 40, "{} files", all.len());
    let step = all.len() / 40;
    let sample: Vec<&str> = all.iter().step_by(step).take(40).map(String::as_str).collect();
    let root: PathBuf = root.canonicalize().unwrap();
    always_the_same(&root, &sample);
}

/// Large ones share their checks between threads that have nothing else to do.
#[test]
fn large_descriptions_alone() {
    let Some(root) = common::corpus() else { return };
    let mut all = common::files(&root, "openapi", &["yaml", "yml", "json"]);
    all.extend(common::files(&root, "wsdl", &["wsdl"]));
    let large =
        |file: &String| std::fs::metadata(root.join(file)).is_ok_and(|data| (100_000..300_000).contains(&data.len()));
    all.retain(large);
    assert!(all.len() >= 10, "{} files", all.len());
    let root: PathBuf = root.canonicalize().unwrap();
    for file in all.iter().step_by(all.len() / 10) {
        let expected = printed(&root, "json", "1", &[file]);
        assert!(expected == printed(&root, "json", "4", &[file]), "{file} differs");
    }
}

/// Searches that use up what they may take together are cut short at the same places on any number of threads.
#[test]
fn a_budget_that_is_spent() {
    // Each schema is used by the one before it, so that every search for its users goes through all of those.
    let schemas: String = (0..1600)
        .map(|at| {
            let next = format!("{{$ref: '#/components/schemas/s{}'}}", at + 1);
            format!("    s{at}: {{type: object, properties: {{a: {{type: string}}, next: {next}}}}}\n")
        })
        .collect();
    let body = "{content: {application/json: {schema: {$ref: '#/components/schemas/s0'}}}}";
    let paths: String = (0..20).map(|at| format!("  /a{at}: {{post: {{requestBody: {body}}}}}\n")).collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\npaths:\n{paths}components:\n  schemas:\n{schemas}    \
         s1600: {{type: string}}\n"
    );
    let folder = std::env::temp_dir().join(format!("apivet-determinism-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("choices.yaml"), text).unwrap();
    let expected = printed(&folder, "json", "1", &["choices.yaml"]);
    assert!(expected.contains("that clients send may be"), "every search went to its end");
    for _ in 0..2 {
        assert!(expected == printed(&folder, "json", "4", &["choices.yaml"]));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
