//! See `rules/inventory/operation-undocumented.md`.

use hashbrown::HashSet;

use super::documented::says_something;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Fields, Key, Operation};
use crate::model::wsdl::{Wsdl, xsd};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, Element, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::AnyOperation(check), Check::Wsdl(wsdl)];

fn check<'a>(operation: Operation<'a>, cx: &mut Cx<'a>) {
    let around = std::iter::once(operation.node()).chain(operation.path_items());
    // A preflight says the same everywhere.
    if operation.method() == "OPTIONS" || operation.is_elsewhere() || around.into_iter().any(is_described) {
        return;
    }
    cx.report(Place::key(operation.node()), format!("nothing says what `{}` does", operation.title()))
        .help("Write a `summary` or a `description`: what it does, for whom, and what it changes");
}

fn is_described(node: NodeRef<'_>) -> bool {
    [Key::Summary, Key::Description]
        .into_iter()
        .filter_map(|key| node.field(key)?.text())
        .any(|text| !text.trim().is_empty())
}

/// One finding for each port type, for reviewers only: hardly any contract documents its operations.
fn wsdl<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    if cx.profile() != Profile::Audit {
        return;
    }
    let bound = wsdl.bindings().flat_map(|binding| binding.operations());
    let described = bound.filter(|bound| says_something(documentation(bound.element())));
    let elsewhere: HashSet<At> =
        described.filter_map(|bound| Some(bound.abstract_operation().target()?.element().node().at())).collect();
    for port_type in wsdl.port_types() {
        let element = port_type.element();
        let namespace = element.parent().and_then(|root| root.attr_text("targetNamespace")).unwrap_or_default();
        let all = port_type.operations().count();
        let silent: Vec<_> = port_type
            .operations()
            .filter(|operation| !says_something(operation.documentation()))
            .filter(|operation| !elsewhere.contains(&operation.element().node().at()))
            .collect();
        let Some(first) = silent.first().filter(|_| !xsd::is_standard_namespace(&namespace)) else { continue };
        let message = match (all, silent.len()) {
            (1, _) => format!("nothing says what `{}` does", first.name()),
            (all, some) if all == some => {
                format!("nothing says what the {all} operations of `{}` do", port_type.name())
            }
            (all, some) => format!("nothing says what {some} of {all} operations of `{}` do", port_type.name()),
        };
        let finding = cx.report(name_of(element), message).severity(Severity::Info);
        finding.help("write a `documentation` for each: what it does, for whom, and what it changes");
        for operation in silent.iter().take(5) {
            finding.related(name_of(operation.element()), "undocumented");
        }
    }
}

fn documentation(element: Element<'_>) -> Option<Element<'_>> {
    element.elements().find(|child| child.is(element.namespace(), "documentation"))
}

fn name_of(element: Element<'_>) -> Place<'_> {
    element.attr("", "name").map_or(Place::within(element.node(), element.name_span()), Place::value)
}
