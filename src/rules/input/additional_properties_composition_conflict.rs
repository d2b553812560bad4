//! See `rules/input/additional-properties-composition-conflict.md`.

use hashbrown::HashMap;

use super::shapes;
use crate::model::openapi::{Api, Key, Schema, Version};
use crate::rules::site;
use crate::rules::{Check, Cx, Related};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A `false` that refuses what a composition declares beside it.
struct Conflict<'a> {
    closing: NodeRef<'a>,
    refused: Vec<&'a str>,
    /// The compositions it is part of.
    whole: Vec<Schema<'a>>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Conflict<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    let is_composed = |schema: &Schema<'a>| {
        [Key::AllOf, Key::OneOf, Key::AnyOf, Key::Ref].into_iter().any(|key| schema.own(key).is_some())
    };
    for schema in api.sent_schemas().filter(is_composed) {
        for variant in schema.variants() {
            let Some((closing, refused)) = variant.conflict() else { continue };
            let index = *known.entry(closing.at()).or_insert(found.len());
            match found.get_mut(index) {
                Some(conflict) if conflict.whole.last() == Some(&schema) => {}
                Some(conflict) => conflict.whole.push(schema),
                None => found.push(Conflict { closing, refused, whole: vec![schema] }),
            }
        }
    }
    for conflict in found {
        let Some(first) = conflict.whole.first() else { continue };
        let name = site::of(api, first.node()).full();
        let name = if name.is_empty() { "the body".to_owned() } else { format!("`{name}`") };
        let Some(by) = shapes::senders(api, first.node()) else { continue };
        let subject = shapes::with_senders(&name, &by);
        let message = format!("this refuses {} that {subject} is composed with", listed(&conflict.refused));
        let finding = cx.report(conflict.closing, message);
        finding.label("no other properties").help(match api.version {
            Version::V2 | Version::V30 => {
                "remove it here; to refuse unknown properties, declare all of them in one schema and close that"
            }
            _ => "remove it here and write `unevaluatedProperties: false` beside the composition",
        });
        for whole in conflict.whole.iter().take(5) {
            finding.related(shapes::place(*whole), "composed here");
        }
    }
}

/// `the property `a``, or `3 properties (`a`, `b`, `c`)`.
fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
    match names.len() {
        1 => format!("the property {}", shown.join("")),
        2 | 3 => format!("the properties {}", shown.join(", ")),
        count => format!("{count} properties ({}, …)", shown.join(", ")),
    }
}
