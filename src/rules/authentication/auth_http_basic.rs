//! See `rules/authentication/auth-http-basic.md`.

use super::weak::{Reach, title};
use crate::model::openapi::{Operation, SchemeKind, SecurityScheme};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    if !matches!(scheme.kind(), SchemeKind::Http(name) if name == "basic") {
        return;
    }
    let mut reach = Reach::of(scheme);
    let used = !reach.operations.is_empty();
    reach.operations.retain(|operation| !authenticates_client(*operation));
    if used && reach.operations.is_empty() {
        return;
    }
    let message = format!("{} sends a password with every request (HTTP Basic); {}", title(scheme), reach.words());
    let finding = cx.report(scheme.kind_node(), message);
    finding.help("use short-lived bearer tokens from OAuth 2 or OpenID Connect, or mutual TLS between machines");
    reach.apply(finding);
}

/// Token, introspection and revocation endpoints take Basic as client authentication (RFC 6749, 2.3.1), and a login
/// trades the password for a token: it does not travel with every request.
fn authenticates_client(operation: Operation<'_>) -> bool {
    if operation.purpose() == Purpose::Login {
        return true;
    }
    let Some(last) = operation.path().rsplit('/').find(|part| !part.is_empty()) else { return false };
    let words = words::split(last);
    let last = words.last().map_or("", String::as_str);
    operation.method() == "POST"
        && !operation.path().contains('{')
        && matches!(last, "token" | "introspect" | "introspection" | "revoke" | "revocation")
}
