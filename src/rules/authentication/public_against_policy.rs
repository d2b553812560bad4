//! See `rules/authentication/public-against-policy.md`.

use crate::model::openapi::{Api, Operation};
use crate::rules::changes::whom;
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let marked = api.operations().filter_map(|operation| Some((operation.public_marker()?, operation)));
    let refused = marked.filter_map(|(marker, operation)| {
        let by = operation.public_forbidden_by()?;
        operation.security().admits_anonymous().then_some((marker, operation, by))
    });
    // The mark of a path item may hold for several operations.
    for group in many::by_key(refused, |(marker, ..): &(NodeRef<'a>, _, _)| marker.at()) {
        let Some((marker, _, by)) = group.first() else { continue };
        let all: Vec<Operation<'a>> = group.iter().map(|(_, operation, _)| *operation).collect();
        let is = if all.len() == 1 { "is" } else { "are" };
        let message = format!("{} {is} marked public, which the policy does not allow", whom(&all));
        cx.report(Place::key(*marker), message).help(format!("ask for credentials, or ask whoever answers for {by}"));
    }
}
