//! See `rules/authentication/security-scheme-unused.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Alternative, Api, Kind};
use crate::rules::{Check, Cx, Place};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // What was not read may require any of them.
    if api.references_not_followed() > 0 {
        return;
    }
    let required = required(api);
    // Where nothing is required at all, that is the cause. A library has its users elsewhere.
    if required.is_empty() || !api.has_operations() {
        return;
    }
    for (name, node, scheme) in api.security_schemes() {
        let is_unused = scheme.is_some_and(|scheme| !required.contains(&scheme.node().at()));
        if !is_unused || is_named_by_extension(api, name) {
            continue;
        }
        cx.report(Place::key(node), format!("the security scheme `{name}` is defined, and nothing requires it"))
            .help("name it in `security` where it is accepted, or remove it and see that the server refuses it");
    }
}

/// The schemes that the root or an operation names, those that are called and those that this API calls.
fn required(api: &Api) -> HashSet<At> {
    let of = |ways: &[Alternative]| -> Vec<At> {
        ways.iter().flat_map(|way| &way.schemes).filter_map(|required| required.target).collect()
    };
    let root = api.root_requirements().map(|list| of(&list.alternatives)).unwrap_or_default();
    api.operations().flat_map(|operation| of(operation.security().alternatives())).chain(root).collect()
}

fn is_named_by_extension(api: &Api, name: &str) -> bool {
    let mut nodes = api.nodes_of(Kind::Extension).flat_map(|extension| extension.subtree());
    nodes.any(
        |node| if node.is_key() { node.key_text() == name } else { node.string().is_some_and(|text| text == name) },
    )
}
