//! See `rules/resources/number-format-missing.md`.

use super::number_unbounded;
use super::sizes::{self, Way, Words};
use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Schema, Type};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words =
    Words { noun: "number", weakness: "may be of any size and precision", label: "no `format`", keyword: Key::Format };

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // With both limits given the format adds nothing.
    let is_settled =
        |schema: Schema<'a>| schema.says_how_stored() || (schema.limits_number() && schema.limits_number_below());
    let mut found = sizes::unbounded(api, Type::Integer, is_settled);
    found.retain(|one| !number_unbounded::stands_alone(one));
    let groups = sizes::groups(api, found, |found, _| if found.is_body { Way::Body } else { Way::Other });
    let weighed = groups.into_iter().map(|group| (group, Severity::Info)).collect();
    let help = "add `format: int32`, `int64`, `float` or `double`, or both limits";
    sizes::report_all(api, weighed, &WORDS, help, cx);
}
