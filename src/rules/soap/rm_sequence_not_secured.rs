//! See `rules/soap/rm-sequence-not-secured.md`.

use super::causes::{Blame, Seen, any_alternative};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{Feature, TokenKind};
use crate::rules::{Check, Cx};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// The policy assertion of WS-ReliableMessaging 1.1 and 1.2.
const RMP11: &str = "http://docs.oasis-open.org/ws-rx/wsrmp/200702";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, |seen| judge(wsdl, seen)) {
        let is_protected = cause.facts.is_secure == Some(true) && cause.facts.client.is_some();
        let is_bare = !cause.about.is_empty();
        let least = if is_bare { Profile::Audit } else { Profile::Strict };
        if (is_protected || is_bare) && cx.profile() < least {
            continue;
        }
        let Some(element) = cause.element() else { continue };
        let help = if element.namespace() == RMP11 {
            "add `<wsrmp:SequenceSTR/>` with a secure conversation, or `<wsrmp:SequenceTransportSecurity/>` with TLS"
        } else {
            "protect the sequence with a secure conversation or with TLS"
        };
        let what = "nothing ties a reliable sequence to the client that began it, so others can add to it or end it";
        let Some(finding) = cause.report(cause.sentence(what), cx) else { continue };
        finding.help(help);
        if is_protected || is_bare {
            finding.severity(Severity::Info);
        }
    }
}

fn judge(wsdl: &Wsdl, seen: &Seen<'_>) -> Option<Blame> {
    let at = seen.reading.feature(Feature::ReliableMessaging)?;
    let element = wsdl.element(at)?;
    let is_secured = if element.namespace() == RMP11 {
        let secures = |inner: Element<'_>| matches!(inner.local(), "SequenceSTR" | "SequenceTransportSecurity");
        // A reference within may lead to either.
        element
            .descendants()
            .any(|inner| inner.local() == "PolicyReference" || inner.namespace() == RMP11 && secures(inner))
    } else {
        let mut tokens = seen.reading.tokens();
        let in_session = |kind| matches!(kind, TokenKind::SecureConversation | TokenKind::SecurityContext);
        seen.facts.unknown.is_some()
            || seen.facts.is_secure != Some(false)
            || tokens.any(|(_, token)| in_session(token.kind))
    };
    // Where nothing protects the messages, others need no sequence of another client.
    let is_bare = !seen.reading.is_security() && seen.facts.is_secure != Some(true);
    (!is_secured).then(|| if is_bare { Blame::for_what(at, "messages") } else { Blame::on(at) })
}
