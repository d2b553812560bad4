//! See `rules/authentication/http-auth-over-cleartext.md`.

use hashbrown::HashSet;

use crate::finding::{Profile, Severity};
use crate::model::wsdl::policy::Transport;
use crate::model::wsdl::policy::reading::{ClientAuthentication, Feature, Reading, TokenKind};
use crate::model::wsdl::{Address, Direction, Wsdl};
use crate::rules::soap::causes::{Blame, Cause, Seen, any_alternative};
use crate::rules::transport::cleartext::marked;
use crate::rules::transport::{Network, shown};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const BASIC: &str = "HTTP Basic";
const DIGEST: &str = "HTTP Digest";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, judge) {
        of_policy(&cause, cx);
    }
    // `@whttp:authenticationScheme` of WSDL 2.0.
    for port in wsdl.ports() {
        let Some(node) = port.authentication_scheme() else { continue };
        let what = match node.raw().trim_ascii().to_ascii_lowercase().as_str() {
            "basic" => BASIC,
            "digest" => DIGEST,
            _ => continue,
        };
        let Some(address) = port.addresses().find(|address| address.url().scheme().is_cleartext_web()) else {
            continue;
        };
        let network = Network::of(address.url().host_kind());
        if network != Network::Open && cx.profile() == Profile::Recommended {
            continue;
        }
        let text =
            format!("the endpoint `{}` asks for {what} at `{}`, without TLS", port.name(), shown(&address.url()));
        let finding = cx.report(Place::value(node), text).related(marked(&address), "without TLS");
        finding.severity(severity(what, network)).help("give the endpoint an `https` address");
    }
}

fn of_policy<'a>(cause: &Cause<'a>, cx: &mut Cx<'a>) {
    let mut seen = HashSet::new();
    let ports = cause.messages.iter().filter_map(|message| message.port());
    let ports = ports.filter(|port| seen.insert(port.element().node().at()));
    let addresses: Vec<Address<'a>> =
        ports.filter_map(|port| port.addresses().find(|address| address.url().scheme().is_cleartext_web())).collect();
    let network = addresses.iter().map(|address| Network::of(address.url().host_kind()));
    // Without an address the policy alone lets it happen.
    let network = network.min_by_key(|network| *network != Network::Open);
    if network.is_some_and(|network| network != Network::Open) && cx.profile() == Profile::Recommended {
        return;
    }
    let whom = cause.whom();
    let text = match addresses.first() {
        Some(address) => {
            format!("{} goes to `{}` without TLS, with {whom}{}", cause.about, shown(&address.url()), cause.which())
        }
        None => format!("the policy asks for {} and not for TLS, with {whom}{}", cause.about, cause.which()),
    };
    let severity = match network {
        Some(network) => severity(&cause.about, network),
        None => Severity::Medium,
    };
    let Some(finding) = cause.report(text, cx) else { return };
    finding.severity(severity);
    finding.help("add an `sp:TransportBinding` with an `sp:HttpsToken`, and give the port an `https` address");
    for address in addresses.iter().take(5) {
        finding.related(marked(address), "without TLS");
    }
}

fn severity(what: &str, network: Network) -> Severity {
    match network {
        Network::Open if what == BASIC => Severity::High,
        Network::Open => Severity::Medium,
        Network::Inner => Severity::Low,
        Network::Sample | Network::Own => Severity::Info,
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    if seen.direction != Some(Direction::Input) {
        return None;
    }
    let (at, what) = asked(seen.reading)?;
    let is_open = match seen.facts.transport {
        Transport::Http => true,
        Transport::Placeholder | Transport::Missing => {
            seen.facts.is_secure != Some(true) && seen.reading.unknown.is_none() && seen.reading.bindings.is_empty()
        }
        Transport::Https | Transport::Local | Transport::Other => false,
    };
    is_open.then(|| Blame::for_what(at, what))
}

/// What asks for the authentication of HTTP that shows the password, or lets it be guessed.
fn asked(reading: &Reading) -> Option<(At, &'static str)> {
    let tokens = reading.tokens().filter(|(_, token)| token.kind == TokenKind::Https);
    let mut requested = tokens.filter_map(|(_, token)| token.client_authentication());
    let of_token = requested.find_map(|asked| match asked.kind {
        ClientAuthentication::HttpBasic => Some((asked.at, BASIC)),
        ClientAuthentication::HttpDigest => Some((asked.at, DIGEST)),
        ClientAuthentication::Certificate => None,
    });
    let feature = |feature, what| reading.feature(feature).map(|at| (at, what));
    of_token.or_else(|| feature(Feature::HttpBasic, BASIC)).or_else(|| feature(Feature::HttpDigest, DIGEST))
}
