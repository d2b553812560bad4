//! See `rules/soap/binding-tokens-not-protected.md`.

use super::causes::{Blame, Seen, any_alternative};
use crate::model::wsdl::policy::reading::{BindingKind, IncludeToken, Role, SecurityBinding, Token, TokenKind};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, judge) {
        let what =
            "the token that signs a message travels in it unsigned, so it can be swapped for another of the same key";
        if let Some(finding) = cause.report(cause.sentence(what), cx) {
            finding.help("add `<sp:ProtectTokens/>` to the policy of the binding");
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    if seen.facts.unknown.is_some() {
        return None;
    }
    let mut bindings = seen.reading.bindings.iter().filter(|binding| binding.kind.is_message());
    let open = bindings.find(|binding| binding.protect_tokens.is_none() && sends_token(binding, seen.direction));
    open.map(|binding| Blame::on(binding.at))
}

/// True when the token that signs messages of a direction travels in them.
fn sends_token(binding: &SecurityBinding, direction: Option<Direction>) -> bool {
    let to_service = direction.is_none_or(|direction| direction == Direction::Input);
    let to_client = direction.is_none_or(|direction| direction != Direction::Input);
    let signs = |role: Role| match role {
        Role::Initiator | Role::InitiatorSignature => to_service,
        Role::Recipient | Role::RecipientSignature => to_client,
        Role::Protection | Role::Signature => true,
        _ => false,
    };
    let travels = |token: &Token| match token.inclusion() {
        IncludeToken::Never | IncludeToken::Invalid => false,
        IncludeToken::AlwaysToRecipient => to_service,
        IncludeToken::AlwaysToInitiator => to_client,
        IncludeToken::Once | IncludeToken::Always | IncludeToken::Unsaid => true,
    };
    let is_key = |token: &Token| match token.kind {
        // With a certificate a symmetric binding encrypts the key that signs: it signs nothing itself.
        TokenKind::X509 => binding.kind == BindingKind::Asymmetric,
        // Its key is made for it: there is no other token to swap it for.
        TokenKind::SecureConversation | TokenKind::SecurityContext | TokenKind::SpnegoContext => false,
        _ => true,
    };
    let keys = binding.keys.iter().filter(|key| signs(key.role));
    keys.flat_map(|key| &key.tokens).any(|token| is_key(token) && travels(token))
}
