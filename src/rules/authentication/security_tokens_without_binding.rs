//! See `rules/authentication/security-tokens-without-binding.md`.

use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Transport;
use crate::model::wsdl::policy::reading::Reading;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::is_request;
use crate::rules::{Check, Cx, Related, many};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let mut causes = any_alternative(wsdl, judge);
    // A port type that is not seen may have the binding.
    causes.retain(|cause| cause.messages.iter().any(|message| message.sees_all()));
    // What is said of a token may be told by what it carries.
    causes.sort_by_key(|cause| !cause.about.is_empty());
    // Parts of several messages lack the same binding.
    let place = |cause: &crate::rules::soap::causes::Cause<'a>| {
        let first = cause.messages.first().and_then(|message| message.binding());
        first.map_or(cause.at, |binding| binding.element().node().at())
    };
    for alike in many::by_key(causes, place) {
        let Some((first, others)) = alike.split_first() else { continue };
        let Some(element) = first.element() else { continue };
        let are_tokens = !first.about.is_empty();
        let what = if are_tokens { "asks for a token" } else { "asks for protected parts" };
        let message = format!(
            "`{}` {what}{} without a security binding, so nothing says how {} {} protected",
            if are_tokens { first.about.as_str() } else { element.local() },
            first.which(),
            first.whom(),
            if first.messages.len() == 1 && !first.is_bootstrap() { "is" } else { "are" },
        );
        let is_tls =
            first.messages.iter().all(|message| matches!(message.transport(), Transport::Https | Transport::Local));
        let related: Vec<_> = others.iter().filter_map(|cause| cause.element()).collect();
        let Some(finding) = first.report(message, cx) else { continue };
        finding.value = None;
        if are_tokens && is_tls {
            finding.severity(Severity::Low).help("add an `sp:TransportBinding` with an `sp:HttpsToken`");
        } else if are_tokens {
            finding.help("add a binding: `sp:TransportBinding`, `sp:SymmetricBinding` or `sp:AsymmetricBinding`");
        } else {
            finding
                .help("add an `sp:SymmetricBinding` or `sp:AsymmetricBinding` that says what to sign and encrypt with");
        }
        for element in related.iter().take(5) {
            finding.related(crate::rules::soap::causes::tag(*element), "no binding here either");
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let reading = seen.reading;
    if !reading.bindings.is_empty() || reading.unknown.is_some() || seen.direction.is_none() {
        return None;
    }
    // TLS or Windows security below framing is the binding of `net.tcp`.
    if seen.facts.is_secure == Some(true) && !matches!(seen.facts.transport, Transport::Https | Transport::Local) {
        return None;
    }
    if let Some(at) = parts(reading).filter(|_| !reading.supporting.iter().any(|tokens| tokens.kind.endorsing)) {
        return Some(Blame::on(at));
    }
    // Answers carry no token of a client.
    let tokens = reading.supporting.first().filter(|_| is_request(seen))?;
    Some(Blame::for_what(tokens.tokens.first().map_or(tokens.at, |token| token.at), tokens.name))
}

/// The first assertion that signs or encrypts something.
fn parts(reading: &Reading) -> Option<At> {
    let protects = &reading.protects;
    let parts = protects.signed_parts.iter().chain(&protects.encrypted_parts).map(|parts| parts.at);
    let elements = protects.signed_elements.iter().chain(&protects.encrypted_elements);
    let elements = elements.chain(&protects.content_encrypted_elements).map(|elements| elements.at);
    parts.chain(elements).min()
}
