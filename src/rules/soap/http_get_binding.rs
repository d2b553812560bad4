//! See `rules/soap/http-get-binding.md`.

use crate::finding::Severity;
use crate::model::wsdl::{AbstractOperation, Binding, BoundOperation, Protocol, Wsdl};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;
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
        let operations: Vec<_> = binding.operations().filter(by_get).collect();
        let Some(named) = worst(&operations) else { continue };
        let changes = !reads(named);
        let more = match operations.len() - 1 {
            0 => String::new(),
            1 => " and 1 more operation".to_owned(),
            more => format!(" and {more} more operations"),
        };
        let message = format!("the binding `{}` takes `{}`{more} as plain HTTP GET", binding.name(), named.name());
        let finding = cx.report(verb(binding, named), message).value(binding.name());
        if changes {
            finding.severity(Severity::Medium).help("remove the binding: what changes something is no GET");
        } else {
            finding.help("remove the binding, or make sure that the service does not answer it");
        }
    }
}

/// Where the rule points at a binding, if it does.
pub(super) fn place(binding: Binding<'_>) -> Option<NodeRef<'_>> {
    let operations: Vec<_> = binding.operations().filter(by_get).collect();
    worst(&operations).map(|named| verb(binding, named))
}

fn by_get(operation: &BoundOperation<'_>) -> bool {
    operation.http_method().as_deref() == Some("GET")
}

/// The first that changes something, else the first.
fn worst<'a>(operations: &[BoundOperation<'a>]) -> Option<BoundOperation<'a>> {
    operations.iter().find(|operation| !reads(**operation)).or(operations.first()).copied()
}

fn verb<'a>(binding: Binding<'a>, operation: BoundOperation<'a>) -> NodeRef<'a> {
    operation.verb_node().or(binding.protocol_node()).unwrap_or(binding.element().node())
}

pub(in crate::rules) fn reads(operation: BoundOperation<'_>) -> bool {
    let words = words::split(operation.name());
    let is = |word: &String, list: &[&str]| list.contains(&word.as_str());
    let named = words.first().is_some_and(|word| is(word, &READING));
    named
        || words.iter().any(|word| is(word, &READING_ANYWHERE))
        || operation.abstract_operation().target().is_some_and(AbstractOperation::is_safe)
}
