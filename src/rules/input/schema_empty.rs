//! See `rules/input/schema-empty.md`.

use super::shapes::{self, Role, Telling};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Gap};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found = shapes::with_gap(api, Gap::Anything);
    found.retain(|one| match cx.profile() {
        Profile::Recommended => one.role == Role::Body && !shapes::is_meant_open(one.schema),
        Profile::Strict => !shapes::is_meant_open(one.schema),
        Profile::Audit => !shapes::is_patch_value(one.schema.node()),
    });
    let telling =
        Telling { weakness: &|_| "may be any value".to_owned(), habit: "may be any value", total: usize::MAX };
    shapes::report(api, &found, &telling, cx, &|one, finding| {
        finding
            .severity(if one.role == Role::Body { Severity::Medium } else { Severity::Low })
            .label("says nothing about the value")
            .help("state the `type` and what belongs to it: `properties`, `items`, limits");
    });
}
