//! See `rules/authentication/security-scheme-type-disallowed.md`.

use super::weak::{Reach, title};
use crate::model::openapi::{FlowKind, SchemeKind, SecurityScheme};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let allow = cx.option("allow");
    let is_allowed = |name: &str| allow.iter().any(|one| one.eq_ignore_ascii_case(name));
    let (kind, detail) = match scheme.kind() {
        SchemeKind::Http(name) => ("http", Some(name.into_owned())),
        SchemeKind::ApiKey { place } => ("apiKey", Some(place.into_owned())),
        SchemeKind::OAuth2 => ("oauth2", None),
        SchemeKind::OpenIdConnect => ("openIdConnect", None),
        SchemeKind::MutualTls => ("mutualTLS", None),
        // What is no type at all has a rule of its own.
        SchemeKind::Other(_) => return,
    };
    if allow.is_empty() || is_allowed(kind) {
        return;
    }
    let reach = Reach::of(scheme);
    let list = allow.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
    let help = format!("use one of {list}, or add it to `allow` of this rule");
    let mut tell = |place: Place<'a>, what: &str| {
        let message = format!("{} is `{what}`, which is not allowed here; {}", title(scheme), reach.words());
        let finding = cx.report(place, message).value(what);
        finding.help(help.clone());
        reach.apply(finding);
    };
    let flows = scheme.flows();
    if flows.is_empty() || scheme.kind() != SchemeKind::OAuth2 {
        let what = detail.map_or(kind.to_owned(), |detail| format!("{kind}/{detail}"));
        if !is_allowed(&what) {
            tell(Place::value(scheme.kind_node()), &what);
        }
        return;
    }
    for flow in flows {
        let what = format!("oauth2/{}", name(flow.kind));
        if !is_allowed(&what) {
            tell(if flow.named_at.is_key() { Place::key(flow.node) } else { Place::value(flow.named_at) }, &what);
        }
    }
}

/// As 3.x calls it, for 2.0 as well.
fn name(flow: FlowKind) -> &'static str {
    match flow {
        FlowKind::Implicit => "implicit",
        FlowKind::Password => "password",
        FlowKind::ClientCredentials => "clientCredentials",
        FlowKind::AuthorizationCode => "authorizationCode",
        FlowKind::DeviceAuthorization => "deviceAuthorization",
    }
}
