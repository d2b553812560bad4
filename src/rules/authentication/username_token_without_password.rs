//! See `rules/authentication/username-token-without-password.md`.

use crate::finding::{Confidence, Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::TokenKind;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{is_request, supporting, whose};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, unproven) {
        let vouched = !cause.about.is_empty();
        if vouched && cx.profile() == Profile::Recommended {
            continue;
        }
        let message = if vouched {
            format!("a user is named without a password in {}, beside {}", whose(&cause), cause.about)
        } else {
            format!("a user is only named in {}: there is no password and no other proof", whose(&cause))
        };
        let is_alone = cause.messages.is_empty();
        let Some(finding) = cause.report(message, cx) else { continue };
        if vouched {
            finding.severity(Severity::Info);
            finding.help("let only callers that may speak for others send such a name");
        } else {
            finding.help("remove `sp:NoPassword`, or add a token that proves who calls");
        }
        if is_alone {
            finding.confidence(Confidence::Medium);
        }
    }
}

fn unproven(seen: &Seen<'_>) -> Vec<Blame> {
    if !is_request(seen) || seen.facts.unknown.is_some() {
        return Vec::new();
    }
    let beside = seen.facts.client.map_or("", |client| client.words);
    // The key of a token that endorses comes from the password, though it is not sent.
    let tokens = supporting(seen.reading).filter(|(usage, token)| {
        let is_bare = token.property("NoPassword").is_some() && !token.derives_keys();
        token.kind == TokenKind::Username && is_bare && !usage.kind.endorsing
    });
    tokens.map(|(_, token)| Blame::for_what(token.at, beside)).collect()
}
