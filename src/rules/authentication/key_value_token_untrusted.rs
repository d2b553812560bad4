//! See `rules/authentication/key-value-token-untrusted.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{Reading, Role, TokenKind, TokenUse};
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{is_request, whose};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, bare) {
        let is_vouched = !cause.about.is_empty();
        if is_vouched && cx.profile() == Profile::Recommended {
            continue;
        }
        let message = if is_vouched {
            format!("a bare key signs {}, beside {}", whose(&cause), cause.about)
        } else {
            format!("a bare key signs {}: nothing says whose it is", whose(&cause))
        };
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("ask for `sp:X509Token`, or for an issued token that names the key");
        if is_vouched {
            finding.severity(Severity::Info);
        }
    }
}

fn bare(seen: &Seen<'_>) -> Vec<Blame> {
    if !is_request(seen) || seen.facts.unknown.is_some() {
        return Vec::new();
    }
    let keys = seen.reading.tokens().filter(|(_, token)| token.kind == TokenKind::KeyValue);
    let beside = beside(seen.reading);
    let signs = |usage: &TokenUse<'_>| match usage {
        TokenUse::Supporting(usage) => usage.kind.endorsing,
        TokenUse::Key(key) => {
            matches!(key.role, Role::Initiator | Role::InitiatorSignature | Role::Protection | Role::Signature)
        }
    };
    keys.filter(|(usage, _)| signs(usage)).map(|(_, token)| Blame::for_what(token.at, beside)).collect()
}

/// What says who the client is; empty where nothing does.
fn beside(reading: &Reading) -> &'static str {
    reading.client_authenticated().map_or("", |client| client.words)
}
