//! What rules on tokens and on parts of messages share: who may read a message on its way, what its sender puts into it,
//! and where a policy can be judged at all.

use super::causes::{Blame, Cause, Seen, every_alternative};
use crate::model::endpoint::HostKind;
use crate::model::wsdl::policy::reading::{
    Reading, Role, SecurityBinding, SupportingTokens, Token, TokenKind, TokenUse,
};
use crate::model::wsdl::policy::{Facts, Transport};
use crate::model::wsdl::{Direction, Port, Wsdl};

/// `wsse:Security` and what stands in it.
pub(in crate::rules) const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

/// True where others may read and change what the message itself does not protect: over plain HTTP, or where neither the
/// policy nor an address says that TLS is below. Of other transports nothing is known.
pub(in crate::rules) fn is_exposed(facts: &Facts) -> bool {
    facts.is_secure != Some(true) && !matches!(facts.transport, Transport::Other | Transport::Local)
}

/// True for a message that a client sends, or that a policy by itself is about: only clients send tokens of their own.
pub(in crate::rules) fn is_request(seen: &Seen<'_>) -> bool {
    matches!(seen.direction, None | Some(Direction::Input))
}

/// Supporting tokens with the assertion that asks for them.
pub(in crate::rules) fn supporting(reading: &Reading) -> impl Iterator<Item = (&SupportingTokens, &Token)> {
    reading.supporting.iter().flat_map(|all| all.tokens.iter().map(move |token| (all, token)))
}

/// True for a user name token that a password goes with, as it is or hashed. Where keys are derived from the password,
/// it is not sent.
pub(in crate::rules) fn sends_password(usage: &SupportingTokens, token: &Token) -> bool {
    let is_sent = token.kind == TokenKind::Username && token.property("NoPassword").is_none();
    is_sent && !token.derives_keys() && !usage.kind.endorsing
}

/// True for a password that is hashed with a nonce and a time.
pub(in crate::rules) fn is_hashed(token: &Token) -> bool {
    token.property("HashPassword").is_some()
}

/// True where a signature of the message covers the token and only somebody with a key of his own can make it: of a
/// symmetric binding whose key anybody can make for the service's certificate it proves nothing.
pub(in crate::rules) fn is_vouched_for(reading: &Reading, usage: &SupportingTokens) -> bool {
    let signs_as_client = |(usage, token): (TokenUse<'_>, &Token)| match usage {
        TokenUse::Key(key) => match key.role {
            Role::Initiator | Role::InitiatorSignature => true,
            Role::Protection | Role::Signature => !matches!(token.kind, TokenKind::X509 | TokenKind::KeyValue),
            _ => false,
        },
        TokenUse::Supporting(usage) => usage.kind.endorsing && token.kind != TokenKind::KeyValue,
    };
    let is_signed = usage.kind.signed && reading.bindings.iter().any(|binding| binding.kind.is_message());
    is_signed && reading.tokens().any(signs_as_client)
}

/// True where the parts to encrypt name a token of the security header, or the header.
pub(in crate::rules) fn encrypts_token(reading: &Reading, token: &str) -> bool {
    let all = || std::iter::once(&reading.protects).chain(reading.supporting.iter().map(|all| &all.protects));
    let elements = all().flat_map(|parts| parts.encrypted_elements.iter().chain(&parts.content_encrypted_elements));
    let by_path = elements.flat_map(|set| &set.paths).any(|path| path.text.contains(token));
    by_path || reading.header_encrypted(WSSE, "Security").is_some() || reading.header_encrypted(WSSE, token).is_some()
}

/// True where a path to sign mentions a name: the part of the message it means may be covered.
pub(in crate::rules) fn signs_by_path(reading: &Reading, name: &str) -> bool {
    let all = std::iter::once(&reading.protects).chain(reading.supporting.iter().map(|all| &all.protects));
    let mut paths = all.flat_map(|parts| &parts.signed_elements).flat_map(|set| &set.paths);
    paths.any(|path| path.text.contains(name))
}

/// True where a path names elements to encrypt that may stand in the body.
pub(in crate::rules) fn encrypts_in_body(reading: &Reading) -> bool {
    let all = std::iter::once(&reading.protects).chain(reading.supporting.iter().map(|all| &all.protects));
    let sets = all.flat_map(|parts| parts.encrypted_elements.iter().chain(&parts.content_encrypted_elements));
    sets.flat_map(|set| &set.paths).any(|path| !path.text.contains("Header"))
}

/// The binding that protects the message itself, where what it leaves out can be told: nothing is hidden, and a policy
/// by itself names parts. One that names none is meant to be attached beside another.
pub(in crate::rules) fn message_binding<'r>(seen: &Seen<'r>) -> Option<&'r SecurityBinding> {
    let is_part = seen.direction.is_none() && seen.reading.protects.is_empty();
    let binding = seen.reading.binding().filter(|binding| binding.kind.is_message())?;
    (seen.facts.unknown.is_none() && !is_part).then_some(binding)
}

/// True for a binding in a policy by itself whose tokens are all left open: a model of a policy, which nobody uses as it is.
pub(in crate::rules) fn is_model(seen: &Seen<'_>, binding: &SecurityBinding) -> bool {
    let is_open = binding.keys.iter().all(|key| key.tokens.is_empty() && key.others.is_empty());
    seen.direction.is_none() && !binding.keys.is_empty() && is_open
}

/// [`every_alternative`], without messages whose port type is out of sight with the policies it may have.
pub(in crate::rules) fn missing<'a>(wsdl: &'a Wsdl, judge: impl Fn(&Seen<'_>) -> Option<Blame>) -> Vec<Cause<'a>> {
    let mut causes = every_alternative(wsdl, judge);
    causes.retain_mut(|cause| {
        let is_alone = cause.messages.is_empty();
        cause.messages.retain(|message| message.sees_all());
        is_alone || !cause.messages.is_empty()
    });
    causes
}

/// True when a message it harms goes to an address of plain HTTP.
pub(in crate::rules) fn over_http(cause: &Cause<'_>) -> bool {
    cause.messages.iter().any(|message| message.transport() == Transport::Http)
}

/// True when a message it harms goes to an address of plain HTTP that the internet can reach.
pub(in crate::rules) fn over_open_http(cause: &Cause<'_>) -> bool {
    cause.messages.iter().any(|message| {
        let address = message.port().and_then(Port::address);
        address.is_some_and(|address| {
            let url = address.url();
            url.scheme().is_cleartext_web() && matches!(url.host_kind(), HostKind::Public | HostKind::Metadata)
        })
    })
}

/// Why others can read its messages, behind a message.
pub(in crate::rules) fn road(cause: &Cause<'_>) -> &'static str {
    if over_http(cause) { " over plain HTTP" } else { ", and nothing asks for TLS" }
}

/// The messages it harms, in a sentence, with the alternative that does; `messages` for a policy by itself.
pub(in crate::rules) fn whose(cause: &Cause<'_>) -> String {
    let (whom, which) = (cause.whom(), cause.which());
    if whom.is_empty() { format!("messages{which}") } else { format!("{whom}{which}") }
}

/// The name of the element to blame, as a reader looks for it: `sp:UsernameToken`.
pub(in crate::rules) fn named(cause: &Cause<'_>) -> String {
    cause.element().map_or(String::new(), |element| format!("`sp:{}`", element.local()))
}
