//! See `rules/soap/binding-encrypt-before-signing.md`.

use super::causes::{Blame, Cause, Seen, any_alternative};
use super::sends::is_model;
use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{BindingKind, Protects, Reading, Token, TokenKind};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Sets apart the messages with an encrypted password.
const PASSWORD: &str = "password";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let causes = any_alternative(wsdl, judge);
    let has_password = |cause: &Cause<'_>| cause.about == PASSWORD;
    for cause in &causes {
        let is_worse = |other: &Cause<'_>| other.at == cause.at && has_password(other);
        if !has_password(cause) && causes.iter().any(is_worse) {
            continue;
        }
        let what = if has_password(cause) {
            "messages are encrypted before they are signed, an order in which stacks have sent encrypted passwords in clear"
        } else {
            "messages are encrypted before they are signed, so whoever strips the signature can sign the text as their own"
        };
        let Some(finding) = cause.report(cause.sentence(what), cx) else { continue };
        finding.help("remove `sp:EncryptBeforeSigning`, and add `sp:EncryptSignature`");
        if has_password(cause) {
            finding.severity(Severity::High);
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let reading = seen.reading;
    let messages = reading.bindings.iter().filter(|binding| binding.kind.is_message() && !is_model(seen, binding));
    let (kind, at) = messages.filter_map(|binding| Some((binding.kind, binding.encrypt_before_signing?))).next()?;
    let with_password = reading.supporting.iter().filter(|supporting| supporting.kind.encrypted).any(|supporting| {
        let is_password = |token: &Token| token.kind == TokenKind::Username && token.property("NoPassword").is_none();
        supporting.tokens.iter().any(is_password)
    });
    // Known of symmetric bindings only.
    if with_password && kind == BindingKind::Symmetric {
        return Some(Blame::for_what(at, PASSWORD));
    }
    // With a key that both sides share, the signature says nothing of who sent the message.
    // A token that endorses signs the signature: whoever takes it off needs no ciphertext.
    let has_parts = encrypts(reading) && seen.facts.body_signed.is_some();
    // They may be named elsewhere than in a policy that nothing here attaches.
    let is_part = seen.direction.is_none() && reading.protects.is_empty();
    (kind == BindingKind::Asymmetric && (is_part || has_parts)).then(|| Blame::on(at))
}

fn encrypts(reading: &Reading) -> bool {
    let names_parts = |protects: &Protects| {
        !protects.encrypted_parts.is_empty()
            || !protects.encrypted_elements.is_empty()
            || !protects.content_encrypted_elements.is_empty()
    };
    names_parts(&reading.protects)
        || reading.supporting.iter().any(|supporting| supporting.kind.encrypted || names_parts(&supporting.protects))
}
