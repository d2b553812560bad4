//! See `rules/inventory/operation-undocumented.md`.

use crate::model::openapi::{Fields, Key, Operation};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::AnyOperation(check)];

fn check<'a>(operation: Operation<'a>, cx: &mut Cx<'a>) {
    let around = std::iter::once(operation.node()).chain(operation.path_items());
    // A preflight says the same everywhere.
    if operation.method() == "OPTIONS" || operation.is_elsewhere() || around.into_iter().any(is_described) {
        return;
    }
    cx.report(Place::key(operation.node()), format!("nothing says what `{}` does", operation.title()))
        .help("Write a `summary` or a `description`: what it does, for whom, and what it changes");
}

fn is_described(node: NodeRef<'_>) -> bool {
    [Key::Summary, Key::Description]
        .into_iter()
        .filter_map(|key| node.field(key)?.text())
        .any(|text| !text.trim().is_empty())
}
