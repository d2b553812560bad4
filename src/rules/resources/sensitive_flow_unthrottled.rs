//! See `rules/resources/sensitive-flow-unthrottled.md`.

use crate::finding::Profile;
use crate::model::openapi::{Location, Operation};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx, Place, lexicon};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Operation(check)];

fn check<'a>(operation: Operation<'a>, cx: &mut Cx<'a>) {
    let purpose = operation.purpose();
    if !purpose.is_abused_by_volume() || !acts(operation) || !is_reached(operation) {
        return;
    }
    if cx.profile() == Profile::Recommended && is_of_administrators(operation) {
        return;
    }
    let is_proven = operation.responses().iter().all(|response| response.node.is_some());
    if !is_proven || operation.covers_status(429) || operation.is_throttled() {
        return;
    }
    let message =
        format!("`{}` is {} and nothing says that calls to it are limited", operation.title(), purpose.words());
    cx.report(Place::key(operation.node()), message).label("no `429`, no throttling").help(
        "limit attempts per account and per address, document the `429` that follows, or say in the configuration what \
         limits them: `controls: {rate-limiting: {by: gateway}}`",
    );
}

/// True when somebody without an account gets there, or its words leave no doubt. Behind a login, `register` and `verify`
/// mean tools, domains and hashes as often as people.
fn is_reached(operation: Operation<'_>) -> bool {
    const PLAIN: &[&str] = &[
        "login",
        "signin",
        "logon",
        "authenticate",
        "token",
        "password",
        "otp",
        "2fa",
        "mfa",
        "sms",
        "invite",
        "invites",
        "invitation",
        "invitations",
        "checkout",
        "checkouts",
    ];
    if operation.security().admits_anonymous() {
        return true;
    }
    let segments = operation.path().rsplit('/').filter(|segment| !segment.starts_with('{'));
    let is_plain = segments.take(1).flat_map(words::split).any(|word| PLAIN.contains(&word.as_str()));
    is_plain && operation.purpose() != Purpose::Registration
}

/// Resets the password of somebody whose id stands in the path, for callers who are logged in themselves.
fn is_of_administrators(operation: Operation<'_>) -> bool {
    operation.purpose() == Purpose::PasswordReset
        && operation.path().contains('{')
        && !operation.security().admits_anonymous()
}

/// True when a call may do the harm: it changes something, or carries a guess in the URL.
fn acts(operation: Operation<'_>) -> bool {
    match operation.method() {
        "POST" | "PUT" | "PATCH" => true,
        "GET" | "QUERY" => operation.parameters().iter().any(|parameter| {
            matches!(parameter.location(), Location::Query | Location::Header) && is_guess(&parameter.name())
        }),
        _ => false,
    }
}

fn is_guess(name: &str) -> bool {
    use lexicon::Sensitive::{Identity, Password};
    let is_code = words::split(name).iter().any(|word| matches!(word.as_str(), "otp" | "pin" | "passcode"));
    is_code || matches!(lexicon::sensitive(name), Some(Password | Identity))
}
