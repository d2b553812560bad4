//! See `rules/input/constraint-contradiction.md`.

use crate::finding::Severity;
use crate::model::openapi::{Clash, Key, KeySet, Schema};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

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

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Keyword(KEYS, check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let clashes = schema.clashes();
    if clashes.is_empty() {
        return;
    }
    let parts = schema.conjuncts().parts;
    for clash in clashes {
        // What a part says alone is found there.
        let is_of_part = parts.iter().skip(1).any(|part| part.clashes().iter().any(|one| is_same(one, &clash)));
        if is_of_part {
            continue;
        }
        // Definitions that are right by themselves are not to blame for what puts them together.
        let (place, other) = match (is_within(schema, clash.one), is_within(schema, clash.other)) {
            (true, _) => (Place::value(clash.one), clash.other),
            (false, true) => (Place::value(clash.other), clash.one),
            (false, false) => (Place::key(schema.node()), clash.other),
        };
        let finding = cx
            .report(place, format!("{}: nothing can pass", clash.reason))
            .label("cannot hold")
            .related(Place::value(other), "together with this");
        if !is_within(schema, clash.one) && !is_within(schema, clash.other) {
            finding.related(Place::value(clash.one), "and this");
        }
        if !schema.direction().is_request() {
            finding.severity(Severity::Medium);
        }
    }
}

fn is_same(one: &Clash<'_>, other: &Clash<'_>) -> bool {
    one.one == other.one && one.other == other.other
}

fn is_within(schema: Schema<'_>, node: NodeRef<'_>) -> bool {
    let around = schema.node();
    around.at().source == node.at().source && (around.id..around.subtree_end()).contains(&node.id)
}
