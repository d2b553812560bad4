//! See `rules/authentication/secure-conversation-without-bootstrap.md`.

use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::TokenKind;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::whose;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, unsaid) {
        let message =
            format!("the secure conversation for {} {}: whoever asks may set one up", whose(&cause), cause.about);
        if let Some(finding) = cause.report(message, cx) {
            finding.help("add `sp:BootstrapPolicy` with a binding and a token that proves who the client is");
        }
    }
}

fn unsaid(seen: &Seen<'_>) -> Vec<Blame> {
    let tokens = seen.reading.tokens().filter(|(_, token)| token.kind == TokenKind::SecureConversation);
    let found = tokens.filter_map(|(_, token)| match &token.bootstrap {
        None => Some(Blame::for_what(token.at, "has no bootstrap policy")),
        Some(bootstrap) if !bootstrap.reading.is_security() => {
            Some(Blame::for_what(bootstrap.at, "has a bootstrap policy that asks for nothing"))
        }
        Some(_) => None,
    });
    found.collect()
}
