//! See `rules/resources/batch-array-body.md`.

use super::sizes::{self, Way, Words};
use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Schema, Type};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    noun: "array",
    weakness: "puts any number of items into one call",
    label: "no `maxItems`",
    keyword: Key::MaxItems,
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let bodies = sizes::bodies(api);
    let mut found = sizes::unbounded(api, Type::Array, Schema::limits_items);
    found.retain(|found| found.is_body);
    let groups = sizes::groups(api, found, |_, site| {
        let is_whole = site.depth == 0 && bodies.contains(&site.owner.at());
        if is_whole { Way::Direct } else { Way::Other }
    });
    let whole = groups.into_iter().filter(|group| group.way == Way::Direct);
    let weighed = whole
        .map(|group| {
            let severity = if group.is_open { Severity::High } else { Severity::Medium };
            (group, severity)
        })
        .collect();
    let help = "add `maxItems` with the most that one call has to handle, and count each item against the rate limit";
    sizes::report_all(api, weighed, &WORDS, help, cx);
}
