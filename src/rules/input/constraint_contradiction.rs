//! See `rules/input/constraint-contradiction.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Clash, Key, KeySet, Schema};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::{At, NodeRef};

/// What can contradict something, in the schema itself or through what it brings together.
const KEYS: KeySet = KeySet::of(&[
    Key::AllOf,
    Key::Ref,
    Key::Minimum,
    Key::ExclusiveMinimum,
    Key::MinLength,
    Key::MinItems,
    Key::MinProperties,
    Key::MaxProperties,
    Key::AdditionalProperties,
]);

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A clash, and the schema in which its two sides meet.
struct Found<'a> {
    schema: Schema<'a>,
    clash: Clash<'a>,
    /// Where to point, and what it collides with.
    place: Place<'a>,
    other: NodeRef<'a>,
    /// The side that many schemas may share.
    cause: At,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let found = api.schemas().filter(|schema| KeySet::of_map(schema.node()).meets(KEYS)).flat_map(clashes);
    for group in many::by_key(found, |found| found.cause) {
        for told in many::told(&group, cx) {
            report(told, cx);
        }
    }
}

fn clashes(schema: Schema<'_>) -> Vec<Found<'_>> {
    let clashes = schema.clashes();
    if clashes.is_empty() {
        return Vec::new();
    }
    let parts = schema.conjuncts().parts;
    // What a part says alone is found there.
    let of_parts: Vec<_> = parts.iter().skip(1).flat_map(|part| part.clashes()).collect();
    let own = clashes.into_iter().filter(|clash| !of_parts.iter().any(|one| is_same(one, clash)));
    own.map(|clash| found(schema, clash)).collect()
}

/// Definitions that are right by themselves are not to blame for what puts them together.
fn found<'a>(schema: Schema<'a>, clash: Clash<'a>) -> Found<'a> {
    let (place, other, cause) = match (is_within(schema, clash.one), is_within(schema, clash.other)) {
        (true, _) => (Place::value(clash.one), clash.other, clash.other.at()),
        (false, true) => (Place::value(clash.other), clash.one, clash.one.at()),
        (false, false) => (Place::key(schema.node()), clash.other, clash.one.at()),
    };
    Found { schema, place, other, cause, clash }
}

fn report<'a>(told: &[Found<'a>], cx: &mut Cx<'a>) {
    let Some(first) = told.first() else { return };
    let more = match told.len() {
        1 => String::new(),
        count => format!(", as in {} more schemas", count - 1),
    };
    let known = cx.address(first.schema.api.node(first.cause));
    let finding = cx
        .report(first.place, format!("{}: nothing can pass{more}", first.clash.reason))
        .label("cannot hold")
        .related(Place::value(first.other), "together with this");
    if !is_within(first.schema, first.clash.one) && !is_within(first.schema, first.clash.other) {
        finding.related(Place::value(first.clash.one), "and this");
    }
    many::known(finding, told, known);
    for found in told.iter().skip(1).take(5) {
        finding.related(found.place, "the same");
    }
    if told.iter().all(|found| !found.schema.direction().is_request()) {
        finding.severity(Severity::Medium);
    }
}

fn is_same(one: &Clash<'_>, other: &Clash<'_>) -> bool {
    one.one == other.one && one.other == other.other
}

fn is_within(schema: Schema<'_>, node: NodeRef<'_>) -> bool {
    let around = schema.node();
    around.at().source == node.at().source && (around.id..around.subtree_end()).contains(&node.id)
}
