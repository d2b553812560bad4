//! See `rules/exposure/response-top-level-array.md`.

use super::coverage;
use crate::model::openapi::{Api, Operation, Payload, Schema, Type};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let reads = |operation: &Operation<'a>| matches!(operation.method(), "GET" | "QUERY");
    let answering = api.served().filter(reads).filter(|operation| bodies(*operation).next().is_some());
    let (arrays, others): (Vec<Operation<'a>>, Vec<Operation<'a>>) =
        answering.partition(|operation| bodies(*operation).any(is_array));
    let help = "wrap the list in an object, such as `{\"items\": […], \"next\": …}`, to which more can be added";
    let label = "answers with an array";
    if coverage::is_habit(arrays.len(), others.len()) {
        let all = arrays.len() + others.len();
        let message = format!(
            "{} of {all} operations that read answer with a bare array, which has no room for a next page or a count",
            arrays.len()
        );
        coverage::habit(api, message, &arrays, label, cx).help(help);
        return;
    }
    for operation in arrays {
        let message =
            format!("`{}` answers with a bare array, which has no room for a next page or a count", operation.title());
        cx.report(Place::key(operation.node()), message).label(label).help(help);
    }
}

/// Schemas of JSON bodies of successes.
fn bodies<'a>(operation: Operation<'a>) -> impl Iterator<Item = Schema<'a>> {
    let payloads = operation.successes().into_iter().flat_map(|response| response.payloads());
    payloads.filter(Payload::is_json).filter_map(|payload| payload.schema)
}

fn is_array(schema: Schema<'_>) -> bool {
    schema.types().is_some_and(|types| types.has(Type::Array) && !types.has(Type::Object))
}
