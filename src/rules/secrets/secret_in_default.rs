//! See `rules/secrets/secret-in-default.md`.

use hashbrown::HashSet;

use super::live::{is_password, is_random, stands_for_a_value};
use crate::finding::Severity;
use crate::model::openapi::{Api, Fields, Key, KeySet, Kind, Parameter, Schema};
use crate::rules::lexicon::{Sensitive, sensitive};
use crate::rules::{Check, Cx, Place};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What may give a property a value of its own.
const VALUES: KeySet = KeySet::of(&[Key::Default, Key::Enum, Key::Const]);

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // A schema that several properties refer to is told once.
    let mut told: HashSet<At> = HashSet::new();
    for parameter in api.nodes_of(Kind::Parameter).map(|node| Parameter::new(api, node)) {
        let name = parameter.name();
        if let Some(schema) = parameter.schema().filter(|schema| is_credential(&name, *schema)) {
            judge(&name, "parameter", schema, &mut told, cx);
        }
    }
    for (key, value) in
        api.nodes_of(Kind::Schema).filter_map(|node| node.field(Key::Properties)).flat_map(NodeRef::entries)
    {
        let name = key.key_text();
        let has_value = |schema: &Schema<'a>| KeySet::of_map(schema.node()).meets(VALUES);
        if let Some(schema) = Schema::new(api, value).filter(|schema| has_value(schema) && is_credential(name, *schema))
        {
            judge(name, "property", schema, &mut told, cx);
        }
    }
    // Variables of a server's address, such as `{apiKey}`.
    for variable in api.nodes_of(Kind::ServerVariable) {
        let Some(name) = variable.key().map(NodeRef::key_text).filter(|name| names_credential(name)) else { continue };
        if let Some(default) = variable.field(Key::Default).filter(|node| is_value(*node)) {
            report(name, "variable of the server", default, "a default value", cx);
        }
    }
}

fn names_credential(name: &str) -> bool {
    matches!(sensitive(name), Some(Sensitive::Password | Sensitive::Key | Sensitive::Token))
        || name.eq_ignore_ascii_case("authorization")
}

/// By its name, its format, or the mark Azure gives to secrets.
fn is_credential(name: &str, schema: Schema<'_>) -> bool {
    names_credential(name)
        || schema.node().get("x-ms-secret").and_then(NodeRef::bool) == Some(true)
        || schema.own(Key::Format).and_then(NodeRef::string).as_deref() == Some("password")
}

fn judge<'a>(name: &str, what: &str, schema: Schema<'a>, told: &mut HashSet<At>, cx: &mut Cx<'a>) {
    if let Some(default) = schema.own(Key::Default).filter(|node| is_value(*node) && told.insert(node.at())) {
        report(name, what, default, "a default value", cx);
    }
    // A list of kinds is no list of secrets: only what looks like one counts.
    let listed = schema.own(Key::Enum).into_iter().flat_map(NodeRef::items).chain(schema.own(Key::Const));
    for value in listed.filter(|node| is_value(*node) && looks_like_one(*node) && told.insert(node.at())) {
        report(name, what, value, "an enumerated value", cx);
    }
}

fn report<'a>(name: &str, what: &str, value: NodeRef<'a>, how: &str, cx: &mut Cx<'a>) {
    let finding = cx
        .report(Place::value(value), format!("the {what} `{name}` has {how}"))
        .help("remove it and change the credential wherever it is in use");
    // Whoever wrote a real one gave it away.
    if looks_like_one(value) {
        finding.severity(Severity::Critical);
    }
}

/// A text that could be sent as it is.
fn is_value(node: NodeRef<'_>) -> bool {
    node.string().is_some_and(|text| !stands_for_a_value(text.trim()))
}

fn looks_like_one(node: NodeRef<'_>) -> bool {
    node.string().is_some_and(|text| {
        !text.contains(char::is_whitespace) && ((text.len() >= 16 && is_random(&text)) || is_password(&text, ""))
    })
}
