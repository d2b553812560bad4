//! See `rules/authentication/username-token-replayable.md`.

use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::policy::reading::Token;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{is_exposed, is_hashed, is_request, sends_password, supporting, whose};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, replayable) {
        let message = format!("the user name token in {} can be sent again: {}", whose(&cause), cause.about);
        if let Some(finding) = cause.report(message, cx) {
            finding.help("ask for a nonce and a time in the token (`sp13:Nonce` and `sp13:Created` of WS-SecurityPolicy 1.3), or for `sp:IncludeTimestamp` in a binding that signs");
        }
    }
}

fn replayable(seen: &Seen<'_>) -> Vec<Blame> {
    let facts = &seen.facts;
    let has_binding = facts.binding.is_some();
    if !is_request(seen) || facts.unknown.is_some() || !is_exposed(facts) {
        return Vec::new();
    }
    let found =
        supporting(seen.reading).filter(|(usage, token)| sends_password(usage, token)).filter_map(|(_, token)| {
            // A timestamp that the binding leaves out is the binding's fault.
            let about = match (is_hashed(token), facts.fresh.is_some()) {
                // The hash is one over nonce and time, unless the policy names only one of them.
                (true, _) if is_half(token) => "it has a nonce or a time, but not both",
                (false, false) if !has_binding => "neither a timestamp nor a nonce tells it from a copy",
                _ => return None,
            };
            Some(Blame::for_what(token.at, about))
        });
    found.collect()
}

/// True for a token that uses what WS-SecurityPolicy 1.3 has for this, and only half of it.
fn is_half(token: &Token) -> bool {
    let has = |name| token.property(name).is_some_and(|property| property.dialect == Dialect::Sp13);
    has("Created") != has("Nonce")
}
