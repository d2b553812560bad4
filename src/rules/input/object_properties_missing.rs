//! See `rules/input/object-properties-missing.md`.

use super::shapes::{self, Telling};
use crate::finding::Profile;
use crate::model::openapi::{Api, Gap};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found = shapes::with_gap(api, Gap::Properties);
    found.retain(|one| cx.profile() == Profile::Audit || !shapes::is_meant_open(one.schema));
    let weakness = |_: &shapes::Found<'a>| "may be any object: nothing says what it contains".to_owned();
    let telling = Telling { weakness: &weakness, habit: "are objects of any content", total: usize::MAX };
    shapes::report(api, &found, &telling, cx, &|_, finding| {
        finding.label("no `properties`").help(
            "state its `properties`; where the names are not known beforehand, the schema of the values under \
             `additionalProperties`, with `maxProperties`; where it has none, `additionalProperties: false`",
        );
    });
}
