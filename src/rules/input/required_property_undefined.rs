//! See `rules/input/required-property-undefined.md`.

use super::together::{Around, is_described};
use super::weight;
use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Schema, Type};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;
use crate::words::nearest;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut known: Option<Around<'a>> = None;
    for schema in api.schemas() {
        let Some(list) = schema.own(Key::Required).filter(|list| list.is_seq() && !list.is_empty()) else { continue };
        let is_here = |entry: &NodeRef<'a>| entry.string().is_none_or(|name| is_described(schema, &name));
        let mut missing: Vec<NodeRef<'a>> = list.items().filter(|entry| !is_here(entry)).collect();
        if missing.is_empty() || schema.effective_types().is_some_and(|types| !types.has(Type::Object)) {
            continue;
        }
        let around = known.get_or_insert_with(|| Around::new(api));
        if around.is_condition(schema) {
            continue;
        }
        missing.retain(|entry| entry.string().is_some_and(|name| !around.describes(schema, &name)));
        report(schema, &missing, cx);
    }
}

fn report<'a>(schema: Schema<'a>, missing: &[NodeRef<'a>], cx: &mut Cx<'a>) {
    let (Some(first), Some(severity)) = (missing.first(), weight(schema, Severity::Medium, cx)) else { return };
    let names: Vec<_> = missing.iter().filter_map(|entry| entry.string()).collect();
    let shown: Vec<_> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > 5 { format!(" and {} more", names.len() - 5) } else { String::new() };
    let (list, verb) = (shown.join(", "), if names.len() == 1 { "is" } else { "are" });
    let message = format!("{list}{more} {verb} required and described nowhere: any value will do");
    let known = schema.properties();
    let near = names.first().and_then(|name| nearest(name, known.iter().map(|(key, _)| key.key_text())));
    let finding = cx.report(*first, message).label("describes nothing").severity(severity);
    match near {
        Some(near) => finding.help(format!("is `{near}` meant? Else describe the property under `properties`")),
        None => finding.help("describe it under `properties`, or delete it from `required`"),
    };
    for entry in missing.iter().skip(1).take(5) {
        finding.related(Place::value(*entry), "nor this");
    }
}
