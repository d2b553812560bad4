//! See `rules/authentication/security-empty-array-operation.md`.

use super::example;
use super::somebody::is_about_somebody;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Endpoint, Fields, Key, Operation};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let protection = api.protection();
    // Where nothing is required anywhere the root is the cause, and there is nothing to switch off.
    let Some(name) = protection.required else { return };
    for operation in &protection.open {
        let Some(list) = api.own_requirements(operation.node()).map(|list| api.node(list.at)) else { continue };
        if !list.is_empty() || is_upload_elsewhere(*operation) {
            continue;
        }
        if cx.profile() == Profile::Recommended && is_public_list(*operation) {
            continue;
        }
        let severity = if operation.is_safe_method() { Severity::Medium } else { Severity::High };
        cx.report(list, format!("`security: []` lets anybody call `{}`", operation.title())).severity(severity).help(
            format!(
                "write {} in its place, or say beside it why it is open: `x-apivet-public: \"reason\"`",
                example(Some(name))
            ),
        );
    }
}

/// The operation has servers of its own, and none of them is a host of the root: credentials of this API are not for
/// them, and the address itself, signed for a short time, is what lets callers in.
fn is_upload_elsewhere(operation: Operation<'_>) -> bool {
    let holders = std::iter::once(operation.node()).chain(operation.path_items());
    let has_own = holders.filter_map(|node| node.field(Key::Servers)).any(|list| !list.is_empty());
    if !has_own || operation.is_safe_method() {
        return false;
    }
    let root = operation.api.root();
    let is_of_root = |endpoint: &Endpoint<'_>| endpoint.site().parent().and_then(NodeRef::parent) == Some(root);
    let host = |endpoint: Endpoint<'_>| endpoint.url().host().map(str::to_ascii_lowercase);
    let known: Vec<_> = operation.api.endpoints().filter(is_of_root).map(host).collect();
    !known.is_empty()
        && operation
            .endpoints()
            .into_iter()
            .all(|endpoint| host(endpoint).is_some() && !known.contains(&host(endpoint)))
}

/// Reads the same for everybody: nothing is sent, and nothing says that it belongs to somebody. An explicit `[]` on such a
/// list of languages or prices is meant.
fn is_public_list(operation: Operation<'_>) -> bool {
    operation.is_safe_method()
        && operation.parameters().is_empty()
        && operation.request_payloads().is_empty()
        && !is_about_somebody(operation)
}
