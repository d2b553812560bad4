//! What one alternative does for one message over one address.

use super::normal::Unknown;
use super::reading::{
    BindingKind, ClientAuthentication, Feature, Reading, Role, SecurityBinding, SupportingTokens, Token, TokenKind,
    TokenUse,
};
use crate::model::endpoint::{HostKind, Scheme, Url};
use crate::syntax::At;

/// How a message travels, by the address of its port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Over `https`.
    Https,
    /// Over `http`.
    Http,
    /// Over something else: JMS, `net.tcp`, mail …
    Other,
    /// Over `net.pipe` or within one process: it does not leave the machine.
    Local,
    /// A template marker hides it, or the address has no scheme.
    Placeholder,
    /// There is no address, or no port.
    Missing,
}

impl Transport {
    /// The transport of an address as written; `None` where there is none.
    pub fn of(address: Option<&str>) -> Self {
        let Some(text) = address.map(str::trim).filter(|text| !text.is_empty()) else { return Self::Missing };
        let url = Url::parse(text);
        match url.scheme() {
            Scheme::Https | Scheme::Wss => Self::Https,
            Scheme::Http | Scheme::Ws if url.host_kind() == HostKind::Placeholder => Self::Placeholder,
            Scheme::Http | Scheme::Ws => Self::Http,
            Scheme::Other(name) if matches!(name.as_str(), "net.pipe" | "local" | "in-vm" | "vm") => Self::Local,
            Scheme::Other(_) => Self::Other,
            Scheme::Relative | Scheme::Unknown => Self::Placeholder,
        }
    }
}

/// A part of a message that is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proof {
    /// What says so.
    pub at: At,
    /// False where an XPath was understood to mean it.
    pub is_sure: bool,
}

/// What proves who the other side is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Authenticated {
    /// The token or assertion that says so.
    pub at: At,
    /// True when the proof is in the message, false when it is in the transport.
    pub in_message: bool,
    /// The proof in a sentence: `a client certificate`.
    pub words: &'static str,
}

/// What an alternative does for a message. Headers and properties of bindings are asked of the [`Reading`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How the message travels.
    pub transport: Transport,
    /// `sp:HttpsToken` of a transport binding.
    pub https_token: Option<At>,
    /// TLS below the message: by the address or by the policy. `None` where the address hides it.
    pub is_secure: Option<bool>,
    /// The security binding; the first where several contradict each other.
    pub binding: Option<BindingKind>,
    /// The body is signed.
    pub body_signed: Option<Proof>,
    /// The body is encrypted.
    pub body_encrypted: Option<Proof>,
    /// Attachments are signed.
    pub attachments_signed: Option<At>,
    /// Attachments are encrypted.
    pub attachments_encrypted: Option<At>,
    /// Something in the message says when it was made: a timestamp, or the nonce and time of a user name token.
    pub fresh: Option<At>,
    /// The client proves who it is.
    pub client: Option<Authenticated>,
    /// The service proves who it is, as the policy asks. An `https` address does so without a policy.
    pub server: Option<Authenticated>,
    /// What hides a part of the alternative: then a fact that is missing proves nothing.
    pub unknown: Option<(At, Unknown)>,
}

impl Facts {
    /// The facts of a message without any policy.
    pub fn without_policy(transport: Transport) -> Self {
        Self::of(&Reading::default(), transport)
    }

    /// The facts of an alternative.
    pub fn of(reading: &Reading, transport: Transport) -> Self {
        let https_token = https_token(reading).map(|token| token.at);
        let framing = reading.feature(Feature::SslTransport).or_else(|| reading.feature(Feature::WindowsTransport));
        let is_secure = match transport {
            _ if https_token.is_some() || framing.is_some() => Some(true),
            Transport::Https | Transport::Local => Some(true),
            Transport::Http => Some(false),
            Transport::Other | Transport::Placeholder | Transport::Missing => None,
        };
        Self {
            transport,
            https_token,
            is_secure,
            binding: reading.binding().map(|binding| binding.kind),
            body_signed: reading.body_signed(),
            body_encrypted: reading.body_encrypted(),
            attachments_signed: reading.signed(|parts| parts.attachments),
            attachments_encrypted: reading.encrypted(|parts| parts.attachments),
            fresh: reading.fresh(),
            client: reading.client_authenticated(),
            server: server(reading),
            unknown: reading.unknown,
        }
    }

    /// True when the policy asks for HTTPS and the address is plain HTTP.
    pub fn contradicts_address(&self) -> bool {
        self.https_token.is_some() && self.transport == Transport::Http
    }
}

fn https_token(reading: &Reading) -> Option<&Token> {
    let bindings = reading.bindings.iter().filter(|binding| binding.kind == BindingKind::Transport);
    let mut tokens = bindings.flat_map(|binding| binding.tokens(Role::Transport));
    tokens.find(|token| token.kind == TokenKind::Https)
}

impl Reading {
    /// True when something signs parts of the message: a message binding, or an endorsing token.
    pub fn can_sign(&self) -> bool {
        self.has_message_binding() || self.supporting.iter().any(|supporting| supporting.kind.endorsing)
    }

    /// True when something encrypts parts of the message: a message binding.
    pub fn can_encrypt(&self) -> bool {
        self.has_message_binding()
    }

    fn has_message_binding(&self) -> bool {
        self.bindings.iter().any(|binding| binding.kind.is_message())
    }

    /// What says that the body is signed, where something can sign it.
    pub fn body_signed(&self) -> Option<Proof> {
        let by_name = self.signed(|parts| parts.body.or(parts.is_empty.then_some(parts.at)));
        by_name.map(|at| Proof { at, is_sure: true }).or_else(|| {
            let sets = self.signing().flat_map(|protects| &protects.signed_elements);
            let path = sets.flat_map(|set| &set.paths).find(|path| path.selects_body())?;
            Some(Proof { at: path.at, is_sure: false })
        })
    }

    /// What says that the body, or a part of it, is encrypted, where something can encrypt it.
    pub fn body_encrypted(&self) -> Option<Proof> {
        let by_name = self.encrypted(|parts| parts.body.or(parts.is_empty.then_some(parts.at)));
        by_name.map(|at| Proof { at, is_sure: true }).or_else(|| {
            let sets = self.encrypting();
            let sets = sets
                .flat_map(|protects| protects.encrypted_elements.iter().chain(&protects.content_encrypted_elements));
            let path = sets.flat_map(|set| &set.paths).find(|path| path.leads_into_body())?;
            Some(Proof { at: path.at, is_sure: false })
        })
    }

    /// What says that a header is signed. An empty `sp:SignedParts` means every header.
    pub fn header_signed(&self, namespace: &str, name: &str) -> Option<At> {
        self.signed(|parts| parts.header(namespace, name).or(parts.is_empty.then_some(parts.at)))
    }

    /// What says that a header is encrypted.
    pub fn header_encrypted(&self, namespace: &str, name: &str) -> Option<At> {
        self.encrypted(|parts| parts.header(namespace, name))
    }

    /// The timestamp, or a user name token with a nonce and a time.
    pub fn fresh(&self) -> Option<At> {
        let timestamp = self.bindings.iter().find_map(|binding| binding.include_timestamp);
        timestamp.or_else(|| {
            let names = self.tokens().map(|(_, token)| token).filter(|token| token.kind == TokenKind::Username);
            let mut both =
                names.filter(|token| token.property("Created").is_some() && token.property("Nonce").is_some());
            both.next().map(|token| token.at)
        })
    }

    fn signing(&self) -> impl Iterator<Item = &super::reading::Protects> {
        let own = self.can_sign().then_some(&self.protects);
        let of_tokens =
            self.supporting.iter().filter(|supporting| supporting.kind.endorsing || self.has_message_binding());
        own.into_iter().chain(of_tokens.map(|supporting| &supporting.protects))
    }

    fn encrypting(&self) -> impl Iterator<Item = &super::reading::Protects> {
        let own = self.can_encrypt().then_some(&self.protects);
        let of_tokens = self.supporting.iter().filter(|_| self.has_message_binding());
        own.into_iter().chain(of_tokens.map(|supporting| &supporting.protects))
    }

    fn signed(&self, part: impl Fn(&super::reading::Parts) -> Option<At>) -> Option<At> {
        self.signing().flat_map(|protects| &protects.signed_parts).find_map(part)
    }

    fn encrypted(&self, part: impl Fn(&super::reading::Parts) -> Option<At>) -> Option<At> {
        self.encrypting().flat_map(|protects| &protects.encrypted_parts).find_map(part)
    }

    /// What proves who the client is: in the message first, else in the transport.
    pub fn client_authenticated(&self) -> Option<Authenticated> {
        let mut in_message = self.tokens().filter(|(usage, token)| proves_client(*usage, token));
        if let Some((_, token)) = in_message.next() {
            return Some(Authenticated { at: token.at, in_message: true, words: token.kind.words() });
        }
        let in_transport = |at, words| Authenticated { at, in_message: false, words };
        if let Some(asked) = https_token(self).and_then(Token::client_authentication) {
            return Some(in_transport(asked.at, asked.kind.words()));
        }
        const FEATURES: [(Feature, &str); 6] = [
            (Feature::HttpBasic, "HTTP Basic"),
            (Feature::HttpDigest, "HTTP Digest"),
            (Feature::HttpNtlm, "NTLM"),
            (Feature::HttpNegotiate, "Negotiate"),
            (Feature::SslClientCertificate, "a client certificate"),
            (Feature::WindowsTransport, "Windows credentials"),
        ];
        FEATURES.iter().find_map(|(feature, words)| Some(in_transport(self.feature(*feature)?, *words)))
    }
}

impl ClientAuthentication {
    /// The proof in a sentence: `a client certificate`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Certificate => "a client certificate",
            Self::HttpBasic => "HTTP Basic",
            Self::HttpDigest => "HTTP Digest",
        }
    }
}

/// True for a token that proves who the client is, in the way it is used.
fn proves_client(usage: TokenUse<'_>, token: &Token) -> bool {
    let role = match usage {
        TokenUse::Supporting(SupportingTokens { .. }) => None,
        TokenUse::Key(key) => Some(key.role),
    };
    let of_initiator = matches!(
        role,
        None | Some(Role::Initiator | Role::InitiatorSignature | Role::Protection | Role::Signature | Role::Transport)
    );
    if !of_initiator {
        return false;
    }
    match token.kind {
        // The certificate that protects a symmetric binding is the service's.
        TokenKind::X509 => matches!(role, None | Some(Role::Initiator | Role::InitiatorSignature)),
        TokenKind::Username => token.property("NoPassword").is_none() || token.derives_keys(),
        TokenKind::Issued | TokenKind::Kerberos | TokenKind::Saml | TokenKind::SpnegoContext | TokenKind::Rel => true,
        // The session was set up before, by whoever its bootstrap policy lets in.
        TokenKind::SecurityContext => true,
        TokenKind::SecureConversation => token.bootstrap.as_ref().is_none_or(|bootstrap| {
            bootstrap.reading.unknown.is_some() || bootstrap.reading.client_authenticated().is_some()
        }),
        TokenKind::Https | TokenKind::KeyValue => false,
    }
}

fn server(reading: &Reading) -> Option<Authenticated> {
    let is_proof = |binding: &&SecurityBinding| binding.kind.is_message();
    let keys = reading.bindings.iter().filter(is_proof).flat_map(|binding| &binding.keys);
    let mut proofs = keys.flat_map(|key| key.tokens.iter().map(move |token| (key.role, token)));
    let in_message = proofs.find(|(role, token)| match role {
        Role::Recipient | Role::RecipientSignature | Role::RecipientEncryption => true,
        Role::Protection | Role::Signature | Role::Encryption => match token.kind {
            TokenKind::X509 | TokenKind::SpnegoContext | TokenKind::Kerberos => true,
            TokenKind::SecureConversation => {
                token.bootstrap.as_ref().is_some_and(|bootstrap| server(&bootstrap.reading).is_some())
            }
            _ => false,
        },
        _ => false,
    });
    if let Some((_, token)) = in_message {
        return Some(Authenticated { at: token.at, in_message: true, words: token.kind.words() });
    }
    let at = https_token(reading).map(|token| token.at).or_else(|| reading.feature(Feature::SslTransport))?;
    Some(Authenticated { at, in_message: false, words: "a TLS certificate" })
}
