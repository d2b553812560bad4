//! See `rules/soap/import-third-party-host.md`.

use hashbrown::HashSet;

use super::import_over_cleartext_http::is_of_standards;
use super::locations;
use crate::model::endpoint::{HostKind, Scheme, Url, host_kind};
use crate::model::wsdl::Wsdl;
use crate::rules::many::by_key;
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Second-level names below which owners register: `acme.co.uk`.
const SECOND_LEVEL: [&str; 7] = ["co", "com", "org", "net", "gov", "ac", "edu"];

/// One finding for each host.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let addresses: Vec<_> = wsdl.ports().flat_map(|port| port.addresses().collect::<Vec<_>>()).collect();
    let hosts = addresses.iter().filter_map(|address| Some(address.url().host()?.to_ascii_lowercase()));
    let own: HashSet<String> =
        hosts.filter(|host| host_kind(host) == HostKind::Public).map(|host| owner(&host).to_owned()).collect();
    // Without an address nobody can tell whose a host is.
    if own.is_empty() {
        return;
    }
    let foreign =
        locations::of_documents(wsdl).into_iter().filter(|location| !location.is_hint).filter_map(|location| {
            let url = Url::parse(&location.uri);
            let host = url.host()?.to_ascii_lowercase();
            let is_foreign = *url.scheme() == Scheme::Https
                && host_kind(&host) == HostKind::Public
                && !own.contains(owner(&host))
                && !is_of_standards(&host);
            is_foreign.then_some((host, location.place))
        });
    for same in by_key(foreign, |(host, _)| host.clone()) {
        let Some(((host, first), others)) = same.split_first() else { continue };
        let message = match same.len() {
            1 => format!("a part of this contract is what `{host}` says, which is not the service's own host"),
            count => {
                format!("{count} parts of this contract are what `{host}` says, which is not the service's own host")
            }
        };
        let place: Place<'_> = *first;
        let finding = cx.report(place, message).value(host.as_str());
        finding.help("keep a reviewed copy beside the description");
        for (_, other) in others.iter().take(4) {
            finding.related(*other, "from there too");
        }
    }
}

/// The part of a host that its owner registered, as far as the name shows it.
fn owner(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let Some(last) = dots.next() else { return host };
    let Some(second) = dots.next() else { return host };
    let label = host.get(second + 1..last).unwrap_or("");
    let is_second_level = SECOND_LEVEL.contains(&label) && host.len() - last == 3;
    let cut = if is_second_level { dots.next() } else { Some(second) };
    cut.and_then(|at| host.get(at + 1..)).unwrap_or(host)
}
