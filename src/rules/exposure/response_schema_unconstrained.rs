//! See `rules/exposure/response-schema-unconstrained.md`.

use hashbrown::{HashMap, HashSet};

use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Fields, Key, Operation, Payload, Response, Schema, Type, Way};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx, Place, exposed};
use crate::syntax::{At, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    let mut judged: HashMap<At, Option<Schema<'a>>> = HashMap::new();
    let mut answers: HashSet<At> = HashSet::new();
    for operation in api.served() {
        let says_little = matches!(operation.purpose(), Purpose::Health | Purpose::Discovery);
        if says_little || matches!(operation.method(), "HEAD" | "OPTIONS") || !operation.answers_structure() {
            continue;
        }
        let mut responses: Vec<Response<'a>> = operation.successes();
        responses.retain(|response| !matches!(response.status(), "204" | "205"));
        answers.extend(responses.iter().map(|response| response.written.at()));
        let payloads =
            responses.iter().flat_map(|response| response.payloads().into_iter().map(move |one| (response, one)));
        for (response, payload) in payloads.filter(|(_, payload)| payload.is_structured() && !has_own_format(payload)) {
            let Some(schema) = payload.schema else { continue };
            let verdict = *judged.entry(schema.node().at()).or_insert_with(|| unconstrained(schema));
            let Some(schema) = verdict else { continue };
            let index = *known.entry(schema.node().at()).or_insert(found.len());
            if index == found.len() {
                found.push(Found { schema, is_receipt: true });
            }
            if let Some(found) = found.get_mut(index) {
                found.is_receipt &= is_receipt(operation, response, &payload);
            }
        }
    }
    found.retain(|found| cx.profile() > Profile::Recommended || !found.is_meant_empty());
    for found in found {
        report(api, &found, &answers, cx);
    }
}

/// A schema that admits anything.
struct Found<'a> {
    schema: Schema<'a>,
    /// Only deletions and answers before the work is done return it.
    is_receipt: bool,
}

impl Found<'_> {
    /// True where the object is most likely empty: it lists no properties and says so, or there is nothing to tell.
    fn is_meant_empty(&self) -> bool {
        let schema = self.schema;
        let is_plain = schema.is(Type::Object) && schema.keyword(Key::AdditionalProperties).is_none();
        let has_example = [Key::Example, Key::Examples].into_iter().any(|key| schema.own(key).is_some());
        let says_empty = |text: &str| words::split(text).iter().any(|word| word == "empty");
        // A schema in a file of its own is called like where it is named.
        let address = schema.api.address(schema.node());
        let name = address.rsplit('/').next().unwrap_or_default();
        is_plain
            && !has_example
            && (self.is_receipt
                || schema.own(Key::Properties).is_some()
                || says_empty(name)
                || schema.description().is_some_and(|prose| says_empty(&prose)))
    }
}

/// What has been deleted, or is only begun, is hardly returned.
fn is_receipt(operation: Operation<'_>, response: &Response<'_>, payload: &Payload<'_>) -> bool {
    let is_nothing = |value: NodeRef<'_>| value.is_null() || (value.is_map() && value.is_empty());
    let named = payload.node.field(Key::Examples).into_iter().flat_map(NodeRef::entries);
    let named = named.filter_map(|(_, example)| example.field(Key::Value));
    let shows = payload.node.field(Key::Example).into_iter().chain(named).any(|value| !is_nothing(value));
    !shows && (operation.method() == "DELETE" || response.status() == "202")
}

/// Media types whose bodies a standard describes.
fn has_own_format(payload: &Payload<'_>) -> bool {
    let essence = payload.media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "application/sarif+json" | "application/geo+json" | "application/schema+json" | "application/spdx+json"
    )
}

fn report<'a>(api: &'a Api, found: &Found<'a>, answers: &HashSet<At>, cx: &mut Cx<'a>) {
    let schema = found.schema;
    let node = schema.node();
    let by = api.reach_through(node, Way::Returned, |root| answers.contains(&root.at()));
    let Some(who) = by.clause() else { return };
    let what = if schema.is(Type::Array) {
        "a list of anything"
    } else if schema.is(Type::Object) {
        "an object of any content"
    } else {
        "anything"
    };
    let place = if schema.boolean().is_some() { Place::value(node) } else { Place::key(node) };
    let finding = cx.report(place, format!("this schema, {who}, admits {what}"));
    if found.is_meant_empty() {
        finding.severity(Severity::Low).help("If the object is meant to be empty, say `additionalProperties: false`");
    } else {
        finding.help(HELP);
    }
    exposed::chain(finding, &by);
}

const HELP: &str = "State the properties the response has, or the schema of its values under `additionalProperties`";

/// Keywords that say something about a value.
const SAYING: &[Key] = &[
    Key::Enum,
    Key::Const,
    Key::Format,
    Key::Pattern,
    Key::MaxLength,
    Key::Maximum,
    Key::Minimum,
    Key::PatternProperties,
    Key::PropertyNames,
    Key::PrefixItems,
    Key::Contains,
    Key::Discriminator,
    Key::MaxProperties,
    Key::ContentMediaType,
    Key::ContentEncoding,
    Key::DependentSchemas,
];

/// Steps that a look at a schema costs.
const DEAR: usize = 8;

/// The schema or the branch that admits anything, if there is one. What is unknown counts as saying something.
fn unconstrained(schema: Schema<'_>) -> Option<Schema<'_>> {
    let mut seen: HashSet<At> = HashSet::new();
    let mut walk = schema.api.walk();
    let mut pending = vec![schema];
    while let Some(schema) = pending.pop().filter(|_| walk.takes(DEAR)) {
        if seen.insert(schema.node().at()) && admits_anything(schema, &mut pending) {
            return Some(schema);
        }
    }
    None
}

/// True for a schema that admits anything by itself; what decides in its place is added to the others, first on top.
fn admits_anything<'a>(schema: Schema<'a>, pending: &mut Vec<Schema<'a>>) -> bool {
    if let Some(everything) = schema.boolean() {
        return everything;
    }
    let all = schema.conjuncts();
    if all.has_unknown || all.parts.iter().any(|part| says_something(*part)) {
        return false;
    }
    let types = schema.types();
    if types.is_some_and(|types| !types.has(Type::Object) && !types.has(Type::Array)) {
        return false;
    }
    let choices: Vec<NodeRef<'_>> = all
        .parts
        .iter()
        .flat_map(|part| [Key::OneOf, Key::AnyOf].into_iter().filter_map(|key| part.own(key)))
        .collect();
    if !choices.is_empty() {
        // Each branch must say something; a branch that cannot be followed may.
        let branches = choices.into_iter().flat_map(NodeRef::items);
        let branches: Vec<_> = branches.filter_map(|branch| Schema::new(schema.api, branch)).collect();
        pending.extend(branches.into_iter().rev());
        return false;
    }
    if types.is_some_and(|types| types.has(Type::Array) && !types.has(Type::Object))
        || schema.keyword(Key::Items).is_some()
    {
        let Some(items) = schema.keyword(Key::Items) else { return true };
        pending.extend(Schema::new(schema.api, items));
        return false;
    }
    true
}

fn says_something(part: Schema<'_>) -> bool {
    let values = part.own(Key::AdditionalProperties).or_else(|| part.own(Key::UnevaluatedProperties));
    let typed_map = values.is_some_and(|values| values.bool() != Some(true) && !(values.is_map() && values.is_empty()));
    let has_properties = part.node().field(Key::Properties).is_some_and(|properties| !properties.is_empty());
    typed_map || has_properties || SAYING.iter().any(|key| part.own(*key).is_some())
}
