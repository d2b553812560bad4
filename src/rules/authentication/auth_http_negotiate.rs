//! See `rules/authentication/auth-http-negotiate.md`.

use hashbrown::HashSet;

use super::schemes_by_name::report;
use crate::finding::Severity;
use crate::model::endpoint::HostKind;
use crate::model::openapi::SecurityScheme;
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let what = "authenticates the connection and not the request (Kerberos or NTLM)";
    let Some((finding, reach)) = report(scheme, &["negotiate", "ntlm"], what, cx) else { return };
    finding.help("use bearer tokens, which each request carries, from OAuth 2 or OpenID Connect");
    let mut known: HashSet<Option<At>> = HashSet::new();
    let lists = reach.operations.iter().filter(|operation| known.insert(operation.endpoint_list()));
    let mut kinds =
        lists.flat_map(|operation| operation.endpoints()).map(|endpoint| endpoint.url().host_kind()).peekable();
    if kinds.peek().is_some() && kinds.all(is_internal) {
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
