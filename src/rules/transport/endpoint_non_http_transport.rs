//! See `rules/transport/endpoint-non-http-transport.md`.

use hashbrown::HashSet;

use super::Network;
use super::cleartext::marked;
use crate::finding::{Profile, Severity};
use crate::model::endpoint::Scheme;
use crate::model::wsdl::policy::Protection;
use crate::model::wsdl::{Address, Binding, Port, Transport, Wsdl};
use crate::rules::soap::causes::{listed, tag};
use crate::rules::soap::ports::{Reached, declaring_nothing, reached};
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// A port, or a binding that no port uses, whose transport protects nothing by itself.
struct Open<'a> {
    transport: Transport,
    name: &'a str,
    place: Place<'a>,
    port: Option<Port<'a>>,
    /// True when a policy protects some of it.
    has_policy: bool,
    /// True where what will stand in place of the address is yet to be said.
    is_sample: bool,
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    if wsdl.endpoints().all(|endpoint| !is_foreign(endpoint.transport_kind())) {
        return;
    }
    let ports = reached(wsdl);
    let of_ports = ports.iter().filter_map(open_port);
    let of_bindings = wsdl.unused_bindings().filter_map(|binding| open_binding(wsdl, binding));
    let mut silent = None;
    for alike in many::by_key(of_ports.chain(of_bindings), |open| (open.transport, open.has_policy, open.is_sample)) {
        let Some((first, others)) = alike.split_first() else { continue };
        if first.is_sample && cx.profile() == Profile::Recommended {
            continue;
        }
        let transport = first.transport.name();
        let mut seen = HashSet::new();
        let names: Vec<&str> = alike.iter().map(|open| open.name).filter(|name| seen.insert(*name)).collect();
        let what = if first.port.is_some() { "port" } else { "binding" };
        let what = match (names.len(), alike.len()) {
            (_, 1) => format!("the {what} "),
            // Ports of several services.
            (1, count) => format!("{count} {what}s "),
            _ => String::new(),
        };
        let bare = if first.has_policy { "not all are signed and encrypted" } else { "nothing protects them" };
        let remark = if first.is_sample { Network::Sample.remark() } else { "" };
        let message = format!("messages of {what}{} travel over {transport}{remark}, and {bare}", listed(&names));
        let finding = cx.report(first.place, message);
        if first.is_sample {
            finding.severity(Severity::Info);
        }
        finding.help("attach a policy that signs and encrypts the body, or write down which TLS the transport uses");
        many::list(finding, others.iter().map(|open| open.place), "this one too");
        let mut seen = HashSet::new();
        for service in alike.iter().filter_map(|open| open.port?.service()) {
            let at = service.element().node().at();
            let silent = silent.get_or_insert_with(|| declaring_nothing(&ports));
            if seen.insert(at) && silent.contains(&at) {
                finding.related(tag(service.element()), "nothing here says how this service is protected");
            }
        }
    }
}

/// True for transports that have no protection of their own and whose set-up is not in the description.
fn is_foreign(transport: Transport) -> bool {
    use Transport::{Ftp, Jms, Mail, NetTcp, Queue, Tcp, Udp};
    matches!(transport, Ftp | Jms | Mail | NetTcp | Queue | Tcp | Udp)
}

fn open_port<'a>(reached: &Reached<'a>) -> Option<Open<'a>> {
    let port = reached.port;
    let transport = port.transport_kind();
    let address = port.address();
    let scheme = address.as_ref().map(|address| address.url().scheme().clone());
    let has_tls = matches!(&scheme, Some(Scheme::Other(name)) if is_secured(name));
    let is_open = is_foreign(transport) && !has_tls && !reached.is_hidden() && !reached.protects_itself();
    if !is_open || reached.messages.iter().any(|message| is_secure(*message)) {
        return None;
    }
    let place = match &address {
        Some(address) => marked(address),
        None => tag(port.element()),
    };
    // A binding that names the transport needs no address for that.
    let is_bound = port.binding().target().is_some_and(|binding| is_foreign(binding.transport_kind()));
    let is_stand_in = |address: Address<'_>| Network::of(address.url().host_kind()) == Network::Sample;
    let is_sample = !is_bound && address.is_some_and(is_stand_in);
    Some(Open { transport, name: port.name(), place, port: Some(port), has_policy: reached.is_secured(), is_sample })
}

fn open_binding<'a>(wsdl: &'a Wsdl, binding: Binding<'a>) -> Option<Open<'a>> {
    let transport = binding.transport_kind();
    let node = binding.transport().filter(|_| is_foreign(transport))?;
    // The port that is not shown may have a policy, but what the binding says counts for it too.
    let at = binding.element().node().at();
    let is_own = |message: &Protection<'_>| message.binding().is_some_and(|own| own.element().node().at() == at);
    let is_known = |message: Protection<'_>| message.has_security() || !message.sees_all();
    let is_judged = !wsdl.policies().is_empty() && wsdl.protections().filter(is_own).any(is_known);
    (!is_judged).then_some(Open {
        transport,
        name: binding.name(),
        place: Place::value(node),
        port: None,
        has_policy: false,
        is_sample: false,
    })
}

/// Schemes that have TLS of their own.
fn is_secured(scheme: &str) -> bool {
    matches!(scheme, "smtps" | "imaps" | "pop3s" | "amqps")
}

/// True when the policy asks for TLS or Windows security below the framing.
fn is_secure(message: Protection<'_>) -> bool {
    let facts = message.facts();
    !facts.is_empty() && facts.iter().all(|facts| facts.is_secure == Some(true))
}
