//! See `rules/input/discriminator-invalid.md`.

use crate::model::openapi::{Api, Fields, Key, KeySet, Schema, Type, Version};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Keyword(KeySet::of(&[Key::Discriminator]), check)];

/// A discriminator and the property it names.
struct Named<'a> {
    /// The string that names the property.
    node: NodeRef<'a>,
    name: String,
    /// A value need not have the property: there is a default.
    is_optional: bool,
}

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let Some(discriminator) = schema.own(Key::Discriminator) else { return };
    let api = schema.api;
    let node = if api.version == Version::V2 { Some(discriminator) } else { discriminator.field(Key::PropertyName) };
    if let Some(node) = node
        && let Some(name) = node.string()
    {
        let is_optional = api.version == Version::V32 && discriminator.field(Key::DefaultMapping).is_some();
        let named = Named { node, name: name.into_owned(), is_optional };
        property(schema, &named, cx);
    }
    if api.version != Version::V2 {
        mapping(api, discriminator, cx);
    }
}

/// The property has to be described and required wherever the discriminator decides: in each branch, or in the schema
/// that others extend.
fn property<'a>(schema: Schema<'a>, named: &Named<'a>, cx: &mut Cx<'a>) {
    let choices = schema.choices();
    let count = [Key::OneOf, Key::AnyOf].into_iter().filter_map(|key| schema.own(key)).map(NodeRef::len).sum::<usize>();
    let name = &named.name;
    let whole = state(schema, name);
    if count == 0 {
        match whole {
            State { is_known: false, .. } => {}
            State { property: None, .. } => undefined(named, "is described nowhere in this schema", None, cx),
            State { is_required: false, .. } if !named.is_optional => optional(named, "in this schema", schema, cx),
            State { property: Some(property), .. } => typed(named, property, cx),
        }
        return;
    }
    let branches: Vec<(Schema<'a>, State<'a>)> =
        choices.into_iter().filter(|branch| !is_null(*branch)).map(|branch| (branch, state(branch, name))).collect();
    // A branch may choose further, so that its own branches describe the property.
    if branches.iter().any(|(branch, _)| branch.conjuncts().parts.iter().any(|part| !part.choices().is_empty())) {
        return;
    }
    if branches.iter().any(|(_, state)| !state.is_known) || !whole.is_known {
        return;
    }
    let lacking: Vec<_> = branches.iter().filter(|(_, state)| state.property.or(whole.property).is_none()).collect();
    if let Some((first, _)) = lacking.first() {
        let text = match lacking.len() {
            1 => "is not described in one of the schemas it chooses from".to_owned(),
            count => format!("is not described in {count} of the {} schemas it chooses from", branches.len()),
        };
        undefined(named, &text, Some(*first), cx);
        return;
    }
    let free: Vec<_> = branches
        .iter()
        .filter(|(_, state)| !(state.is_required || whole.is_required))
        .map(|(branch, _)| *branch)
        .collect();
    if let Some(first) = free.first().filter(|_| !named.is_optional) {
        let text = match free.len() {
            1 => "in one of the schemas it chooses from".to_owned(),
            count => format!("in {count} of the {} schemas it chooses from", branches.len()),
        };
        optional(named, &text, *first, cx);
        return;
    }
    if let Some(property) = branches.iter().filter_map(|(_, state)| state.property).find(|one| !is_text(*one)) {
        typed(named, property, cx);
    }
}

fn undefined<'a>(named: &Named<'a>, text: &str, branch: Option<Schema<'a>>, cx: &mut Cx<'a>) {
    let finding = cx
        .report(named.node, format!("the discriminator `{}` {text}: nothing tells the variants apart", named.name))
        .help("describe the property under `properties`, as a string that is required");
    if let Some(branch) = branch {
        finding.related(Place::key(branch.node()), "does not describe it");
    }
}

fn optional<'a>(named: &Named<'a>, text: &str, schema: Schema<'a>, cx: &mut Cx<'a>) {
    cx.report(
        named.node,
        format!("the discriminator `{}` is not required {text}: a value without it may be taken for any", named.name),
    )
    .related(Place::key(schema.node()), "does not require it")
    .help(format!("add `{}` to `required`", named.name));
}

fn typed<'a>(named: &Named<'a>, property: Schema<'a>, cx: &mut Cx<'a>) {
    if !is_text(property) {
        cx.report(named.node, format!("the discriminator `{}` is no string", named.name))
            .related(Place::value(property.own(Key::Type).unwrap_or(property.node())), "its type")
            .help("a discriminator holds the name of a schema, or a key of `mapping`: make it a string");
    }
}

/// `null` beside the variants has no properties.
fn is_null(schema: Schema<'_>) -> bool {
    schema.known_types().is_some_and(|types| types.words() == "`null`")
}

fn is_text(property: Schema<'_>) -> bool {
    property.effective_types().is_none_or(|types| types.has(Type::String))
}

/// What a schema says about the property.
struct State<'a> {
    property: Option<Schema<'a>>,
    is_required: bool,
    /// False when a part could not be followed, so that the property may be there.
    is_known: bool,
}

fn state<'a>(schema: Schema<'a>, name: &str) -> State<'a> {
    let conjuncts = schema.conjuncts();
    let mut state = State { property: None, is_required: false, is_known: !conjuncts.has_unknown };
    for part in conjuncts.parts {
        let required = part.own(Key::Required).into_iter().flat_map(NodeRef::items);
        state.is_required |= required.filter_map(NodeRef::string).any(|entry| entry == name);
        if let Some(property) = part.own(Key::Properties).and_then(|properties| properties.get(name)) {
            match Schema::new(schema.api, property) {
                Some(property) => state.property = Some(property),
                None => state.is_known = false,
            }
        }
        // An older draft's reference, which may bring anything.
        state.is_known &= part.node().get("$recursiveRef").is_none();
    }
    state
}

/// Keys of `mapping` lead to schemas: names of `components.schemas`, or references.
fn mapping<'a>(api: &'a Api, discriminator: NodeRef<'a>, cx: &mut Cx<'a>) {
    let fallback = discriminator.field(Key::DefaultMapping).filter(|_| api.version == Version::V32);
    let mapped = discriminator.field(Key::Mapping).into_iter().flat_map(NodeRef::entries).map(|(_, value)| value);
    for value in mapped.chain(fallback) {
        let Some(text) = value.string() else { continue };
        if leads_nowhere(api, value, &text) {
            cx.report(value, format!("`{text}` leads to no schema: values of this variant cannot be checked"))
                .label("no such schema")
                .help("name a schema of `components.schemas`, or write a reference to it");
        }
    }
}

fn leads_nowhere<'a>(api: &'a Api, value: NodeRef<'a>, text: &str) -> bool {
    let schemas = |root: NodeRef<'a>| root.field(Key::Components)?.field(Key::Schemas);
    let is_name = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if is_name {
        // Such a word may also be the name of a file beside this one.
        let is_known = schemas(api.root()).into_iter().chain(schemas(value.root())).any(|map| map.get(text).is_some());
        return !is_known && !text.contains('.');
    }
    if !text.starts_with('#') {
        return false;
    }
    let (document, pointer) = match api.named_document(value, text) {
        (Some(document), decoded) => (document, decoded),
        (None, _) => return false,
    };
    if !pointer.starts_with('/') && !pointer.is_empty() {
        return false;
    }
    document.complete && value.root().at_pointer(&pointer).is_none()
}
