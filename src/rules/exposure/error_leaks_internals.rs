//! See `rules/exposure/error-leaks-internals.md`.

use hashbrown::HashSet;

use super::faults;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Key, Operation, Reach, Schema, Type, Way};
use crate::model::stated;
use crate::rules::{Check, Cx, Place, exposed, many};
use crate::syntax::{At, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check), Check::Wsdl(faults::check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut errors: Option<HashSet<At>> = None;
    let mut leaks: Vec<Leak<'a>> = Vec::new();
    let mut elsewhere: HashSet<&str> = HashSet::new();
    for schema in schemas_of_errors(api) {
        let properties: Vec<(NodeRef<'a>, NodeRef<'a>)> =
            schema.own(Key::Properties).into_iter().flat_map(NodeRef::entries).collect();
        let names: Vec<Vec<String>> = properties.iter().map(|(key, _)| words::split(key.key_text())).collect();
        for ((key, value), name) in properties.iter().zip(&names) {
            let Some(what) = internals(name, &names) else { continue };
            let Some(property) = Schema::new(api, *value).filter(|property| tells(*property)) else { continue };
            let is_elsewhere = property.description().is_some_and(|prose| stated::is_for_development(&prose));
            if property.is_write_only() {
                continue;
            }
            // One error written out many times is described at some of them.
            if is_elsewhere && cx.profile() == Profile::Recommended {
                elsewhere.insert(key.key_text());
            }
            let errors = errors.get_or_insert_with(|| error_responses(api));
            let mut by = api.reach_through(*value, Way::Returned, |root| errors.contains(&root.at()));
            by.retain(Operation::is_served);
            if !by.is_empty() {
                leaks.push(Leak { key: *key, what, by });
            }
        }
    }
    leaks.retain(|leak| !elsewhere.contains(leak.key.key_text()));
    // One error written out for each operation is one decision.
    for alike in many::by_key(leaks, |leak| (leak.key.key_text(), leak.what)) {
        for told in many::told(&alike, cx) {
            report(told, cx);
        }
    }
}

/// A property of an error that shows what goes on inside.
struct Leak<'a> {
    key: NodeRef<'a>,
    what: &'static str,
    by: Reach<'a>,
}

fn report<'a>(alike: &[Leak<'a>], cx: &mut Cx<'a>) {
    // The one that anybody can provoke leads.
    let Some(leading) = alike.iter().find(|leak| leak.by.open().is_some()).or(alike.first()) else { return };
    let Leak { key, what, by } = leading;
    let Some(who) = by.words() else { return };
    let more = match alike.len() {
        1 => String::new(),
        count => format!(", and so do {} more schemas", count - 1),
    };
    let finding = cx.report(Place::key(*key), format!("errors of {who} carry {what} in `{}`{more}", key.key_text()));
    finding.help("Keep it in the log and return an id under which it can be found there");
    if by.open().is_some() {
        finding.severity(Severity::High);
    }
    if alike.len() == 1 {
        exposed::chain(finding, by);
    }
    let others = alike.iter().filter(|leak| leak.key.at() != key.at());
    many::known(finding, alike, key.key_text());
    many::list(finding, others.map(|leak| Place::key(leak.key)), "returned here too");
}

/// Responses that say what went wrong, as written at their operations.
fn error_responses(api: &Api) -> HashSet<At> {
    let failures = api.served().flat_map(|operation| operation.failures());
    failures.map(|response| response.written.at()).collect()
}

/// Every schema below the bodies of error responses, each once, in the order of the description.
fn schemas_of_errors(api: &Api) -> Vec<Schema<'_>> {
    let mut seen: HashSet<At> = HashSet::new();
    let mut pending: Vec<Schema<'_>> = Vec::new();
    for operation in api.served() {
        let payloads = operation.failures().into_iter().flat_map(|response| response.payloads());
        pending.extend(payloads.filter_map(|payload| payload.schema).filter(|schema| seen.insert(schema.node().at())));
    }
    let mut next = 0;
    while let Some(schema) = pending.get(next).copied() {
        next += 1;
        let parts = schema.conjuncts().parts.into_iter().skip(1);
        let properties = schema.own(Key::Properties).into_iter().flat_map(NodeRef::entries).map(|(_, value)| value);
        let values = [Key::Items, Key::AdditionalProperties].into_iter().filter_map(|key| schema.own(key));
        let nested = properties.chain(values).filter_map(|node| Schema::new(api, node));
        let below: Vec<Schema<'_>> = parts.chain(schema.choices()).chain(nested).collect();
        pending.extend(below.into_iter().filter(|schema| seen.insert(schema.node().at())));
    }
    pending.sort_unstable_by_key(|schema| schema.node().at());
    pending
}

/// What a property of an error shows by its name, given the names beside it.
pub(super) fn internals(name: &[String], beside: &[Vec<String>]) -> Option<&'static str> {
    let has = |wanted: &[&str]| beside.iter().any(|name| name == wanted);
    let name: Vec<&str> = name.iter().map(String::as_str).collect();
    Some(match name.as_slice() {
        ["stack" | "stacktrace" | "backtrace" | "traceback" | "callstack" | "trace"]
        | ["stack" | "back", "trace"]
        | ["call", "stack"]
        | [.., "stacktrace"]
        | [.., "stack", "trace"] => "a stack trace",
        ["exception" | "throwable"]
        | ["exception", "class" | "type" | "name" | "message" | "detail" | "details" | "method"]
        | ["inner", "exception"] => "an exception of the program",
        ["sql" | "sqlquery"]
        | ["sql", "state" | "query" | "statement" | "error" | "message"]
        | ["db" | "database", "query"] => "a database statement",
        ["debug"] | ["debug", "info" | "information" | "message" | "details" | "detail" | "data"] => "debug output",
        ["file" | "filename"] | ["file", "name" | "path"] if has(&["line"]) || has(&["line", "number"]) => {
            if has(&["column"]) {
                return None;
            }
            "a place in the source code"
        }
        _ => return None,
    })
}

/// Text, lists and objects tell; a number or a flag does not, and neither does an id.
fn tells(property: Schema<'_>) -> bool {
    let types = property.types();
    let says = types.is_none_or(|types| types.has(Type::String) || types.has(Type::Array) || types.has(Type::Object));
    says && !property.is_enumerated() && property.format().as_deref() != Some("uuid")
}
