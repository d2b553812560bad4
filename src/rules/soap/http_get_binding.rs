//! See `rules/soap/http-get-binding.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::{AbstractOperation, Binding, BoundOperation, Protocol, Wsdl};
use crate::rules::verbs::of_change;
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each binding.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for binding in wsdl.bindings().filter(|binding| binding.protocol() == Protocol::Http) {
        let operations: Vec<_> = binding.operations().filter(by_get).collect();
        let Some(named) = worst(&operations) else { continue };
        let verb_named = changing(named);
        // A reading operation behind a plain address is for those who go through everything.
        if verb_named.is_none() && cx.profile() == Profile::Recommended {
            continue;
        }
        let more = match operations.len() - 1 {
            0 => String::new(),
            1 => " and 1 more operation".to_owned(),
            more => format!(" and {more} more operations"),
        };
        let message = format!("the binding `{}` takes `{}`{more} as plain HTTP GET", binding.name(), named.name());
        let finding = cx.report(verb(binding, named), message).value(binding.name());
        match verb_named {
            Some(word) => finding
                .severity(Severity::Medium)
                .help(format!("remove the binding: what has `{word}` in its name is no GET")),
            None => finding.help("remove the binding, or make sure that the service does not answer it"),
        };
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
    operations.iter().find(|operation| changing(**operation).is_some()).or(operations.first()).copied()
}

fn verb<'a>(binding: Binding<'a>, operation: BoundOperation<'a>) -> NodeRef<'a> {
    operation.verb_node().or(binding.protocol_node()).unwrap_or(binding.element().node())
}

/// The verb by which its name says that it changes something, unless it is marked as safe.
fn changing(operation: BoundOperation<'_>) -> Option<String> {
    let is_safe = || operation.abstract_operation().target().is_some_and(AbstractOperation::is_safe);
    of_change(operation.name()).filter(|_| !is_safe())
}
