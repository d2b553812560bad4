//! See `rules/inventory/internal-operation-published.md`.

use hashbrown::HashMap;

use crate::model::endpoint::HostKind;
use crate::model::openapi::{Api, Endpoint, Fields, Key, Operation};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Extensions whose value names who may see an operation.
pub(super) const AUDIENCES: &[&str] = &["x-audience", "x-api-audience", "x-visibility", "x-api-visibility", "x-access"];
/// Extensions that are `true` for what outsiders must not see.
pub(super) const FLAGS: &[&str] = &["x-internal", "x-private", "x-internal-only"];

struct Marked<'a> {
    mark: NodeRef<'a>,
    first: Operation<'a>,
    server: String,
    at: NodeRef<'a>,
    operations: usize,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Marked<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    let mut public: HashMap<Option<At>, Option<Endpoint<'a>>> = HashMap::new();
    let info = api.root().field(Key::Info);
    for operation in api.served() {
        let around = std::iter::once(operation.node()).chain(operation.path_items()).chain(info);
        let Some(mark) = around.into_iter().find_map(internal_mark) else { continue };
        let is_public = |endpoint: &Endpoint<'a>| endpoint.url().host_kind() == HostKind::Public;
        let public = public.entry(operation.endpoint_list()).or_insert_with(|| operation.endpoints().find(is_public));
        let Some(public) = public else { continue };
        let index = *known.entry(mark.at()).or_insert_with(|| {
            let server = public.url().host().unwrap_or_default().to_owned();
            found.push(Marked { mark, first: operation, server, at: public.node(), operations: 0 });
            found.len() - 1
        });
        if let Some(marked) = found.get_mut(index) {
            marked.operations += 1;
        }
    }
    for marked in found {
        let first = marked.first.title();
        let who = match marked.operations {
            1 => format!("`{first}` is"),
            2 => format!("`{first}` and 1 more operation are"),
            more => format!("`{first}` and {} more operations are", more - 1),
        };
        let message = format!("{who} marked internal but described for the public host `{}`", marked.server);
        cx.report(Place::value(marked.mark), message)
            .help("Serve and describe it on an internal host, or drop the mark if it is meant for everybody")
            .related(Place::value(marked.at), "a host of the internet");
    }
}

/// The extension that says so, if one does.
pub(super) fn internal_mark(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let flag = FLAGS.iter().filter_map(|key| node.get(key)).find(|value| value.bool() == Some(true));
    flag.or_else(|| {
        let mut audiences = AUDIENCES.iter().filter_map(|key| node.get(key));
        audiences.find(|value| value.string().is_some_and(|text| is_internal(&text)))
    })
}

/// `internal`, `company-internal`, `PRIVATE`; not `external-public`.
fn is_internal(text: &str) -> bool {
    matches!(words::split(text).last().map(String::as_str), Some("internal" | "private"))
}
