//! See `rules/authentication/oauth2-implicit-flow.md`.

use super::weak::{Reach, title};
use crate::finding::Profile;
use crate::model::endpoint::Url;
use crate::model::openapi::{Fields, Flow, FlowKind, Key, SchemeKind, SecurityScheme};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    offered(scheme, FlowKind::Implicit, cx, "the implicit flow, which hands tokens out in a URL");
}

/// Reports one flow of a scheme. With other flows beside it, nobody can say which one a caller took.
pub(super) fn offered<'a>(scheme: SecurityScheme<'a>, kind: FlowKind, cx: &mut Cx<'a>, what: &str) {
    if scheme.kind() != SchemeKind::OAuth2 {
        return;
    }
    let flows = scheme.flows();
    let is_meant = |flow: &&Flow<'_>| flow.kind == kind && !scheme.is_formality(flow);
    let Some(flow) = flows.iter().find(is_meant) else { return };
    let reach = Reach::of(scheme);
    // What nobody uses, or a generator writes into all descriptions of its maker, is for those who go through everything.
    if cx.profile() == Profile::Recommended && (reach.operations.is_empty() || is_makers_own(flow)) {
        return;
    }
    let verb = if flows.len() == 1 { "has only" } else { "offers" };
    let message = format!("{} {verb} {what}; {}", title(scheme), reach.words());
    let place = if flow.named_at.is_key() { Place::key(flow.node) } else { Place::value(flow.named_at) };
    let finding = cx.report(place, message);
    let instead = match (flows.len(), kind) {
        (1, FlowKind::Implicit) => {
            "offer the authorization code flow with PKCE in its place, for browser and native clients alike"
        }
        (1, _) => "offer the authorization code flow with PKCE for users, client credentials for machines",
        _ => "remove it; the other flows of the scheme stay",
    };
    finding.help(instead);
    reach.apply(finding);
}

/// The large providers describe their own APIs with one text for all of them, whatever flows their clients use: told by
/// the endpoint and scopes that stand in each.
fn is_makers_own(flow: &Flow<'_>) -> bool {
    let Some(address) = flow.node.field(Key::AuthorizationUrl).and_then(|node| node.string()) else { return false };
    let url = Url::parse(&address);
    let scopes = || flow.node.field(Key::Scopes).into_iter().flat_map(|scopes| scopes.entries());
    let all = |test: fn(&str) -> bool| scopes().next().is_some() && scopes().all(|(scope, _)| test(scope.key_text()));
    match url.host().map(str::to_ascii_lowercase).as_deref() {
        Some("login.microsoftonline.com" | "login.windows.net") => {
            url.path() == "/common/oauth2/authorize" && all(|scope| scope == "user_impersonation")
        }
        Some("accounts.google.com") => all(|scope| Url::parse(scope).host().is_some_and(is_googles)),
        _ => false,
    }
}

fn is_googles(host: &str) -> bool {
    host == "google.com" || host.ends_with(".google.com") || host.ends_with(".googleapis.com")
}
