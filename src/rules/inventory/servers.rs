//! The addresses a description writes down, each once however many schemes it is offered over.

use hashbrown::HashSet;

use crate::model::endpoint::{HostKind, Url, host_kind};
use crate::model::openapi::{Api, Fields, Key, Kind, Version};
use crate::syntax::NodeRef;

/// One written address.
pub(super) struct Written<'a> {
    /// The `url`, or in 2.0 the `host`.
    pub(super) node: NodeRef<'a>,
    /// The Server Object, or in 2.0 the root.
    pub(super) holder: NodeRef<'a>,
    /// Its host, variables filled in with their defaults.
    pub(super) host: String,
    pub(super) kind: HostKind,
}

/// All addresses with a host, in the order of the description.
pub(super) fn written(api: &Api) -> Vec<Written<'_>> {
    if api.version == Version::V2 {
        let host = api.root().field(Key::Host);
        return host.and_then(|node| of_host(api.root(), node)).into_iter().collect();
    }
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for endpoint in api.endpoints() {
        let site = endpoint.site();
        if !seen.insert(site.at()) || site.parent().is_some_and(|parent| api.kind(parent) == Kind::Link) {
            continue;
        }
        let url = endpoint.url();
        let Some(host) = url.host().filter(|host| !host.is_empty()) else { continue };
        let (host, kind) = (host.to_owned(), url.host_kind());
        out.push(Written { node: endpoint.node(), holder: site, host, kind });
    }
    out
}

fn of_host<'a>(holder: NodeRef<'a>, node: NodeRef<'a>) -> Option<Written<'a>> {
    let text = node.string()?;
    let host = Url::parse_authority(&text).host()?.to_owned();
    let kind = host_kind(&host);
    (!host.is_empty()).then_some(Written { node, holder, host, kind })
}
