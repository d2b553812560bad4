//! The part of `url-parameter-ssrf` for WSDL: addresses in inputs.

use super::address::{Role, role};
use crate::finding::{Confidence, Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::ADDRESSING;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::{Component, Family, Kind, Target};
use crate::rules::carried::{definition, operations, place, related_operation};
use crate::rules::{Cx, many};
use crate::words;

/// Words of documentation about addresses that people see or follow.
const SHOWN: &[&str] = &["browser", "browsers", "displayed", "displays", "logo", "redirect", "redirected", "redirects"];

/// One finding for each name.
pub(super) fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let found = wsdl.reach().values(Way::Input).filter_map(|reached| {
        let role = address(reached.component())?;
        let is_told = match role {
            Role::Called | Role::Plain => true,
            Role::Host | Role::Followed => cx.profile() == Profile::Audit,
            Role::Name | Role::None => false,
        };
        is_told.then_some((reached, role))
    });
    for alike in many::by_key(found, |(reached, role)| (reached.component().name().to_ascii_lowercase(), *role)) {
        report(&alike, cx);
    }
}

fn report<'a>(alike: &[(Reached<'a>, Role)], cx: &mut Cx<'a>) {
    let Some(((first, role), others)) = alike.split_first() else { return };
    let Some(element) = first.component().element() else { return };
    let places = if others.is_empty() { String::new() } else { format!(" ({} places)", alike.len()) };
    let what = if *role == Role::Host { "a host" } else { "an address" };
    let by = if is_reference(first.component()) { " (a WS-Addressing endpoint reference)" } else { "" };
    let message = format!(
        "`{}`{places}, taken by {}, is {what} that callers choose{by}, and nothing limits where it leads",
        first.trail(Way::Input),
        operations(*first, Way::Input)
    );
    let finding = cx.report(place(element), message).value(first.component().name());
    finding.help(
        "have the service call only `https` and the hosts on a list, and refuse names that resolve to inner addresses",
    );
    match role {
        Role::Followed => finding.severity(Severity::Info).confidence(Confidence::Low),
        Role::Host => finding.severity(Severity::Low).confidence(Confidence::Low),
        _ => finding.severity(Severity::Low),
    };
    if let Some(operation) = first.operations(Way::Input).next() {
        related_operation(finding, operation);
    }
    many::list(finding, others.iter().filter_map(|(other, _)| Some(place(other.component().element()?))), "here too");
}

/// What becomes of a value that is an address: by its type, else by its name and a type that can hold one.
fn address(component: Component<'_>) -> Option<Role> {
    if is_reference(component) {
        return Some(Role::Called);
    }
    let role = match role_of_endpoint(component.name()) {
        Role::None => return None,
        Role::Called if is_of_oauth(component) => Role::Followed,
        // An attribute says of its element where it is; what a service is to fetch is an element of its own.
        Role::Plain if component.kind() == Kind::Attribute || is_shown(component) => Role::Followed,
        role => role,
    };
    let facets = component.facets()?;
    let is_fixed = |pattern: &str| {
        let start = pattern.trim_start_matches(['^', '(']);
        start.starts_with("https") || start.starts_with("http://") || start.starts_with("http:\\/\\/")
    };
    let is_limited = facets.enumerations > 0
        || facets.patterns.iter().any(|pattern| pattern.text().is_some_and(|text| is_fixed(&text)));
    let holds = facets.builtin.is_some_and(|builtin| matches!(builtin.family, Family::Text | Family::Uri));
    (holds && !is_limited).then_some(role)
}

/// The callback of an application of OAuth: browsers are sent there.
fn is_of_oauth(component: Component<'_>) -> bool {
    definition(component).name().to_ascii_lowercase().contains("oauth")
}

/// True where the schema says that people see what is there, or that their browsers go there.
fn is_shown(component: Component<'_>) -> bool {
    let Some(element) = component.element() else { return false };
    let notes = element.elements().filter(|child| child.local() == "annotation");
    let mut texts = notes.flat_map(|note| note.elements()).filter(|child| child.local() == "documentation");
    texts.any(|text| words::split(&text.text()).iter().any(|word| SHOWN.contains(&word.as_str())))
}

/// Names that only services have: where to send what happens.
fn role_of_endpoint(name: &str) -> Role {
    match words::split(name).iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["notify", "to"] | ["reply", "to", "address" | "url"] | ["consumer", "reference"] => Role::Called,
        // XML names more things by URI than it finds by it.
        ["uri" | "uris"] => Role::Followed,
        _ => role(name),
    }
}

fn is_reference(component: Component<'_>) -> bool {
    let of = component.value_type().and_then(Target::component);
    of.is_some_and(|of| of.name() == "EndpointReferenceType" && ADDRESSING.contains(&of.home()))
        || is_written_as_reference(component).unwrap_or(false)
}

/// By the type as written, for schemas that are not at hand.
fn is_written_as_reference(component: Component<'_>) -> Option<bool> {
    let element = component.element()?;
    let written = element.attr_text("type").filter(|name| name.trim_ascii_end().ends_with("EndpointReferenceType"))?;
    let (namespace, local) = element.resolve_qname(&written)?;
    Some(local == "EndpointReferenceType" && ADDRESSING.contains(&&*namespace))
}
