//! See `rules/authentication/username-token-as-key.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{TokenKind, TokenUse};
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::whose;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, keys) {
        let message = format!("a password is the key that {} {}", cause.about, whose(&cause));
        let is_secure = cause.facts.is_secure == Some(true);
        if is_secure && cx.profile() == Profile::Recommended {
            continue;
        }
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("take keys from certificates, or send the password over TLS as a supporting token");
        if is_secure {
            finding.severity(Severity::Low);
        }
    }
}

fn keys(seen: &Seen<'_>) -> Vec<Blame> {
    let tokens = seen.reading.tokens().filter(|(_, token)| token.kind == TokenKind::Username);
    let found = tokens.filter_map(|(usage, token)| match usage {
        TokenUse::Key(_) => Some(Blame::for_what(token.at, "protects")),
        TokenUse::Supporting(usage) if usage.kind.endorsing => Some(Blame::for_what(token.at, "endorses")),
        TokenUse::Supporting(_) => None,
    });
    found.collect()
}
