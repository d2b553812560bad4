//! See `rules/soap/binding-unresolved.md`.

use crate::model::wsdl::{Link, Wsdl};
use crate::rules::{Check, Cx};
use crate::syntax::{Element, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let is_11 = wsdl.version().is_11();
    let port_type = if is_11 { "port type" } else { "interface" };
    for service in wsdl.services() {
        if matches!(service.interface(), Link::Missing)
            && let Some(node) = service.element().attr("", "interface")
        {
            let known: Vec<_> = wsdl.port_types().map(|port_type| port_type.name()).collect();
            report(service.element(), node, ("service", service.name()), (port_type, &known), cx);
        }
    }
    for port in wsdl.ports().filter(|port| matches!(port.binding(), Link::Missing)) {
        let Some(node) = port.binding_node() else { continue };
        let known: Vec<_> = wsdl.bindings().map(|binding| binding.name()).collect();
        let kind = if is_11 { "port" } else { "endpoint" };
        report(port.element(), node, (kind, port.name()), ("binding", &known), cx);
    }
    for binding in wsdl.bindings().filter(|binding| matches!(binding.port_type(), Link::Missing)) {
        let Some(node) = binding.port_type_node() else { continue };
        let known: Vec<_> = wsdl.port_types().map(|port_type| port_type.name()).collect();
        report(binding.element(), node, ("binding", binding.name()), (port_type, &known), cx);
    }
}

fn report<'a>(
    element: Element<'a>,
    node: NodeRef<'a>,
    (kind, name): (&str, &str),
    (sought, known): (&str, &[&str]),
    cx: &mut Cx<'a>,
) {
    let written = node.raw().trim();
    let missing = match element.resolve_qname(written) {
        Some((namespace, local)) if !namespace.is_empty() => format!("`{local}` of the namespace `{namespace}`"),
        _ => format!("`{written}`"),
    };
    let message = format!("the {kind} `{name}` names the {sought} {missing}, which nothing here declares");
    let finding = cx.report(node, message);
    let local = written.rsplit(':').next().unwrap_or(written);
    match words::nearest(local, known.iter().copied()) {
        Some(near) => finding.help(format!("`{near}` is declared: mend the name or its prefix")),
        None => finding.help(format!("declare the {sought}, or remove what refers to it")),
    };
}
