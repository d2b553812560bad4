//! See `rules/inventory/response-widened.md`.

use crate::model::openapi::{Fields, Key, Schema};
use crate::rules::changes::Changes;
use crate::rules::{Check, Cx, Place, site};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Change(check)];

fn check<'a>(changes: &Changes<'a>, cx: &mut Cx<'_>) {
    let now = changes.now;
    for (was, schema) in changes.schemas() {
        if !schema.direction().is_response() {
            continue;
        }
        let name = || site::of(now, schema.node()).full();
        if was.is_write_only() && !schema.is_write_only() {
            let message = format!("`{}` is returned now, and was only taken before", name());
            let finding = cx.report(site::place(now, schema.node()), message).value("returned");
            finding.help("write `writeOnly: true` again, or leave it out of what is returned");
        } else if is_closed(was) && !is_closed(schema) {
            let place = schema.opens().map_or_else(|| site::place(now, schema.node()), Place::value);
            let message =
                format!("`{}` may be returned with properties that nobody declared, and was closed before", name());
            let finding = cx.report(place, message).value("open");
            finding.help("write `additionalProperties: false` again, so that only what is declared is returned");
        }
    }
}

/// True when it refuses what it does not declare.
fn is_closed(schema: Schema<'_>) -> bool {
    let refuses = |key: Key| schema.node().field(key).and_then(NodeRef::bool) == Some(false);
    refuses(Key::AdditionalProperties) || refuses(Key::UnevaluatedProperties)
}
