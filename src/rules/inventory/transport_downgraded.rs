//! See `rules/inventory/transport-downgraded.md`.

use hashbrown::HashMap;

use crate::model::endpoint::HostKind;
use crate::model::openapi::Operation;
use crate::rules::changes::{Changes, whom};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Change(check)];

fn check<'a>(changes: &Changes<'a>, cx: &mut Cx<'_>) {
    let mut found: Vec<(At, Operation<'a>)> = Vec::new();
    // Every list of servers is looked at once.
    let mut closed: HashMap<Option<At>, bool> = HashMap::new();
    let mut opened: HashMap<Option<At>, Option<At>> = HashMap::new();
    for (was, operation) in changes.operations() {
        let Some(was) = was else { continue };
        let all_tls = || {
            let mut were = was.endpoints().map(|endpoint| endpoint.scheme().is_tls_web()).peekable();
            were.peek().is_some() && were.all(|is_tls| is_tls)
        };
        if !*closed.entry(was.endpoint_list()).or_insert_with(all_tls) {
            continue;
        }
        let first_open = || {
            let mut endpoints = operation.endpoints();
            let open = endpoints.find(|endpoint| {
                endpoint.scheme().is_cleartext_web() && !matches!(endpoint.url().host_kind(), HostKind::Loopback)
            });
            open.map(|endpoint| endpoint.node().at())
        };
        let open = *opened.entry(operation.endpoint_list()).or_insert_with(first_open);
        found.extend(open.map(|at| (at, operation)));
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
