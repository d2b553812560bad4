//! See `rules/integrity/spec-structure-invalid.md`.

use std::mem::discriminant;

use crate::finding::Severity;
use crate::model::openapi::grammar::demands::What;
use crate::model::openapi::{Api, Fault, Key, Kind, Wrong};
use crate::rules::{Check, Cx, Place, many};

use super::structure_words::{choice, condition, expected_words, found, help, short};

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
    if alike.len() > 1 || matches!(fault.wrong, Wrong::Unknown) {
        finding.known_by(fault.of.words());
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
