//! See `rules/resources/additional-properties-unbounded.md`.

use super::sizes::{self, Way, Words};
use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Schema, Type};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    noun: "map",
    weakness: "may have any number of entries",
    label: "no `maxProperties`",
    keyword: Key::MaxProperties,
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found = sizes::unbounded(api, Type::Object, Schema::limits_entries);
    found.retain(|one| one.schema.conjuncts().parts.iter().any(|part| part.is_typed_map()));
    let groups = sizes::groups(api, found, |found, _| if found.is_body { Way::Body } else { Way::Other });
    let weighed = groups.into_iter().map(|group| (group, Severity::Low)).collect();
    sizes::report_all(
        api,
        weighed,
        &WORDS,
        "add `maxProperties` with the most entries that one call has to handle",
        cx,
    );
}
