//! See `rules/input/media-type-schema-missing.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Api, Operation, Payload};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(Operation<'a>, Payload<'a>, &str)> = Vec::new();
    let mut seen = HashSet::new();
    for operation in api.served() {
        let parameters = operation.parameters().into_iter().flat_map(|parameter| parameter.payloads());
        let bodies = operation.request_payloads().into_iter().map(|payload| (payload, "the body"));
        for (payload, what) in bodies.chain(parameters.map(|payload| (payload, "a parameter"))) {
            // 2.0 writes the schema beside the media types: see body-schema-missing and parameter-schema-missing.
            let is_bare = !payload.has_schema && payload.is_structured() && payload.is_content();
            if is_bare && seen.insert(payload.node.at()) {
                found.push((operation, payload, what));
            }
        }
    }
    let help = "state the `schema` of what clients may send";
    if many::is_one_decision(found.len(), cx) {
        let message = format!("{} media types of requests have no schema, so anything may be sent", found.len());
        let finding = cx.report(Place::key(many::whole(api)), message).help(help);
        many::list(finding, found.iter().map(|(_, payload, _)| Place::key(payload.node)), "no `schema`");
        return;
    }
    for (operation, payload, what) in found {
        let message = format!(
            "`{}` for {what} of `{}` has no schema, so anything may be sent",
            payload.media_type,
            operation.title()
        );
        cx.report(Place::key(payload.node), message).label("no `schema`").help(help);
    }
}
