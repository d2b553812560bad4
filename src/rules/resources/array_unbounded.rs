//! See `rules/resources/array-unbounded.md`.

use hashbrown::HashSet;

use super::sizes::{self, Unbounded, Way, Words};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Key, Location, Schema, Type};
use crate::rules::site::Site;
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words =
    Words { noun: "array", weakness: "may hold any number of items", label: "no `maxItems`", keyword: Key::MaxItems };

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let bodies = bodies(api);
    let found = sizes::unbounded(api, Type::Array, Schema::limits_items);
    let mut weighed = Vec::new();
    for group in sizes::groups(api, found, |found, site| way(found, site, &bodies)) {
        let severity = match (group.way, group.is_open) {
            (Way::Direct, true) => Severity::High,
            (Way::Direct, false) | (Way::Body, true) => Severity::Medium,
            _ if cx.profile() == Profile::Recommended => continue,
            (Way::Body | Way::Query, _) => Severity::Low,
            (Way::Other, _) => Severity::Info,
        };
        weighed.push((group, severity));
    }
    let help = "add `maxItems` with the most that one call has to handle, and refuse what is longer";
    sizes::report_all(api, weighed, &WORDS, help, cx);
}

/// Schemas that are a body as a whole, and 2.0's body parameters. Parsers of forms limit the number of fields by
/// themselves.
fn bodies(api: &Api) -> HashSet<At> {
    let mut bodies = HashSet::new();
    let payloads = api.served().flat_map(|operation| operation.request_payloads());
    for payload in payloads.filter(|payload| !payload.is_form()) {
        bodies.insert(payload.node.at());
        let parts = payload.schema.map(|schema| schema.conjuncts().parts);
        bodies.extend(parts.into_iter().flatten().map(|part| part.node().at()));
    }
    bodies
}

fn way(found: &Unbounded<'_>, site: &Site<'_>, bodies: &HashSet<At>) -> Way {
    match site.parameter.map(|parameter| parameter.location()) {
        _ if found.is_body && site.depth <= 1 && bodies.contains(&site.owner.at()) => Way::Direct,
        _ if found.is_body => Way::Body,
        None | Some(Location::Query | Location::QueryString) => Way::Query,
        Some(_) => Way::Other,
    }
}
