//! See `rules/authentication/saml-legacy-version.md`.

use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{Token, TokenKind};
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::whose;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, old) {
        let message = format!("assertions of SAML {} are asked for in {}", cause.about, whose(&cause));
        if let Some(finding) = cause.report(message, cx) {
            finding.help("ask for `sp:WssSamlV20Token11`");
        }
    }
}

fn old(seen: &Seen<'_>) -> Vec<Blame> {
    let tokens = seen.reading.tokens().filter(|(_, token)| token.kind == TokenKind::Saml);
    tokens.filter_map(|(_, token)| Some(Blame::for_what(token.at, version(token)?))).collect()
}

/// The version it asks for, if that is an old one.
fn version(token: &Token) -> Option<&'static str> {
    let has = |wanted: &str| token.properties.iter().any(|property| property.name.starts_with(wanted));
    match () {
        () if has("WssSamlV20") => None,
        () if has("WssSamlV11") => Some("1.1"),
        () if has("WssSamlV10") => Some("1.0"),
        () => None,
    }
}
