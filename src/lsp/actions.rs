//! What can be done about a finding: ignore it here, or read about it.

use serde_json::{Value, json};

use super::protocol::{self, Encoding, range_json};
use super::workspace::Workspace;
use crate::engine;
use crate::rules;

/// The command that shows the page of a rule; its argument is the id.
pub(super) const EXPLAIN: &str = "apivet.explain";

/// The result of `textDocument/codeAction`: two actions for each finding the client asks about.
pub(super) fn offer(workspace: &Workspace, params: &Value, encoding: Encoding) -> Value {
    let Some((uri, path)) = protocol::document(params) else { return Value::Null };
    let Some(buffer) = workspace.buffers.get(&path) else { return Value::Null };
    let wanted = params["context"]["only"].as_array();
    let is_wanted = |kind: &Value| kind.as_str().is_some_and(|kind| kind.is_empty() || kind == "quickfix");
    if wanted.is_some_and(|kinds| !kinds.iter().any(is_wanted)) {
        return json!([]);
    }
    let mut actions = Vec::new();
    for diagnostic in diagnostics(workspace, params, &path) {
        let rule = diagnostic["code"].as_str().and_then(rules::find);
        let (Some(rule), Some((start, end))) = (rule, protocol::range(&diagnostic)) else { continue };
        let id = rule.meta.id;
        let place = (buffer.offset(start, encoding), buffer.offset(end, encoding));
        let name = path.to_string_lossy();
        // An ignore of what is said about an ignore is no help.
        let is_ignorable = !id.starts_with("ignore-") && id != "syntax-error";
        if let Some(insertion) = engine::insertion(&name, &buffer.text, place, id).filter(|_| is_ignorable) {
            let at = buffer.place(insertion.at, encoding);
            let edit = json!({"range": range_json((at, at)), "newText": insertion.text("")});
            let document = json!({"uri": uri, "version": buffer.version});
            let (before, after) = (&insertion.before, &insertion.after);
            actions.push(json!({
                "title": format!("Ignore `{id}` here, with a reason"),
                "kind": "quickfix",
                "diagnostics": [diagnostic],
                "edit": {"documentChanges": [{"textDocument": document, "edits": [edit]}]},
                // For clients that ask for the reason themselves.
                "data": {"before": before, "after": after, "quoted": insertion.quoted},
            }));
        }
        actions.push(json!({
            "title": format!("Explain `{id}`"),
            "kind": "quickfix",
            "diagnostics": [diagnostic],
            "command": {"title": "Explain", "command": EXPLAIN, "arguments": [id]},
        }));
    }
    Value::Array(actions)
}

/// The findings the client names; of a client that names none, those at the place it asks about.
fn diagnostics(workspace: &Workspace, params: &Value, path: &std::path::Path) -> Vec<Value> {
    let named = params["context"]["diagnostics"].as_array().cloned().unwrap_or_default();
    let own: Vec<Value> = named.into_iter().filter(|diagnostic| diagnostic["source"] == "apivet").collect();
    if !own.is_empty() {
        return own;
    }
    let Some((start, end)) = protocol::range(params) else { return own };
    let here = workspace.found(path).into_iter().filter(|found| found.range.0 <= end && start <= found.range.1);
    here.map(|found| found.json.clone()).collect()
}
