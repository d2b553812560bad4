//! See `rules/input/enum-invalid.md`.

use super::variables;
use crate::finding::Severity;
use crate::model::openapi::validate::{Mismatch, Verdict, What, duplicates, shown};
use crate::model::openapi::{Api, Fields, Key, KeySet, Schema, Type};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] =
    &[Check::Api(check_variables), Check::Keyword(KeySet::of(&[Key::Enum]), check)];

/// Places listed with a finding.
const LISTED: usize = 5;

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let Some(list) = schema.own(Key::Enum).filter(|list| list.is_seq()) else { return };
    if list.is_empty() {
        empty(list, cx);
        return;
    }
    twice(schema.api, list, cx);
    let fitting = schema.texts_that_fit();
    let fits = |entry: &NodeRef<'a>| fitting.is_some_and(|most| entry.string().is_some_and(|text| text.len() <= most));
    let wrong: Vec<Box<Mismatch<'a>>> = list
        .items()
        .filter(|entry| !fits(entry))
        .filter_map(|entry| match schema.judge_listed(entry) {
            // Formats need not be asserted, and a list often adds words such as `now` to one.
            Verdict::Differs(mismatch) if !matches!(mismatch.what, What::Format) => Some(mismatch),
            _ => None,
        })
        .collect();
    let Some(first) = wrong.first() else { return };
    let all = list.items().count();
    let reason = first.message();
    let message = match wrong.len() {
        1 => format!("a value of `enum` can never occur: {reason}"),
        count if count == all => format!("no value of `enum` can ever occur: {reason}"),
        count => format!("{count} of {all} values of `enum` can never occur: {reason}"),
    };
    let belongs_to_items = schema.types().is_some_and(|types| types.has(Type::Array) && !types.has(Type::String))
        && list.items().all(NodeRef::is_scalar);
    let finding = cx.report(Place::value(first.data), message).label("fits nothing").help(if belongs_to_items {
        "write `enum` into `items`, if it lists what the array may hold"
    } else {
        "correct the value (quotes make a text of it) or the type"
    });
    finding.related(Place::value(first.keyword), "what the schema says");
    for mismatch in wrong.iter().skip(1).take(LISTED) {
        finding.related(Place::value(mismatch.data), "neither does this");
    }
}

fn empty<'a>(list: NodeRef<'a>, cx: &mut Cx<'a>) {
    cx.report(list, "the `enum` is empty, so that no value is allowed at all")
        .help("list the values, or leave `enum` out");
}

fn twice<'a>(api: &'a Api, list: NodeRef<'a>, cx: &mut Cx<'a>) {
    let found = duplicates(api, list).pairs;
    let Some((again, first)) = found.first() else { return };
    let message = match found.len() {
        1 => format!("{} stands twice in `enum`", shown(*again)),
        count => format!("{count} values stand more than once in `enum`, such as {}", shown(*again)),
    };
    let finding = cx.report(*again, message).label("again").value("twice").severity(Severity::Low);
    finding.related(Place::value(*first), "first here").help("delete it, or write the value that was meant");
    for (again, _) in found.iter().skip(1).take(LISTED) {
        finding.related(Place::value(*again), "again, too");
    }
}

fn check_variables<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for list in variables(api).filter_map(|variable| variable.field(Key::Enum)).filter(|list| list.is_seq()) {
        if list.is_empty() {
            empty(list, cx);
        } else {
            twice(api, list, cx);
        }
    }
}
