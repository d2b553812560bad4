//! See `rules/authentication/username-token-not-encrypted.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::SP11;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{
    encrypts_token, is_exposed, is_hashed, is_request, message_binding, over_http, road, sends_password, supporting,
    whose,
};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, readable) {
        let message = format!("{} in {} is not encrypted{}", cause.about, whose(&cause), road(&cause));
        let is_old = cause.element().is_some_and(|token| token.namespace() == SP11);
        // Stacks encrypt such tokens unasked: a remark, for those who go through everything.
        let is_low = is_old || !over_http(&cause);
        if is_low && cx.profile() == Profile::Recommended {
            continue;
        }
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help(if is_old {
            "require TLS, or move to WS-SecurityPolicy 1.2, which has `sp:SignedEncryptedSupportingTokens`"
        } else {
            "put the token into `sp:SignedEncryptedSupportingTokens`"
        });
        if is_low {
            finding.severity(Severity::Low);
        }
    }
}

fn readable(seen: &Seen<'_>) -> Vec<Blame> {
    let is_open = is_exposed(&seen.facts) && is_request(seen) && message_binding(seen).is_some();
    if !is_open || encrypts_token(seen.reading, "UsernameToken") {
        return Vec::new();
    }
    let tokens =
        supporting(seen.reading).filter(|(usage, token)| !usage.kind.encrypted && sends_password(usage, token));
    let what = |hashed| if hashed { "the hashed password" } else { "the password" };
    tokens.map(|(_, token)| Blame::for_what(token.at, what(is_hashed(token)))).collect()
}
