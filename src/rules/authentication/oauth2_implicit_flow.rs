//! See `rules/authentication/oauth2-implicit-flow.md`.

use super::weak::{Reach, title};
use crate::model::openapi::{Flow, FlowKind, SchemeKind, SecurityScheme};
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
