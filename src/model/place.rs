//! Where a node stands, in words that survive a change of lines, of order, of format and of parameter names.

use crate::syntax::{Element, NodeRef};

/// The steps from a node up to, not including, an ancestor that `ends` names: keys, what items of lists are called, and
/// elements with their names, joined by slashes. `ends` gives what stands before the steps; without one they go up to
/// the root.
pub fn place<'a>(node: NodeRef<'a>, ends: impl Fn(NodeRef<'a>) -> Option<String>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut around = Some(node);
    while let Some(node) = around {
        if let Some(before) = ends(node) {
            parts.push(before);
            break;
        }
        parts.extend(step(node));
        around = node.parent();
    }
    parts.reverse();
    parts.join("/")
}

/// What leads from its parent to a node: a key with the names of path parameters blanked, what an item is called where
/// its own keys say so, an element with its name. `None` for a root of YAML or JSON.
fn step(node: NodeRef<'_>) -> Option<String> {
    if let Some(key) = node.key() {
        return Some(blank_parameters(key.key_text()));
    }
    if node.parent().is_some_and(NodeRef::is_seq) {
        let named = ["in", "name", "url"].into_iter().filter_map(|key| node.get(key)?.text());
        return Some(named.collect::<Vec<_>>().join(":"));
    }
    let element = Element::new(node)?;
    let name = ["name", "Name"].into_iter().find_map(|attribute| element.attr_text(attribute));
    let id = || element.attributes().find(|attribute| matches!(attribute.local(), "Id" | "id")).map(|id| id.value());
    Some(format!("{}[{}]", element.local(), name.or_else(id).unwrap_or_default()))
}

/// `/users/{id}` and `/users/{userId}` are the same place.
pub fn blank_parameters(key: &str) -> String {
    if !key.starts_with('/') {
        return key.to_owned();
    }
    key.split('/')
        .map(|part| if part.starts_with('{') && part.ends_with('}') { "{}" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}
