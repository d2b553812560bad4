//! Ports reached without TLS, put together by host and by what is to be said of them, so that the rules that share the
//! cause report it at the same place.

use super::Network;
use crate::model::wsdl::policy::Component;
use crate::model::wsdl::{Address, Port, Wsdl};
use crate::rules::soap::ports::{Reached, reached};
use crate::rules::{Place, many};
use crate::syntax::At;

/// What is to be said of a port without TLS.
#[derive(Clone, Copy)]
pub(super) enum Standing<'a> {
    /// Its policy asks for HTTPS: with this assertion.
    HttpsAsked(At),
    /// Its messages are signed and encrypted themselves.
    Protected,
    /// Another port of its port type has TLS, on such a network.
    BesideTls(Port<'a>, Network),
    /// Nothing.
    Bare,
}

/// A port without TLS.
pub(super) struct Cleartext<'a> {
    /// The port.
    pub(super) port: Port<'a>,
    /// The address, the first without TLS where there are several.
    pub(super) address: Address<'a>,
    /// Whose network its host is in.
    pub(super) network: Network,
    /// What is to be said.
    pub(super) standing: Standing<'a>,
    /// True when its policy is not known.
    pub(super) is_hidden: bool,
}

/// The ports without TLS: those of one host with the same standing together.
pub(super) fn sites<'a>(ports: &[Reached<'a>]) -> Vec<Vec<Cleartext<'a>>> {
    let found = ports.iter().filter_map(|reached| {
        let address = reached.port.addresses().find(|address| address.url().scheme().is_cleartext_web())?;
        // `http:8080://localhost` leads nowhere.
        address.url().host()?;
        let network = Network::of(address.url().host_kind());
        let standing = standing(reached, ports);
        Some(Cleartext { port: reached.port, address, network, standing, is_hidden: reached.is_hidden() })
    });
    many::by_key(found, |one| (one.host(), one.network, one.standing.number()))
}

/// The same, of a description.
pub(super) fn sites_of(wsdl: &Wsdl) -> Vec<Vec<Cleartext<'_>>> {
    if wsdl.ports().all(|port| !port.addresses().any(|address| address.url().scheme().is_cleartext_web())) {
        return Vec::new();
    }
    sites(&reached(wsdl))
}

fn standing<'a>(reached: &Reached<'a>, ports: &[Reached<'a>]) -> Standing<'a> {
    if let Some(at) = reached.asks_for_https() {
        return Standing::HttpsAsked(at);
    }
    if reached.protects_itself() {
        return Standing::Protected;
    }
    let beside = ports.iter().filter(|other| is_sibling(reached, other) && !protects_more(reached, other));
    // The one on the same network says most.
    let network = |other: &Reached<'a>| other.port.address().map(|address| Network::of(address.url().host_kind()));
    let own = network(reached);
    let best = beside.filter_map(|other| Some((other.port, network(other)?))).min_by_key(|(_, at)| Some(*at) != own);
    best.map_or(Standing::Bare, |(port, network)| Standing::BesideTls(port, network))
}

/// True when another port takes the same operations over TLS.
fn is_sibling(one: &Reached<'_>, other: &Reached<'_>) -> bool {
    let port_type = |port: Port<'_>| port.port_type().target().map(|port_type| port_type.element().node().at());
    let binding = |port: Port<'_>| port.binding().target().map(|binding| binding.element().node().at());
    let has_tls = other.port.address().is_some_and(|address| address.url().scheme().is_tls_web());
    let is_same = |one: Option<At>, other: Option<At>| one.is_some() && one == other;
    has_tls && (is_same(port_type(one.port), port_type(other.port)) || is_same(binding(one.port), binding(other.port)))
}

/// True when the policy of the port without TLS gives more than that of the one with it.
fn protects_more(one: &Reached<'_>, other: &Reached<'_>) -> bool {
    let (Some(one), Some(other)) = (one.weakest(), other.weakest()) else { return false };
    let more = other.weaker_than(&one);
    more.iter().any(|component| *component != Component::Freshness)
}

impl Standing<'_> {
    fn number(&self) -> u8 {
        match self {
            Self::HttpsAsked(_) => 0,
            Self::Protected => 1,
            Self::BesideTls(..) => 2,
            Self::Bare => 3,
        }
    }
}

impl<'a> Cleartext<'a> {
    /// The host as a key.
    pub(super) fn host(&self) -> String {
        self.address.url().host().unwrap_or_default().to_ascii_lowercase()
    }

    /// Where to point: the address.
    pub(super) fn place(&self) -> Place<'a> {
        marked(&self.address)
    }
}

/// The bytes of an address, white space around it left out.
pub(in crate::rules) fn marked<'a>(address: &Address<'a>) -> Place<'a> {
    Place::within(address.node, address.span_of(0..address.url().text().len()))
}
