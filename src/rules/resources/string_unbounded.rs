//! See `rules/resources/string-unbounded.md`.

use super::sizes::{self, Way, Words};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Key, Schema, Type};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words =
    Words { noun: "text", weakness: "may be of any length", label: "no `maxLength`", keyword: Key::MaxLength };

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let found = sizes::unbounded(api, Type::String, Schema::limits_length);
    let mut weighed = Vec::new();
    for group in sizes::groups(api, found, |found, _| if found.is_body { Way::Body } else { Way::Other }) {
        let severity = match (group.is_open, group.way) {
            (true, _) => Severity::Medium,
            // Behind a login, and in URLs and headers, which every server cuts off, the limit is hardening.
            _ if cx.profile() == Profile::Recommended => continue,
            (false, Way::Other) => Severity::Info,
            (false, _) => Severity::Low,
        };
        weighed.push((group, severity));
    }
    let help = "add `maxLength` with the longest value the API has to accept; `enum`, a `format` of fixed width or an \
                anchored `pattern` without `*` and `+` limits the length as well";
    sizes::report_all(api, weighed, &WORDS, help, cx);
}
