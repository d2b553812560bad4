//! Conditions, values and remedies in words, for findings about the structure of objects. Uses `model`.

use crate::model::openapi::grammar::demands::{What, When};
use crate::model::openapi::{Api, Expected, Fault, Fields, Kind, Wrong};
use crate::syntax::NodeRef;

/// What makes a demand apply, as the object has it; the node is the object or a field of it.
pub(super) fn condition(when: &[When], node: NodeRef<'_>) -> String {
    let object = if node.is_map() { Some(node) } else { node.parent() };
    let mut out = String::new();
    for when in when {
        let link = if out.is_empty() { " with" } else { " and" };
        match when {
            When::Is(key, _) | When::OtherThan(key, _) => {
                let holder = [object, node.parent()].into_iter().flatten();
                let value = holder.filter_map(|holder| holder.field(*key)?.text()).next().unwrap_or_default();
                out.push_str(&format!("{link} `{}: {value}`", key.as_str()));
            }
            When::Has(key) => out.push_str(&format!("{link} `{}`", key.as_str())),
            When::Named(_) => {
                let name = |node: NodeRef<'_>| node.key().map_or("", NodeRef::key_text).to_owned();
                out = format!(" named `{}`", object.map_or_else(String::new, name));
            }
        }
    }
    out
}

/// "`a`, `b` or `c`".
pub(super) fn choice(texts: &[&str]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    match quoted.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        _ => quoted.concat(),
    }
}

pub(super) fn expected_words(expected: Expected) -> &'static str {
    match expected {
        Expected::Object(kind) => kind.words(),
        Expected::Map => "a map",
        Expected::List => "an array",
        Expected::Text => "a string",
        Expected::TextOrTexts => "a string or an array of strings",
        Expected::Bool => "`true` or `false`",
        Expected::Number => "a number",
        Expected::Count => "a whole number from 0 on",
    }
}

/// A value in a few words.
pub(super) fn found(node: NodeRef<'_>) -> String {
    if node.is_map() {
        return "a map".into();
    }
    if node.is_seq() {
        return "an array".into();
    }
    let text = node.text().unwrap_or_default();
    if node.is_null() {
        return if text.is_empty() { "empty".into() } else { "null".into() };
    }
    let what = match (node.bool(), node.number()) {
        (Some(_), _) => "the boolean ",
        (_, Some(_)) => "the number ",
        _ if text.is_empty() => return "an empty string".into(),
        _ => "",
    };
    format!("{what}`{}`", short(&text))
}

/// The first of many letters, on one line.
pub(super) fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let mut short: String = line.chars().take(60).collect();
    if short.len() < text.trim_end().len() {
        short.push('…');
    }
    short
}

/// What to write in cases that have a usual reason.
pub(super) fn help(api: &Api, fault: &Fault<'_>) -> Option<String> {
    use crate::model::openapi::Version;
    let text = fault.node.text().unwrap_or_default();
    let is_modern = api.version >= Version::V31;
    let fixed = |help: &str| Some(help.to_owned());
    match (&fault.wrong, fault.field) {
        (Wrong::Type(Expected::Text, _), _) if fault.node.number().is_some() || fault.node.bool().is_some() => {
            Some(format!("write it in quotes: `\"{}\"`", short(&text)))
        }
        (Wrong::Type(Expected::Text, _), "type") if fault.node.is_seq() => {
            fixed("arrays of types came with 3.1; before, write one type and `nullable: true` for null")
        }
        (Wrong::Type(Expected::List, _), "examples") if is_modern => {
            fixed("in a schema `examples` is an array of values; maps of Example Objects stand beside `schema`")
        }
        (Wrong::Type(Expected::Number, _), "exclusiveMinimum" | "exclusiveMaximum") => {
            fixed("from 3.1 on it is the bound itself, and replaces `minimum` or `maximum`")
        }
        (Wrong::Type(Expected::Bool, _), "exclusiveMinimum" | "exclusiveMaximum") => {
            fixed("before 3.1 it is `true` beside `minimum` or `maximum`, which holds the bound")
        }
        (Wrong::Type(Expected::List, _), "required") if fault.of == Kind::Schema => {
            fixed("list the names of the required properties in the schema of the object around them")
        }
        (Wrong::Type(Expected::Bool | Expected::Number | Expected::Count, _), _) if fault.node.string().is_some() => {
            fixed("write it without quotes")
        }
        (Wrong::Demand(demand, _), "type") if fault.of == Kind::Schema && matches!(demand.what, What::Among(..)) => {
            match text.as_ref() {
                "file" => fixed("since 3.0 a file is a string with `format: binary`, or a media type without a schema"),
                "null" if !is_modern => fixed("before 3.1 say that null is allowed with `nullable: true`"),
                "date" | "date-time" | "datetime" | "uuid" => {
                    fixed("write `type: string` and say the rest in `format`")
                }
                "int" | "long" | "int32" | "int64" => fixed("write `type: integer`, with the size in `format`"),
                "float" | "double" | "decimal" => fixed("write `type: number`, with the precision in `format`"),
                "any" | "" => fixed("leave `type` out to allow every type"),
                "map" | "dict" | "hash" => fixed("write `type: object` with `additionalProperties`"),
                _ => None,
            }
        }
        (Wrong::NoReference, "$ref") => fixed("make the whole path item the reference, or merge the files before use"),
        (Wrong::NoReference, _) => fixed("write each entry as a reference of its own, or merge the files before use"),
        (Wrong::Demand(_, _), "in") if fault.of == Kind::Parameter && matches!(&*text, "body" | "formData") => {
            fixed("since 3.0 bodies are described in `requestBody`")
        }
        (Wrong::Demand(_, _), "type") if fault.of == Kind::SecurityScheme && text == "basic" => {
            fixed("since 3.0 it is `type: http` with `scheme: basic`")
        }
        _ => None,
    }
}
