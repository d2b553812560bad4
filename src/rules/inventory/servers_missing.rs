//! See `rules/inventory/servers-missing.md`.

use crate::model::openapi::{Api, Fields, Key, Operation, Version};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let count = api.served().count();
    if count == 0 {
        return;
    }
    if api.version == Version::V2 {
        if api.root().field(Key::Host).is_none_or(|host| host.is_null()) {
            let message = "no `host` is stated: the API is wherever this description happens to be served";
            cx.report(Place::key(many::whole(api)), message).help(
                "write `host` and `schemes: [https]`, so that tools and people test and protect the right address",
            );
        }
        return;
    }
    let has_servers = |operation: &Operation<'_>| {
        let around = std::iter::once(operation.node()).chain(operation.path_items()).chain([api.root()]);
        around.into_iter().any(|node| node.field(Key::Servers).is_some_and(|servers| !servers.is_empty()))
    };
    let without = api.served().filter(|operation| !has_servers(operation)).count();
    if without > 0 {
        let whose = if without == count { String::new() } else { format!(" for {without} of {count} operations") };
        let message = format!("no server is stated{whose}: the API is wherever this description happens to be served");
        cx.report(Place::key(many::whole(api)), message)
            .help("write `servers`, so that tools and people test and protect the right address");
    }
}
