//! One document: opened, changed, asked about, closed.

use serde_json::{Value, json};

use crate::client::{Client, Folder};

/// A description with one finding, `server-cleartext` on its line 3.
const CLEARTEXT: &str = "openapi: 3.1.0
info: {title: A, version: '1'}
servers:
  - url: http://api.acme.com
security: [{login: []}]
paths: {}
components: {securitySchemes: {login: {type: http, scheme: bearer}}}
";

fn range(diagnostic: &Value) -> [u64; 4] {
    let range = &diagnostic["range"];
    [&range["start"]["line"], &range["start"]["character"], &range["end"]["line"], &range["end"]["character"]]
        .map(|number| number.as_u64().unwrap())
}

#[test]
fn what_is_found_is_shown_until_it_is_mended_or_closed() {
    let folder = Folder::new();
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    assert_eq!(client.capabilities["positionEncoding"], "utf-16");
    let uri = folder.uri("a b/api.yaml");
    client.open(&uri, CLEARTEXT);
    let found = client.until(&uri, &["server-cleartext"]);
    assert_eq!(range(&found[0]), [3, 9, 3, 28]);
    assert_eq!((&found[0]["severity"], &found[0]["source"]), (&json!(1), &json!("apivet")));
    client.change(&uri, 2, [(3, 13), (3, 13)], "s");
    let published = client.wait(|message| message["params"]["version"] == 2);
    assert_eq!(published["params"]["diagnostics"], json!([]));
    client.change(&uri, 3, [(3, 13), (3, 14)], "");
    client.until(&uri, &["server-cleartext"]);
    client.close(&uri);
    client.until(&uri, &[]);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn columns_count_what_was_agreed_on() {
    let text = CLEARTEXT.replace("- url: http://api.acme.com", "- {x-é😀: é, url: http://api.acme.com}");
    for (encoding, start) in [("utf-8", 24), ("utf-16", 20), ("utf-32", 19)] {
        let folder = Folder::new();
        let wish = json!({"capabilities": {"general": {"positionEncodings": [encoding, "utf-16"]}}});
        let mut client = Client::start(Some(&folder), &[], wish);
        assert_eq!(client.capabilities["positionEncoding"], encoding);
        let uri = folder.uri("api.yaml");
        client.open(&uri, &text);
        let found = client.until(&uri, &["server-cleartext"]);
        assert_eq!(range(&found[0]), [3, start, 3, start + 19], "{encoding}");
        // A change behind the same characters lands where the editor meant it.
        client.change(&uri, 2, [(3, start as u32 + 4), (3, start as u32 + 4)], "s");
        client.until(&uri, &[]);
    }
}

#[test]
fn quick_typing_ends_in_what_is_there_at_last() {
    let folder = Folder::new();
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    let uri = folder.uri("api.yaml");
    client.open(&uri, CLEARTEXT);
    for version in 2..200 {
        let (range, text) = if version % 2 == 0 { ([(3, 13), (3, 13)], "s") } else { ([(3, 13), (3, 14)], "") };
        client.change(&uri, version, range, text);
    }
    client.wait(|message| message["params"]["version"] == 199);
    client.until(&uri, &["server-cleartext"]);
}

#[test]
fn hovering_shows_the_page() {
    let folder = Folder::new();
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    let uri = folder.uri("api.yaml");
    client.open(&uri, &format!("{CLEARTEXT}# see   : see auth-http-basic\n"));
    client.until(&uri, &["server-cleartext"]);
    let at = |line: u32, character: u32| json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
    let hover = client.request("textDocument/hover", at(3, 15));
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("`server-cleartext` · severity high"), "{text}");
    assert!(text.contains("## What to do instead"), "{text}");
    assert_eq!(range(&hover), [3, 9, 3, 28]);
    let hover = client.request("textDocument/hover", at(7, 20));
    assert!(hover["contents"]["value"].as_str().unwrap().contains("`auth-http-basic`"));
    assert_eq!(client.request("textDocument/hover", at(1, 1)), Value::Null);
}

#[test]
fn a_finding_can_be_ignored_where_it_is() {
    let folder = Folder::new();
    let mut client = Client::start(Some(&folder), &["--docs-url", "https://docs.shop.test/rules/"], Value::Null);
    let uri = folder.uri("api.yaml");
    client.open(&uri, CLEARTEXT);
    let found = client.until(&uri, &["server-cleartext"]);
    let page = "https://docs.shop.test/rules/transport/server-cleartext.md";
    assert_eq!(found[0]["codeDescription"]["href"], page);
    let context = json!({"diagnostics": found});
    let params = json!({"textDocument": {"uri": uri}, "range": found[0]["range"], "context": context});
    let actions = client.request("textDocument/codeAction", params);
    let document = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(document["textDocument"], json!({"uri": uri, "version": 1}));
    let place = json!({"line": 3, "character": 0});
    let text = "  # apivet: ignore[server-cleartext] -- \n";
    assert_eq!(document["edits"], json!([{"range": {"start": place, "end": place}, "newText": text}]));
    client.change(&uri, 2, [(3, 0), (3, 0)], text);
    client.until(&uri, &["ignore-without-reason"]);
    client.change(&uri, 3, [(3, 40), (3, 40)], "inside the cluster only");
    client.until(&uri, &[]);

    assert_eq!(actions[1]["command"]["arguments"], json!(["server-cleartext"]));
    let page = client.request("workspace/executeCommand", actions[1]["command"].clone());
    assert!(page["value"].as_str().unwrap().contains("## What to do instead"));
    client.wait(|message| message["method"] == "window/showMessage");
}

#[test]
fn what_is_asked_wrongly_is_answered_and_harmless() {
    let folder = Folder::new();
    let mut client = Client::start(Some(&folder), &[], Value::Null);
    assert_eq!(client.try_request("textDocument/rename", json!({})).unwrap_err()["code"], -32601);
    assert_eq!(client.request("textDocument/hover", json!({"position": 7})), Value::Null);
    for params in [Value::Null, json!([]), json!({"textDocument": 1}), json!({"textDocument": {"uri": "untitled:1"}})] {
        for method in ["didOpen", "didChange", "didSave", "didClose"] {
            client.notify(&format!("textDocument/{method}"), params.clone());
        }
    }
    client.notify("$/cancelRequest", json!({"id": 1}));
    let uri = folder.uri("api.yaml");
    client.change(&uri, 1, [(0, 0), (0, 0)], "never opened");
    client.open(&uri, CLEARTEXT);
    client.change(&uri, 2, [(99, 99), (7, 0)], "x-end: 1\n");
    client.wait(|message| message["params"]["version"] == 2);
    client.until(&uri, &["server-cleartext"]);
    client.notify("exit", Value::Null);
}
