//! See `rules/authentication/security-scheme-unused.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Api, Kind};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // What was not read may require any of them. A library has its users elsewhere.
    if api.references_not_followed() > 0 || !api.has_operations() {
        return;
    }
    let schemes = || api.security_schemes().filter_map(|(name, node, scheme)| Some((name, node, scheme?)));
    let unused: Vec<_> = schemes().filter(|(.., scheme)| !scheme.is_required()).collect();
    // Where nothing is required at all, that is the cause.
    if unused.is_empty() || unused.len() == schemes().count() {
        return;
    }
    let by_extension = named_by_extensions(api, unused.iter().map(|(name, ..)| *name).collect());
    for (name, node, _) in unused.into_iter().filter(|(name, ..)| !by_extension.contains(name)) {
        cx.report(Place::key(node), format!("the security scheme `{name}` is defined, and nothing requires it"))
            .help("name it in `security` where it is accepted, or remove it and see that the server refuses it");
    }
}

/// Those of some names that an extension says, of a gateway most likely.
fn named_by_extensions<'n>(api: &Api, names: HashSet<&'n str>) -> HashSet<&'n str> {
    let nodes = api.nodes_of(Kind::Extension).flat_map(|extension| extension.subtree());
    let named = nodes.filter_map(|node| match node.is_key() {
        true => names.get(node.key_text()).copied(),
        false => names.get(&*node.string()?).copied(),
    });
    named.collect()
}
