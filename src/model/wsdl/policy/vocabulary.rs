//! The assertions of WS-SecurityPolicy: which versions have them, where each may stand, and what stands in it.

use std::sync::OnceLock;

use hashbrown::{HashMap, HashSet};

use super::dialect::Dialect;
use super::index::{Policy, is_wsp};
use super::reference::Reference;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::POLICY;
use crate::syntax::{At, Element};

/// Where assertions may stand: a set of contexts.
type Places = u32;

const TOP: Places = 1;
const TRANSPORT: Places = 1 << 1;
const SYMMETRIC: Places = 1 << 2;
const ASYMMETRIC: Places = 1 << 3;
const TRANSPORT_TOKEN: Places = 1 << 4;
const KEY_TOKEN: Places = 1 << 5;
const SUPPORTING: Places = 1 << 6;
const SUITE: Places = 1 << 7;
const LAYOUT: Places = 1 << 8;
const USERNAME: Places = 1 << 9;
const ISSUED: Places = 1 << 10;
const X509: Places = 1 << 11;
const KERBEROS: Places = 1 << 12;
const SPNEGO: Places = 1 << 13;
const CONTEXT: Places = 1 << 14;
const CONVERSATION: Places = 1 << 15;
const SAML: Places = 1 << 16;
const REL: Places = 1 << 17;
const HTTPS: Places = 1 << 18;
const KEY_VALUE: Places = 1 << 19;
const WSS: Places = 1 << 20;
const TRUST: Places = 1 << 21;
/// Content of an assertion, outside its nested policy.
const CONTENT: Places = 1 << 22;
const ANYWHERE: Places = u32::MAX;

const MESSAGE: Places = SYMMETRIC | ASYMMETRIC;
const BINDING: Places = TRANSPORT | MESSAGE;
const TOKENS: Places = KEY_TOKEN | SUPPORTING | TRANSPORT_TOKEN;
const KEYED: Places = USERNAME | ISSUED | X509 | KERBEROS | SPNEGO | CONTEXT | CONVERSATION | SAML | REL;

const V11: u8 = 1;
const V12: u8 = 2;
const V13: u8 = 4;
const BOTH: u8 = V11 | V12;

/// Names separated by spaces: in these versions, at these places, opening this context for what is nested.
const GRAMMAR: &[(&str, u8, Places, Places)] = &[
    ("TransportBinding", BOTH, TOP, TRANSPORT),
    ("SymmetricBinding", BOTH, TOP, SYMMETRIC),
    ("AsymmetricBinding", BOTH, TOP, ASYMMETRIC),
    (
        "SupportingTokens SignedSupportingTokens EndorsingSupportingTokens SignedEndorsingSupportingTokens",
        BOTH,
        TOP,
        SUPPORTING,
    ),
    (
        "EncryptedSupportingTokens SignedEncryptedSupportingTokens EndorsingEncryptedSupportingTokens",
        V12,
        TOP,
        SUPPORTING,
    ),
    ("SignedEndorsingEncryptedSupportingTokens", V12, TOP, SUPPORTING),
    ("SignedParts EncryptedParts SignedElements EncryptedElements", BOTH, TOP | SUPPORTING, 0),
    ("ContentEncryptedElements", V12, TOP | SUPPORTING, 0),
    ("RequiredElements", BOTH, TOP, 0),
    ("RequiredParts", V12, TOP, 0),
    ("Wss10 Wss11", BOTH, TOP, WSS),
    ("Trust10", BOTH, TOP, TRUST),
    ("Trust13", V12, TOP, TRUST),
    ("TransportToken", BOTH, TRANSPORT, TRANSPORT_TOKEN),
    ("ProtectionToken SignatureToken EncryptionToken", BOTH, SYMMETRIC, KEY_TOKEN),
    ("InitiatorToken RecipientToken", BOTH, ASYMMETRIC, KEY_TOKEN),
    (
        "InitiatorSignatureToken InitiatorEncryptionToken RecipientSignatureToken RecipientEncryptionToken",
        V12,
        ASYMMETRIC,
        KEY_TOKEN,
    ),
    ("AlgorithmSuite", BOTH, BINDING | SUPPORTING, SUITE),
    ("Layout", BOTH, BINDING, LAYOUT),
    ("IncludeTimestamp", BOTH, BINDING, 0),
    (
        "EncryptBeforeSigning SignBeforeEncrypting EncryptSignature ProtectTokens OnlySignEntireHeadersAndBody",
        BOTH,
        MESSAGE,
        0,
    ),
    ("UsernameToken", BOTH, TOKENS, USERNAME),
    ("IssuedToken", BOTH, TOKENS, ISSUED),
    ("X509Token", BOTH, TOKENS, X509),
    ("KerberosToken", BOTH, TOKENS, KERBEROS),
    ("SpnegoContextToken", BOTH, TOKENS, SPNEGO),
    ("SecurityContextToken", BOTH, TOKENS, CONTEXT),
    ("SecureConversationToken", BOTH, TOKENS, CONVERSATION),
    ("SamlToken", BOTH, TOKENS, SAML),
    ("RelToken", BOTH, TOKENS, REL),
    ("HttpsToken", BOTH, TOKENS, HTTPS),
    ("KeyValueToken", V12, TOKENS, KEY_VALUE),
    ("RequireDerivedKeys", BOTH, KEYED, 0),
    ("RequireImpliedDerivedKeys RequireExplicitDerivedKeys", V12, KEYED, 0),
    ("NoPassword HashPassword", V12, USERNAME, 0),
    ("Created Nonce", V13, USERNAME, 0),
    ("WssUsernameToken10 WssUsernameToken11", BOTH, USERNAME, 0),
    ("RequireClientCertificate HttpBasicAuthentication HttpDigestAuthentication", V12, HTTPS, 0),
    ("RequireExternalReference RequireInternalReference", BOTH, ISSUED, 0),
    ("RequireExternalUriReference", BOTH, CONTEXT | CONVERSATION, 0),
    ("SC10SecurityContextToken SC13SecurityContextToken", BOTH, CONTEXT | CONVERSATION, 0),
    ("BootstrapPolicy", BOTH, CONVERSATION, TOP),
    ("MustNotSendCancel MustNotSendAmend MustNotSendRenew", V12, SPNEGO | CONVERSATION, 0),
    ("RequireKeyIdentifierReference", BOTH, X509 | KERBEROS | SAML | REL | ISSUED, 0),
    ("RequireIssuerSerialReference RequireEmbeddedTokenReference RequireThumbprintReference", BOTH, X509, 0),
    ("WssX509V1Token10 WssX509V3Token10 WssX509Pkcs7Token10 WssX509PkiPathV1Token10", BOTH, X509, 0),
    ("WssX509V1Token11 WssX509V3Token11 WssX509Pkcs7Token11 WssX509PkiPathV1Token11", BOTH, X509, 0),
    ("WssKerberosV5ApReqToken11 WssGssKerberosV5ApReqToken11", BOTH, KERBEROS, 0),
    ("WssSamlV10Token10 WssSamlV11Token10 WssSamlV10Token11 WssSamlV11Token11 WssSamlV20Token11", BOTH, SAML, 0),
    ("WssRelV10Token10 WssRelV20Token10 WssRelV10Token11 WssRelV20Token11", BOTH, REL, 0),
    ("RsaKeyValue", V12, KEY_VALUE, 0),
    ("Basic256 Basic192 Basic128 TripleDes Basic256Rsa15 Basic192Rsa15 Basic128Rsa15 TripleDesRsa15", BOTH, SUITE, 0),
    ("Basic256Sha256 Basic192Sha256 Basic128Sha256 TripleDesSha256", BOTH, SUITE, 0),
    ("Basic256Sha256Rsa15 Basic192Sha256Rsa15 Basic128Sha256Rsa15 TripleDesSha256Rsa15", BOTH, SUITE, 0),
    ("InclusiveC14N InclusiveC14N11 SOAPNormalization10 SoapNormalization10 STRTransform10", BOTH, SUITE, 0),
    ("XPath10 XPathFilter20 AbsXPath", BOTH, SUITE, 0),
    // Of CXF: what the configuration of the stack says.
    ("CustomAlgorithmSuite", BOTH, SUITE, 0),
    ("Strict Lax LaxTsFirst LaxTsLast LaxTimestampFirst LaxTimestampLast", BOTH, LAYOUT, 0),
    ("MustSupportRefKeyIdentifier MustSupportRefIssuerSerial MustSupportRefExternalURI", BOTH, WSS, 0),
    ("MustSupportRefEmbeddedToken MustSupportRefThumbprint MustSupportRefEncryptedKey", BOTH, WSS, 0),
    ("RequireSignatureConfirmation", BOTH, WSS, 0),
    ("MustSupportClientChallenge MustSupportServerChallenge RequireClientEntropy RequireServerEntropy", BOTH, TRUST, 0),
    ("MustSupportIssuedTokens", BOTH, TRUST, 0),
    ("RequireRequestSecurityTokenCollection RequireAppliesTo RequireAppiesTo", V12, TRUST, 0),
    ("ScopePolicy15 MustSupportInteractiveChallenge", V13, TRUST, 0),
    ("Body Header XPath Issuer RequestSecurityTokenTemplate", BOTH, CONTENT, 0),
    ("Attachments IssuerName", V12, CONTENT, 0),
    // Stacks read the second spelling too.
    ("XPath2 Xpath2 ContentSignatureTransform AttachmentCompleteSignatureTransform", V13, CONTENT, 0),
];

#[derive(Clone, Copy)]
struct Entry {
    name: &'static str,
    versions: u8,
    places: Places,
    opens: Places,
}

fn entry(name: &str) -> Option<&'static Entry> {
    static TABLE: OnceLock<HashMap<&'static str, Entry>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let rows = GRAMMAR.iter().flat_map(|(names, versions, places, opens)| {
            let (versions, places, opens) = (*versions, *places, *opens);
            names.split(' ').map(move |name| (name, Entry { name, versions, places, opens }))
        });
        rows.collect()
    });
    table.get(name)
}

/// The name as the vocabulary spells it, if it is one of any version.
pub(super) fn name(local: &str) -> Option<&'static str> {
    entry(local).map(|entry| entry.name)
}

/// Every name of the vocabulary that a version has; for suggestions.
pub fn names(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    let bit = version_bit(dialect);
    GRAMMAR.iter().filter(move |row| row.1 & bit != 0).flat_map(|row| row.0.split(' '))
}

fn version_bit(dialect: Dialect) -> u8 {
    match dialect {
        Dialect::Sp11 => V11,
        Dialect::Sp12 => V12,
        Dialect::Sp13 => V13,
        _ => 0,
    }
}

/// What is wrong with an assertion as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No version has an assertion of that name: stacks ignore it.
    UnknownName,
    /// Another version than that of its namespace has it.
    OtherVersion,
    /// Its namespace is none of WS-SecurityPolicy, though it looks like one, or one that no stack implements.
    UnknownNamespace,
    /// It stands where nothing of its kind is read, such as a token without its wrapper.
    Misplaced,
}

/// An assertion that is not read as it was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread {
    /// The element.
    pub at: At,
    /// What is wrong.
    pub fault: Fault,
    /// The vocabulary its namespace stands for.
    pub dialect: Dialect,
}

/// Looks at every assertion of security inside the policies that stand in no other, in order of place.
pub(super) fn misread(wsdl: &Wsdl, policies: &[Policy], references: &[Reference]) -> Vec<Misread> {
    let nested = referenced_from_assertions(wsdl, references);
    let mut found = Vec::new();
    for policy in policies.iter().filter(|policy| !policy.nested) {
        let context = if nested.contains(&policy.at) { ANYWHERE } else { TOP };
        if let Some(element) = wsdl.element(policy.at) {
            look(element, context, &mut found);
        }
    }
    found.sort_by_key(|misread| misread.at);
    found
}

/// Policies that stand for a part of an assertion, so that what they hold has a place of its own.
fn referenced_from_assertions(wsdl: &Wsdl, references: &[Reference]) -> HashSet<At> {
    let is_in_assertion = |reference: &&Reference| {
        let around = reference.parent.and_then(|parent| wsdl.element(parent));
        let mut operators = std::iter::successors(around, |inner| inner.parent());
        let first = operators.find(|element| !POLICY.contains(&element.namespace()));
        first.is_some_and(|element| Dialect::of(element.namespace()).is_sp())
    };
    let inside = references.iter().filter(|reference| reference.inside).filter(is_in_assertion);
    inside.filter_map(|reference| reference.target.policy()).collect()
}

fn look(policy: Element<'_>, context: Places, found: &mut Vec<Misread>) {
    let mut open = vec![(policy, context)];
    while let Some((operator, context)) = open.pop() {
        for child in operator.elements() {
            if POLICY.contains(&child.namespace()) {
                if child.local() != "PolicyReference" {
                    open.push((child, context));
                }
                continue;
            }
            let dialect = Dialect::of(child.namespace());
            let at = child.node().at();
            if matches!(dialect, Dialect::SpObsolete | Dialect::SpLike) {
                found.push(Misread { at, fault: Fault::UnknownNamespace, dialect });
            }
            if !dialect.is_sp() {
                continue;
            }
            let entry = entry(child.local());
            let fault = match entry {
                None => Some(Fault::UnknownName),
                Some(entry) if entry.versions & version_bit(dialect) == 0 => Some(Fault::OtherVersion),
                Some(entry) if entry.places & context == 0 => Some(Fault::Misplaced),
                Some(_) => None,
            };
            found.extend(fault.map(|fault| Misread { at, fault, dialect }));
            let inner = entry.map_or(ANYWHERE, |entry| entry.opens);
            for content in child.elements() {
                if is_wsp(content, "Policy") {
                    open.push((content, if inner == 0 { ANYWHERE } else { inner }));
                } else if Dialect::of(content.namespace()).is_sp() {
                    look_at_content(content, found);
                }
            }
        }
    }
}

/// Content of an assertion that is no policy: parts, paths, issuers.
fn look_at_content(content: Element<'_>, found: &mut Vec<Misread>) {
    let dialect = Dialect::of(content.namespace());
    let fault = match entry(content.local()) {
        None => Fault::UnknownName,
        // A nested assertion without the policy around it is read by nobody.
        Some(entry) if entry.places & CONTENT == 0 => Fault::Misplaced,
        Some(entry) if entry.versions & version_bit(dialect) == 0 => Fault::OtherVersion,
        Some(_) => return,
    };
    found.push(Misread { at: content.node().at(), fault, dialect });
}
