//! See `rules/inventory/server-audience-undeclared.md`.

use super::internal_operation_published::{AUDIENCES, FLAGS};
use crate::model::openapi::{Api, Fields, Key, Kind};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if api.served().next().is_none() {
        return;
    }
    let of_kind = |kind| api.nodes_of(kind);
    let mut around = [Some(api.root()), api.root().field(Key::Info)].into_iter().flatten();
    let mut inside = of_kind(Kind::Server).chain(of_kind(Kind::PathItem)).chain(of_kind(Kind::Operation));
    if around.any(says_who) || inside.any(says_who) {
        return;
    }
    cx.report(
        Place::key(many::whole(api)),
        "nothing says for whom this API is meant: the public, partners or the company",
    )
    .help("write `x-audience` into `info`, or `x-internal` at the servers and operations outsiders must not see");
}

fn says_who(node: NodeRef<'_>) -> bool {
    AUDIENCES.iter().chain(FLAGS).chain(&["x-public", "x-api-type"]).any(|key| node.get(key).is_some())
}
