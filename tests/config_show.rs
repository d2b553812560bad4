//! `apivet config show` for programs: every rule that runs, with its severity and the places that decide.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test runs the program and may fail")]

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

#[test]
fn programs_learn_what_applies_to_a_file() {
    let folder = std::env::temp_dir().join(format!("apivet-show-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join(".git")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("base.yaml", "fail-on: never\nrules:\n  unknown-field: off\n");
    write(
        "apivet.yaml",
        "extends: base.yaml\nrules: {duplicate-key: info, server-cleartext: critical}\ncontrols: {tls: mesh}\n\
         ignore: [{rule: server-cleartext, pointer: /servers/0, reason: why}]\nexclude: ['*.gen.yaml']\n",
    );
    write("org.yaml", "fail-on: high\nrules: {duplicate-key: high, server-cleartext: locked}\n");
    write("a.gen.yaml", "openapi: 3.1.0\n");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_apivet"));
        let output = command.args(arguments).current_dir(&folder).env_clear().output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let shown = run(&["config", "show", "-f", "json", "--policy", "org.yaml", "a.gen.yaml"]);
    let rule = |shown: &Value, id: &str| {
        shown["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == id).cloned().unwrap_or_default()
    };
    assert_eq!(shown["schema"], "apivet-config/1");
    assert_eq!((&shown["configuration"], &shown["extends"]), (&json!("apivet.yaml"), &json!(["base.yaml"])));
    assert_eq!(shown["excluded"], json!({"pattern": "*.gen.yaml", "obeyed": false, "by": "apivet.yaml:5:11"}));
    assert_eq!(shown["fail_on"], json!({"value": "high", "by": "org.yaml:1:1"}));
    assert_eq!(
        rule(&shown, "duplicate-key"),
        json!({
            "rule": "duplicate-key", "runs": true, "severity": "high", "default_severity": "high", "locked": false,
            "options": {}, "by": ["apivet.yaml:2:9", "org.yaml:2:9"],
        })
    );
    let locked = rule(&shown, "server-cleartext");
    assert_eq!((&locked["severity"], &locked["locked"]), (&json!("critical"), &json!(true)), "stricter is fine");
    assert_eq!(rule(&shown, "unknown-field")["runs"], false);
    assert_eq!(rule(&shown, "unknown-field")["by"], json!(["base.yaml:3:3"]));
    assert_eq!(rule(&shown, "syntax-error")["by"], json!([]), "what nobody decided runs by its profile");
    assert_eq!(shown["controls"][0]["by"], "apivet.yaml:3:12");
    assert_eq!(shown["ignores"][0]["not_obeyed"], "the policy locks the rule (org.yaml:2:30)");
    let overruled = shown["overruled"].as_array().unwrap();
    assert_eq!(overruled.len(), 3, "{overruled:?}");
    let plain = run(&["config", "show", "-f", "json", "--no-config"]);
    assert_eq!(
        (&plain["configuration"], &plain["policy"], &plain["overruled"]),
        (&Value::Null, &Value::Null, &json!([]))
    );
    assert!(plain["rules"].as_array().unwrap().len() >= plain["rules_run"].as_u64().unwrap() as usize);
    fs::remove_dir_all(folder).unwrap();
}
