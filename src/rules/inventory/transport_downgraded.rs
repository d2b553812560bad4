//! See `rules/inventory/transport-downgraded.md`.

use crate::model::endpoint::HostKind;
use crate::model::openapi::Operation;
use crate::rules::changes::{Changes, whom};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Change(check)];

fn check<'a>(changes: &Changes<'a>, cx: &mut Cx<'_>) {
    let mut found: Vec<(At, Operation<'a>)> = Vec::new();
    for (was, operation) in changes.operations() {
        let Some(was) = was else { continue };
        let were = was.endpoints();
        if were.is_empty() || !were.iter().all(|endpoint| endpoint.scheme().is_tls_web()) {
            continue;
        }
        let open = operation.endpoints().into_iter().find(|endpoint| {
            endpoint.scheme().is_cleartext_web() && !matches!(endpoint.url().host_kind(), HostKind::Loopback)
        });
        found.extend(open.map(|endpoint| (endpoint.node().at(), operation)));
    }
    for group in many::by_key(found, |(at, _)| *at) {
        let Some((at, _)) = group.first().copied() else { continue };
        let all: Vec<Operation<'a>> = group.iter().map(|(_, operation)| *operation).collect();
        let is = if all.len() == 1 { "is" } else { "are" };
        let node = changes.now.node(at);
        let message = format!("{} {is} served without TLS now; before, TLS was the only way", whom(&all));
        let finding = cx.report(node, message).help("serve it over `https` only");
        if all.len() > 1 {
            many::list(finding, all.iter().map(|operation| Place::key(operation.node())), "served without TLS");
        }
    }
}
