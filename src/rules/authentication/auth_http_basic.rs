//! See `rules/authentication/auth-http-basic.md`.

use super::weak::{Reach, title};
use crate::finding::Profile;
use crate::model::openapi::{Fields, Key, Operation, SchemeKind, SecurityScheme};
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
    // What nobody uses, and keys of programs in the form of a password, are for those who go through everything.
    if cx.profile() == Profile::Recommended && (reach.operations.is_empty() || is_key(scheme)) {
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

/// What is sent is the key or token of a program and opens nothing else: said by the scheme's name, or by a description
/// that speaks of no password.
fn is_key(scheme: SecurityScheme<'_>) -> bool {
    let says_key = |text: &str| {
        let words = words::split(text);
        let pair = |a: &str, b: &str| words.windows(2).any(|two| two[0] == a && two[1] == b);
        pair("api", "key") || pair("auth", "token") || pair("access", "token") || pair("secret", "key")
    };
    let description = scheme.node().field(Key::Description).and_then(|node| node.string()).unwrap_or_default();
    let speaks_of_users = words::split(&description).windows(2).any(|two| two[0] == "username" && two[1] == "and");
    scheme.name().is_some_and(says_key) || (says_key(&description) && !speaks_of_users)
}
