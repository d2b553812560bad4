//! See `rules/soap/porttype-unbound.md`.

use hashbrown::HashSet;

use crate::model::wsdl::{AbstractOperation, Pattern, PortType, Wsdl, xsd};
use crate::rules::{Check, Cx, Place};
use crate::syntax::{At, Attr, Element, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Words in the names of port types that the client offers to the service.
const CALLBACK: [&str; 10] = [
    "callback",
    "callbacks",
    "notify",
    "notification",
    "consumer",
    "subscriber",
    "listener",
    "requester",
    "requestor",
    "receiver",
];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // A contract without bindings is abstract on purpose.
    if !wsdl.is_complete() || wsdl.bindings().next().is_none() {
        return;
    }
    let at = |port_type: PortType<'_>| port_type.element().node().at();
    let bound = wsdl.bindings().filter_map(|binding| binding.port_type().target());
    let served = wsdl.services().filter_map(|service| service.interface().target());
    let used: HashSet<At> = bound.chain(served).flat_map(PortType::with_extended).map(at).collect();
    let partners = partners(wsdl);
    for port_type in wsdl.port_types().filter(|port_type| !used.contains(&at(*port_type))) {
        let name = port_type.name();
        if name.is_empty() || is_callback(port_type) || is_standard(port_type) || partners.contains(name) {
            continue;
        }
        let count = port_type.operations().count();
        let what = match count {
            1 => "the operation".to_owned(),
            count => format!("the {count} operations"),
        };
        let message = format!("no binding says how {what} of `{name}` can be reached");
        let place = port_type.element().attr("", "name").map_or(super::causes::tag(port_type.element()), Place::value);
        cx.report(place, message).help("bind the port type, or remove it from what is published");
    }
}

/// What the service calls at its clients.
fn is_callback(port_type: PortType<'_>) -> bool {
    let calls = |operation: AbstractOperation<'_>| {
        matches!(operation.pattern(), Pattern::Notification | Pattern::SolicitResponse)
    };
    words::split(port_type.name()).iter().any(|word| CALLBACK.contains(&word.as_str()))
        || (port_type.operations().next().is_some() && port_type.operations().all(calls))
}

fn is_standard(port_type: PortType<'_>) -> bool {
    let namespace = port_type.element().parent().and_then(|root| root.attr_text("targetNamespace"));
    namespace.is_some_and(|namespace| xsd::is_standard_namespace(&namespace))
}

/// Local names in `portType` attributes: BPEL's partner links, which bind port types in their own way.
fn partners(wsdl: &Wsdl) -> HashSet<&str> {
    let documents = wsdl.documents().iter().filter(|document| document.tree.symbols().lookup("portType").is_some());
    let attributes = documents.flat_map(|document| document.roots().flat_map(NodeRef::subtree)).filter_map(Attr::new);
    let named = attributes.filter(|attr| attr.local() == "portType").filter_map(|attr| {
        let role = attr.node().parent().and_then(Element::new).is_some_and(|element| element.local() == "role");
        role.then(|| attr.node().raw().trim())
    });
    named.map(|name| name.rsplit(':').next().unwrap_or(name)).collect()
}
