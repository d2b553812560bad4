//! See `rules/authorization/mass-assignment-property.md`.

use std::cell::OnceCell;
use std::collections::VecDeque;

use hashbrown::{HashMap, HashSet};

use super::admin;
use super::caller::{is_meant_to, is_self_service, manages_members};
use super::privilege::{Meaning, is_account, meaning};
use crate::finding::{Confidence, Profile, Severity};
use crate::model::openapi::{Api, Fields, Key, Location, Operation, Schema};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A property that clients may set.
struct Writable<'a> {
    key: NodeRef<'a>,
    meaning: Meaning,
    operations: Vec<Operation<'a>>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Writable<'a>> = Vec::new();
    let mut index: HashMap<At, usize> = HashMap::new();
    let mut known: HashMap<At, Vec<(NodeRef<'a>, Meaning, bool)>> = HashMap::new();
    if admin::is_whole(api) {
        return;
    }
    let is_audit = cx.profile() == Profile::Audit;
    for operation in api.served().filter(|operation| !operation.is_safe_method()) {
        let is_update = matches!(operation.method(), "PUT" | "PATCH");
        let mut sent: Vec<(NodeRef<'a>, Meaning)> = Vec::new();
        for payload in operation.request_payloads() {
            sent.extend(form_field(payload.node, payload.schema).filter(|_| is_update));
            let Some(schema) = payload.schema else { continue };
            let properties = known.entry(schema.node().at()).or_insert_with(|| settable(schema));
            // Many operations may take one large schema.
            let mut walk = api.walk();
            let counted = properties.iter().filter(|(.., returned)| is_update || *returned);
            sent.extend(counted.take_while(|_| walk.goes_on()).map(|(key, meaning, _)| (*key, *meaning)));
        }
        sent.retain(|(_, meaning)| *meaning != Meaning::Record || is_audit);
        if sent.is_empty() || is_meant_to(operation) {
            continue;
        }
        for (key, meaning) in sent {
            if meaning == Meaning::Privilege && manages_members(operation) {
                continue;
            }
            let at = *index.entry(key.at()).or_insert_with(|| {
                found.push(Writable { key, meaning, operations: Vec::new() });
                found.len() - 1
            });
            if let Some(one) = found.get_mut(at).filter(|one| one.operations.last() != Some(&operation)) {
                one.operations.push(operation);
            }
        }
    }
    found.retain(|one| is_audit || one.operations.iter().any(|operation| is_self_service(*operation)));
    for alike in many::by_key(found, |one| (name_of(one.key), one.meaning)) {
        if alike.first().is_some_and(|one| one.meaning == Meaning::Record) {
            // Whoever writes such schemas does so everywhere.
            report(&alike, cx);
        } else {
            many::told(&alike, cx).for_each(|told| report(told, cx));
        }
    }
}

/// 2.0's form fields are parameters.
fn form_field<'a>(node: NodeRef<'a>, schema: Option<Schema<'a>>) -> std::option::IntoIter<(NodeRef<'a>, Meaning)> {
    let of = |schema: Schema<'a>| {
        let parameter = crate::model::openapi::Parameter::new(schema.api, node);
        if parameter.location() != Location::FormData {
            return None;
        }
        let name = parameter.name_node()?;
        let meaning = meaning(&name.text()?, schema, || false)?;
        Some((name, meaning))
    };
    schema.and_then(of).into_iter()
}

/// Objects and lists looked into, one inside the other: `body.items[].role` is two deep.
const DEEP: usize = 2;
/// Steps that a look at a schema costs.
const DEAR: usize = 8;

/// Properties of what is sent, and of the objects inside it, with whether the schema that holds a property is returned
/// too.
fn settable<'a>(schema: Schema<'a>) -> Vec<(NodeRef<'a>, Meaning, bool)> {
    let mut out = Vec::new();
    let mut seen: HashSet<At> = HashSet::new();
    // What is nearest comes first; a choice is as deep as what it stands in.
    let mut pending = VecDeque::from([(schema, 0)]);
    // What many schemas inherit is looked into once: whoever comes first is the nearest.
    let mut queued: HashSet<At> = HashSet::new();
    let mut walk = schema.api.walk();
    while let Some((schema, depth)) = pending.pop_front() {
        if depth > DEEP || !seen.insert(schema.node().at()) {
            continue;
        }
        if !walk.takes(DEAR) {
            break;
        }
        let mut choices = Vec::new();
        let of_account = OnceCell::new();
        for part in schema.conjuncts().parts {
            for (key, value) in part.own(Key::Properties).into_iter().flat_map(NodeRef::entries) {
                if !walk.goes_on() {
                    return out;
                }
                let read_only = value.field(Key::ReadOnly).and_then(NodeRef::bool) == Some(true);
                let Some(property) = Schema::new(schema.api, value).filter(|one| !read_only && !one.is_read_only())
                else {
                    continue;
                };
                if let Some(meaning) =
                    meaning(key.key_text(), property, || *of_account.get_or_init(|| is_account(schema)))
                {
                    out.push((key, meaning, part.direction().is_response()));
                } else if queued.insert(property.node().at()) {
                    pending.push_back((property, depth + 1));
                }
            }
            choices.extend(part.choices().into_iter().take_while(|_| walk.goes_on()));
        }
        pending.extend(schema.items().map(|items| (items, depth + 1)));
        choices.into_iter().rev().for_each(|choice| pending.push_front((choice, depth)));
    }
    out
}

fn name_of(key: NodeRef<'_>) -> String {
    if key.is_key() { key.key_text().to_owned() } else { key.text().unwrap_or_default().into_owned() }
}

fn report<'a>(told: &[Writable<'a>], cx: &mut Cx<'a>) {
    let Some((first, more)) = told.split_first() else { return };
    let mut operations: Vec<Operation<'a>> = told.iter().flat_map(|one| &one.operations).copied().collect();
    operations.sort_by_key(|operation| !is_self_service(*operation));
    let Some(example) = operations.first() else { return };
    let also = match operations.len() - 1 {
        0 => String::new(),
        1 => " and 1 more operation".to_owned(),
        more => format!(" and {more} more operations"),
    };
    let name = name_of(first.key);
    let message =
        format!("`{}`{also} takes `{name}` from the caller: it decides {}", example.title(), first.meaning.words());
    let place = if first.key.is_key() { Place::key(first.key) } else { Place::value(first.key) };
    let finding = cx.report(place, message);
    finding.help(format!(
        "write `readOnly: true` at `{name}`, or give the request a schema without it; let an operation for administrators set it"
    ));
    if first.meaning == Meaning::Record {
        finding.severity(Severity::Info).confidence(Confidence::Low);
    } else if !is_self_service(*example) {
        finding.severity(Severity::Low).confidence(Confidence::Low);
    }
    if told.len() > 1 || first.meaning == Meaning::Record {
        finding.known_by(name);
    }
    many::list(finding, more.iter().map(|one| Place::key(one.key)), "taken from the caller here too");
    for operation in operations.iter().take(5usize.saturating_sub(more.len())) {
        finding.related(Place::key(operation.node()), format!("`{}` takes it", operation.title()));
    }
}
