//! See `rules/exposure/response-schema-missing.md`.

use hashbrown::HashMap;

use super::Returning;
use crate::finding::Severity;
use crate::model::openapi::{Api, Fields, Key, Operation, Payload, Response, Version};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx, Place};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A response or media type without a schema, and who answers with it.
struct Gap<'a> {
    place: NodeRef<'a>,
    /// The media type, where one is named.
    media_type: String,
    severity: Severity,
    by: Returning<'a>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut gaps: Vec<Gap<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    for operation in api.served() {
        let successes = operation.successes();
        let failures = operation.failures();
        let missing = successes.iter().filter_map(|response| bodiless(operation, response));
        let untyped = successes.iter().chain(&failures).flat_map(unspecified);
        let found =
            missing.chain(untyped.map(|payload| (payload.node, payload.media_type.into_owned(), Severity::Medium)));
        for (place, media_type, severity) in found {
            let index = *known.entry(place.at()).or_insert_with(|| {
                gaps.push(Gap { place, media_type, severity, by: Returning::none() });
                gaps.len() - 1
            });
            if let Some(gap) = gaps.get_mut(index) {
                gap.by.add(operation);
                gap.severity = gap.severity.max(severity);
            }
        }
    }
    for gap in gaps {
        let who = gap.by.words();
        let message = if gap.media_type.is_empty() {
            format!("a response of {who} has no schema, so what it carries is not known")
        } else {
            format!("`{}` in a response of {who} has no schema, so what it carries is not known", gap.media_type)
        };
        let finding = cx.report(Place::key(gap.place), message);
        finding.severity(gap.severity).help(
            "State the schema of the body; where there is none, answer with 204, or with 201 or 202 and a `Location` \
             header",
        );
        gap.by.relate(finding);
    }
}

/// A success response that should have a body and documents none.
fn bodiless<'a>(operation: Operation<'a>, response: &Response<'a>) -> Option<(NodeRef<'a>, String, Severity)> {
    let node = response.node?;
    if matches!(operation.method(), "HEAD" | "OPTIONS" | "TRACE" | "CONNECT") || operation.purpose() == Purpose::Health
    {
        return None;
    }
    let has_body = match operation.api.version {
        Version::V2 => node.field(Key::Schema).is_some() || !operation.answers_structure(),
        _ => node.field(Key::Content).is_some_and(|content| !content.is_empty() || !content.is_map()),
    };
    let carries_none = match response.status() {
        "204" | "205" => true,
        // Not ready yet: ask again.
        "202" if operation.method() == "GET" => true,
        "201" | "202" => ["Location", "Operation-Location", "Content-Location", "Azure-AsyncOperation"]
            .iter()
            .any(|name| response.has_header(name)),
        _ => false,
    };
    if has_body || carries_none {
        return None;
    }
    // What reads is expected to return something; what writes may have nothing to say and use the wrong status.
    let reads = matches!(operation.method(), "GET" | "QUERY");
    Some((node, String::new(), if reads { Severity::Medium } else { Severity::Low }))
}

/// Structured media types without a schema.
fn unspecified<'a>(response: &Response<'a>) -> Vec<Payload<'a>> {
    if response.api.version == Version::V2 {
        return Vec::new();
    }
    let payloads = response.payloads().into_iter();
    payloads.filter(|payload| !payload.has_schema && payload.is_structured()).collect()
}
