//! Ports reached without TLS, put together by host and by what is to be said of them, so that the rules that share the
//! cause report it at the same place.

use hashbrown::HashMap;

use super::Network;
use crate::model::wsdl::policy::{Component, Strength};
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
    let secure = Secure::of(ports);
    let found = ports.iter().filter_map(|reached| {
        let address = reached.port.addresses().find(|address| address.url().scheme().is_cleartext_web())?;
        // `http:8080://localhost` leads nowhere.
        address.url().host()?;
        let network = Network::of(address.url().host_kind());
        let standing = standing(reached, &secure);
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

fn standing<'a>(reached: &Reached<'a>, secure: &Secure<'a>) -> Standing<'a> {
    if let Some(at) = reached.asks_for_https() {
        return Standing::HttpsAsked(at);
    }
    if reached.protects_itself() {
        return Standing::Protected;
    }
    let mut siblings = secure.siblings(reached.port).peekable();
    if siblings.peek().is_none() {
        return Standing::Bare;
    }
    let own = reached.port.address().map(|address| Network::of(address.url().host_kind()));
    let strength = reached.weakest();
    // The one on the same network says most.
    let beside = siblings.filter(|other| !protects_more(strength, other.strength));
    let best = beside.min_by_key(|other| (Some(other.network) != own, other.index));
    best.map_or(Standing::Bare, |other| Standing::BesideTls(other.port, other.network))
}

/// A port with TLS, the first of its network and strength among those that take the same operations.
#[derive(Clone, Copy)]
struct WithTls<'a> {
    index: usize,
    port: Port<'a>,
    network: Network,
    strength: Option<Strength>,
}

/// The ports with TLS by their port types and bindings.
struct Secure<'a>(HashMap<At, Vec<WithTls<'a>>>);

impl<'a> Secure<'a> {
    fn of(ports: &[Reached<'a>]) -> Self {
        let mut secure: HashMap<At, Vec<WithTls<'a>>> = HashMap::new();
        for (index, other) in ports.iter().enumerate() {
            let Some(address) = other.port.address().filter(|address| address.url().scheme().is_tls_web()) else {
                continue;
            };
            let network = Network::of(address.url().host_kind());
            let one = WithTls { index, port: other.port, network, strength: other.weakest() };
            for at in taking(other.port) {
                let known = secure.entry(at).or_default();
                if !known.iter().any(|other| (other.network, other.strength) == (one.network, one.strength)) {
                    known.push(one);
                }
            }
        }
        Self(secure)
    }

    /// Those that take the same operations as a port.
    fn siblings(&self, port: Port<'_>) -> impl Iterator<Item = WithTls<'a>> {
        taking(port).filter_map(|at| self.0.get(&at)).flatten().copied()
    }
}

/// The port type and the binding of a port, as far as they are known.
fn taking(port: Port<'_>) -> impl Iterator<Item = At> {
    let port_type = port.port_type().target().map(|port_type| port_type.element().node().at());
    let binding = port.binding().target().map(|binding| binding.element().node().at());
    port_type.into_iter().chain(binding)
}

/// True when the policy of the port without TLS gives more than that of the one with it.
fn protects_more(one: Option<Strength>, other: Option<Strength>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
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
