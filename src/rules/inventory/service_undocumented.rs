//! See `rules/inventory/service-undocumented.md`.

use super::documented::says_something;
use crate::model::wsdl::{Service, Wsdl};
use crate::rules::{Check, Cx, Place};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for service in wsdl.services().filter(|service| !is_documented(*service)) {
        let element = service.element();
        let place = element.attr("", "name").map_or(Place::within(element.node(), element.name_span()), Place::value);
        cx.report(place, format!("nothing says what the service `{}` is for", service.name()))
            .help("write a `documentation`: what it does, for whom, and who owns it");
    }
}

fn is_documented(service: Service<'_>) -> bool {
    let around = service.element().parent();
    let of_root = around.and_then(|root| root.elements().find(|child| is_documentation(root, *child)));
    let of_port_types = || service.ports().filter_map(|port| Some(port.port_type().target()?.documentation()));
    says_something(service.documentation())
        || says_something(of_root)
        || service.ports().any(|port| says_something(port.documentation()))
        || of_port_types().any(says_something)
}

fn is_documentation(root: Element<'_>, child: Element<'_>) -> bool {
    child.is(root.namespace(), "documentation")
}
