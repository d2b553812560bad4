//! See `rules/integrity/security-in-referenced-document.md`.

use crate::model::openapi::{Api, Fields, Key, Operation};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::{Document, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What stands at the root for all operations of a description.
const INHERITED: [Key; 4] = [Key::Security, Key::Servers, Key::Schemes, Key::Host];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for document in api.documents().iter().filter(|document| document.source.id != api.root().doc.source.id) {
        let Some(root) = document.root().filter(|root| root.field(Key::Paths).is_some() || is_description(*root))
        else {
            continue;
        };
        for key in INHERITED {
            if let Some(value) = root.field(key) {
                inherited(api, document, key, value, cx);
            }
        }
    }
}

fn is_description(root: NodeRef<'_>) -> bool {
    root.field(Key::OpenApi).is_some() || root.field(Key::Swagger).is_some()
}

fn inherited<'a>(api: &'a Api, document: &'a Document, key: Key, value: NodeRef<'a>, cx: &mut Cx<'a>) {
    // Where both say the same it does not matter which counts.
    if api.root().field(key).is_some_and(|own| same_text(own, value)) {
        return;
    }
    let is_inheriting = |operation: &Operation<'a>| {
        let is_here = operation.node().doc.source.id == document.source.id && !operation.is_elsewhere();
        let states = |node: NodeRef<'_>| node.field(key).is_some();
        is_here && operation.is_first() && !states(operation.node()) && !operation.path_items().any(states)
    };
    let operations: Vec<Operation<'a>> = api.operations().filter(is_inheriting).collect();
    let Some(first) = operations.first() else { return };
    let more = match operations.len() - 1 {
        0 => String::new(),
        1 => " and 1 more operation".to_owned(),
        more => format!(" and {more} more operations"),
    };
    let name = key.as_str();
    let instead = if api.root().field(key).is_some() {
        format!("the `{name}` of the entry document count")
    } else {
        format!("the entry document has no `{name}`")
    };
    let message = format!("`{name}` at the root of this file has no effect on `{}`{more}: {instead}", first.title());
    let finding = cx.report(Place::key(value), message);
    finding.help(format!("state `{name}` in each of these operations, or at the root of the entry document"));
    many::list(finding, operations.iter().map(|operation| Place::key(operation.node())), "not covered by it");
}

fn same_text(a: NodeRef<'_>, b: NodeRef<'_>) -> bool {
    let words = |node: NodeRef<'_>| -> Vec<String> {
        let scalars = node.subtree().filter(|inner| inner.is_scalar());
        scalars.filter_map(|inner| inner.text().map(std::borrow::Cow::into_owned)).collect()
    };
    words(a) == words(b)
}
