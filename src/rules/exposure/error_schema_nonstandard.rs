//! See `rules/exposure/error-schema-nonstandard.md`.

use hashbrown::HashMap;

use super::Returning;
use crate::model::openapi::{Api, Fields, Key, Payload, Schema};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A body of an error that is not of an agreed form, and who answers with it.
struct Foreign<'a> {
    body: NodeRef<'a>,
    media_type: String,
    by: Returning<'a>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let agreed: Vec<String> = cx.option("allow").to_vec();
    if agreed.is_empty() {
        return;
    }
    let mut found: Vec<Foreign<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    for operation in api.served() {
        for payload in operation.failures().into_iter().flat_map(|response| response.payloads()) {
            // What is unknown may be of the agreed form.
            let is_known = payload.schema.is_some() || !payload.has_schema;
            if !is_known || is_agreed(&payload, &agreed) {
                continue;
            }
            let index = *known.entry(payload.node.at()).or_insert(found.len());
            if index == found.len() {
                let media_type = payload.media_type.clone().into_owned();
                found.push(Foreign { body: payload.node, media_type, by: Returning::none() });
            }
            if let Some(foreign) = found.get_mut(index) {
                foreign.by.add(operation);
            }
        }
    }
    let list = agreed.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
    for alike in many::by_key(found, |foreign| foreign.media_type.clone()) {
        for told in many::told(&alike, cx) {
            let Some(first) = told.first() else { continue };
            let what =
                if first.media_type.is_empty() { "a body".to_owned() } else { format!("`{}`", first.media_type) };
            let more = match told.len() {
                1 => String::new(),
                count => format!(", and so do {} more", count - 1),
            };
            let message = format!("an error of {} has {what} that is none of the agreed forms{more}", first.by.words());
            let finding = cx.report(Place::key(first.body), message).help(format!("use one of {list}"));
            many::known(finding, told, first.media_type.clone());
            match told.len() {
                1 => first.by.relate(finding),
                _ => many::list(finding, told.iter().skip(1).map(|foreign| Place::key(foreign.body)), "here too"),
            }
        }
    }
}

/// By its media type, or by the name of a definition its schema is or is made of.
fn is_agreed(payload: &Payload<'_>, agreed: &[String]) -> bool {
    let essence = payload.media_type.split(';').next().unwrap_or("").trim();
    agreed.iter().any(|one| one.eq_ignore_ascii_case(essence)) || is_made_of(payload, agreed)
}

fn is_made_of(payload: &Payload<'_>, agreed: &[String]) -> bool {
    let Some(schema) = payload.schema else { return false };
    let is_named = |schema: &Schema<'_>| {
        let title = schema.own(Key::Title).and_then(NodeRef::string);
        agreed.iter().any(|one| one == schema.title() || title.as_deref() == Some(one))
    };
    // Definitions that only refer to another have names too.
    let written = payload.node.field(Key::Schema).into_iter().flat_map(|node| schema.api.chain(node));
    let names: Vec<&str> = written.filter_map(NodeRef::key).map(NodeRef::key_text).collect();
    if agreed.iter().any(|one| names.contains(&one.as_str())) {
        return true;
    }
    let choices = schema.choices();
    let is_choice = !choices.is_empty() && choices.iter().all(|one| one.conjuncts().parts.iter().any(is_named));
    is_choice || schema.conjuncts().parts.iter().any(is_named)
}
