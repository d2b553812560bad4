//! See `rules/exposure/response-schema-missing.md`.

use hashbrown::{HashMap, HashSet};

use super::Returning;
use crate::finding::{Finding, Profile, Severity};
use crate::model::openapi::{Api, Fields, Key, Operation, Payload, Response, Version};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A response or media type without a schema, and who answers with it.
struct Gap<'a> {
    place: NodeRef<'a>,
    /// The media type, where one is named.
    media_type: String,
    severity: Severity,
    /// An operation that reads answers with it.
    is_read: bool,
    /// It is the body of an error.
    is_error: bool,
    by: Returning<'a>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut gaps: Vec<Gap<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    let mut silent: HashSet<usize> = HashSet::new();
    let mut reading = 0;
    for operation in api.served() {
        let successes = operation.successes();
        let failures = operation.failures();
        let missing = successes.iter().filter_map(|response| bodiless(operation, response));
        let missing = missing.map(|(place, severity)| (place, String::new(), severity, false));
        let named = |payload: Payload<'a>, is_error| {
            let severity = if is_error { Severity::Low } else { Severity::Medium };
            (payload.node, payload.media_type.into_owned(), severity, is_error)
        };
        let answers = successes.iter().flat_map(unspecified).map(|payload| named(payload, false));
        let errors = failures.iter().flat_map(unspecified).map(|payload| named(payload, true));
        reading += usize::from(reads(operation));
        for (place, media_type, severity, is_error) in missing.chain(answers).chain(errors) {
            // Without `content` a response has no body: for what writes, only the status may be wrong.
            if media_type.is_empty() && severity == Severity::Low && cx.profile() == Profile::Recommended {
                continue;
            }
            if severity == Severity::Medium && reads(operation) {
                silent.insert(operation.index());
            }
            let index = *known.entry(place.at()).or_insert_with(|| {
                gaps.push(Gap { place, media_type, severity, is_read: false, is_error: true, by: Returning::none() });
                gaps.len() - 1
            });
            if let Some(gap) = gaps.get_mut(index) {
                gap.by.add(operation);
                gap.is_read |= reads(operation);
                gap.is_error &= is_error;
                gap.severity = gap.severity.max(severity);
            }
        }
    }
    let help = "State the schema of the body; where there is none, answer with 204, or with 201 or 202 and a `Location` \
                header";
    let is_silent = silent.len() * 2 > reading;
    let answers = format!("{} of {reading} operations that read return bodies without a schema", silent.len());
    if let Some(finding) =
        many(api, &mut gaps, |gap| is_silent && gap.is_read && gap.severity == Severity::Medium, answers, cx)
    {
        finding.severity(Severity::Medium).help(help);
    }
    let errors = gaps.iter().filter(|gap| gap.is_error).count();
    let errors = format!("{errors} bodies of error responses have no schema");
    if let Some(finding) = many(api, &mut gaps, |gap| gap.is_error, errors, cx) {
        finding.severity(Severity::Low).help(help).value("errors");
    }
    for gap in gaps {
        let who = gap.by.words();
        let message = if gap.media_type.is_empty() {
            format!("a response of {who} has no schema, so what it carries is not known")
        } else {
            format!("`{}` in a response of {who} has no schema, so what it carries is not known", gap.media_type)
        };
        let finding = cx.report(Place::key(gap.place), message);
        finding.severity(gap.severity).help(help);
        gap.by.relate(finding);
    }
}

/// Takes out the gaps of one kind and reports them as one, where there are that many.
fn many<'a, 'c>(
    api: &'a Api,
    gaps: &mut Vec<Gap<'a>>,
    is_told: impl Fn(&Gap<'a>) -> bool,
    subject: String,
    cx: &'c mut Cx<'a>,
) -> Option<&'c mut Finding> {
    let told: Vec<Place<'a>> = gaps.iter().filter(|gap| is_told(gap)).map(|gap| Place::key(gap.place)).collect();
    if !many::is_one_decision(told.len(), cx) {
        return None;
    }
    gaps.retain(|gap| !is_told(gap));
    let finding = cx.report(Place::key(many::whole(api)), format!("{subject}, so what they carry is not known"));
    many::list(finding, told, "no schema");
    Some(finding)
}

/// A success response that should have a body and documents none.
fn bodiless<'a>(operation: Operation<'a>, response: &Response<'a>) -> Option<(NodeRef<'a>, Severity)> {
    let node = response.node?;
    let returns_nothing = matches!(operation.method(), "HEAD" | "OPTIONS" | "TRACE" | "CONNECT");
    if returns_nothing || operation.purpose() == Purpose::Health || operation.ends_session() {
        return None;
    }
    let has_body = match operation.api.version {
        Version::V2 => node.field(Key::Schema).is_some() || !operation.answers_structure(),
        // A 2.0 `schema` has a finding of its own, as a field that is not read.
        _ => {
            node.field(Key::Schema).is_some()
                || node.field(Key::Content).is_some_and(|content| !content.is_empty() || !content.is_map())
        }
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
    Some((node, if reads(operation) { Severity::Medium } else { Severity::Low }))
}

fn reads(operation: Operation<'_>) -> bool {
    matches!(operation.method(), "GET" | "QUERY")
}

/// Structured media types without a schema.
fn unspecified<'a>(response: &Response<'a>) -> Vec<Payload<'a>> {
    if response.api.version == Version::V2 {
        return Vec::new();
    }
    let payloads = response.payloads().into_iter();
    payloads.filter(|payload| !payload.has_schema && payload.is_structured()).collect()
}
