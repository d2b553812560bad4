//! See `rules/soap/outbound-operation.md`.

use super::causes::listed;
use crate::model::wsdl::{AbstractOperation, Pattern, Wsdl};
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each port type.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for port_type in wsdl.port_types() {
        let outbound: Vec<_> = port_type.operations().filter(|operation| is_outbound(*operation)).collect();
        let Some(first) = outbound.first() else { continue };
        let names: Vec<&str> = outbound.iter().map(|operation| operation.name()).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        let message =
            format!("{} of `{}` {verb} called by the service, not by the client", listed(&names), port_type.name());
        let place = |operation: &AbstractOperation<'a>| {
            let element = operation.element();
            element.attr("", "name").map_or(super::causes::tag(element), Place::value)
        };
        let finding = cx.report(place(first), message).value(port_type.name());
        finding.help("check how the service learns the address it calls, and who may set it");
        for other in outbound.iter().skip(1).take(4) {
            finding.related(place(other), "outbound too");
        }
    }
}

/// By `pattern` in WSDL 2.0, where the order of elements says nothing; by the order in 1.1.
fn is_outbound(operation: AbstractOperation<'_>) -> bool {
    if operation.element().namespace() == crate::model::wsdl::namespaces::WSDL20 {
        let pattern = operation.element().attr_text("pattern").unwrap_or_default();
        let name = pattern.trim().rsplit('/').next().unwrap_or_default();
        return matches!(name, "out-only" | "robust-out-only" | "out-in" | "out-optional-in" | "out-opt-in");
    }
    matches!(operation.pattern(), Pattern::Notification | Pattern::SolicitResponse)
}
