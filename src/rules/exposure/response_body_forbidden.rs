//! See `rules/exposure/response-body-forbidden.md`.

use hashbrown::HashSet;

use super::coverage;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Fields, Key, Operation, Response, Version};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut known: HashSet<At> = HashSet::new();
    let mut bodies: Vec<(Operation<'a>, &'a str, NodeRef<'a>)> = Vec::new();
    let mut heads: Vec<Operation<'a>> = Vec::new();
    for operation in api.operations().filter(|operation| operation.is_first() && !operation.is_elsewhere()) {
        let responses = operation.responses();
        for response in responses.iter().filter(|response| has_none(response)) {
            bodies.extend(
                body(response).filter(|body| known.insert(body.at())).map(|body| (operation, response.status(), body)),
            );
        }
        let is_body_meant =
            |response: &Response<'a>| !response.is_error() && !has_none(response) && body(response).is_some();
        if operation.method() == "HEAD" && responses.iter().any(is_body_meant) {
            heads.push(operation);
        }
    }
    for alike in many::by_key(bodies, |(_, status, _)| *status) {
        for told in many::told(&alike, cx) {
            let Some((operation, status, body)) = told.first() else { continue };
            let more = match told.len() {
                1 => String::new(),
                count => format!(", and so do {} more responses", count - 1),
            };
            let message = format!(
                "`{status}` of `{}` describes a body, which HTTP does not let it have{more}",
                operation.title()
            );
            let finding = cx.report(Place::key(*body), message);
            finding.help(format!("take the body out, or answer with a status that has one instead of `{status}`"));
            many::list(finding, told.iter().skip(1).map(|(_, _, body)| Place::key(*body)), "described here too");
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

/// Statuses that HTTP defines to have no content (RFC 9110, 6.4.1).
fn has_none(response: &Response<'_>) -> bool {
    matches!(response.status(), "204" | "205" | "304") || response.class() == Some(1)
}

/// What describes the body: `content` with a media type, 2.0's `schema`.
fn body<'a>(response: &Response<'a>) -> Option<NodeRef<'a>> {
    let node = response.node?;
    match response.api.version {
        Version::V2 => node.field(Key::Schema),
        _ => node.field(Key::Content).filter(|content| !content.is_empty()),
    }
}
