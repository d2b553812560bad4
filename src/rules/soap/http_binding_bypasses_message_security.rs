//! See `rules/soap/http-binding-bypasses-message-security.md`.

use hashbrown::HashMap;

use super::causes::{listed, tag};
use super::http_get_binding;
use crate::model::wsdl::namespaces::WSDL20_SOAP;
use crate::model::wsdl::policy::reading::Reading;
use crate::model::wsdl::policy::{Attached, Protection};
use crate::model::wsdl::{Binding, Direction, Protocol, Wsdl};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// The message exchange pattern of SOAP whose request is a URL.
const SOAP_RESPONSE: &str = "http://www.w3.org/2003/05/soap/mep/soap-response";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    if wsdl.policies().is_empty() {
        return;
    }
    // The first input of each port type that needs a security header over SOAP.
    let mut secured: HashMap<At, Protection<'a>> = HashMap::new();
    for message in wsdl.protections().filter(|message| message.direction() == Direction::Input) {
        let Some(binding) = message.binding().filter(|binding| binding.protocol().is_soap()) else { continue };
        let Some(port_type) = port_type(binding) else { continue };
        if !secured.contains_key(&port_type) && needs_header(message) {
            secured.insert(port_type, message);
        }
    }
    for binding in wsdl.bindings() {
        match binding.protocol() {
            Protocol::Http => {
                let Some(message) = port_type(binding).and_then(|at| secured.get(&at)) else { continue };
                plain(wsdl, binding, *message, cx);
            }
            Protocol::Soap12 => by_url(wsdl, binding, cx),
            _ => {}
        }
    }
}

fn plain<'a>(wsdl: &'a Wsdl, binding: Binding<'a>, message: Protection<'a>, cx: &mut Cx<'a>) {
    let count = binding.operations().count();
    let Some(soap) = message.binding().filter(|_| count > 0) else { return };
    let node = binding.verb().or(binding.protocol_node()).unwrap_or(binding.element().node());
    let message_text = format!(
        "the binding `{}` takes {} as plain HTTP, where no security header fits; the binding `{}` asks for one",
        binding.name(),
        operations(count),
        soap.name()
    );
    let finding = cx.report(Place::value(node), message_text).value(binding.name());
    finding.help("remove the binding, and switch it off in the service");
    if let Some(place) = http_get_binding::place(binding) {
        finding.related(place, "and by GET");
    }
    policy(wsdl, message, finding);
}

/// SOAP requests that are URLs, of WSDL 2.0.
fn by_url<'a>(wsdl: &'a Wsdl, binding: Binding<'a>, cx: &mut Cx<'a>) {
    let is_url = |operation: &crate::model::wsdl::BoundOperation<'_>| {
        operation.soap_mep().is_some_and(|mep| mep.raw().trim_ascii().trim_end_matches('/') == SOAP_RESPONSE)
    };
    let at = binding.element().node().at();
    let by_url: Vec<_> = binding.operations().filter(is_url).collect();
    let Some(first) = by_url.first() else { return };
    let mut inputs = wsdl.protections().filter(|message| message.direction() == Direction::Input);
    let of_url = |message: &Protection<'_>| {
        let own = message.binding().is_some_and(|own| own.element().node().at() == at);
        own && message.operation().is_some_and(|operation| by_url.iter().any(|one| one.name() == operation.name()))
    };
    let Some(message) = inputs.find(|message| of_url(message) && needs_header(*message)) else { return };
    let names: Vec<&str> = by_url.iter().map(|operation| operation.name()).collect();
    let node = first.element().attr(WSDL20_SOAP, "mep").or_else(|| first.soap_mep()).unwrap_or(first.element().node());
    let text = format!(
        "{} is asked for by a URL, where the security header that the policy wants does not fit",
        listed(&names)
    );
    let finding = cx.report(Place::value(node), text).value(binding.name());
    finding.help("use the request-response pattern for what the policy protects");
    policy(wsdl, message, finding);
}

fn policy(wsdl: &Wsdl, message: Protection<'_>, finding: &mut crate::finding::Finding) {
    let attached = message.attached().map(|(_, attached)| *attached);
    let element = attached.last().and_then(|attached: Attached| wsdl.element(attached.policy.unwrap_or(attached.by)));
    if let Some(element) = element {
        finding.related(tag(element), "asks for a security header");
    }
}

fn port_type(binding: Binding<'_>) -> Option<At> {
    Some(binding.port_type().target()?.element().node().at())
}

/// True when every alternative asks for something that only a WS-Security header holds.
fn needs_header(message: Protection<'_>) -> bool {
    let asks = |reading: &Reading| {
        reading.bindings.iter().any(|binding| binding.kind.is_message())
            || !reading.supporting.is_empty()
            || !reading.protects.is_empty()
    };
    !message.readings().is_empty() && message.readings().iter().all(asks)
}

fn operations(count: usize) -> String {
    if count == 1 { "1 operation".to_owned() } else { format!("{count} operations") }
}
