//! See `rules/input/allow-reserved-enabled.md`.

use crate::model::openapi::{Fields, Key, Location, Parameter, Schema, Type};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Parameter(check)];

fn check<'a>(parameter: Parameter<'a>, cx: &mut Cx<'a>) {
    let Some(flag) = parameter.node().field(Key::AllowReserved).filter(|flag| flag.bool() == Some(true)) else {
        return;
    };
    if !parameter.is_in_url() {
        return;
    }
    // A list of values or an expression says which of them can come.
    let is_free = |schema: Schema<'a>| !schema.unbounded(Type::String, &says_which).is_empty();
    if !parameter.schemas().into_iter().any(is_free) {
        return;
    }
    let place = if parameter.location() == Location::Path { "path" } else { "query" };
    let message = format!(
        "`{}` goes into the {place} with `/`, `?`, `#` and `&` as they are, so its value can change the rest of the URL",
        parameter.name()
    );
    cx.report(Place::value(flag), message)
        .help("remove `allowReserved`, or state in a `pattern` which characters come");
}

fn says_which(schema: Schema<'_>) -> bool {
    let has = |key| schema.own(key).is_some();
    has(Key::Enum) || has(Key::Const) || (schema.restricts_text() && (has(Key::Pattern) || has(Key::Format)))
}
