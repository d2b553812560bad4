//! See `rules/soap/import-over-cleartext-http.md`.

use hashbrown::HashMap;

use super::locations::{self, Location};
use crate::finding::{Profile, Severity};
use crate::model::endpoint::{HostKind, Scheme, Url, host_kind};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Publishers of standards, whose schemas tools bring with them.
const STANDARDS: [&str; 4] = ["w3.org", "xmlsoap.org", "oasis-open.org", "ws-i.org"];

/// One finding for each host.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let mut order: Vec<(String, Vec<Place<'a>>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for Location { place, uri, .. } in locations::of_documents(wsdl).into_iter().filter(|location| !location.is_hint) {
        let url = Url::parse(&uri);
        if *url.scheme() != Scheme::Http {
            continue;
        }
        let host = url.host().unwrap_or("").to_ascii_lowercase();
        let at = *known.entry(host.clone()).or_insert(order.len());
        match order.get_mut(at) {
            Some((_, places)) => places.push(place),
            None => order.push((host, vec![place])),
        }
    }
    for (host, places) in order {
        let Some((first, others)) = places.split_first() else { continue };
        let severity = severity(&host);
        if severity == Severity::Info && cx.profile() == Profile::Recommended {
            continue;
        }
        let message = match places.len() {
            1 => format!("a part of this contract is fetched from `{host}` over plain http"),
            count => format!("{count} parts of this contract are fetched from `{host}` over plain http"),
        };
        let finding = cx.report(*first, message);
        finding.severity(severity).value(host).help("import over https, or keep a copy beside the description");
        for other in others.iter().take(4) {
            finding.related(*other, "from there too");
        }
    }
}

/// How bad it is that a document of this host is fetched in the clear.
fn severity(host: &str) -> Severity {
    if is_of_standards(host) {
        return Severity::Low;
    }
    match host_kind(host) {
        HostKind::Public | HostKind::Metadata => Severity::Medium,
        HostKind::Private | HostKind::LinkLocal | HostKind::Local => Severity::Low,
        _ => Severity::Info,
    }
}

/// True for the hosts of publishers of standards.
pub(super) fn is_of_standards(host: &str) -> bool {
    let is_owner =
        |owner: &&str| host.strip_suffix(*owner).is_some_and(|front| front.is_empty() || front.ends_with('.'));
    STANDARDS.iter().any(is_owner)
}
