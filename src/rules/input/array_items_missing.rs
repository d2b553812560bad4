//! See `rules/input/array-items-missing.md`.

use super::shapes::{self, Telling};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Gap, Version};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // Until 3.0 an array without `items` is no valid schema.
    let is_invalid = api.version <= Version::V30;
    if !is_invalid && cx.profile() == Profile::Recommended {
        return;
    }
    let found = shapes::with_gap(api, Gap::Items);
    let weakness = |_: &shapes::Found<'a>| "may hold items of any kind".to_owned();
    let telling = Telling { weakness: &weakness, habit: "are arrays of anything", total: usize::MAX };
    shapes::report(api, &found, &telling, cx, &|_, finding| {
        finding.label("no `items`").help("state the schema of its items: `items: {type: …}`");
        if !is_invalid {
            finding.severity(Severity::Info);
        }
    });
}
