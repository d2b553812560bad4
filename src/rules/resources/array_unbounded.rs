//! See `rules/resources/array-unbounded.md`.

use hashbrown::HashSet;

use super::sizes::{self, Site, Unbounded, Way, Words};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Location, Schema, Type};
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words { noun: "array", weakness: "may hold any number of items", label: "no `maxItems`" };

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let bodies = bodies(api);
    let found = sizes::unbounded(api, Type::Array, Schema::limits_items);
    for group in sizes::groups(api, found, |found, site| way(found, site, &bodies)) {
        let severity = match (group.way, group.is_open) {
            (Way::Direct, true) => Severity::High,
            (Way::Direct, false) | (Way::Body, true) => Severity::Medium,
            _ if cx.profile() == Profile::Recommended => continue,
            (Way::Body | Way::Query, _) => Severity::Low,
            (Way::Other, _) => Severity::Info,
        };
        if let Some(finding) = sizes::report(api, &group, &WORDS, cx) {
            finding
                .severity(severity)
                .help("add `maxItems` with the most that one call has to handle, and refuse what is longer");
        }
    }
}

/// Schemas that are a body as a whole. Parsers of forms limit the number of fields by themselves.
fn bodies(api: &Api) -> HashSet<At> {
    let payloads = api.served().flat_map(|operation| operation.request_payloads());
    let schemas = payloads.filter(|payload| !payload.is_form()).filter_map(|payload| payload.schema);
    schemas.flat_map(|schema| schema.conjuncts().parts).map(|part| part.node().at()).collect()
}

fn way(found: &Unbounded<'_>, site: &Site<'_>, bodies: &HashSet<At>) -> Way {
    let node = found.schema.node();
    let around = node.parent().and_then(|properties| properties.parent());
    match site.parameter.map(|parameter| parameter.location()) {
        _ if bodies.contains(&node.at()) => Way::Direct,
        _ if found.is_body && around.is_some_and(|object| bodies.contains(&object.at())) => Way::Direct,
        _ if found.is_body => Way::Body,
        None | Some(Location::Query | Location::QueryString) => Way::Query,
        Some(_) => Way::Other,
    }
}
