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
