//! See `rules/resources/string-unbounded.md`.

use super::sizes::{self, Way, Words};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Schema, Type};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words { noun: "text", weakness: "may be of any length", label: "no `maxLength`" };

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let found = sizes::unbounded(api, Type::String, Schema::limits_length);
    for group in sizes::groups(api, found, |found, _| if found.is_body { Way::Body } else { Way::Other }) {
        let severity = match (group.is_open, group.way) {
            (true, _) => Severity::Medium,
            // Behind a login, and in URLs and headers, which every server cuts off, the limit is hardening.
            _ if cx.profile() == Profile::Recommended => continue,
            (false, Way::Other) => Severity::Info,
            (false, _) => Severity::Low,
        };
        if let Some(finding) = sizes::report(api, &group, &WORDS, cx) {
            finding.severity(severity).help(
                "add `maxLength` with the longest value the API has to accept; `enum`, a `format` of fixed width or an \
                 anchored `pattern` without `*` and `+` limits the length as well",
            );
        }
    }
}
