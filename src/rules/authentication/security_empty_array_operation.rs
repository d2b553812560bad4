//! See `rules/authentication/security-empty-array-operation.md`.

use hashbrown::{HashMap, HashSet};

use super::example;
use super::somebody::is_about_somebody;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Endpoint, Fields, Key, Operation};
use crate::rules::{Check, Cx};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let protection = api.protection();
    // Where nothing is required anywhere the root is the cause, and there is nothing to switch off.
    let Some(name) = protection.required else { return };
    let of_root = hosts_of_root(api);
    let mut lists = HashMap::new();
    for operation in &protection.open {
        let Some(list) = api.own_requirements(operation.node()).map(|list| api.node(list.at)) else { continue };
        if !list.is_empty() || is_upload_elsewhere(*operation, &of_root, &mut lists) {
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
fn is_upload_elsewhere(
    operation: Operation<'_>,
    of_root: &HashSet<Option<String>>,
    lists: &mut HashMap<Option<At>, bool>,
) -> bool {
    let holders = std::iter::once(operation.node()).chain(operation.path_items());
    let has_own = holders.filter_map(|node| node.field(Key::Servers)).any(|list| !list.is_empty());
    if !has_own || operation.is_safe_method() {
        return false;
    }
    // Every list of servers is looked at once.
    let mut is_elsewhere = || {
        let mut hosts = operation.endpoints().map(host_of);
        !of_root.is_empty() && hosts.all(|host| host.is_some() && !of_root.contains(&host))
    };
    *lists.entry(operation.endpoint_list()).or_insert_with(&mut is_elsewhere)
}

/// The hosts of the root's servers; `None` among them where an address has none.
fn hosts_of_root(api: &Api) -> HashSet<Option<String>> {
    let is_of_root = |endpoint: &Endpoint<'_>| endpoint.site().parent().and_then(NodeRef::parent) == Some(api.root());
    api.endpoints().filter(is_of_root).map(host_of).collect()
}

fn host_of(endpoint: Endpoint<'_>) -> Option<String> {
    endpoint.url().host().map(str::to_ascii_lowercase)
}

/// Reads the same for everybody: nothing is sent, and nothing says that it belongs to somebody. An explicit `[]` on such a
/// list of languages or prices is meant.
fn is_public_list(operation: Operation<'_>) -> bool {
    operation.is_safe_method()
        && operation.parameters().is_empty()
        && operation.request_payloads().is_empty()
        && !is_about_somebody(operation)
}
