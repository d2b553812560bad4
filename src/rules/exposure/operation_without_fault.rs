//! See `rules/exposure/operation-without-fault.md`.

use crate::model::wsdl::{AbstractOperation, Pattern, Wsdl, xsd};
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each port type.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for port_type in wsdl.port_types() {
        let element = port_type.element();
        let namespace = element.parent().and_then(|root| root.attr_text("targetNamespace")).unwrap_or_default();
        if xsd::is_standard_namespace(&namespace) {
            continue;
        }
        let answers = |operation: &AbstractOperation<'_>| operation.pattern() == Pattern::RequestResponse;
        let answering: Vec<_> = port_type.operations().filter(answers).collect();
        let without: Vec<_> = answering.iter().filter(|operation| operation.faults().next().is_none()).collect();
        let Some(first) = without.first() else { continue };
        let message = match (answering.len(), without.len()) {
            (1, _) => format!("`{}` declares no fault", first.name()),
            (all, some) if all == some => {
                format!("none of the {all} operations of `{}` declares a fault", port_type.name())
            }
            (all, some) => format!("{some} of {all} operations of `{}` declare no fault", port_type.name()),
        };
        let name = |element: crate::syntax::Element<'a>| {
            element.attr("", "name").map_or(Place::within(element.node(), element.name_span()), Place::value)
        };
        let finding = cx.report(name(element), message);
        finding
            .help("declare what can go wrong as faults, with details that tell the caller what to do and nothing else");
        for operation in without.iter().take(5) {
            finding.related(name(operation.element()), "without fault");
        }
    }
}
