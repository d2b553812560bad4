//! See `rules/transport/issuer-cleartext.md`.

use crate::finding::{Profile, Severity};
use crate::model::endpoint::{HostKind, Url};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::ADDRESSING;
use crate::model::wsdl::policy::Dialect;
use crate::rules::soap::causes::{Blame, Cause, Seen, any_alternative};
use crate::rules::soap::sends::whose;
use crate::rules::{Check, Cx};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Hosts of names that look like addresses: anonymous, none, self-issued.
const NAMES: [&str; 3] = ["www.w3.org", "schemas.xmlsoap.org", "schemas.microsoft.com"];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, |seen| addresses(wsdl, seen)) {
        let is_sample = !is_open(&cause);
        if is_sample && cx.profile() == Profile::Recommended {
            continue;
        }
        let host = Url::parse(&cause.about).host().unwrap_or_default().to_owned();
        let message = format!("tokens for {} are asked for at `{host}` over plain HTTP", whose(&cause));
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("write the `https` address of the issuer");
        if is_sample {
            finding.severity(Severity::Info);
        }
    }
}

fn is_open(cause: &Cause<'_>) -> bool {
    matches!(Url::parse(&cause.about).host_kind(), HostKind::Public | HostKind::Metadata)
}

fn addresses(wsdl: &Wsdl, seen: &Seen<'_>) -> Vec<Blame> {
    let tokens = seen.reading.tokens().filter_map(|(_, token)| wsdl.element(token.at));
    tokens.flat_map(within).collect()
}

/// The cleartext addresses of who issues a token: of the issuer, of its metadata, of what a token refers to.
fn within(token: Element<'_>) -> Vec<Blame> {
    let is_holder = |child: &Element<'_>| {
        matches!(child.local(), "Issuer" | "RequireExternalReference") && Dialect::of(child.namespace()).is_sp()
    };
    let mut found: Vec<Blame> = Vec::new();
    for address in token.elements().filter(is_holder).flat_map(|holder| holder.descendants()) {
        if address.local() != "Address" || !ADDRESSING.contains(&address.namespace()) {
            continue;
        }
        let text = address.text();
        let url = Url::parse(text.trim());
        let is_name = url.host().is_some_and(|host| NAMES.contains(&host.to_ascii_lowercase().as_str()));
        // One for each host.
        let is_known = found.iter().any(|known| Url::parse(&known.about).host() == url.host());
        if url.scheme().is_cleartext_web() && !is_name && !is_known {
            found.push(Blame::for_what(address.node().at(), text.trim()));
        }
    }
    found
}
