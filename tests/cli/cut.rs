//! A log with more results than code scanning takes is cut, and says so.

use super::Folder;

#[test]
fn the_worst_results_stay_and_the_others_are_counted() {
    const MOST: usize = 25_000;
    let folder = Folder::new();
    let twice = |count: usize| -> String { (0..count).map(|key| format!("  k{key}: 1\n  k{key}: 2\n")).collect() };
    folder.write("apivet.yaml", "rules: {duplicate-key: low}\n");
    folder.write(
        "api.yaml",
        &format!(
            "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\npaths: {{}}\n\
             x-ignored: # apivet: ignore[duplicate-key] -- generated\n{}x-many:\n{}\
             servers: [{{url: 'http://api.acme.com'}}]\n",
            twice(3),
            twice(MOST),
        ),
    );
    let rules = ["check", "-q", "--rule", "duplicate-key", "--rule", "server-cleartext"];
    let files = ["--format", "sarif", "--output", "compact=all.txt", "api.yaml"];
    let output = folder.command(&[&rules[..], &files].concat()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let sentence = "4 findings are left out of the SARIF log, none worse than those in it: code scanning takes 25000 \
                    results at most";
    assert_eq!(folder.text(&output.stderr), format!("apivet: standard output: {sentence}\n"));

    let log = folder.text(&output.stdout);
    let results: Vec<&str> = log.lines().filter_map(|line| line.trim().strip_prefix("\"ruleId\": ")).collect();
    assert_eq!(results.len(), MOST);
    // The worst is the last of the file, and stays there; what is ignored goes first.
    assert_eq!(results.iter().filter(|rule| **rule == "\"server-cleartext\",").count(), 1);
    assert_eq!(results.last(), Some(&"\"server-cleartext\","));
    assert!(!log.contains("\"kind\": \"inSource\""));
    let (_, told) = log.split_once("\"toolExecutionNotifications\": [").unwrap();
    let told: serde_json::Value = serde_json::from_str(told.split_once(']').unwrap().0).unwrap();
    assert_eq!(told, serde_json::json!({"level": "warning", "message": {"text": sentence}}));

    let all = std::fs::read_to_string(folder.0.join("all.txt")).unwrap();
    assert_eq!(all.lines().count(), MOST + 1);
}
