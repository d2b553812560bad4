//! See `rules/soap/binding-missing-key-token.md`.

use super::causes::{Blame, Seen, any_alternative};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{BindingKind, Role, SecurityBinding};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, |seen| judge(wsdl, seen)) {
        let (binding, help) = match cause.element().map(|element| element.local()) {
            Some("SymmetricBinding") => ("symmetric", "name the token in `<sp:ProtectionToken>`"),
            _ => ("asymmetric", "name the tokens in `<sp:InitiatorToken>` and `<sp:RecipientToken>`"),
        };
        let what = format!("the {binding} binding {}, so which key protects messages is up to each stack", cause.about);
        if let Some(finding) = cause.report(cause.sentence(&what), cx) {
            finding.help(help);
        }
    }
}

fn judge(wsdl: &Wsdl, seen: &Seen<'_>) -> Option<Blame> {
    if seen.facts.unknown.is_some() {
        return None;
    }
    let protects = &seen.reading.protects;
    let signs = !protects.signed_parts.is_empty() || !protects.signed_elements.is_empty();
    seen.reading.bindings.iter().find_map(|binding| {
        let what = missing(binding, signs)?;
        let empty = binding.keys.iter().find(|key| key.tokens.is_empty() && key.others.is_empty());
        let empty = empty.and_then(|key| wsdl.element(key.at));
        let about = match empty {
            Some(wrapper) => format!("leaves `sp:{}` empty", wrapper.local()),
            None => format!("has no {what}"),
        };
        Some(Blame::for_what(binding.at, about))
    })
}

/// The tokens that a binding needs and does not name.
fn missing(binding: &SecurityBinding, signs: bool) -> Option<&'static str> {
    // What cannot be read may be a token.
    let has = |role: Role| {
        binding.keys.iter().any(|key| key.role == role && (!key.tokens.is_empty() || !key.others.is_empty()))
    };
    match binding.kind {
        BindingKind::Transport => None,
        BindingKind::Symmetric if has(Role::Protection) => None,
        BindingKind::Symmetric => match (has(Role::Signature), has(Role::Encryption)) {
            (true, true) => None,
            (true, false) => Some("encryption token"),
            (false, true) => Some("signature token"),
            (false, false) => Some("protection token"),
        },
        BindingKind::Asymmetric => {
            let initiator = has(Role::Initiator)
                || has(Role::InitiatorSignature)
                // For a client that signs nothing.
                || !signs && has(Role::InitiatorEncryption);
            // Both halves of the service's key, for clients that only encrypt and answers that are only signed.
            let halves = has(Role::RecipientSignature) && has(Role::RecipientEncryption);
            let recipient = has(Role::Recipient) || has(Role::RecipientSignature) || has(Role::RecipientEncryption);
            match (initiator || halves, recipient) {
                (true, true) => None,
                (true, false) => Some("recipient token"),
                (false, true) => Some("initiator token"),
                (false, false) => Some("initiator token and no recipient token"),
            }
        }
    }
}
