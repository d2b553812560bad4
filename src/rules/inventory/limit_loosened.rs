//! See `rules/inventory/limit-loosened.md`.

use crate::model::openapi::{Bound, Bounds, Key, KeySet, Operation, Schema, Type};
use crate::rules::changes::{Changes, whom};
use crate::rules::{Check, Cx, Place, many, site};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Change(values), Check::Change(calls)];

const UPPER: KeySet =
    KeySet::of(&[Key::Maximum, Key::ExclusiveMaximum, Key::MaxLength, Key::MaxItems, Key::MaxProperties]);

/// The upper end of one kind of range, and what it limits.
type Upper = for<'b, 'a> fn(&'b Bounds<'a>) -> Option<&'b Bound<'a>>;
const KINDS: [(Upper, Type, &str); 4] = [
    (|bounds| bounds.number.most.as_ref(), Type::Number, "the value"),
    (|bounds| bounds.length.most.as_ref(), Type::String, "the length"),
    (|bounds| bounds.items.most.as_ref(), Type::Array, "the number of items"),
    (|bounds| bounds.properties.most.as_ref(), Type::Object, "the number of properties"),
];

/// What clients send.
fn values<'a>(changes: &Changes<'a>, cx: &mut Cx<'_>) {
    for (was, schema) in changes.schemas() {
        if !schema.direction().is_request() || schema.is_enumerated() || !UPPER.meets(KeySet::of_map(was.node())) {
            continue;
        }
        let (were, are) = (was.bounds(), schema.bounds());
        if are.has_unknown {
            continue;
        }
        for (upper, kind, what) in KINDS {
            let Some(old) = upper(&were) else { continue };
            let message = match upper(&are) {
                Some(new) if new.value > old.value => {
                    format!(
                        "{what} of {} may be {} now, and was at most {} before",
                        name(schema),
                        new.node.raw(),
                        old.node.raw()
                    )
                }
                Some(_) => continue,
                None if !may_be(schema, kind) => continue,
                None => format!(
                    "nothing limits {what} of {} any more, which was at most {} before",
                    name(schema),
                    old.node.raw()
                ),
            };
            let place =
                upper(&are).filter(|new| new.node.parent() == Some(schema.node())).map(|new| Place::value(new.node));
            let finding = cx.report(place.unwrap_or_else(|| site::place(changes.now, schema.node())), message);
            finding.value(what).help("restore the limit, or make sure that the service can take what it accepts now");
        }
    }
}

/// Whether values may still be of a type.
fn may_be(schema: Schema<'_>, kind: Type) -> bool {
    schema.types().is_none_or(|types| types.has(kind) || (kind == Type::Number && types.has(Type::Integer)))
}

fn name(schema: Schema<'_>) -> String {
    format!("`{}`", site::of(schema.api, schema.node()).full())
}

/// How often they may call.
fn calls<'a>(changes: &Changes<'a>, cx: &mut Cx<'_>) {
    let is_limited = |operation: &Operation<'a>| operation.is_throttled() || operation.covers_status(429);
    let is_freed = |was: &Operation<'a>, operation: &Operation<'a>| is_limited(was) && !is_limited(operation);
    let freed: Vec<Operation<'a>> = changes
        .operations()
        .filter_map(|(was, operation)| was.filter(|was| is_freed(was, &operation)).map(|_| operation))
        .collect();
    for group in many::told(&freed, cx) {
        let Some(first) = group.first() else { continue };
        let message = format!("nothing limits how often {} may be called any more", whom(group));
        let finding = cx.report(Place::key(first.node()), message).value("calls");
        finding.help("restore the limit of the gateway, or the answer `429` that documents it");
        if group.len() > 1 {
            finding.known_by("paths");
            many::list(
                finding,
                group.iter().skip(1).map(|operation| Place::key(operation.node())),
                "without a limit too",
            );
        }
    }
}
