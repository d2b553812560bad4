//! See `rules/input/binary-schema-misplaced.md`.

use hashbrown::HashSet;

use super::shapes;
use crate::model::openapi::{Api, Key, Location, Operation, Schema, Type};
use crate::rules::site;
use crate::rules::{Check, Cx};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut seen: HashSet<At> = HashSet::new();
    for operation in api.served() {
        for payload in operation.request_payloads() {
            let Some(schema) = payload.schema else { continue };
            if payload.is_file() && !payload.media_type.is_empty() {
                plain_text(operation, schema, &payload.media_type, &mut seen, cx);
            } else if payload.is_json() && !payload.is_form() {
                within(operation, schema, &mut seen, cx);
            }
        }
        for parameter in operation.parameters() {
            let is_text = !matches!(parameter.location(), Location::Body | Location::FormData);
            let bytes = parameter.schema().filter(|schema| is_text && schema.is_raw_bytes());
            if let Some(schema) = bytes.filter(|schema| seen.insert(schema.node().at())) {
                let message = format!(
                    "the parameter `{}` of `{}` is declared as raw bytes, which URLs and headers cannot carry",
                    parameter.name(),
                    operation.title()
                );
                cx.report(shapes::place(schema), message).help(AS_TEXT);
            }
        }
    }
}

const AS_TEXT: &str = "send the file as a body of its own or as a part of `multipart/form-data`; what must be text is \
                       encoded, `format: byte` (from 3.1 on `contentEncoding: base64`), with `maxLength`";

/// Raw bytes anywhere below a schema of JSON.
fn within<'a>(operation: Operation<'a>, body: Schema<'a>, seen: &mut HashSet<At>, cx: &mut Cx<'a>) {
    let mut pending = vec![body];
    while let Some(schema) = pending.pop() {
        if !seen.insert(schema.node().at()) {
            continue;
        }
        if schema.own(Key::Format).or_else(|| schema.own(Key::Type)).is_some() && schema.is_raw_bytes() {
            let name = site::of(schema.api, schema.node()).full();
            let name = if name.is_empty() { "the body".to_owned() } else { format!("`{name}`") };
            let message =
                format!("{name} of `{}` is declared as raw bytes, which JSON cannot carry", operation.title());
            cx.report(shapes::place(schema), message).help(AS_TEXT);
            continue;
        }
        pending.extend(below(schema));
    }
}

fn below<'a>(schema: Schema<'a>) -> impl Iterator<Item = Schema<'a>> {
    let lists = [Key::AllOf, Key::OneOf, Key::AnyOf, Key::PrefixItems];
    let maps = [Key::Properties, Key::PatternProperties];
    let singles = [Key::Items, Key::AdditionalProperties];
    let listed = lists.into_iter().filter_map(move |key| schema.own(key)).flat_map(NodeRef::items);
    let mapped =
        maps.into_iter().filter_map(move |key| schema.own(key)).flat_map(NodeRef::entries).map(|(_, value)| value);
    let single = singles.into_iter().filter_map(move |key| schema.own(key));
    let nodes = listed.chain(mapped).chain(single);
    nodes.filter_map(move |node| Schema::new(schema.api, node)).filter(|schema| !schema.is_read_only())
}

/// A file that is described as if it were a text.
fn plain_text<'a>(
    operation: Operation<'a>,
    schema: Schema<'a>,
    media_type: &str,
    seen: &mut HashSet<At>,
    cx: &mut Cx<'a>,
) {
    let says_more = [Key::Format, Key::ContentMediaType, Key::ContentEncoding, Key::MaxLength, Key::Enum, Key::Const]
        .into_iter()
        .any(|key| schema.keyword(key).is_some());
    let is_wrong = schema.types().is_some_and(|types| !types.has(Type::File)) && !says_more;
    if is_wrong && seen.insert(schema.node().at()) {
        let what = if schema.is(Type::String) { "text" } else { "a structured value" };
        let message =
            format!("the `{media_type}` body of `{}` is described as {what}, not as bytes", operation.title());
        cx.report(shapes::place(schema), message)
            .help("until 3.0 write `type: string, format: binary`; from 3.1 on leave the schema out");
    }
}
