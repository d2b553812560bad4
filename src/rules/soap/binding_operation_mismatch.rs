//! See `rules/soap/binding-operation-mismatch.md`.

use hashbrown::{HashMap, HashSet};

use crate::finding::{Confidence, Severity};
use crate::model::wsdl::{Binding, Link, PortType, Wsdl};
use crate::rules::{Check, Cx, Place, Related};
use crate::source::Span;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // Operations of each port type that some binding binds.
    let mut bound: HashMap<Span, HashSet<&'a str>> = HashMap::new();
    for binding in wsdl.bindings() {
        if let Some(port_type) = binding.port_type().target() {
            let names = binding.operations().map(|operation| operation.name());
            bound.entry(port_type.element().node().span()).or_default().extend(names);
        }
    }
    let mut told = HashSet::new();
    for binding in wsdl.bindings() {
        undocumented(binding, cx);
        let link = binding.port_type();
        let is_guessed = link.is_guessed();
        let Some(port_type) = link.target() else { continue };
        let at = port_type.element().node().span();
        if let Some(names) = bound.get(&at)
            && told.insert(at)
            && wsdl.is_complete()
            && wsdl.version().is_11()
        {
            unreachable(binding, port_type, names, is_guessed, cx);
        }
    }
}

/// Operations that only the binding has.
fn undocumented<'a>(binding: Binding<'a>, cx: &mut Cx<'a>) {
    let Some(port_type) = binding.port_type().target() else { return };
    let is_guessed = binding.port_type().is_guessed();
    for operation in binding.operations() {
        let Some(node) = operation.name_node() else { continue };
        if operation.name().is_empty() || !matches!(operation.abstract_operation(), Link::Missing) {
            continue;
        }
        let message = format!(
            "`{}` is bound, but the port type `{}` declares no such operation",
            operation.name(),
            port_type.name()
        );
        let finding = cx.report(node, message).severity(Severity::Medium);
        finding.help("declare the operation in the port type, or remove it from the binding");
        finding.related(name_of(port_type), "without that operation");
        if is_guessed {
            finding.confidence(Confidence::Medium);
        }
    }
}

/// Operations that only the port type has.
fn unreachable<'a>(
    binding: Binding<'a>,
    port_type: PortType<'a>,
    bound: &HashSet<&str>,
    is_guessed: bool,
    cx: &mut Cx<'a>,
) {
    let mut missing: Vec<_> = port_type.operations().map(|operation| operation.name()).collect();
    missing.retain(|name| !name.is_empty() && !bound.contains(name));
    let Some(first) = missing.first() else { return };
    let more = match missing.len() - 1 {
        0 => String::new(),
        1 => " and 1 more operation".to_owned(),
        more => format!(" and {more} more operations"),
    };
    let message = format!("no binding of the port type `{}` binds `{first}`{more}", port_type.name());
    let binding_name = binding.element();
    let finding = cx.report(name_of(port_type), message).value(*first);
    finding.help("bind them, or remove what the service no longer has");
    finding.related(Place::within(binding_name.node(), binding_name.name_span()), "bound here without them");
    if is_guessed {
        finding.confidence(Confidence::Medium);
    }
}

fn name_of(port_type: PortType<'_>) -> Place<'_> {
    let element = port_type.element();
    match element.attr("", "name") {
        Some(name) => Place::value(name),
        None => Place::within(element.node(), element.name_span()),
    }
}
