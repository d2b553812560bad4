//! See `rules/authentication/saml-bearer-without-transport.md`.

use crate::finding::{Confidence, Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::TokenKind;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{encrypts_token, is_exposed, is_request, is_vouched_for, road, supporting, whose};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// The message signature covers the assertion.
const VOUCHED: &str = "signed";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, readable) {
        let (is_vouched, is_alone) = (cause.about == VOUCHED, cause.messages.is_empty());
        if is_vouched && cx.profile() == Profile::Recommended {
            continue;
        }
        let proof = if is_vouched { "only the signature of the message ties" } else { "nothing ties" };
        let message = format!(
            "a SAML assertion that {proof} to its sender travels readably in {}{}",
            whose(&cause),
            road(&cause)
        );
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("require TLS, or bind the assertion to a key: use it in `sp:EndorsingSupportingTokens` or as a token of the binding");
        if is_vouched {
            finding.severity(Severity::Low);
        }
        if is_alone {
            finding.confidence(Confidence::Low);
        }
    }
}

fn readable(seen: &Seen<'_>) -> Vec<Blame> {
    let is_open = is_exposed(&seen.facts) && seen.facts.unknown.is_none() && is_request(seen);
    if !is_open || encrypts_token(seen.reading, "Assertion") {
        return Vec::new();
    }
    // The sender vouches for it with his own key.
    let about = |usage| if is_vouched_for(seen.reading, usage) { VOUCHED } else { "" };
    let tokens = supporting(seen.reading).filter(|(usage, token)| {
        let is_encrypted = usage.kind.encrypted && seen.reading.can_encrypt();
        token.kind == TokenKind::Saml && !usage.kind.endorsing && !is_encrypted
    });
    tokens.map(|(usage, token)| Blame::for_what(token.at, about(usage))).collect()
}
