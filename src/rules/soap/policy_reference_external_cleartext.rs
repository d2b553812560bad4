//! See `rules/soap/policy-reference-external-cleartext.md`.

use super::import_over_cleartext_http::is_of_standards;
use crate::finding::Severity;
use crate::model::endpoint::{HostKind, Scheme, Url, host_kind};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Target;
use crate::rules::many::by_key;
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each address, however many references name it.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let outside =
        wsdl.policies().references().iter().filter(|reference| {
            reference.target == Target::Remote && *Url::parse(&reference.uri).scheme() == Scheme::Http
        });
    for same in by_key(outside, |reference| reference.uri.clone()) {
        let mut places = same.iter().filter_map(|reference| wsdl.node(reference.uri_at?)).map(Place::value);
        let (Some(first), Some(place)) = (same.first(), places.next()) else { continue };
        let url = Url::parse(&first.uri);
        let host = url.host().unwrap_or("").to_ascii_lowercase();
        let message =
            format!("the policy is read from `{host}` over plain http: whoever answers decides what it demands");
        let finding = cx.report(place, message).value(&*first.uri);
        finding.help("keep the policy in this description or in a file beside it, and refer to that");
        finding.severity(match host_kind(&host) {
            _ if is_of_standards(&host) => Severity::Medium,
            HostKind::Public | HostKind::Metadata => Severity::High,
            HostKind::Private | HostKind::LinkLocal | HostKind::Local => Severity::Medium,
            _ => Severity::Info,
        });
        for place in places.take(4) {
            finding.related(place, "named here too");
        }
    }
}
