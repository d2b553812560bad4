//! Security bindings: their tokens, algorithm suite, layout and properties.

use super::super::dialect::Dialect;
use super::super::view::Assertion;
use super::{Property, Reader, Token};
use crate::syntax::At;

/// Which security binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BindingKind {
    /// `sp:TransportBinding`: the transport protects.
    Transport,
    /// `sp:SymmetricBinding`: one key, shared.
    Symmetric,
    /// `sp:AsymmetricBinding`: a key pair on each side.
    Asymmetric,
}

impl BindingKind {
    /// True for the two that protect the message itself.
    pub fn is_message(self) -> bool {
        self != Self::Transport
    }

    fn of(local: &str) -> Option<Self> {
        match local {
            "TransportBinding" => Some(Self::Transport),
            "SymmetricBinding" => Some(Self::Symmetric),
            "AsymmetricBinding" => Some(Self::Asymmetric),
            _ => None,
        }
    }
}

/// What a token of a binding is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// `sp:TransportToken`.
    Transport,
    /// `sp:ProtectionToken`: signs and encrypts.
    Protection,
    /// `sp:SignatureToken`.
    Signature,
    /// `sp:EncryptionToken`.
    Encryption,
    /// `sp:InitiatorToken`.
    Initiator,
    /// `sp:InitiatorSignatureToken`.
    InitiatorSignature,
    /// `sp:InitiatorEncryptionToken`.
    InitiatorEncryption,
    /// `sp:RecipientToken`.
    Recipient,
    /// `sp:RecipientSignatureToken`.
    RecipientSignature,
    /// `sp:RecipientEncryptionToken`.
    RecipientEncryption,
}

impl Role {
    fn of(local: &str) -> Option<Self> {
        Some(match local {
            "TransportToken" => Self::Transport,
            "ProtectionToken" => Self::Protection,
            "SignatureToken" => Self::Signature,
            "EncryptionToken" => Self::Encryption,
            "InitiatorToken" => Self::Initiator,
            "InitiatorSignatureToken" => Self::InitiatorSignature,
            "InitiatorEncryptionToken" => Self::InitiatorEncryption,
            "RecipientToken" => Self::Recipient,
            "RecipientSignatureToken" => Self::RecipientSignature,
            "RecipientEncryptionToken" => Self::RecipientEncryption,
            _ => return None,
        })
    }
}

/// The assertion that wraps a token of a binding, with what is in it.
#[derive(Clone, Debug)]
pub struct KeyToken {
    /// What it is for.
    pub role: Role,
    /// The wrapping element.
    pub at: At,
    /// The tokens; one where it is written well.
    pub tokens: Vec<Token>,
    /// Assertions inside that are no token.
    pub others: Vec<At>,
}

/// `sp:AlgorithmSuite`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmSuite {
    /// Its element.
    pub at: At,
    /// The suite: the element that names it and its local name, of a stack's own namespace too.
    pub suite: Option<(At, Box<str>)>,
    /// Elements that name more suites beside the first.
    pub more: Vec<At>,
    /// The rest: `InclusiveC14N`, `STRTransform10` …
    pub properties: Vec<Property>,
}

/// In which order the security header is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LayoutKind {
    /// Declared before use.
    Strict,
    /// In any order.
    Lax,
    /// In any order, the timestamp first.
    LaxTimestampFirst,
    /// In any order, the timestamp last.
    LaxTimestampLast,
}

/// `sp:Layout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its element.
    pub at: At,
    /// Which; `None` when it says none that is known.
    pub kind: Option<LayoutKind>,
}

/// A security binding.
#[derive(Clone, Debug)]
pub struct SecurityBinding {
    /// Its element.
    pub at: At,
    /// The vocabulary of its namespace.
    pub dialect: Dialect,
    /// Which.
    pub kind: BindingKind,
    /// Its tokens.
    pub keys: Vec<KeyToken>,
    /// Its algorithm suite.
    pub algorithm_suite: Option<AlgorithmSuite>,
    /// Its layout.
    pub layout: Option<Layout>,
    /// `sp:IncludeTimestamp`.
    pub include_timestamp: Option<At>,
    /// `sp:EncryptBeforeSigning`.
    pub encrypt_before_signing: Option<At>,
    /// `sp:EncryptSignature`.
    pub encrypt_signature: Option<At>,
    /// `sp:ProtectTokens`.
    pub protect_tokens: Option<At>,
    /// `sp:OnlySignEntireHeadersAndBody`.
    pub only_sign_entire_headers_and_body: Option<At>,
}

impl SecurityBinding {
    /// The wrapper of a role.
    pub fn key(&self, role: Role) -> Option<&KeyToken> {
        self.keys.iter().find(|key| key.role == role)
    }

    /// The tokens of a role.
    pub fn tokens(&self, role: Role) -> impl Iterator<Item = &Token> {
        self.keys.iter().filter(move |key| key.role == role).flat_map(|key| &key.tokens)
    }
}

impl Reader {
    /// The binding an assertion stands for.
    pub(super) fn binding(&mut self, assertion: Assertion<'_>) -> Option<SecurityBinding> {
        let mut binding = SecurityBinding {
            at: assertion.at(),
            dialect: assertion.dialect(),
            kind: BindingKind::of(assertion.local())?,
            keys: Vec::new(),
            algorithm_suite: None,
            layout: None,
            include_timestamp: None,
            encrypt_before_signing: None,
            encrypt_signature: None,
            protect_tokens: None,
            only_sign_entire_headers_and_body: None,
        };
        for inner in assertion.inner().filter(|inner| inner.dialect().is_sp()) {
            if !self.may_read() {
                break;
            }
            let at = Some(inner.at());
            match inner.local() {
                "AlgorithmSuite" => binding.algorithm_suite = Some(self.algorithm_suite(inner)),
                "Layout" => binding.layout = Some(layout(inner)),
                "IncludeTimestamp" => binding.include_timestamp = at,
                "EncryptBeforeSigning" => binding.encrypt_before_signing = at,
                "EncryptSignature" => binding.encrypt_signature = at,
                "ProtectTokens" => binding.protect_tokens = at,
                "OnlySignEntireHeadersAndBody" => binding.only_sign_entire_headers_and_body = at,
                local => {
                    if let Some(role) = Role::of(local) {
                        binding.keys.push(self.key(role, inner));
                    }
                }
            }
        }
        Some(binding)
    }

    fn key(&mut self, role: Role, wrapper: Assertion<'_>) -> KeyToken {
        let mut key = KeyToken { role, at: wrapper.at(), tokens: Vec::new(), others: Vec::new() };
        for inner in wrapper.inner() {
            if !self.may_read() {
                break;
            }
            match self.token(inner).filter(|_| inner.dialect().is_sp()) {
                Some(token) => key.tokens.push(token),
                None => key.others.push(inner.at()),
            }
        }
        key
    }

    pub(super) fn algorithm_suite(&mut self, assertion: Assertion<'_>) -> AlgorithmSuite {
        const RULES: [&str; 8] = [
            "InclusiveC14N",
            "InclusiveC14N11",
            "SOAPNormalization10",
            "SoapNormalization10",
            "STRTransform10",
            "XPath10",
            "XPathFilter20",
            "AbsXPath",
        ];
        let is_suite = |inner: &Assertion<'_>| !RULES.contains(&inner.local());
        let mut suites = assertion.inner().filter(is_suite);
        let suite = suites.next().map(|inner| (inner.at(), inner.local().into()));
        let more = suites.map(|inner| inner.at()).collect();
        let mut properties = self.properties(assertion);
        properties.retain(|property| RULES.contains(&property.name));
        AlgorithmSuite { at: assertion.at(), suite, more, properties }
    }
}

fn layout(assertion: Assertion<'_>) -> Layout {
    let kind = assertion.inner().filter(|inner| inner.dialect().is_sp()).find_map(|inner| match inner.local() {
        "Strict" => Some(LayoutKind::Strict),
        "Lax" => Some(LayoutKind::Lax),
        "LaxTsFirst" | "LaxTimestampFirst" => Some(LayoutKind::LaxTimestampFirst),
        "LaxTsLast" | "LaxTimestampLast" => Some(LayoutKind::LaxTimestampLast),
        _ => None,
    });
    Layout { at: assertion.at(), kind }
}
