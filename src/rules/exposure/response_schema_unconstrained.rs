//! See `rules/exposure/response-schema-unconstrained.md`.

use hashbrown::{HashMap, HashSet};

use crate::finding::Severity;
use crate::model::openapi::{Api, Fields, Key, Response, Schema, Type, Way};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx, Place, exposed};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Schema<'a>> = Vec::new();
    let mut known: HashSet<At> = HashSet::new();
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
        let payloads = responses.iter().flat_map(Response::payloads);
        for schema in payloads.filter(|payload| payload.is_structured()).filter_map(|payload| payload.schema) {
            let verdict = *judged.entry(schema.node().at()).or_insert_with(|| unconstrained(schema, 0));
            found.extend(verdict.filter(|schema| known.insert(schema.node().at())));
        }
    }
    for schema in found {
        report(api, schema, &answers, cx);
    }
}

fn report<'a>(api: &'a Api, schema: Schema<'a>, answers: &HashSet<At>, cx: &mut Cx<'a>) {
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
    if schema.own(Key::Properties).is_some() {
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

/// The schema or the branch that admits anything, if there is one. What is unknown counts as saying something.
fn unconstrained(schema: Schema<'_>, depth: usize) -> Option<Schema<'_>> {
    if let Some(everything) = schema.boolean() {
        return everything.then_some(schema);
    }
    let all = schema.conjuncts();
    if depth > 16 || all.has_unknown || all.parts.iter().any(|part| says_something(*part)) {
        return None;
    }
    let types = schema.types();
    if types.is_some_and(|types| !types.has(Type::Object) && !types.has(Type::Array)) {
        return None;
    }
    let choices: Vec<NodeRef<'_>> = all
        .parts
        .iter()
        .flat_map(|part| [Key::OneOf, Key::AnyOf].into_iter().filter_map(|key| part.own(key)))
        .collect();
    if !choices.is_empty() {
        // Each branch must say something; a branch that cannot be followed may.
        let branches = choices.into_iter().flat_map(NodeRef::items);
        return branches
            .filter_map(|branch| Schema::new(schema.api, branch))
            .find_map(|one| unconstrained(one, depth + 1));
    }
    if types.is_some_and(|types| types.has(Type::Array) && !types.has(Type::Object))
        || schema.keyword(Key::Items).is_some()
    {
        let Some(items) = schema.keyword(Key::Items) else { return Some(schema) };
        return Schema::new(schema.api, items).and_then(|items| unconstrained(items, depth + 1));
    }
    Some(schema)
}

fn says_something(part: Schema<'_>) -> bool {
    let values = part.own(Key::AdditionalProperties).or_else(|| part.own(Key::UnevaluatedProperties));
    let typed_map = values.is_some_and(|values| values.bool() != Some(true) && !(values.is_map() && values.is_empty()));
    let has_properties = part.node().field(Key::Properties).is_some_and(|properties| !properties.is_empty());
    typed_map || has_properties || SAYING.iter().any(|key| part.own(*key).is_some())
}
