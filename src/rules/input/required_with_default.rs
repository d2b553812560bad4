//! See `rules/input/required-with-default.md`.

use crate::model::openapi::{Fields, Key, KeySet, Kind, Location, Parameter, Schema};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] =
    &[Check::Parameter(check_parameter), Check::Keyword(KeySet::of(&[Key::Required]), check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let api = schema.api;
    for entry in schema.own(Key::Required).filter(|list| list.is_seq()).into_iter().flat_map(NodeRef::items) {
        let Some(name) = entry.string() else { continue };
        let properties = schema.conjuncts().parts.into_iter().filter_map(|part| part.own(Key::Properties));
        // A default of a definition holds for its other uses as well.
        let Some(property) = properties.filter_map(|properties| properties.get(&name)).next() else { continue };
        let Some(property) = own_default(api, property) else { continue };
        if property.is_read_only() || !property.direction().is_request() {
            continue;
        }
        report(property, &format!("property `{name}`"), entry, cx);
    }
}

fn check_parameter<'a>(parameter: Parameter<'a>, cx: &mut Cx<'a>) {
    let node = parameter.node();
    let Some(required) = node.field(Key::Required).filter(|required| required.bool() == Some(true)) else { return };
    // A path parameter is always there, and tools write its default for their forms.
    if matches!(parameter.location(), Location::Body | Location::Other) {
        return;
    }
    let written = node.field(Key::Schema).unwrap_or(node);
    if let Some(schema) = own_default(parameter.api, written) {
        report(schema, &format!("parameter `{}`", parameter.name()), required, cx);
    }
}

/// A schema written here, with a default that is not its only value.
fn own_default<'a>(api: &'a crate::model::openapi::Api, node: NodeRef<'a>) -> Option<Schema<'a>> {
    let is_written_here =
        matches!(api.kind(node), Kind::Schema | Kind::Parameter) && api.reference(node.at()).is_none();
    let schema = Schema::inline(api, node);
    let is_single = schema.own(Key::Const).is_some() || schema.own(Key::Enum).is_some_and(|list| list.len() == 1);
    (is_written_here && schema.own(Key::Default).is_some() && !is_single).then_some(schema)
}

fn report<'a>(schema: Schema<'a>, what: &str, required: NodeRef<'a>, cx: &mut Cx<'a>) {
    let Some(default) = schema.own(Key::Default) else { return };
    cx.report(default, format!("the {what} is required and has a default, which can never apply"))
        .label("for nobody")
        .related(Place::value(required), "required here")
        .help("leave one of the two out: the default where clients must decide, `required` where they need not");
}
