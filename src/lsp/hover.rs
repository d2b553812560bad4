//! What a rule's page says, where the pointer rests: on what the rule found, or on the name of the rule itself.

use serde_json::{Value, json};

use super::diagnostic::Found;
use super::protocol::{self, Encoding, range_json};
use super::workspace::Workspace;
use crate::finding::Meta;
use crate::rules;

/// Most pages at one place.
const MOST: usize = 3;

/// The result of `textDocument/hover`.
pub(super) fn at(workspace: &Workspace, params: &Value, encoding: Encoding) -> Value {
    let (Some((_, path)), Some(place)) = (protocol::document(params), protocol::position(params)) else {
        return Value::Null;
    };
    let Some(buffer) = workspace.buffers.get(&path) else { return Value::Null };
    let around = |found: &&Found| {
        // The end counts: behind the last letter of a word the pointer is still on it.
        found.rule.is_some() && found.range.0 <= place && place <= found.range.1
    };
    let mut here: Vec<&Found> = workspace.found(&path).into_iter().filter(around).collect();
    // What begins last is the innermost.
    here.sort_by_key(|found| std::cmp::Reverse(found.range.0));
    if let Some(first) = here.first() {
        let mut pages: Vec<String> = Vec::new();
        for found in here.iter().take(MOST) {
            let help = found.help.as_ref().map(|help| format!("**Here:** {help}\n\n")).unwrap_or_default();
            pages.extend(found.rule.map(|rule| format!("{help}{}", page(rule))));
        }
        return hover(&pages.join("\n\n---\n\n"), Some(first.range));
    }
    let name = word(&buffer.text, buffer.offset(place, encoding));
    rules::find(name).map_or(Value::Null, |rule| hover(&page(&rule.meta), None))
}

fn hover(text: &str, range: Option<protocol::Range>) -> Value {
    let mut hover = json!({"contents": {"kind": "markdown", "value": text}});
    if let Some(range) = range {
        hover["range"] = range_json(range);
    }
    hover
}

/// A rule's page as Markdown, its grades on top.
pub(super) fn page(meta: &Meta) -> String {
    let cwe = meta.cwe.iter().map(|number| format!("CWE-{number}"));
    let tags: Vec<String> = meta.owasp.iter().map(|tag| format!("OWASP {tag}")).chain(cwe).collect();
    format!(
        "### {}\n\n`{}` · severity {} · confidence {} · {}\n\n{}",
        meta.title,
        meta.id,
        meta.severity,
        meta.confidence,
        tags.join(", "),
        meta.page.trim()
    )
}

/// The name around a byte: letters, digits and hyphens.
fn word(text: &str, at: usize) -> &str {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let before = text.get(..at).unwrap_or_default();
    let start = before.trim_end_matches(is_part).len();
    let behind = text.get(at..).unwrap_or_default();
    let end = at + (behind.len() - behind.trim_start_matches(is_part).len());
    text.get(start..end).unwrap_or_default()
}
