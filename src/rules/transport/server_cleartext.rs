//! See `rules/transport/server-cleartext.md`.

use super::{Network, leads_its_site, protected, shown};
use crate::finding::{Confidence, Profile, Severity};
use crate::model::endpoint::{HostKind, Scheme};
use crate::model::openapi::{Endpoint, Version};
use crate::model::wsdl::namespaces::{POLICY, POLICY_OBSOLETE};
use crate::model::wsdl::{Address, Wsdl};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Endpoint(server), Check::Wsdl(ports)];

fn server<'a>(endpoint: Endpoint<'a>, cx: &mut Cx<'a>) {
    // What a variable decides is the business of `server-variable-cleartext`.
    if !endpoint.scheme().is_cleartext_web() || endpoint.choice().is_some() || !leads_its_site(endpoint) {
        return;
    }
    let url = endpoint.url();
    let network = Network::of(url.host_kind());
    let is_v2 = endpoint.api.version == Version::V2;
    if network == Network::Own || (!is_v2 && url.host_kind() == HostKind::Empty) {
        return;
    }
    // A remark, for those who go through everything.
    if network != Network::Open && cx.profile() == Profile::Recommended {
        return;
    }
    let remark = network.remark();
    let (message, help) = if is_v2 {
        let name = endpoint.node().text().unwrap_or_default();
        let secure = if *endpoint.scheme() == Scheme::Ws { "wss" } else { "https" };
        if beside(endpoint, secure) {
            let message = format!("`{name}` is offered beside `{secure}`, so clients may do without TLS{remark}");
            (message, format!("remove `{name}` from `schemes`"))
        } else {
            (format!("the API is offered over `{name}`, without TLS{remark}"), format!("write `schemes: [{secure}]`"))
        }
    } else {
        let message = format!("the server `{}` is reached without TLS{remark}", shown(&url));
        (message, format!("write `{}`", protected(&url)))
    };
    let finding = cx.report(endpoint.node(), message).help(help);
    if network != Network::Open {
        finding.severity(Severity::Info);
    }
}

/// True when the list of `schemes` that holds the endpoint has another entry as well.
fn beside(endpoint: Endpoint<'_>, scheme: &str) -> bool {
    let list = endpoint.node().parent();
    list.is_some_and(|list| list.items().any(|item| item.text().is_some_and(|name| name.eq_ignore_ascii_case(scheme))))
}

fn ports<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let cleartext = |address: &Address<'_>| address.url().scheme().is_cleartext_web();
    // A port that says its address twice has one cause.
    let ports = wsdl.ports().filter_map(|port| {
        let address = port.addresses().find(cleartext)?;
        Some((port.name().to_string(), address))
    });
    // A host has TLS or it has not.
    let sites = many::by_key(ports, |(_, address)| {
        let url = address.url();
        (url.host().unwrap_or_default().to_ascii_lowercase(), Network::of(url.host_kind()))
    });
    if sites.is_empty() {
        return;
    }
    // Messages may be protected one by one; nothing here works out whether they are.
    let confidence = if has_policy(wsdl) { Confidence::Medium } else { Confidence::High };
    for site in sites {
        let Some(((name, first), others)) = site.split_first() else { continue };
        let url = first.url();
        let network = Network::of(url.host_kind());
        if network != Network::Open && cx.profile() == Profile::Recommended {
            continue;
        }
        let remark = network.remark();
        let message = if others.is_empty() {
            format!("the port `{name}` is reached at `{}` without TLS{remark}", shown(&url))
        } else {
            let host = url.host().unwrap_or_default().to_ascii_lowercase();
            format!("{} ports of `{host}` are reached without TLS{remark}", site.len())
        };
        let finding = cx.report(marked(first), message).confidence(confidence);
        if network == Network::Open {
            finding.help(format!("write `{}`", protected(&url)));
        } else {
            finding.severity(Severity::Info);
        }
        many::list(finding, others.iter().map(|(_, address)| marked(address)), "this port too");
    }
}

fn marked<'a>(address: &Address<'a>) -> Place<'a> {
    Place::within(address.node, address.span_of(0..address.url().text().len()))
}

fn has_policy(wsdl: &Wsdl) -> bool {
    let is_policy = |element: Element<'_>| {
        let namespace = element.namespace();
        namespace == POLICY_OBSOLETE || POLICY.contains(&namespace)
    };
    let roots = wsdl.documents().iter().filter_map(|document| document.root().and_then(Element::new));
    roots.into_iter().any(|root| {
        is_policy(root)
            || root.descendants().any(|element| {
                is_policy(element) || element.attributes().any(|attr| POLICY.contains(&attr.namespace()))
            })
    })
}
