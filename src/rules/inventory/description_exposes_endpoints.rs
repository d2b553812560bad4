//! See `rules/inventory/description-exposes-endpoints.md`.

use crate::model::wsdl::{Port, Wsdl};
use crate::rules::{Check, Cx, Place, Related};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Fewer services are one application.
const MANY: usize = 3;
/// Words of names of services and ports for those who run the system.
const INNER: &[&str] =
    &["admin", "administration", "management", "mgmt", "internal", "debug", "console", "monitoring", "private"];

/// One finding for the description.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let Some(root) = wsdl.root() else { return };
    let own = |port: &Port<'a>| port.element().node().at().source == root.node().at().source;
    let ports: Vec<Port<'a>> = wsdl.ports().filter(own).collect();
    let inner: Vec<&Port<'a>> = ports.iter().filter(|port| is_inner(**port)).collect();
    // A contract of administration alone is one that administrators asked for.
    if let Some((first, others)) = inner.split_first().filter(|_| inner.len() < ports.len()) {
        let message = format!(
            "{} for administration {} published with {} others, such as `{}`",
            if inner.len() == 1 { "a port".to_owned() } else { format!("{} ports", inner.len()) },
            if inner.len() == 1 { "is" } else { "are" },
            ports.len() - inner.len(),
            first.name()
        );
        let finding = cx.report(Place::within(first.element().node(), first.element().name_span()), message);
        finding.help("publish it in a description of its own, to those who may call it");
        for other in others.iter().take(4) {
            finding.related(Place::within(other.element().node(), other.element().name_span()), "this one too");
        }
        return;
    }
    let services = wsdl.services().filter(|service| service.ports().any(|port| own(&port))).count();
    if services > MANY
        && let Some(first) = ports.first()
    {
        let message = format!("one description publishes {services} services with {} ports", ports.len());
        let finding = cx.report(Place::within(first.element().node(), first.element().name_span()), message);
        finding.help("give each consumer the description of what it calls, and ask for a login before serving it");
    }
}

fn is_inner(port: Port<'_>) -> bool {
    let service = port.service().map_or("", |service| service.name());
    let has = |name: &str| words::split(name).iter().any(|word| INNER.contains(&word.as_str()));
    has(port.name()) || has(service)
}
