//! Several files: fragments, folders, configurations, changes from outside.

use serde_json::{Value, json};

use crate::client::{Client, Folder};

const ROOT: &str = "openapi: 3.1.0
info: {title: A, version: '1'}
servers: [{url: https://api.acme.com}]
security: [{login: []}]
paths: {/a: {delete: {responses: {'204': {description: Gone}, '429': {description: Slow down}}}}}
components: {securitySchemes: {login: {$ref: 'parts/login.yaml'}}}
";
const BASIC: &str = "type: http\nscheme: basic\n";
const BEARER: &str = "type: http\nscheme: bearer\n";

#[test]
fn a_fragment_is_judged_through_the_root_that_reads_it() {
    let folder = Folder::new();
    folder.write("api.yaml", ROOT);
    folder.write("parts/login.yaml", BEARER);
    folder.write("other.yaml", "just: data\n");
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    let (fragment, root) = (folder.uri("parts/login.yaml"), folder.uri("api.yaml"));
    client.open(&fragment, BASIC);
    // The root was never opened; the text is not saved.
    let found = client.until(&fragment, &["auth-http-basic"]);
    assert_eq!(found[0]["range"]["start"], json!({"line": 1, "character": 8}));
    client.replace(&fragment, 2, BEARER);
    client.until(&fragment, &[]);
    client.open(&root, ROOT);
    client.until(&root, &[]);
    client.replace(&fragment, 3, BASIC);
    client.until(&fragment, &["auth-http-basic"]);
    // Closed without saving: the file counts again.
    client.close(&fragment);
    client.until(&fragment, &[]);
}

#[test]
fn findings_in_files_that_are_not_open_are_shown_and_cleared_with_their_root() {
    let folder = Folder::new();
    folder.write("parts/login.yaml", BASIC);
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    let (fragment, root) = (folder.uri("parts/login.yaml"), folder.uri("api.yaml"));
    client.open(&root, ROOT);
    client.until(&fragment, &["auth-http-basic"]);
    client.until(&root, &[]);
    folder.write("parts/login.yaml", BEARER);
    let watched = client.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(watched["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": fragment, "type": 2}]}));
    client.until(&fragment, &[]);
    folder.write("parts/login.yaml", BASIC);
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": fragment, "type": 2}]}));
    client.until(&fragment, &["auth-http-basic"]);
    client.close(&root);
    client.until(&fragment, &[]);
}

#[test]
fn a_fragment_that_two_roots_read_shows_each_finding_once() {
    let folder = Folder::new();
    folder.write("a.yaml", ROOT);
    folder.write("b.yaml", ROOT);
    folder.write("parts/login.yaml", BASIC);
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    let fragment = folder.uri("parts/login.yaml");
    client.open(&folder.uri("a.yaml"), ROOT);
    client.open(&folder.uri("b.yaml"), ROOT);
    client.until(&folder.uri("b.yaml"), &[]);
    client.until(&fragment, &["auth-http-basic"]);
    client.close(&folder.uri("a.yaml"));
    client.open(&folder.uri("c.yaml"), ROOT);
    client.until(&folder.uri("c.yaml"), &[]);
    client.until(&fragment, &["auth-http-basic"]);
}

#[test]
fn places_in_other_files_are_related() {
    let folder = Folder::new();
    folder.write("parts/login.yaml", BASIC);
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    client.open(&folder.uri("api.yaml"), ROOT);
    let found = client.until(&folder.uri("parts/login.yaml"), &["auth-http-basic"]);
    let related = found[0]["relatedInformation"].as_array().unwrap();
    assert!(related.iter().any(|place| place["location"]["uri"] == folder.uri("api.yaml")), "{related:?}");
}

#[test]
fn a_configuration_counts_once_it_is_saved_and_shows_its_problems_at_once() {
    let folder = Folder::new();
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    let (root, config) = (folder.uri("api.yaml"), folder.uri("apivet.yaml"));
    let text = ROOT.replace("https:", "http:").replace("{$ref: 'parts/login.yaml'}", "{type: http, scheme: bearer}");
    client.open(&root, &text);
    client.until(&root, &["credentials-over-cleartext"]);
    client.open(&config, "rules: {server-clear: off}\n");
    let problem = client.wait(|message| message["params"]["uri"] == config);
    let problem = &problem["params"]["diagnostics"][0];
    assert_eq!(problem["range"]["start"], json!({"line": 0, "character": 8}), "{problem}");
    let mended = "rules: {server-cleartext: off, credentials-over-cleartext: off}\n";
    client.replace(&config, 2, mended);
    client.until(&config, &[]);
    folder.write("apivet.yaml", mended);
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": config}}));
    client.until(&root, &[]);
    folder.write("apivet.yaml", "rules: [\n");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": config, "type": 2}]}));
    let said = client.wait(|message| message["params"]["uri"] == root && message["params"]["diagnostics"] != json!([]));
    let said = said["params"]["diagnostics"][0]["message"].as_str().unwrap();
    assert!(said.starts_with("not checked: its configuration is broken: apivet.yaml:1:"), "{said}");
}

#[test]
fn what_is_not_checked_does_not_look_clean() {
    let folder = Folder::new();
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    let (data, broken) = (folder.uri("data.yaml"), folder.uri("broken.yaml"));
    client.open(&data, "kind: ConfigMap\n");
    client.open(&broken, "openapi: 3.1.0\ninfo: {title: 'A\n");
    client.until(&broken, &["syntax-error"]);
    assert!(!client.shown.contains_key(&data), "other people's files are left alone");
    client.replace(&data, 2, "openapi: 9.9.9\n");
    client.until(&data, &["spec-version-unknown"]);
}

#[test]
fn a_baseline_holds_in_the_editor() {
    let folder = Folder::new();
    let text = ROOT.replace("https:", "http:").replace("{$ref: 'parts/login.yaml'}", "{type: http, scheme: bearer}");
    folder.write("api.yaml", &text);
    let mut create = std::process::Command::new(env!("CARGO_BIN_EXE_apivet"));
    assert!(create.args(["baseline", "create", "--quiet"]).current_dir(&folder.0).status().unwrap().success());
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    let uri = folder.uri("api.yaml");
    client.open(&uri, &text);
    client.until(&uri, &[]);
    client.replace(&uri, 2, &text.replace("api.acme", "new.acme"));
    client.until(&uri, &["credentials-over-cleartext"]);
}

#[test]
fn folders_come_and_go() {
    let (first, second) = (Folder::new(), Folder::new());
    second.write("api.yaml", ROOT);
    second.write("parts/login.yaml", BASIC);
    let mut client = Client::start(Some(&first), &[], Value::Null);
    let fragment = second.uri("parts/login.yaml");
    client.open(&fragment, BASIC);
    let folder = json!({"uri": second.uri(""), "name": "second"});
    let event = json!({"added": [folder], "removed": []});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    client.until(&fragment, &["auth-http-basic"]);
}
