//! See `rules/transport/server-cleartext.md`.

use hashbrown::HashSet;

use super::cleartext::{Cleartext, Standing, sites};
use super::{IF_ADDRESS, Network, leads_its_site, protected, shown};
use crate::finding::{Confidence, Profile, Severity};
use crate::model::endpoint::{HostKind, Scheme};
use crate::model::openapi::{Endpoint, Version};
use crate::model::wsdl::Wsdl;
use crate::rules::soap::causes::tag;
use crate::rules::soap::ports::{declaring_nothing, reached};
use crate::rules::{Check, Cx, Related, many};

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
    if wsdl.ports().all(|port| !port.addresses().any(|address| address.url().scheme().is_cleartext_web())) {
        return;
    }
    let ports = reached(wsdl);
    let mut silent = None;
    // A host has TLS or it has not.
    for site in sites(&ports) {
        let Some((first, others)) = site.split_first() else { continue };
        let is_protected = matches!(first.standing, Standing::Protected);
        if (first.network != Network::Open || is_protected) && cx.profile() == Profile::Recommended {
            continue;
        }
        let url = first.address.url();
        let mut remark = first.network.remark().to_owned();
        if is_protected {
            remark.push_str(", with messages that are signed and encrypted themselves");
        }
        let is_name = first.network == Network::Open && site.iter().all(|one| one.port.is_at_namespace());
        if is_name {
            remark.push_str(IF_ADDRESS);
        }
        let message = if others.is_empty() {
            format!("the port `{}` is reached at `{}` without TLS{remark}", first.port.name(), shown(&url))
        } else {
            format!("{} ports of `{}` are reached without TLS{remark}", site.len(), first.host())
        };
        // A policy nobody sees may protect the messages one by one.
        let is_hidden = site.iter().any(|one| one.is_hidden);
        let confidence = if is_hidden || is_name { Confidence::Medium } else { Confidence::High };
        let finding = cx.report(first.place(), message).confidence(confidence);
        match first.network {
            Network::Open if is_protected => {
                finding.severity(Severity::Low).help(format!("write `{}`, which hides headers too", protected(&url)));
            }
            Network::Open if is_name => {
                finding.severity(Severity::Medium).help("write the `https` address of the service");
            }
            Network::Open => {
                finding.help(format!("write `{}`", protected(&url)));
            }
            _ => {
                finding.severity(Severity::Info);
            }
        }
        many::list(finding, others.iter().map(Cleartext::place), "this port too");
        let mut services = HashSet::new();
        for service in site.iter().filter_map(|one| one.port.service()) {
            let at = service.element().node().at();
            let silent = silent.get_or_insert_with(|| declaring_nothing(&ports));
            if services.insert(at) && silent.contains(&at) {
                finding.related(tag(service.element()), "nothing here says how this service is protected");
            }
        }
    }
}
