//! See `rules/integrity/spec-structure-invalid.md`.

use std::mem::discriminant;

use crate::finding::Severity;
use crate::model::openapi::grammar::demands::{What, When};
use crate::model::openapi::{Api, Expected, Fault, Fields, Key, Kind, Wrong};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // The same mistake at many places has one cause: a generator, or a misunderstanding.
    let alike = |fault: &Fault<'a>| {
        let of_demand = match &fault.wrong {
            Wrong::Demand(demand, _) => Some(discriminant(&demand.what)),
            _ => None,
        };
        (fault.of, fault.field, discriminant(&fault.wrong), of_demand)
    };
    for group in many::by_key(api.faults(), alike) {
        let is_unknown = group.first().is_some_and(|fault| matches!(fault.wrong, Wrong::Unknown));
        if is_unknown {
            report(api, &group, cx);
        } else {
            many::told(&group, cx).for_each(|told| report(api, told, cx));
        }
    }
}

fn report<'a>(api: &'a Api, alike: &[Fault<'a>], cx: &mut Cx<'a>) {
    let Some((fault, others)) = alike.split_first() else { return };
    let count = if others.is_empty() { String::new() } else { format!(", at {} places", alike.len()) };
    let finding = cx.report(place(fault), format!("{}{count}", message(fault)));
    // Several fields may be missing at one place.
    finding.value(format!("{}:{:?}", fault.field, discriminant(&fault.wrong)));
    if let Some(help) = help(api, fault) {
        finding.help(help);
    }
    if is_harmless(fault) {
        finding.severity(Severity::Low);
    }
    many::list(finding, others.iter().map(place), "here too");
}

fn place<'a>(fault: &Fault<'a>) -> Place<'a> {
    let node = fault.node;
    match &fault.wrong {
        Wrong::Missing(..) | Wrong::Unknown => Place::key(node),
        Wrong::Demand(demand, _) => match demand.what {
            What::Bars(_)
            | What::Apart(..)
            | What::NeedsOne(_)
            | What::Filled(_)
            | What::Single(_)
            | What::OwnFilled => Place::key(node),
            _ if node.is_map() || node.is_seq() => Place::key(node),
            _ => Place::value(node),
        },
        // Of what is long, or empty, the key is what can be seen.
        _ if node.is_map() || node.is_seq() || node.is_null() => Place::key(node),
        _ => Place::value(node),
    }
}

fn message(fault: &Fault<'_>) -> String {
    let field = fault.field;
    let object = fault.of.words();
    match &fault.wrong {
        Wrong::Type(expected, below) => {
            let what = match below {
                None => format!("`{field}` of {object}"),
                Some("") => format!("an item of `{field}`"),
                Some(name) => format!("`{}` in `{field}`", short(name)),
            };
            let is_text = fault.node.string().is_some_and(|text| !text.is_empty());
            let kind = if is_text { "the string " } else { "" };
            format!("{what} must be {}, but is {kind}{}", expected_words(*expected), found(fault.node))
        }
        Wrong::Missing(_, when) => format!("{object}{} must have `{field}`", condition(when, fault.node)),
        Wrong::Unknown => format!("`{}` is no field of {object}", short(field)),
        Wrong::NoReference if field == "$ref" => format!("{object} cannot be a reference"),
        Wrong::NoReference => {
            format!("`{field}` of {object} cannot be a reference, so `$ref` is read as a name in it")
        }
        Wrong::Demand(demand, name) => {
            let node = fault.node;
            let condition = condition(demand.when, node);
            match demand.what {
                What::Among(key, texts) => {
                    let place = if demand.when.is_empty() { String::new() } else { format!(" of {object}{condition}") };
                    format!("`{}`{place} must be {}, but is {}", key.as_str(), choice(texts), found(node))
                }
                What::NeedsOne(keys) => {
                    let names: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
                    format!("{object} must have {}", choice(&names))
                }
                What::Bars(key) => format!("{object}{condition} must not have `{}`", key.as_str()),
                What::Apart(one, other) => {
                    format!("{object} has both `{}` and `{}`, which exclude each other", one.as_str(), other.as_str())
                }
                What::True(key) => format!("`{}` of {object}{condition} must be `true`", key.as_str()),
                What::Filled(key) => format!("`{}` of {object} must not be empty", key.as_str()),
                What::Distinct(_) | What::EachDistinct(_) | What::OwnDistinct => {
                    format!("two items of `{field}` are equal")
                }
                What::OwnFilled => format!("{object} must have at least one entry"),
                What::Single(key) => {
                    let count = node.entries().count();
                    format!("`{}` of {object} must have exactly one entry, but has {count}", key.as_str())
                }
                What::Positive(key) => {
                    format!("`{}` must be greater than 0, but is {}", key.as_str(), found(node))
                }
                What::Form(key, form) => {
                    format!("`{}` of {object} must be {}, but is {}", key.as_str(), form.words(), found(node))
                }
                What::Names(key, form) => {
                    format!("`{}` in `{}` must be {}", short(name.unwrap_or("")), key.as_str(), form.words())
                }
                What::OwnNames(form) => {
                    format!("`{}` in {object} must be {}", short(name.unwrap_or("")), form.words())
                }
                What::OneQuerystring => {
                    "a `querystring` parameter must be the only one of its kind, without any `query` parameter".into()
                }
                What::Needs(key) => format!("{object}{condition} must have `{}`", key.as_str()),
            }
        }
    }
}

/// What makes a demand apply, as the object has it; the node is the object or a field of it.
fn condition(when: &[When], node: NodeRef<'_>) -> String {
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
fn choice(texts: &[&str]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    match quoted.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        _ => quoted.concat(),
    }
}

fn expected_words(expected: Expected) -> &'static str {
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
fn found(node: NodeRef<'_>) -> String {
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
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let mut short: String = line.chars().take(60).collect();
    if short.len() < text.trim_end().len() {
        short.push('…');
    }
    short
}

/// What to write in cases that have a usual reason.
fn help(api: &Api, fault: &Fault<'_>) -> Option<String> {
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

/// True for what only describes, and for what readers understand all the same: nothing is checked less.
fn is_harmless(fault: &Fault<'_>) -> bool {
    use Kind::*;
    let is_field = |key: Key| fault.field == key.as_str();
    let is_prose = [
        Key::Summary,
        Key::Description,
        Key::Title,
        Key::Example,
        Key::Examples,
        Key::ExternalDocs,
        Key::Tags,
        Key::Comment,
        Key::TermsOfService,
        Key::Deprecated,
        Key::Version,
        Key::OpenApi,
        Key::Swagger,
    ];
    matches!(fault.of, Info | Contact | License | Tag | ExternalDocs | ExampleObject | Xml)
        || match &fault.wrong {
            Wrong::Unknown => true,
            Wrong::Demand(demand, _) => {
                matches!(demand.what, What::Distinct(_) | What::OwnDistinct | What::EachDistinct(_) | What::Names(..))
            }
            _ => false,
        }
        || is_prose.into_iter().any(is_field)
}
