//! See `rules/authentication/rel-or-legacy-token.md`.

use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::policy::reading::{Token, TokenKind};
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::whose;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, legacy) {
        let message = format!("{} is asked for in {}, which hardly any stack reads", cause.about, whose(&cause));
        let is_context = cause.about.contains("context");
        if let Some(finding) = cause.report(message, cx) {
            finding.help(match is_context {
                true => "ask for `sp:SC13SecurityContextToken`",
                false => "ask for a SAML 2.0 or X.509 token",
            });
        }
    }
}

fn legacy(seen: &Seen<'_>) -> Vec<Blame> {
    seen.reading.tokens().filter_map(|(_, token)| of_draft(token).or_else(|| rights(token))).collect()
}

fn rights(token: &Token) -> Option<Blame> {
    (token.kind == TokenKind::Rel).then(|| Blame::for_what(token.at, "a rights-expression token"))
}

/// In WS-SecurityPolicy 1.1 there is no other.
fn of_draft(token: &Token) -> Option<Blame> {
    let property = token.property("SC10SecurityContextToken").filter(|_| token.dialect != Dialect::Sp11)?;
    Some(Blame::for_what(property.at, "a security context of the draft of WS-SecureConversation"))
}
