//! See `rules/input/request-body-on-bodyless-method.md`.

use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Fields, Key, Location, Operation, Schema, Version};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(Operation<'a>, Place<'a>)> = Vec::new();
    for operation in api.served() {
        let is_judged = match operation.method() {
            "GET" | "HEAD" | "OPTIONS" | "TRACE" => true,
            "DELETE" => cx.profile() > Profile::Recommended,
            _ => false,
        };
        if is_judged && let Some(place) = body(operation) {
            found.push((operation, place));
        }
    }
    for group in many::by_key(found, |(operation, _)| operation.method()) {
        // What many servers read is worth one remark.
        let is_habit = group.len() > many::MANY && group.first().is_some_and(|(one, _)| one.method() == "DELETE");
        let told: Vec<&[_]> = if is_habit { vec![&group] } else { many::told(&group, cx).collect() };
        for told in told {
            let Some(((first, place), others)) = told.split_first() else { continue };
            let method = first.method();
            let message = if others.is_empty() {
                format!("`{}` takes a body, which has no meaning in `{method}`", first.title())
            } else {
                format!("{} operations take a body, which has no meaning in `{method}`", told.len())
            };
            let finding = cx.report(*place, message);
            if method == "DELETE" {
                finding.severity(Severity::Info).help("name what is deleted in the path or query");
            } else if method == "GET" && api.version == Version::V32 {
                finding.help("make it a `query` operation, or put the input into the query");
            } else {
                finding.help("put the input into the query, or make it a `post`");
            }
            many::known(finding, told, method);
            many::list(finding, others.iter().map(|(_, place)| *place), "this body too");
        }
    }
}

/// A closed object without properties.
fn admits_nothing(schema: Schema<'_>) -> bool {
    let is_closed = schema.keyword(Key::AdditionalProperties).and_then(NodeRef::bool) == Some(false);
    schema.boolean() == Some(false) || (is_closed && !schema.declares_properties())
}

/// Where an operation says that it takes a body.
fn body(operation: Operation<'_>) -> Option<Place<'_>> {
    if operation.api.version != Version::V2 {
        let body = operation.node().field(Key::RequestBody)?;
        // A body without content is what generators write for none.
        let known = operation.api.resolve(body);
        let is_empty = known.is_some_and(|body| body.field(Key::Content).is_none_or(|content| content.is_empty()));
        let payloads = operation.request_payloads();
        let has_nothing = !payloads.is_empty() && payloads.iter().all(|one| one.schema.is_some_and(admits_nothing));
        return (!is_empty && !has_nothing).then(|| Place::key(body));
    }
    let is_body = |location| matches!(location, Location::Body | Location::FormData);
    let own = operation.api.listed_parameters(operation.node());
    let listed = own.into_iter().find(|listed| listed.parameter.is_some_and(|one| is_body(one.location())));
    if let Some(listed) = listed {
        return Some(Place::listed(listed));
    }
    let inherits = operation.parameters().iter().any(|parameter| is_body(parameter.location()));
    inherits.then(|| Place::key(operation.node()))
}
