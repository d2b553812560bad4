//! See `rules/inventory/path-item-empty.md`.

use crate::model::openapi::{Api, Fields, Key, Kind};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let keys: std::collections::HashSet<_> = api.operations().map(|operation| operation.path_key().at()).collect();
    let paths = api.root().field(Key::Paths).into_iter().flat_map(NodeRef::entries);
    let empty: Vec<NodeRef<'a>> = paths
        .filter(|(key, item)| !key.key_text().starts_with("x-") && !keys.contains(&key.at()) && is_known(api, *item))
        .map(|(key, _)| key)
        .collect();
    for told in many::told(&empty, cx) {
        let Some((first, others)) = told.split_first() else { continue };
        let message = if others.is_empty() {
            format!("`{}` has no operations, so nothing says who may do what there", first.key_text())
        } else {
            format!("{} paths have no operations, such as `{}`", told.len(), first.key_text())
        };
        let finding = cx.report(Place::key(*first), message);
        finding.help("describe the operations, or remove the path if nothing is there");
        many::known(finding, told, "paths");
        many::list(finding, others.iter().map(|key| Place::key(*key)), "empty too");
    }
}

/// False for a path item behind a reference that was not followed.
fn is_known(api: &Api, item: NodeRef<'_>) -> bool {
    if item.is_null() {
        return true;
    }
    let chain = api.chain(item);
    let ends = chain.last().is_some_and(|last| last.field(Key::Ref).is_none());
    item.is_map() && ends && chain.iter().all(|node| matches!(api.kind(*node), Kind::PathItem | Kind::Reference))
}
