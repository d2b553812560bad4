//! See `rules/resources/array-unbounded.md`.

use hashbrown::HashSet;

use super::sizes::{self, Unbounded, Way, Words};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{self as model, Api, Key, Location, Schema, Type};
use crate::model::stated;
use crate::rules::site::Site;
use crate::rules::{Check, Cx, Place, exposed, many};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words =
    Words { noun: "array", weakness: "may hold any number of items", label: "no `maxItems`", keyword: Key::MaxItems };

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let bodies = sizes::bodies(api);
    let mut found = sizes::unbounded(api, Type::Array, Schema::limits_items);
    let all = found.len();
    if cx.profile() == Profile::Recommended {
        found.retain(|found| !is_short(found.schema));
    }
    let in_words = all - found.len();
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
    sizes::report_with(api, weighed, in_words, &WORDS, help, cx);
    if cx.profile() == Profile::Audit {
        report_returned(api, cx);
    }
}

/// What the server itself puts together it can cut off: one remark on all arrays that only responses carry.
fn report_returned<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut known: HashSet<At> = HashSet::new();
    let is_returned = |schema: &Schema<'a>| schema.direction().is_whole_response() && !schema.direction().is_request();
    let arrays =
        api.schemas().filter(is_returned).flat_map(|schema| schema.unbounded(Type::Array, &Schema::limits_items));
    let arrays: Vec<Schema<'a>> = arrays.filter(|schema| known.insert(schema.node().at())).collect();
    let help = "add `maxItems` with the longest list one call returns, and return the rest page by page";
    let Some(first) = arrays.first() else { return };
    let by = api.reach(first.node(), model::Way::Returned);
    let Some(clause) = by.clause() else { return };
    if arrays.len() == 1 {
        let message = format!("an array, {clause}, may hold any number of items");
        let finding = cx.report(Place::key(first.node()), message);
        exposed::chain(finding.severity(Severity::Info).value("returned").help(help), &by);
        return;
    }
    let message = format!("{} arrays in responses may hold any number of items, the first {clause}", arrays.len());
    let finding = cx.report(Place::key(many::whole(api)), message);
    finding.severity(Severity::Info).value("returned").help(help);
    many::list(finding, arrays.iter().map(|array| Place::key(array.node())), WORDS.label);
}

/// Meant to be short, though nothing holds clients to it: the description states the most in words, the items are taken
/// from a written list, or the array is part of a JSON Web Key (RFC 7517).
fn is_short(array: Schema<'_>) -> bool {
    array.items().is_some_and(Schema::is_enumerated)
        || is_of_key(array)
        || array.description().is_some_and(|prose| stated::states_most(&prose))
}

fn is_of_key(array: Schema<'_>) -> bool {
    let key = array.node().key();
    key.is_some_and(|key| matches!(key.key_text(), "key_ops" | "x5c"))
        && array.node().parent().is_some_and(|properties| properties.get("kty").is_some())
}

fn way(found: &Unbounded<'_>, site: &Site<'_>, bodies: &HashSet<At>) -> Way {
    match site.parameter.map(|parameter| parameter.location()) {
        _ if found.is_body && is_short(found.schema) => Way::Body,
        _ if found.is_body && site.depth <= 1 && bodies.contains(&site.owner.at()) => Way::Direct,
        _ if found.is_body => Way::Body,
        None | Some(Location::Query | Location::QueryString) => Way::Query,
        Some(_) => Way::Other,
    }
}
