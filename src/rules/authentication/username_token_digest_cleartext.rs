//! See `rules/authentication/username-token-digest-cleartext.md`.

use crate::finding::Confidence;
use crate::model::wsdl::Wsdl;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{is_exposed, is_hashed, is_request, road, sends_password, supporting, whose};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, guessable) {
        let message = format!("a hashed password travels readably in {}{}", whose(&cause), road(&cause));
        let is_alone = cause.messages.is_empty();
        let Some(finding) = cause.report(message, cx) else { continue };
        finding
            .help("require TLS with `sp:TransportBinding` and `sp:HttpsToken`; then the password need not be hashed");
        if is_alone {
            finding.confidence(Confidence::Medium);
        }
    }
}

fn guessable(seen: &Seen<'_>) -> Vec<Blame> {
    let is_open = is_exposed(&seen.facts) && seen.facts.unknown.is_none() && !seen.reading.can_encrypt();
    if !is_open || !is_request(seen) {
        return Vec::new();
    }
    let tokens = supporting(seen.reading).filter(|(usage, token)| sends_password(usage, token) && is_hashed(token));
    tokens.map(|(_, token)| Blame::on(token.at)).collect()
}
