//! See `rules/input/querystring-untyped.md`.

use crate::model::openapi::{Fields, Key, Location, Parameter, Schema, Type};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Parameter(check)];

fn check<'a>(parameter: Parameter<'a>, cx: &mut Cx<'a>) {
    if parameter.location() != Location::QueryString {
        return;
    }
    let name = parameter.name();
    let payloads = parameter.payloads();
    let says_nothing =
        payloads.is_empty() && parameter.node().field(Key::Content).is_none_or(|content| content.is_empty());
    let why = if says_nothing {
        "it has no `content`"
    } else if payloads.iter().any(|payload| !payload.has_schema) {
        "its content has no schema"
    } else if payloads.iter().filter_map(|payload| payload.schema).any(is_free) {
        "its schema admits anything"
    } else {
        return;
    };
    cx.report(Place::parameter(parameter), format!("`{name}` takes the whole query, whatever stands in it: {why}")).help(
        "describe the query as an object with its properties, closed by `additionalProperties: false`, or as a text \
         with a `pattern`",
    );
}

/// True when some object or text of any content satisfies the schema.
fn is_free(schema: Schema<'_>) -> bool {
    if schema.boolean() == Some(true) {
        return true;
    }
    !schema.unbounded(Type::Object, &names_members).is_empty()
        || !schema.unbounded(Type::String, &Schema::restricts_text).is_empty()
}

/// True when this very schema says anything about the members of an object.
fn names_members(schema: Schema<'_>) -> bool {
    let is_restricted = |key| schema.own(key).is_some_and(|value| value.bool() != Some(true) && !is_empty(value));
    let keys = [
        Key::Properties,
        Key::PatternProperties,
        Key::AdditionalProperties,
        Key::UnevaluatedProperties,
        Key::PropertyNames,
        Key::Enum,
        Key::Const,
        Key::DynamicRef,
    ];
    keys.into_iter().any(is_restricted)
}

fn is_empty(value: NodeRef<'_>) -> bool {
    value.is_map() && value.is_empty()
}
