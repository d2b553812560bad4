//! See `rules/input/path-parameter-unconstrained.md`.

use super::parameters_in;
use crate::model::openapi::{Api, Location, Parameter, Schema, Type};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let free = parameters_in(api, Location::Path).filter(|parameter| {
        parameter
            .schemas()
            .into_iter()
            .any(|schema| !schema.unbounded(Type::String, &Schema::restricts_text).is_empty())
    });
    // One name is one kind of thing, however often it is written out.
    for group in many::by_key(free, |parameter| parameter.name()) {
        report(api, &group, cx);
    }
}

fn report<'a>(api: &'a Api, group: &[Parameter<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = group.split_first() else { return };
    let name = first.name();
    let mut uses = api.uses(first.node());
    uses.operations.retain(|operation| operation.is_served());
    let Some(words) = uses.words() else { return };
    let of = if others.is_empty() { format!("of {words}") } else { format!("in {} places", group.len()) };
    let message =
        format!("the path parameter `{name}` {of} may be any text: no length, pattern, format or list of values");
    let finding = cx.report(Place::parameter(*first), message);
    finding.help("state what such a value looks like, such as `format: uuid` or `pattern: '^[A-Za-z0-9_-]{1,64}$'`");
    many::list(finding, others.iter().map(|parameter| Place::parameter(*parameter)), "here too");
}
