//! See `rules/outbound/link-foreign-server.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Api, Kind};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let host = |text: Option<&str>| text.filter(|host| !host.is_empty()).map(str::to_ascii_lowercase);
    let is_of_link = |site: NodeRef<'a>| site.parent().is_some_and(|parent| api.kind(parent) == Kind::Link);
    let (links, own): (Vec<_>, Vec<_>) = api.endpoints().partition(|endpoint| is_of_link(endpoint.site()));
    let known: HashSet<String> = own.iter().filter_map(|endpoint| host(endpoint.url().host())).collect();
    // Where the API itself has no stated host, nobody knows which one is foreign.
    if known.is_empty() {
        return;
    }
    for endpoint in links {
        let Some(foreign) = host(endpoint.url().host()).filter(|host| !known.contains(host)) else { continue };
        let message = format!("a link sends clients on to `{foreign}`, where this API is not served");
        cx.report(Place::value(endpoint.node()), message).help(
            "name the operation by `operationId` and leave `server` out, or describe the other host under `servers` if \
             the credentials of this API are meant for it",
        );
    }
}
