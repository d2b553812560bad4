//! See `rules/inventory/service-undocumented.md`.

use hashbrown::HashMap;

use super::documented::says_something;
use crate::model::wsdl::{Service, Wsdl};
use crate::rules::{Check, Cx, Place};
use crate::syntax::{At, Element};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // What says something, of the elements that services share.
    let mut known: HashMap<At, bool> = HashMap::new();
    for service in wsdl.services().filter(|service| !is_documented(*service, &mut known)) {
        let element = service.element();
        let place = element.attr("", "name").map_or(Place::within(element.node(), element.name_span()), Place::value);
        cx.report(place, format!("nothing says what the service `{}` is for", service.name()))
            .help("write a `documentation`: what it does, for whom, and who owns it");
    }
}

fn is_documented(service: Service<'_>, known: &mut HashMap<At, bool>) -> bool {
    let around = service.element().parent();
    let of_root = |root: Element<'_>| says_something(root.elements().find(|child| is_documentation(root, *child)));
    says_something(service.documentation())
        || around.is_some_and(|root| *known.entry(root.node().at()).or_insert_with(|| of_root(root)))
        || service.ports().any(|port| says_something(port.documentation()))
        || service.ports().filter_map(|port| port.port_type().target()).any(|port_type| {
            let at = port_type.element().node().at();
            *known.entry(at).or_insert_with(|| says_something(port_type.documentation()))
        })
}

fn is_documentation(root: Element<'_>, child: Element<'_>) -> bool {
    child.is(root.namespace(), "documentation")
}
