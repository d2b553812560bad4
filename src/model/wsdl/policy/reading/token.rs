//! Tokens: what proves who somebody is, or carries a key.

use super::super::dialect::Dialect;
use super::super::view::Assertion;
use super::{Property, Reader, Reading};
use crate::model::wsdl::namespaces::ADDRESSING;
use crate::syntax::{At, Element};

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// `sp:UsernameToken`.
    Username,
    /// `sp:IssuedToken`.
    Issued,
    /// `sp:X509Token`.
    X509,
    /// `sp:KerberosToken`.
    Kerberos,
    /// `sp:SpnegoContextToken`.
    SpnegoContext,
    /// `sp:SecurityContextToken`.
    SecurityContext,
    /// `sp:SecureConversationToken`.
    SecureConversation,
    /// `sp:SamlToken`.
    Saml,
    /// `sp:RelToken`.
    Rel,
    /// `sp:HttpsToken`.
    Https,
    /// `sp:KeyValueToken`.
    KeyValue,
}

impl TokenKind {
    fn of(local: &str) -> Option<Self> {
        Some(match local {
            "UsernameToken" => Self::Username,
            "IssuedToken" => Self::Issued,
            "X509Token" => Self::X509,
            "KerberosToken" => Self::Kerberos,
            "SpnegoContextToken" => Self::SpnegoContext,
            "SecurityContextToken" => Self::SecurityContext,
            "SecureConversationToken" => Self::SecureConversation,
            "SamlToken" => Self::Saml,
            "RelToken" => Self::Rel,
            "HttpsToken" => Self::Https,
            "KeyValueToken" => Self::KeyValue,
            _ => return None,
        })
    }

    /// The kind in a sentence: `a user name`, `an X.509 certificate`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Username => "a user name",
            Self::Issued => "an issued token",
            Self::X509 => "an X.509 certificate",
            Self::Kerberos => "a Kerberos ticket",
            Self::SpnegoContext => "a SPNEGO context",
            Self::SecurityContext => "a security context",
            Self::SecureConversation => "a secure conversation",
            Self::Saml => "a SAML assertion",
            Self::Rel => "a REL licence",
            Self::Https => "HTTPS",
            Self::KeyValue => "a bare key",
        }
    }
}

/// When a token itself travels in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IncludeToken {
    /// Not said: always.
    Unsaid,
    /// Never: the receiver has it.
    Never,
    /// Once.
    Once,
    /// In every message to the service.
    AlwaysToRecipient,
    /// In every message to the client.
    AlwaysToInitiator,
    /// In every message.
    Always,
    /// Something no version knows.
    Invalid,
}

/// `sp:IncludeToken` as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Include {
    /// The attribute.
    pub at: At,
    /// What it says.
    pub value: IncludeToken,
    /// The version whose spelling the value is; [`Dialect::Other`] for none.
    pub spelling: Dialect,
    /// False when the attribute has no namespace or a foreign one: then no stack reads it, and it means always.
    pub is_read: bool,
}

/// How a client proves who it is within HTTPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientAuthentication {
    /// With a certificate.
    Certificate,
    /// With HTTP Basic.
    HttpBasic,
    /// With HTTP Digest.
    HttpDigest,
}

/// How client authentication is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// As the attribute of 1.1.
    Attribute,
    /// As a nested assertion, from 1.2 on.
    Nested,
}

/// Client authentication of an `sp:HttpsToken`, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestedAuthentication {
    /// The attribute or the nested assertion.
    pub at: At,
    /// Which.
    pub kind: ClientAuthentication,
    /// How it is written.
    pub spelling: Spelling,
    /// False for the attribute with a value other than true.
    pub is_required: bool,
    /// True when the version of the token has this spelling: the other one is not read by stacks.
    pub is_read: bool,
}

/// `sp:Issuer` or `sp:IssuerName`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The element with the address or name.
    pub at: At,
    /// The address of the issuer, or its name.
    pub text: Box<str>,
    /// True for an `sp:IssuerName`.
    pub is_name: bool,
}

/// `sp:RequestSecurityTokenTemplate`: what a client asks the issuer for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its element.
    pub at: At,
    /// The elements of WS-Trust in it: local name, element, text.
    pub asked: Vec<(Box<str>, At, Box<str>)>,
}

impl Template {
    /// What it asks for under a name, such as `KeyType`, `KeySize` or `TokenType`.
    pub fn get(&self, name: &str) -> Option<(At, &str)> {
        self.asked.iter().find(|(local, _, _)| &**local == name).map(|(_, at, text)| (*at, &**text))
    }

    /// `KeySize` in bits.
    pub fn key_size(&self) -> Option<(At, u32)> {
        let (at, text) = self.get("KeySize")?;
        Some((at, text.parse().ok()?))
    }

    /// The last segment of `KeyType`: `SymmetricKey`, `PublicKey`, `Bearer` (in some spellings `#Bearer`).
    pub fn key_type(&self) -> Option<(At, &str)> {
        let (at, text) = self.get("KeyType")?;
        Some((at, text.rsplit(['/', '#']).next().unwrap_or(text)))
    }
}

/// `sp:BootstrapPolicy`: the policy of the exchange that sets up a secure conversation, judged by itself.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    /// Its element.
    pub at: At,
    /// What it asks for.
    pub reading: Reading,
}

/// A token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its element.
    pub at: At,
    /// The vocabulary of its namespace.
    pub dialect: Dialect,
    /// Its kind.
    pub kind: TokenKind,
    /// `sp:IncludeToken` as written.
    pub include: Option<Include>,
    /// Assertions of its nested policy: `NoPassword`, `HashPassword`, `Created`, `Nonce`, `RequireDerivedKeys`,
    /// `WssSamlV20Token11`, `WssX509V3Token10` …
    pub properties: Vec<Property>,
    /// Client authentication of an `sp:HttpsToken`, in either spelling.
    pub authentication: Vec<RequestedAuthentication>,
    /// Issuers it names.
    pub issuers: Vec<Issuer>,
    /// What to ask the issuer for.
    pub template: Option<Template>,
    /// The bootstrap policy of an `sp:SecureConversationToken`.
    pub bootstrap: Option<Box<Bootstrap>>,
}

impl Token {
    /// The assertion of its nested policy of a name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// When it travels in messages, as stacks read it.
    pub fn inclusion(&self) -> IncludeToken {
        self.include.filter(|include| include.is_read).map_or(IncludeToken::Unsaid, |include| include.value)
    }

    /// True when keys are derived from it, in any of the three spellings.
    pub fn derives_keys(&self) -> bool {
        let names = ["RequireDerivedKeys", "RequireImpliedDerivedKeys", "RequireExplicitDerivedKeys"];
        self.properties.iter().any(|property| names.contains(&property.name))
    }

    /// The authentication of clients that an `sp:HttpsToken` asks for in a way that stacks read.
    pub fn client_authentication(&self) -> Option<&RequestedAuthentication> {
        self.authentication.iter().find(|asked| asked.is_required && asked.is_read)
    }
}

impl Reader {
    /// The token an assertion stands for.
    pub(super) fn token(&mut self, assertion: Assertion<'_>) -> Option<Token> {
        let kind = TokenKind::of(assertion.local())?;
        let mut token = Token {
            at: assertion.at(),
            dialect: assertion.dialect(),
            kind,
            include: Include::of(assertion.element()),
            properties: self.properties(assertion),
            authentication: Vec::new(),
            issuers: Vec::new(),
            template: None,
            bootstrap: None,
        };
        token.read_content(assertion.element());
        if kind == TokenKind::Https {
            token.read_authentication(assertion.element());
        }
        let bootstrap = assertion.inner_sp("BootstrapPolicy");
        if let Some((wrapper, policy)) = bootstrap.and_then(|wrapper| Some((wrapper, wrapper.nested()?))) {
            token.bootstrap = Some(Box::new(Bootstrap { at: wrapper.at(), reading: self.read(policy) }));
        }
        Some(token)
    }
}

impl Token {
    fn read_content(&mut self, element: Element<'_>) {
        for child in element.elements().filter(|child| Dialect::of(child.namespace()).is_sp()) {
            match child.local() {
                "Issuer" => {
                    let is_address =
                        |inner: &Element<'_>| inner.local() == "Address" && ADDRESSING.contains(&inner.namespace());
                    let addresses = child.elements().filter(is_address);
                    self.issuers.extend(addresses.map(|address| Issuer {
                        at: address.node().at(),
                        text: address.text().into(),
                        is_name: false,
                    }));
                }
                "IssuerName" => {
                    self.issuers.push(Issuer { at: child.node().at(), text: child.text().into(), is_name: true });
                }
                "RequestSecurityTokenTemplate" => {
                    let inner = child.elements();
                    let asked = inner.map(|inner| (inner.local().into(), inner.node().at(), inner.text().into()));
                    self.template = Some(Template { at: child.node().at(), asked: asked.collect() });
                }
                _ => {}
            }
        }
    }

    fn read_authentication(&mut self, element: Element<'_>) {
        if let Some(attribute) = element.attr("", "RequireClientCertificate") {
            self.authentication.push(RequestedAuthentication {
                at: attribute.at(),
                kind: ClientAuthentication::Certificate,
                spelling: Spelling::Attribute,
                is_required: matches!(attribute.raw().trim_ascii(), "true" | "1"),
                is_read: self.dialect == Dialect::Sp11,
            });
        }
        let is_read = self.dialect != Dialect::Sp11;
        let nested = self.properties.iter().filter_map(|property| {
            let kind = match property.name {
                "RequireClientCertificate" => ClientAuthentication::Certificate,
                "HttpBasicAuthentication" => ClientAuthentication::HttpBasic,
                "HttpDigestAuthentication" => ClientAuthentication::HttpDigest,
                _ => return None,
            };
            let (at, spelling) = (property.at, Spelling::Nested);
            Some(RequestedAuthentication { at, kind, spelling, is_required: true, is_read })
        });
        self.authentication.extend(nested);
    }
}

impl Include {
    /// `sp:IncludeToken` of a token.
    pub fn of(token: Element<'_>) -> Option<Self> {
        let attribute = token.attributes().find(|attribute| attribute.local() == "IncludeToken")?;
        let is_read = Dialect::of(attribute.namespace()).is_sp();
        let value = attribute.value();
        let (spelling, value) = value.trim().rsplit_once("/IncludeToken/").unwrap_or(("", ""));
        let spelling = Some(Dialect::of(spelling)).filter(|dialect| dialect.is_sp()).unwrap_or(Dialect::Other);
        let known = match value {
            "Never" => IncludeToken::Never,
            "Once" => IncludeToken::Once,
            "AlwaysToRecipient" => IncludeToken::AlwaysToRecipient,
            "AlwaysToInitiator" if spelling != Dialect::Sp11 => IncludeToken::AlwaysToInitiator,
            "Always" => IncludeToken::Always,
            _ => IncludeToken::Invalid,
        };
        let value = if spelling == Dialect::Other { IncludeToken::Invalid } else { known };
        Some(Self { at: attribute.node().at(), value, spelling, is_read })
    }
}
