//! See `rules/exposure/response-additional-open.md`.

use crate::finding::Severity;
use crate::model::openapi::{Key, Schema, Way};
use crate::rules::{Check, Cx, exposed};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Schema(check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    if !schema.direction().is_response() {
        return;
    }
    let stated = [Key::AdditionalProperties, Key::UnevaluatedProperties].into_iter().filter_map(|key| schema.own(key));
    let Some(open) = stated.into_iter().find(|value| admits_all(*value)) else { return };
    // Without properties the schema is a map of anything, which is another matter.
    if !schema.declares_properties() {
        return;
    }
    let by = schema.api.reach(schema.node(), Way::Returned);
    let Some(who) = by.clause() else { return };
    let finding = cx.report(open, format!("this object, {who}, may carry more than its properties"));
    finding.help("Set it to `false`, or to the schema of the values that are meant");
    if by.open().is_some() {
        finding.severity(Severity::Low);
    }
    exposed::chain(finding, &by);
}

fn admits_all(value: NodeRef<'_>) -> bool {
    value.bool() == Some(true) || (value.is_map() && value.is_empty())
}
