//! See `rules/exposure/response-body-forbidden.md`.

use hashbrown::HashSet;

use super::coverage;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Fields, Key, Operation, Payload, Response, Type, Version};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut known: HashSet<At> = HashSet::new();
    let mut bodies: Vec<Body<'a>> = Vec::new();
    let mut heads: Vec<Operation<'a>> = Vec::new();
    for operation in api.operations().filter(|operation| operation.is_first() && !operation.is_elsewhere()) {
        let responses = operation.responses();
        for response in responses.iter().filter(|response| has_none(response)) {
            let Some(node) = body(response).filter(|body| known.insert(body.at())) else { continue };
            let is_described = response.payloads().iter().any(says_something);
            if is_described || cx.profile() > Profile::Recommended {
                bodies.push(Body { operation, status: response.status(), node, is_described });
            }
        }
        let is_body_meant =
            |response: &Response<'a>| !response.is_error() && !has_none(response) && body(response).is_some();
        if operation.method() == "HEAD" && responses.iter().any(is_body_meant) {
            heads.push(operation);
        }
    }
    for alike in many::by_key(bodies, |body| (body.status, body.is_described)) {
        for told in many::told(&alike, cx) {
            report(told, cx);
        }
    }
    if cx.profile() == Profile::Recommended {
        return;
    }
    let help = "take `content` out: what the headers of `GET` say of the body holds for `HEAD` as well";
    let label = "describes a body";
    if coverage::is_habit(heads.len(), 0) {
        let message = format!("{} `HEAD` operations describe bodies, which HTTP does not let them have", heads.len());
        coverage::habit(api, message, &heads, label, cx).severity(Severity::Info).value("HEAD").help(help);
        return;
    }
    for operation in heads {
        let message = format!("`{}` describes a body, which HTTP does not let it have", operation.title());
        cx.report(Place::key(operation.node()), message).severity(Severity::Info).label(label).help(help);
    }
}

/// A body where there is none.
struct Body<'a> {
    operation: Operation<'a>,
    status: &'a str,
    node: NodeRef<'a>,
    /// Something is said of it beside that it is there.
    is_described: bool,
}

fn report<'a>(alike: &[Body<'a>], cx: &mut Cx<'a>) {
    let Some(Body { operation, status, node, is_described }) = alike.first() else { return };
    let more = match alike.len() {
        1 => String::new(),
        2 => ", and so does 1 more response".to_owned(),
        count => format!(", and so do {} more responses", count - 1),
    };
    let message =
        format!("`{status}` of `{}` describes a body, which HTTP does not let it have{more}", operation.title());
    let finding = cx.report(Place::key(*node), message);
    finding.help(format!("take the body out, or answer with a status that has one instead of `{status}`"));
    if !is_described {
        finding.severity(Severity::Low);
    }
    many::known(finding, alike, *status);
    many::list(finding, alike.iter().skip(1).map(|body| Place::key(body.node)), "described here too");
}

/// False for a media type without a schema, for a schema that says nothing and for an object without properties, which
/// are what tools write when there is nothing to say.
fn says_something(payload: &Payload<'_>) -> bool {
    let Some(schema) = payload.schema else { return payload.has_schema };
    let says = [Key::AllOf, Key::OneOf, Key::AnyOf, Key::AdditionalProperties, Key::Ref];
    if schema.declares_properties() || says.into_iter().any(|key| schema.own(key).is_some()) {
        return true;
    }
    schema.types().is_some_and(|types| !types.has(Type::Object))
}

/// Statuses that HTTP defines to have no content (RFC 9110, 6.4.1).
fn has_none(response: &Response<'_>) -> bool {
    matches!(response.status(), "204" | "205" | "304") || response.class() == Some(1)
}

/// What describes the body: `content` with a media type, 2.0's `schema`; not where it says that there is `null`.
fn body<'a>(response: &Response<'a>) -> Option<NodeRef<'a>> {
    let node = response.node?;
    let payloads = response.payloads();
    let is_null = |payload: &Payload<'_>| {
        let stated = payload.schema.and_then(|schema| schema.own(Key::Type)).and_then(NodeRef::string);
        stated.is_some_and(|stated| stated == "null")
    };
    if !payloads.is_empty() && payloads.iter().all(is_null) {
        return None;
    }
    match response.api.version {
        Version::V2 => node.field(Key::Schema),
        _ => node.field(Key::Content).filter(|content| !content.is_empty()),
    }
}
