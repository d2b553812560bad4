//! See `rules/inventory/stack-configuration-exposed.md`.

use hashbrown::HashSet;

use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::{Wsdl, WsdlVersion};
use crate::rules::secrets::secret_in_policy_configuration;
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{Element, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Attribute of Metro for what a published description must not show.
const WSIT: &str = "http://java.sun.com/xml/ns/wsit/policy";

/// One finding for each document of a description.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // A policy in a document of its own is read by the stack and published by nobody.
    if wsdl.version() == WsdlVersion::Policy {
        return;
    }
    for document in wsdl.documents() {
        if !Dialect::StackConfiguration.is_in(document) {
            continue;
        }
        let elements = document.roots().flat_map(|root| root.subtree()).filter_map(Element::new);
        let found: Vec<Element<'_>> = elements.filter(|element| is_configuration(*element)).collect();
        let Some((first, others)) = found.split_first() else { continue };
        if secret_in_policy_configuration::is_in(document) {
            continue;
        }
        let mut seen = HashSet::new();
        let names: Vec<String> = found
            .iter()
            .map(|element| element.local())
            .filter(|name| seen.insert(*name))
            .take(4)
            .map(|name| format!("`{name}`"))
            .collect();
        let message = format!("this description publishes how the stack is configured: {}", names.join(", "));
        let finding = cx.report(Place::within(first.node(), first.name_span()), message);
        finding.help("keep it in a file that only the service reads; publish the policy without it");
        for other in others.iter().take(4) {
            finding.related(Place::within(other.node(), other.name_span()), "this too");
        }
    }
}

/// The outermost element of a configuration that says something about the machine, or is marked private.
fn is_configuration(element: Element<'_>) -> bool {
    let is_stack = Dialect::of(element.namespace()) == Dialect::StackConfiguration;
    let around = |around: Element<'_>| Dialect::of(around.namespace()) == Dialect::StackConfiguration;
    if is_stack {
        let is_outer = !element.parent().is_some_and(around);
        return is_outer && element.node().subtree().filter_map(Element::new).any(says_something);
    }
    let is_private = |value: NodeRef<'_>| value.raw().trim_ascii() == "private";
    element.attr(WSIT, "visibility").is_some_and(is_private)
}

/// False for an empty marker such as `sc:EnableEPRIdentity`.
fn says_something(element: Element<'_>) -> bool {
    element.attributes().any(|attribute| attribute.namespace().is_empty()) || !element.text().is_empty()
}
