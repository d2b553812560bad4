//! See `rules/soap/http-get-binding.md`.

use crate::finding::Severity;
use crate::model::wsdl::{AbstractOperation, BoundOperation, Protocol, Wsdl};
use crate::rules::{Check, Cx};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// First words of operations that only read.
const READING: [&str; 17] = [
    "get", "list", "find", "search", "query", "read", "is", "has", "count", "check", "status", "ping", "version",
    "retrieve", "fetch", "lookup", "describe",
];
/// Words that say so wherever they stand.
const READING_ANYWHERE: [&str; 3] = ["status", "ping", "version"];

/// One finding for each binding.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for binding in wsdl.bindings().filter(|binding| binding.protocol() == Protocol::Http) {
        let by_get = |operation: &BoundOperation<'_>| operation.http_method().as_deref() == Some("GET");
        let operations: Vec<_> = binding.operations().filter(by_get).collect();
        let Some(first) = operations.first() else { continue };
        let changing: Vec<_> = operations.iter().copied().filter(|operation| !reads(*operation)).collect();
        let named = changing.first().unwrap_or(first);
        let more = match operations.len() - 1 {
            0 => String::new(),
            1 => " and 1 more operation".to_owned(),
            more => format!(" and {more} more operations"),
        };
        let message = format!("the binding `{}` takes `{}`{more} as plain HTTP GET", binding.name(), named.name());
        let place = named.verb_node().or(binding.protocol_node()).unwrap_or(binding.element().node());
        let finding = cx.report(place, message).value(binding.name());
        if changing.is_empty() {
            finding.help("remove the binding, or make sure that the service does not answer it");
        } else {
            finding.severity(Severity::Medium).help("remove the binding: what changes something is no GET");
        }
    }
}

fn reads(operation: BoundOperation<'_>) -> bool {
    let words = words::split(operation.name());
    let is = |word: &String, list: &[&str]| list.contains(&word.as_str());
    let named = words.first().is_some_and(|word| is(word, &READING));
    named
        || words.iter().any(|word| is(word, &READING_ANYWHERE))
        || operation.abstract_operation().target().is_some_and(AbstractOperation::is_safe)
}
