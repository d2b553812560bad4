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
    let words = |parameter: &Parameter<'a>| {
        let mut uses = api.uses(parameter.node());
        uses.operations.retain(|operation| operation.is_served());
        uses.words()
    };
    let Some((first, words)) = group.iter().find_map(|one| Some((one, words(one)?))) else { return };
    let others = group.iter().filter(|one| one.node() != first.node());
    let name = first.name();
    let of = if group.len() == 1 { format!("of {words}") } else { format!("in {} places", group.len()) };
    let message =
        format!("the path parameter `{name}` {of} may be any text: no length, pattern, format or list of values");
    let finding = cx.report(Place::parameter(*first), message);
    finding.help("state what such a value looks like, such as `format: uuid` or `pattern: '^[A-Za-z0-9_-]{1,64}$'`");
    finding.known_by(format!("parameters/path:{name}"));
    many::list(finding, others.map(|parameter| Place::parameter(*parameter)), "here too");
}
