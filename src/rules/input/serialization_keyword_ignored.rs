//! See `rules/input/serialization-keyword-ignored.md`.

use crate::model::openapi::{Api, Fields, Key, Kind, Location, Parameter, Payload, Schema, Type, Version};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Parameter(check_parameter), Check::Object(check_object)];

/// Something that is written and not read.
fn report<'a>(node: NodeRef<'a>, message: String, help: &str, cx: &mut Cx<'a>) {
    cx.report(Place::key(node), message).label("has no effect").help(help);
}

fn check_parameter<'a>(parameter: Parameter<'a>, cx: &mut Cx<'a>) {
    if parameter.api.version == Version::V2 {
        collection(parameter.api, parameter.node(), parameter.location(), cx);
    } else {
        style(parameter, cx);
    }
    empty_value(parameter, cx);
}

/// 2.0: how the items of an array are joined.
fn collection<'a>(api: &'a Api, node: NodeRef<'a>, location: Location, cx: &mut Cx<'a>) {
    let Some(format) = node.field(Key::CollectionFormat) else { return };
    let is_array = Schema::inline(api, node).own_types().is_none_or(|types| types.has(Type::Array));
    if !is_array || location == Location::Body {
        let message = "`collectionFormat` joins the items of arrays, and this is none".to_owned();
        report(format, message, "delete it, or correct the type", cx);
    } else if format.string().is_some_and(|format| format == "multi")
        && !matches!(location, Location::Query | Location::FormData)
    {
        let message = "`collectionFormat: multi` repeats a parameter, which only queries and forms can".to_owned();
        report(format, message, "write `csv`, or the format that the server reads", cx);
    }
}

fn style<'a>(parameter: Parameter<'a>, cx: &mut Cx<'a>) {
    let (node, location) = (parameter.node(), parameter.location());
    let written = [Key::Style, Key::Explode, Key::AllowReserved];
    if node.field(Key::Content).is_some() && node.field(Key::Schema).is_none() {
        for (key, value) in written.into_iter().filter_map(|key| Some((key, node.field(key)?))) {
            let message =
                format!("`{}` is not read beside `content`: the media type says how it is written", key.as_str());
            report(value, message, "delete it, or describe the parameter by `schema`", cx);
        }
        return;
    }
    let Some(styles) = styles(parameter.api, location) else { return };
    let style = node.field(Key::Style);
    let name = style.and_then(NodeRef::string);
    if let (Some(style), Some(name)) = (style, &name)
        && !styles.contains(&&**name)
    {
        let message = format!("`style: {name}` does not exist for {}", place(location));
        report(style, message, &format!("write one of {}", styles.join(", ")), cx);
        return;
    }
    let types = parameter.schema().and_then(Schema::effective_types);
    let is_simple = types.is_some_and(|types| !types.has(Type::Array) && !types.has(Type::Object));
    if let (Some(style), Some("deepObject" | "spaceDelimited" | "pipeDelimited")) = (style, name.as_deref())
        && is_simple
    {
        let message = format!("`style: {}` is for arrays and objects, and this is neither", name.unwrap_or_default());
        report(style, message, "delete it, or correct the type", cx);
    }
    if let Some(reserved) = node.field(Key::AllowReserved).filter(|value| value.bool() == Some(true))
        && parameter.api.version < Version::V32
        && location != Location::Query
    {
        let message = format!("`allowReserved` is read for queries only, and this is {}", place(location));
        report(reserved, message, "delete it: the value is percent-encoded all the same", cx);
    }
}

/// The styles a place has.
fn styles(api: &Api, location: Location) -> Option<&'static [&'static str]> {
    Some(match location {
        Location::Path => &["simple", "label", "matrix"],
        Location::Query => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Location::Header => &["simple"],
        Location::Cookie if api.version >= Version::V32 => &["form", "cookie"],
        Location::Cookie => &["form"],
        _ => return None,
    })
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "a path parameter",
        Location::Query => "a query parameter",
        Location::Header => "a header",
        Location::Cookie => "a cookie",
        _ => "a parameter of this kind",
    }
}

fn empty_value<'a>(parameter: Parameter<'a>, cx: &mut Cx<'a>) {
    let location = parameter.location();
    let Some(stated) = parameter.node().field(Key::AllowEmptyValue).filter(|stated| stated.bool() == Some(true)) else {
        return;
    };
    let is_read = matches!(location, Location::Query | Location::FormData | Location::QueryString | Location::Other);
    if !is_read {
        let message = format!("`allowEmptyValue` is read for queries and forms only, and this is {}", place(location));
        report(stated, message, "delete it, and let the schema say whether the value may be empty", cx);
    }
}

fn check_object<'a>(api: &'a Api, node: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    match kind {
        Kind::Header if api.version == Version::V2 => collection(api, node, Location::Header, cx),
        Kind::Header => header(node, cx),
        Kind::MediaType => encoding(api, node, cx),
        _ => {}
    }
}

fn header<'a>(node: NodeRef<'a>, cx: &mut Cx<'a>) {
    let Some(style) = node.field(Key::Style) else { return };
    if let Some(name) = style.string().filter(|name| name != "simple") {
        report(style, format!("`style: {name}` does not exist for a header"), "delete it: headers are `simple`", cx);
    }
}

/// `encoding` says how the properties of forms are written.
fn encoding<'a>(api: &'a Api, node: NodeRef<'a>, cx: &mut Cx<'a>) {
    let Some(encoding) = node.field(Key::Encoding).filter(|encoding| !encoding.is_empty()) else { return };
    let Some(media_type) = node.key().map(NodeRef::key_text).filter(|_| node.parent().is_some_and(NodeRef::is_map))
    else {
        return;
    };
    let payload = Payload { media_type: media_type.into(), node, schema: None, has_schema: false };
    // A definition of 3.2 has a name in the place of the media type.
    if !media_type.contains('/') || media_type.contains('*') {
        return;
    }
    if !payload.is_form() {
        let message = format!("`encoding` is read for forms only, and this is `{media_type}`");
        report(encoding, message, "delete it, or correct the media type", cx);
        return;
    }
    let Some(schema) = node.field(Key::Schema).and_then(|schema| Schema::new(api, schema)) else { return };
    if !is_closed_list(schema) {
        return;
    }
    for (key, value) in encoding.entries().filter(|(key, _)| !key.key_text().starts_with("x-")) {
        if schema.property(key.key_text()).is_none() {
            let message = format!("`encoding` names `{}`, which is no property of the form", key.key_text());
            let finding = cx.report(Place::key(value), message).label("has no effect");
            finding.related(Place::key(schema.node()), "the form").help("write the name as in `properties`");
        }
    }
}

/// True when `properties` name all there can be, as far as is known: no choices, no other parts.
fn is_closed_list(schema: Schema<'_>) -> bool {
    let conjuncts = schema.conjuncts();
    let names = |part: &Schema<'_>| part.own(Key::Properties).is_some();
    let opens = |part: &Schema<'_>| {
        !part.choices().is_empty()
            || part.own(Key::PatternProperties).is_some()
            || part.own(Key::AdditionalProperties).is_some_and(|others| others.bool() != Some(false))
            || part.own(Key::Then).is_some()
            || part.own(Key::Else).is_some()
    };
    !conjuncts.has_unknown && conjuncts.parts.iter().any(names) && !conjuncts.parts.iter().any(opens)
}
