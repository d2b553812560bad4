//! See `rules/authentication/auth-http-negotiate.md`.

use super::schemes_by_name::report;
use crate::finding::Severity;
use crate::model::endpoint::HostKind;
use crate::model::openapi::{Endpoint, SecurityScheme};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let what = "authenticates the connection and not the request (Kerberos or NTLM)";
    let Some((finding, reach)) = report(scheme, &["negotiate", "ntlm"], what, cx) else { return };
    finding.help("use bearer tokens, which each request carries, from OAuth 2 or OpenID Connect");
    let endpoints: Vec<Endpoint<'a>> = reach.operations.iter().flat_map(|operation| operation.endpoints()).collect();
    if !endpoints.is_empty() && endpoints.iter().all(|endpoint| is_internal(endpoint.url().host_kind())) {
        finding.severity(Severity::Info);
    }
}

/// Inside one organisation's network, where such logins are at home.
fn is_internal(host: HostKind) -> bool {
    matches!(
        host,
        HostKind::Private | HostKind::LinkLocal | HostKind::Local | HostKind::SingleLabel | HostKind::Loopback
    )
}
