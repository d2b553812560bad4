//! A typed reading of one alternative: bindings, tokens, parts and options of WS-SecurityPolicy and its neighbours.
//!
//! Assertions are looked up by path, never among all descendants, so that what a bootstrap policy asks for stays apart
//! from what the message is asked for. Everything keeps the address of its element. No lifetime: kept in the model.

mod binding;
mod parts;
mod token;

pub use binding::{AlgorithmSuite, BindingKind, KeyToken, Layout, LayoutKind, Role, SecurityBinding};
pub use parts::{Elements, Header, Parts, XPath};
pub use token::{
    Bootstrap, ClientAuthentication, Include, IncludeToken, Issuer, RequestedAuthentication, Spelling, Template, Token,
    TokenKind,
};

use super::dialect::Dialect;
use super::normal::Unknown;
use super::view::{Alternative, Assertion};
use super::vocabulary;
use crate::syntax::At;

/// Assertions read for the readings of one policy; what comes behind them is left unread.
const MOST_READ: usize = 100_000;

/// An assertion that only has to be there, such as `sp:RequireDerivedKeys`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its local name.
    pub name: &'static str,
    /// The vocabulary of its namespace.
    pub dialect: Dialect,
    /// Its element.
    pub at: At,
}

/// `sp:Wss10`, `sp:Wss11`, `sp:Trust10` or `sp:Trust13`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Its local name.
    pub name: &'static str,
    /// The vocabulary of its namespace.
    pub dialect: Dialect,
    /// Its element.
    pub at: At,
    /// What it asks for: `RequireSignatureConfirmation`, `MustSupportRefThumbprint` …
    pub properties: Vec<Property>,
}

impl Options {
    /// The property of a name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }
}

/// Which of the eight kinds of supporting tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SupportingKind {
    /// The tokens are signed.
    pub signed: bool,
    /// The tokens sign the message signature, or the timestamp where there is none.
    pub endorsing: bool,
    /// The tokens are encrypted.
    pub encrypted: bool,
}

/// One of the eight supporting-token assertions.
#[derive(Clone, Debug)]
pub struct SupportingTokens {
    /// Its element.
    pub at: At,
    /// The vocabulary of its namespace.
    pub dialect: Dialect,
    /// Which kind.
    pub kind: SupportingKind,
    /// Its local name.
    pub name: &'static str,
    /// The tokens, all of which are asked for.
    pub tokens: Vec<Token>,
    /// Its own algorithm suite.
    pub algorithm_suite: Option<AlgorithmSuite>,
    /// What its tokens sign and encrypt beyond what the message asks for.
    pub protects: Protects,
}

/// The parts of a message that assertions name.
#[derive(Clone, Debug, Default)]
pub struct Protects {
    /// `sp:SignedParts`.
    pub signed_parts: Vec<Parts>,
    /// `sp:EncryptedParts`.
    pub encrypted_parts: Vec<Parts>,
    /// `sp:RequiredParts`.
    pub required_parts: Vec<Parts>,
    /// `sp:SignedElements`.
    pub signed_elements: Vec<Elements>,
    /// `sp:EncryptedElements`.
    pub encrypted_elements: Vec<Elements>,
    /// `sp:ContentEncryptedElements`.
    pub content_encrypted_elements: Vec<Elements>,
    /// `sp:RequiredElements`.
    pub required_elements: Vec<Elements>,
}

/// What an assertion outside WS-SecurityPolicy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// `wsam:Addressing`, `wsaw:UsingAddressing` or what came before them.
    Addressing,
    /// `wsam:AnonymousResponses` inside it, or `wsaw:Anonymous`.
    AnonymousResponses,
    /// `wsam:NonAnonymousResponses` inside it.
    NonAnonymousResponses,
    /// WS-ReliableMessaging.
    ReliableMessaging,
    /// WS-MakeConnection.
    MakeConnection,
    /// MTOM.
    Mtom,
    /// HTTP Basic, of Microsoft's policies.
    HttpBasic,
    /// HTTP Digest, of Microsoft's policies.
    HttpDigest,
    /// NTLM over HTTP, of Microsoft's policies.
    HttpNtlm,
    /// Negotiate over HTTP, of Microsoft's policies.
    HttpNegotiate,
    /// TLS below framing.
    SslTransport,
    /// A certificate of the client in TLS below framing.
    SslClientCertificate,
    /// Windows security below framing.
    WindowsTransport,
}

/// A typed reading of one alternative.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Security bindings; more than one contradict each other.
    pub bindings: Vec<SecurityBinding>,
    /// Supporting tokens.
    pub supporting: Vec<SupportingTokens>,
    /// Parts that are signed, encrypted or required.
    pub protects: Protects,
    /// `sp:Wss10` and `sp:Wss11`.
    pub wss: Vec<Options>,
    /// `sp:Trust10` and `sp:Trust13`.
    pub trust: Vec<Options>,
    /// What other vocabularies ask for.
    pub features: Vec<(Feature, At)>,
    /// Assertions of WS-SecurityPolicy that stand at the top and mean nothing there, such as a token.
    pub misplaced: Vec<At>,
    /// Assertions of vocabularies that are not read.
    pub other: Vec<(Dialect, At)>,
    /// What hides a part of the alternative; then a missing assertion proves nothing.
    pub unknown: Option<(At, Unknown)>,
}

impl Reading {
    /// Reads an alternative.
    pub fn of(alternative: Alternative<'_>) -> Self {
        Reader { left: MOST_READ }.read(alternative)
    }

    /// Reads alternatives, all within one budget: of those that come too late nothing is known.
    pub(super) fn all<'a>(alternatives: impl Iterator<Item = Alternative<'a>>) -> Vec<Self> {
        let mut reader = Reader { left: MOST_READ };
        alternatives.map(|alternative| reader.read(alternative)).collect()
    }

    /// The binding; the first where several contradict each other.
    pub fn binding(&self) -> Option<&SecurityBinding> {
        self.bindings.first()
    }

    /// True when an assertion of it is about security, one that cannot be judged included.
    pub fn is_security(&self) -> bool {
        !self.bindings.is_empty()
            || !self.supporting.is_empty()
            || !self.protects.is_empty()
            || !self.wss.is_empty()
            || self.features.iter().any(|(feature, _)| feature.is_security())
            || self.unknown.is_some()
    }

    /// What another vocabulary asks for.
    pub fn feature(&self, wanted: Feature) -> Option<At> {
        self.features.iter().find(|(feature, _)| *feature == wanted).map(|(_, at)| *at)
    }

    /// Every token with the assertion that uses it, those of bootstrap policies left out.
    pub fn tokens(&self) -> impl Iterator<Item = (TokenUse<'_>, &Token)> {
        let keys = self.bindings.iter().flat_map(|binding| &binding.keys);
        let keys = keys.flat_map(|key| key.tokens.iter().map(move |token| (TokenUse::Key(key), token)));
        let supporting = self.supporting.iter();
        keys.chain(supporting.flat_map(|all| all.tokens.iter().map(move |token| (TokenUse::Supporting(all), token))))
    }

    /// The bootstrap policies of its tokens; each is a policy of its own.
    pub fn bootstraps(&self) -> impl Iterator<Item = &Bootstrap> {
        self.tokens().filter_map(|(_, token)| token.bootstrap.as_deref())
    }
}

/// What a token is used for.
#[derive(Clone, Copy, Debug)]
pub enum TokenUse<'a> {
    /// As a key of the binding.
    Key(&'a KeyToken),
    /// As a supporting token.
    Supporting(&'a SupportingTokens),
}

impl Feature {
    /// True for what protects or authenticates.
    pub fn is_security(self) -> bool {
        matches!(
            self,
            Self::HttpBasic
                | Self::HttpDigest
                | Self::HttpNtlm
                | Self::HttpNegotiate
                | Self::SslTransport
                | Self::SslClientCertificate
                | Self::WindowsTransport
        )
    }

    fn of(dialect: Dialect, local: &str) -> Option<Self> {
        Some(match (dialect, local) {
            (Dialect::Addressing, "Addressing" | "UsingAddressing") => Self::Addressing,
            (Dialect::Addressing, "AnonymousResponses" | "Anonymous") => Self::AnonymousResponses,
            (Dialect::Addressing, "NonAnonymousResponses") => Self::NonAnonymousResponses,
            (Dialect::ReliableMessaging, "MCSupported") => Self::MakeConnection,
            (Dialect::ReliableMessaging, "RMAssertion") => Self::ReliableMessaging,
            (Dialect::Mtom, _) => Self::Mtom,
            (Dialect::MsHttp, "BasicAuthentication") => Self::HttpBasic,
            (Dialect::MsHttp, "DigestAuthentication") => Self::HttpDigest,
            (Dialect::MsHttp, "NtlmAuthentication") => Self::HttpNtlm,
            (Dialect::MsHttp, "NegotiateAuthentication") => Self::HttpNegotiate,
            (Dialect::MsFraming, "SslTransportSecurity") => Self::SslTransport,
            (Dialect::MsFraming, "WindowsTransportSecurity") => Self::WindowsTransport,
            _ => return None,
        })
    }
}

impl SupportingKind {
    fn of(local: &str) -> Option<Self> {
        let kind = local.strip_suffix("SupportingTokens")?;
        let (signed, kind) = kind.strip_prefix("Signed").map_or((false, kind), |rest| (true, rest));
        let (endorsing, kind) = kind.strip_prefix("Endorsing").map_or((false, kind), |rest| (true, rest));
        let (encrypted, kind) = kind.strip_prefix("Encrypted").map_or((false, kind), |rest| (true, rest));
        kind.is_empty().then_some(Self { signed, endorsing, encrypted })
    }
}

impl Protects {
    /// True when it names nothing.
    pub fn is_empty(&self) -> bool {
        self.signed_parts.is_empty()
            && self.encrypted_parts.is_empty()
            && self.required_parts.is_empty()
            && self.signed_elements.is_empty()
            && self.encrypted_elements.is_empty()
            && self.content_encrypted_elements.is_empty()
            && self.required_elements.is_empty()
    }

    /// Takes an assertion that names parts; false for any other.
    fn take(&mut self, assertion: Assertion<'_>) -> bool {
        match assertion.local() {
            "SignedParts" => self.signed_parts.push(Parts::read(assertion)),
            "EncryptedParts" => self.encrypted_parts.push(Parts::read(assertion)),
            "RequiredParts" => self.required_parts.push(Parts::read(assertion)),
            "SignedElements" => self.signed_elements.push(Elements::read(assertion)),
            "EncryptedElements" => self.encrypted_elements.push(Elements::read(assertion)),
            "ContentEncryptedElements" => self.content_encrypted_elements.push(Elements::read(assertion)),
            "RequiredElements" => self.required_elements.push(Elements::read(assertion)),
            _ => return false,
        }
        true
    }
}

/// What Microsoft's policies write as the token of a transport binding: TLS or Windows security below framing.
fn below_framing(binding: Assertion<'_>) -> impl Iterator<Item = (Feature, At)> {
    let asked = binding.inner().filter(|inner| inner.is_sp("TransportToken")).flat_map(Assertion::inner);
    let asked = asked.filter(|inner| inner.dialect() == Dialect::MsFraming);
    asked.flat_map(|inner| {
        let feature = Feature::of(inner.dialect(), inner.local()).map(|feature| (feature, inner.at()));
        feature.into_iter().chain(client_certificate(inner))
    })
}

/// `RequireClientCertificate` within TLS below framing; it is a plain element there.
fn client_certificate(assertion: Assertion<'_>) -> Option<(Feature, At)> {
    let is_tls = Feature::of(assertion.dialect(), assertion.local()) == Some(Feature::SslTransport);
    let namespace = assertion.element().namespace();
    let asked = assertion.element().elements().find(|inner| inner.is(namespace, "RequireClientCertificate"))?;
    is_tls.then(|| (Feature::SslClientCertificate, asked.node().at()))
}

/// Reads alternatives within a budget.
struct Reader {
    left: usize,
}

impl Reader {
    /// False when no assertion may be read any more.
    fn may_read(&mut self) -> bool {
        let may = self.left > 0;
        self.left = self.left.saturating_sub(1);
        may
    }

    fn read(&mut self, alternative: Alternative<'_>) -> Reading {
        let mut reading = Reading { unknown: alternative.unknown(), ..Reading::default() };
        for assertion in alternative.assertions() {
            if !self.may_read() {
                reading.unknown = Some((assertion.at(), Unknown::TooComplex));
                break;
            }
            if assertion.dialect().is_sp() {
                self.read_sp(assertion, &mut reading);
            } else if let Some(feature) = Feature::of(assertion.dialect(), assertion.local()) {
                reading.features.push((feature, assertion.at()));
                reading.features.extend(client_certificate(assertion));
                let inner = assertion.inner();
                let inner = inner.filter_map(|inner| Some((Feature::of(inner.dialect(), inner.local())?, inner.at())));
                reading.features.extend(inner);
            } else {
                reading.other.push((assertion.dialect(), assertion.at()));
            }
        }
        reading
    }

    fn read_sp(&mut self, assertion: Assertion<'_>, reading: &mut Reading) {
        let (at, dialect) = (assertion.at(), assertion.dialect());
        if let Some(binding) = self.binding(assertion) {
            reading.bindings.push(binding);
            reading.features.extend(below_framing(assertion));
        } else if let (Some(kind), Some(name)) =
            (SupportingKind::of(assertion.local()), vocabulary::name(assertion.local()))
        {
            reading.supporting.push(self.supporting(assertion, kind, name));
        } else if !reading.protects.take(assertion) {
            match vocabulary::name(assertion.local()) {
                Some(name @ ("Wss10" | "Wss11")) => {
                    reading.wss.push(Options { name, dialect, at, properties: self.properties(assertion) });
                }
                Some(name @ ("Trust10" | "Trust13")) => {
                    reading.trust.push(Options { name, dialect, at, properties: self.properties(assertion) });
                }
                _ => reading.misplaced.push(at),
            }
        }
    }

    fn supporting(&mut self, assertion: Assertion<'_>, kind: SupportingKind, name: &'static str) -> SupportingTokens {
        let (at, dialect) = (assertion.at(), assertion.dialect());
        let mut all = SupportingTokens {
            at,
            dialect,
            kind,
            name,
            tokens: Vec::new(),
            algorithm_suite: None,
            protects: Protects::default(),
        };
        for inner in assertion.inner() {
            if !self.may_read() {
                break;
            }
            if inner.is_sp("AlgorithmSuite") {
                all.algorithm_suite = Some(self.algorithm_suite(inner));
            } else if inner.dialect().is_sp() && !all.protects.take(inner) {
                all.tokens.extend(self.token(inner));
            }
        }
        all
    }

    /// The assertions of the nested policy that only have to be there.
    fn properties(&mut self, assertion: Assertion<'_>) -> Vec<Property> {
        let mut found = Vec::new();
        for inner in assertion.inner() {
            if !self.may_read() {
                break;
            }
            if let Some(name) = vocabulary::name(inner.local()).filter(|_| inner.dialect().is_sp()) {
                found.push(Property { name, dialect: inner.dialect(), at: inner.at() });
            }
        }
        found
    }
}
