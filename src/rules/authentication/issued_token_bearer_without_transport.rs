//! See `rules/authentication/issued-token-bearer-without-transport.md`.

use crate::finding::{Confidence, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{Template, TokenKind, TokenUse};
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{encrypts_token, is_exposed, is_request, is_vouched_for, road, whose};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// The message signature covers the token.
const VOUCHED: &str = "signed";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, readable) {
        let is_vouched = cause.about == VOUCHED;
        let who = if is_vouched { "any client that can sign" } else { "whoever holds it" };
        let message =
            format!("an issued token that {who} may use travels readably in {}{}", whose(&cause), road(&cause));
        let is_alone = cause.messages.is_empty();
        let Some(finding) = cause.report(message, cx) else { continue };
        finding
            .help("require TLS, or ask the issuer for a key that goes with the token (`SymmetricKey` or `PublicKey`)");
        if is_vouched {
            finding.severity(Severity::Medium);
        }
        if is_alone {
            finding.confidence(Confidence::Medium);
        }
    }
}

fn readable(seen: &Seen<'_>) -> Vec<Blame> {
    let is_open = is_exposed(&seen.facts) && seen.facts.unknown.is_none() && is_request(seen);
    if !is_open || encrypts_token(seen.reading, "Assertion") {
        return Vec::new();
    }
    let tokens = seen.reading.tokens().filter(|(usage, token)| {
        let is_encrypted = match usage {
            TokenUse::Supporting(usage) => usage.kind.encrypted && seen.reading.can_encrypt(),
            TokenUse::Key(_) => false,
        };
        let kind = token.template.as_ref().and_then(Template::key_type);
        let is_bearer = kind.is_some_and(|(_, kind)| matches!(kind, "Bearer" | "NoProofKey"));
        token.kind == TokenKind::Issued && is_bearer && !is_encrypted
    });
    let found = tokens.map(|(usage, token)| match usage {
        TokenUse::Supporting(usage) if is_vouched_for(seen.reading, usage) => Blame::for_what(token.at, VOUCHED),
        _ => Blame::on(token.at),
    });
    found.collect()
}
