//! See `rules/input/body-schema-missing.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Api, Body, Operation};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(Operation<'a>, NodeRef<'a>)> = Vec::new();
    let mut seen = HashSet::new();
    for operation in api.served() {
        let Some(body) = operation.body().filter(|body| !body.is_described()) else { continue };
        if seen.insert(body.node.at()) {
            found.push((operation, body.node));
        }
    }
    let place = |node: NodeRef<'a>| Body::new(api, node).place();
    let help =
        "state the media types the operation takes and the `schema` of each, or drop the body where it takes none";
    if many::is_one_decision(found.len(), cx) {
        let message = format!("{} request bodies are not described, so anything may be sent", found.len());
        let finding = cx.report(Place::key(many::whole(api)), message).help(help);
        many::list(finding, found.iter().map(|(_, node)| Place::key(place(*node))), "not described");
        return;
    }
    for (operation, node) in found {
        let message = format!("the body of `{}` is not described, so anything may be sent", operation.title());
        cx.report(Place::key(place(node)), message).label("not described").help(help);
    }
}
