//! See `rules/exposure/response-additional-open.md`.

use crate::model::openapi::{Key, Schema};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Schema(check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    if !schema.direction().is_response() {
        return;
    }
    let stated = [Key::AdditionalProperties, Key::UnevaluatedProperties].into_iter().filter_map(|key| schema.own(key));
    let Some(open) = stated.into_iter().find(|value| admits_all(*value)) else { return };
    // Without properties the schema is a map of anything, which is another matter.
    if schema.properties().is_empty() {
        return;
    }
    let Some(who) = schema.api.uses(schema.node()).words() else { return };
    cx.report(open, format!("this response object may carry more than its properties; {who} can return it"))
        .help("Set it to `false`, or to the schema of the values that are meant");
}

fn admits_all(value: NodeRef<'_>) -> bool {
    value.bool() == Some(true) || (value.is_map() && value.is_empty())
}
