//! See `rules/exposure/cors-wildcard-origin.md`.

use hashbrown::{HashMap, HashSet};

use super::Returning;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Header, Operation, Response};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A header that lets every website read, and who answers with it.
struct Wildcard<'a> {
    value: NodeRef<'a>,
    severity: Severity,
    by: Returning<'a>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Wildcard<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    let mut protected: Option<HashSet<&'a str>> = None;
    for operation in api.served() {
        for response in operation.responses() {
            let Some(value) = value_of(&response, "access-control-allow-origin", "*") else { continue };
            let protected = protected.get_or_insert_with(|| protected_paths(api));
            let severity = if lets_credentials(&response) {
                Severity::High
            } else if protected.contains(operation.path()) {
                Severity::Medium
            } else {
                Severity::Info
            };
            if severity < Severity::High && cx.profile() == Profile::Recommended {
                continue;
            }
            let index = *known.entry(value.at()).or_insert(found.len());
            if index == found.len() {
                found.push(Wildcard { value, severity, by: Returning::none() });
            }
            if let Some(wildcard) = found.get_mut(index) {
                wildcard.severity = wildcard.severity.max(severity);
                wildcard.by.add(operation);
            }
        }
    }
    // Who may read is decided for an API as a whole.
    for alike in many::by_key(found, |wildcard| wildcard.severity) {
        report(&alike, cx);
    }
}

fn report<'a>(alike: &[Wildcard<'a>], cx: &mut Cx<'a>) {
    let Some(Wildcard { value, severity, by }) = alike.first() else { return };
    let more = match alike.len() {
        1 => String::new(),
        2 => ", and in 1 more place".to_owned(),
        count => format!(", and in {} more places", count - 1),
    };
    let although = match severity {
        Severity::High => ", and credentials are allowed too",
        Severity::Medium => ", although callers need credentials",
        _ => "",
    };
    let message = format!("every website may read what {} returns: its origin is `*`{although}{more}", by.words());
    let finding = cx.report(Place::value(*value), message).severity(*severity);
    finding.known_by(format!("access-control-allow-origin:{severity}"));
    finding.help("name the origins that need it, and compare the `Origin` of a call with that list as a whole");
    many::list(finding, alike.iter().skip(1).map(|wildcard| Place::value(wildcard.value)), "`*` here too");
}

/// A value that is written for a header of a response.
fn value_of<'a>(response: &Response<'a>, name: &str, value: &str) -> Option<NodeRef<'a>> {
    let named = |(known, header): (&str, Header<'a>)| known.eq_ignore_ascii_case(name).then_some(header);
    let values = response.headers().into_iter().filter_map(named).flat_map(Header::values);
    values.into_iter().find(|stated| stated.text().is_some_and(|text| text.trim() == value))
}

/// The header that lets cookies through is described, and not as `false`.
fn lets_credentials(response: &Response<'_>) -> bool {
    let name = "access-control-allow-credentials";
    response.has_header(name) && value_of(response, name, "false").is_none()
}

/// Paths with an operation that needs credentials: a preflight has none itself.
fn protected_paths(api: &Api) -> HashSet<&str> {
    let needs = |operation: &Operation<'_>| operation.is_served() && !operation.security().admits_anonymous();
    api.operations().filter(needs).map(Operation::path).collect()
}
