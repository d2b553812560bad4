//! Files that decide what is found: what a configuration extends, and the policy of an organisation. They may stand outside
//! of what the editor has open.

use serde_json::{Value, json};

use crate::client::{Client, Folder};

const TEXT: &str = "openapi: 3.1.0
info: {title: A, version: '1'}
servers: [{url: 'http://api.acme.com'}]
paths: {}
";
const LOW: &str = "rules: {server-cleartext: low}\n";
const OFF: &str = "rules: {server-cleartext: off}\n";

/// Asks for a lint by a change that changes no finding.
fn type_a_key(client: &mut Client, uri: &str, version: i64) {
    client.replace(uri, version, &format!("{TEXT}# {version}\n"));
}

/// The client was asked to tell of changes of a file, by its folder and name.
fn is_watched(message: &Value, folder: &str, name: &str) -> bool {
    let watchers = &message["params"]["registrations"][0]["registerOptions"]["watchers"];
    let wanted = json!({"baseUri": folder, "pattern": name});
    message["method"] == "client/registerCapability"
        && watchers.as_array().is_some_and(|all| all.iter().any(|watcher| watcher["globPattern"] == wanted))
}

#[test]
fn what_a_configuration_extends_counts_as_it_is_now() {
    let folder = Folder::new();
    folder.write("base.yaml", OFF);
    folder.write("api/apivet.yaml", "extends: ../base.yaml\n");
    let (uri, base) = (folder.uri("api/api.yaml"), folder.uri("base.yaml"));
    let wishes = json!({"workspaceFolders": [{"uri": folder.uri("api"), "name": "api"}]});
    let mut client = Client::start(None, &[], wishes);
    client.open(&uri, TEXT);
    client.until(&uri, &[]);
    let asked = client.wait(|message| is_watched(message, folder.uri("").trim_end_matches('/'), "base.yaml"));
    assert!(asked["id"].is_string(), "{asked}");

    // The client tells of it.
    folder.write("base.yaml", LOW);
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": base, "type": 2}]}));
    client.until(&uri, &["server-cleartext"]);

    // It is saved in the editor.
    client.open(&base, LOW);
    client.replace(&base, 2, OFF);
    folder.write("base.yaml", OFF);
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": base}}));
    client.until(&uri, &[]);

    // Nobody tells.
    folder.write("base.yaml", &format!("{LOW}# changed\n"));
    type_a_key(&mut client, &uri, 2);
    client.until(&uri, &["server-cleartext"]);

    // It goes, and comes back.
    std::fs::remove_file(folder.0.join("base.yaml")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": base, "type": 3}]}));
    let is_refused =
        |message: &Value| message["params"]["diagnostics"][0]["message"].to_string().contains("`../base.yaml`");
    client.wait(|message| message["params"]["uri"] == uri && is_refused(message));
    folder.write("base.yaml", OFF);
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": base, "type": 1}]}));
    client.until(&uri, &[]);
}

#[test]
fn a_policy_holds_as_it_is_now() {
    let (folder, office) = (Folder::new(), Folder::new());
    folder.write("apivet.yaml", OFF);
    office.write("org.yaml", "rules: {server-cleartext: locked}\n");
    let policy = office.0.join("org.yaml").to_string_lossy().into_owned();
    let (uri, told) = (folder.uri("api.yaml"), office.uri("org.yaml"));
    let mut client = Client::start(Some(&folder), &["--policy", &policy], Value::Null);
    client.open(&uri, TEXT);
    let found = client.until(&uri, &["server-cleartext"]);
    assert_eq!(found[0]["severity"], 1);
    client.wait(|message| is_watched(message, office.uri("").trim_end_matches('/'), "org.yaml"));

    office.write("org.yaml", "profile: recommended\n");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": told, "type": 2}]}));
    client.until(&uri, &[]);

    office.write("org.yaml", "rules: {server-cleartext: locked}\n");
    type_a_key(&mut client, &uri, 2);
    client.until(&uri, &["server-cleartext"]);

    office.write("org.yaml", "rules: {server-clear: locked}\n");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": told, "type": 2}]}));
    let is_it = |message: &Value| message["params"]["uri"] == uri && !message["params"]["diagnostics"][0].is_null();
    let said =
        client.wait(|message| is_it(message) && message["params"]["diagnostics"][0]["code"] != "server-cleartext");
    let said = said["params"]["diagnostics"][0]["message"].as_str().unwrap();
    assert!(said.starts_with("not checked: its configuration is broken: "), "{said}");
    assert!(said.contains("org.yaml:1:9: unknown rule `server-clear`"), "{said}");
}

#[test]
fn a_client_that_cannot_watch_outside_of_its_folders_is_not_asked_to() {
    let (folder, office) = (Folder::new(), Folder::new());
    folder.write("apivet.yaml", OFF);
    office.write("org.yaml", "rules: {server-cleartext: locked}\n");
    let policy = office.0.join("org.yaml").to_string_lossy().into_owned();
    let uri = folder.uri("api.yaml");
    let watching = json!({"capabilities": {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}});
    let mut client = Client::start(Some(&folder), &["--policy", &policy], watching);
    let first = client.wait(|message| message["method"] == "client/registerCapability");
    assert!(
        first["params"]["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"].is_string(),
        "{first}"
    );
    client.open(&uri, TEXT);
    client.until(&uri, &["server-cleartext"]);
    office.write("org.yaml", "profile: recommended\n");
    type_a_key(&mut client, &uri, 2);
    client.until(&uri, &[]);
    // What came meanwhile and nobody waited for is kept.
    assert!(
        !client.has_kept(|message| message["method"] == "client/registerCapability"),
        "asked for what it cannot do"
    );
}
