//! See `rules/soap/binding-without-port.md`.

use hashbrown::HashSet;

use super::causes::{listed, tag};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each description.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // A contract without addresses leaves them to whoever deploys it; a port without its binding may have meant this one.
    if !wsdl.is_complete()
        || wsdl.ports().next().is_none()
        || wsdl.ports().any(|port| port.binding().target().is_none())
    {
        return;
    }
    // Of two bindings with one name a port means one or the other.
    let served: HashSet<&str> = wsdl.ports().filter_map(|port| Some(port.binding().target()?.name())).collect();
    let unused = wsdl.unused_bindings().filter(|binding| !served.contains(binding.name()));
    let unused: Vec<_> = unused.filter(|binding| binding.operations().next().is_some()).collect();
    let mut places = unused.iter().map(|binding| {
        let name = binding.element().attr("", "name");
        name.map_or(tag(binding.element()), Place::value)
    });
    let Some(first) = places.next() else { return };
    let names: Vec<&str> = unused.iter().map(|binding| binding.name()).collect();
    let noun = if names.len() == 1 { "binding" } else { "bindings" };
    let finding = cx.report(first, format!("no port serves the {noun} {}", listed(&names)));
    finding.help("remove what is no longer served; if it is, publish the port");
    many::list(finding, places, "nor this one");
}
