//! See `rules/authentication/supporting-token-unprotected.md`.

use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::SP11;
use crate::model::wsdl::policy::reading::TokenKind;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{
    encrypts_token, is_exposed, is_request, message_binding, road, sends_password, signs_by_path, supporting, whose,
};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, unprotected) {
        let message = format!("{} in {} is neither signed nor encrypted{}", cause.about, whose(&cause), road(&cause));
        let is_old = cause.element().is_some_and(|token| token.namespace() == SP11);
        let Some(finding) = cause.report(message, cx) else { continue };
        if is_old {
            finding.severity(Severity::Medium).help("put the token into `sp:SignedSupportingTokens`, and require TLS");
        } else {
            finding.help("put the token into `sp:SignedEncryptedSupportingTokens`");
        }
    }
}

fn unprotected(seen: &Seen<'_>) -> Vec<Blame> {
    if !is_exposed(&seen.facts) || !is_request(seen) || message_binding(seen).is_none() {
        return Vec::new();
    }
    let plain = supporting(seen.reading).filter(|(usage, _)| {
        let kind = usage.kind;
        !kind.signed && !kind.encrypted && !kind.endorsing
    });
    let found = plain.filter_map(|(usage, token)| {
        // How its element is called in the message.
        let name = match token.kind {
            TokenKind::X509 | TokenKind::KeyValue | TokenKind::Https => return None,
            TokenKind::Username => "UsernameToken",
            TokenKind::Saml | TokenKind::Issued => "Assertion",
            _ => "SecurityToken",
        };
        let is_covered = encrypts_token(seen.reading, name) || signs_by_path(seen.reading, name);
        let what = if sends_password(usage, token) { "a user name with its password" } else { token.kind.words() };
        (!is_covered).then(|| Blame::for_what(token.at, what))
    });
    found.collect()
}
