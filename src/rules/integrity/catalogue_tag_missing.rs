//! See `rules/integrity/catalogue-tag-missing.md`.

use crate::model::openapi::{Api, Fields, Key};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let wanted = cx.option("fields");
    if wanted.is_empty() {
        return;
    }
    let root = api.root();
    let info = root.field(Key::Info).filter(|info| info.is_map());
    let is_there = |name: &&String| info.into_iter().chain([root]).any(|holder| is_stated(holder, name));
    let missing: Vec<&String> = wanted.iter().filter(|name| !is_there(name)).collect();
    if missing.is_empty() {
        return;
    }
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} missing, which the catalogue demands of every description", names.join(", "));
    cx.report(Place::key(info.unwrap_or(root)), message).help("write it in `info`, or at the root");
}

/// True when a field, by a path of names with dots between them, is there and says something.
fn is_stated(holder: NodeRef<'_>, path: &str) -> bool {
    let direct = holder.get(path);
    let nested = || path.split('.').try_fold(holder, |node, name| node.get(name));
    direct.or_else(nested).is_some_and(|value| {
        let is_empty_text = value.is_scalar() && value.text().is_none_or(|text| text.trim().is_empty());
        !value.is_null() && !is_empty_text && (value.is_scalar() || !value.is_empty())
    })
}
