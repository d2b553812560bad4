//! See `rules/input/schema-untyped.md`.

use super::shapes::{self, Telling};
use crate::model::openapi::{Api, Gap, Key, Schema};
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let found = shapes::with_gap(api, Gap::Type);
    let weakness = |one: &shapes::Found<'a>| match one.schema.evident_type() {
        Some(name) => format!("states no `type`, so anything but {name} passes unchecked"),
        None => "states no `type`".to_owned(),
    };
    let is_shape = |schema: &Schema<'_>| schema.own(Key::Properties).is_some();
    let total = if found.len() > many::MANY { api.sent_schemas().filter(is_shape).count() } else { usize::MAX };
    let telling = Telling { weakness: &weakness, habit: "state no `type`", total };
    shapes::report(api, &found, &telling, cx, &|one, finding| {
        finding.label("no `type`").help(match one.schema.evident_type() {
            Some(name) => format!("add `type: {}`", name.rsplit(' ').next().unwrap_or(name)),
            None => "add the `type` that is meant".to_owned(),
        });
    });
}
