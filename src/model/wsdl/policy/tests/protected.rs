//! Typed readings, facts and comparisons.

use super::*;
use crate::model::wsdl::policy::reading::{
    BindingKind, Feature, IncludeToken, LayoutKind, Reading, Role, Spelling, TokenKind,
};

const SP: &str = r#"xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702" xmlns:sp13="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200802" xmlns:sp11="http://schemas.xmlsoap.org/ws/2005/07/securitypolicy""#;

fn secured(content: &str) -> Wsdl {
    load(&format!("<wsp:Policy {WSP} {SP}>{}</wsp:Policy>", nest(content)), &[])
}

/// `{` and `}` stand for a nested policy.
fn nest(content: &str) -> String {
    content.replace('{', "<wsp:Policy>").replace('}', "</wsp:Policy>")
}

fn readings(wsdl: &Wsdl) -> Vec<Reading> {
    let policies = wsdl.policies();
    policies.alternatives(policies.all()[0].at).map(Reading::of).collect()
}

fn words(content: &str, address: &str) -> String {
    let wsdl = secured(content);
    let all: Vec<_> = readings(&wsdl)
        .iter()
        .map(|reading| Facts::of(reading, Transport::of(Some(address).filter(|address| !address.is_empty()))).words())
        .collect();
    all.join(" | ")
}

const ASYMMETRIC: &str = "<sp:AsymmetricBinding>{<sp:InitiatorToken>{<sp:X509Token sp:IncludeToken='http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/AlwaysToRecipient'>{<sp:WssX509V3Token10/>}</sp:X509Token>}</sp:InitiatorToken><sp:RecipientToken>{<sp:X509Token/>}</sp:RecipientToken><sp:AlgorithmSuite>{<sp:Basic256/><sp:InclusiveC14N/>}</sp:AlgorithmSuite><sp:Layout>{<sp:Strict/>}</sp:Layout><sp:IncludeTimestamp/><sp:ProtectTokens/><sp:OnlySignEntireHeadersAndBody/>}</sp:AsymmetricBinding>";

#[test]
fn a_binding_is_read_with_its_tokens_and_properties() {
    let wsdl = secured(ASYMMETRIC);
    let readings = readings(&wsdl);
    let binding = readings[0].binding().unwrap();
    assert_eq!(binding.kind, BindingKind::Asymmetric);
    let initiator = binding.tokens(Role::Initiator).next().unwrap();
    assert_eq!((initiator.kind, initiator.inclusion()), (TokenKind::X509, IncludeToken::AlwaysToRecipient));
    assert!(initiator.property("WssX509V3Token10").is_some());
    let suite = binding.algorithm_suite.as_ref().unwrap();
    assert_eq!(suite.suite.as_ref().map(|(_, name)| &**name), Some("Basic256"));
    assert_eq!(suite.properties.len(), 1);
    assert_eq!(binding.layout.and_then(|layout| layout.kind), Some(LayoutKind::Strict));
    assert!(binding.include_timestamp.is_some() && binding.protect_tokens.is_some());
    assert!(binding.encrypt_signature.is_none() && binding.encrypt_before_signing.is_none());
    let element = wsdl.element(binding.only_sign_entire_headers_and_body.unwrap()).unwrap();
    assert_eq!(element.local(), "OnlySignEntireHeadersAndBody");
}

#[test]
fn facts_in_words() {
    let https = "https://pay.acme.com";
    assert_eq!(words("", ""), "no protection");
    assert_eq!(words("", https), "TLS");
    let framing = |asked: &str| {
        let transport = format!(
            "<sp:TransportBinding>{{<sp:TransportToken>{{{asked}}}</sp:TransportToken>}}</sp:TransportBinding>"
        );
        words(&transport, "net.tcp://pay.acme.com")
    };
    const F: &str = r#"xmlns:f="http://schemas.microsoft.com/ws/2006/05/framing/policy""#;
    assert_eq!(framing(&format!("<f:SslTransportSecurity {F}/>")), "TLS");
    let asked = format!("<f:SslTransportSecurity {F}><f:RequireClientCertificate/></f:SslTransportSecurity>");
    assert_eq!(framing(&asked), "TLS with a client certificate");
    assert_eq!(framing(&format!("<f:WindowsTransportSecurity {F}/>")), "TLS with Windows credentials");
    assert_eq!(framing("<f:SslTransportSecurity xmlns:f='urn:f'/>"), "no protection");
    let certificate = "<sp:TransportBinding>{<sp:TransportToken>{<sp:HttpsToken>{<sp:RequireClientCertificate/>}</sp:HttpsToken>}</sp:TransportToken>}</sp:TransportBinding>";
    assert_eq!(words(certificate, "REPLACE_WITH_ACTUAL_URL"), "TLS with a client certificate");
    let attribute = "<sp:TransportBinding>{<sp:TransportToken>{<sp:HttpsToken RequireClientCertificate='true'/>}</sp:TransportToken>}</sp:TransportBinding>";
    assert_eq!(words(attribute, https), "TLS", "1.2 has no such attribute");
    assert_eq!(words(&attribute.replace("sp:", "sp11:"), https), "TLS with a client certificate");
    assert_eq!(words(&certificate.replace("sp:", "sp11:"), https), "TLS", "1.1 has no such assertion");
    let by_x509 = "client authenticated by an X.509 certificate; timestamp";
    assert_eq!(words(ASYMMETRIC, "http://pay.acme.com"), format!("body neither signed nor encrypted; {by_x509}"));
    assert_eq!(
        words(&format!("{ASYMMETRIC}<sp:SignedParts/><sp:EncryptedParts/>"), ""),
        format!("body signed and encrypted; {by_x509}")
    );
    assert_eq!(words("<sp:SignedParts/><sp:EncryptedParts/>", ""), "no protection", "nothing signs");
    let parts = "<sp:SignedParts><sp:Header Namespace='urn:h'/><sp:Attachments/></sp:SignedParts><sp:SignedParts><sp:Body/></sp:SignedParts>";
    assert_eq!(words(&format!("{ASYMMETRIC}{parts}"), ""), format!("body signed; attachments signed; {by_x509}"));
    let user = |inside: &str| {
        format!(
            "{certificate}<sp:SignedSupportingTokens>{{<sp:UsernameToken>{{{inside}}}</sp:UsernameToken>}}</sp:SignedSupportingTokens>"
        )
    };
    assert_eq!(words(&user(""), ""), "TLS; client authenticated by a user name");
    assert_eq!(words(&user("<sp:NoPassword/>"), ""), "TLS with a client certificate");
    assert_eq!(words(&user("<sp13:Created/><sp13:Nonce/>"), ""), "TLS; client authenticated by a user name; timestamp");
    assert_eq!(
        words("<wsp:PolicyReference URI='oracle/x'/>", https),
        "TLS; the rest is not known: it names a policy of a vendor's catalogue"
    );
    assert_eq!(
        words("<h:BasicAuthentication xmlns:h='http://schemas.microsoft.com/ws/06/2004/policy/http'/>", https),
        "TLS with HTTP Basic"
    );
}

#[test]
fn a_bootstrap_policy_leaks_nothing() {
    let conversation = |bootstrap: &str| {
        format!(
            "<sp:SymmetricBinding>{{<sp:ProtectionToken>{{<sp:SecureConversationToken>{{<sp:BootstrapPolicy>{{{bootstrap}}}</sp:BootstrapPolicy>}}</sp:SecureConversationToken>}}</sp:ProtectionToken>}}</sp:SymmetricBinding>"
        )
    };
    let inner = format!("{ASYMMETRIC}<sp:SignedParts/><sp:EncryptedParts/>");
    let wsdl = secured(&conversation(&inner));
    let readings = readings(&wsdl);
    let facts = Facts::of(&readings[0], Transport::Missing);
    assert_eq!((facts.body_signed, facts.body_encrypted, facts.fresh), (None, None, None));
    let bootstrap = readings[0].bootstraps().next().unwrap();
    let facts = Facts::of(&bootstrap.reading, Transport::Missing);
    assert!(facts.body_signed.is_some() && facts.body_encrypted.is_some() && facts.fresh.is_some());
    assert_eq!(
        words(&conversation(&inner), ""),
        "body neither signed nor encrypted; client authenticated by a secure conversation"
    );
    let anonymous =
        "<sp:SymmetricBinding>{<sp:ProtectionToken>{<sp:X509Token/>}</sp:ProtectionToken>}</sp:SymmetricBinding>";
    assert_eq!(words(&conversation(anonymous), ""), "body neither signed nor encrypted");
}

#[test]
fn supporting_tokens_issued_tokens_and_features() {
    let wsdl = secured(
        "<sp:SignedEndorsingEncryptedSupportingTokens>{<sp:IssuedToken sp:IncludeToken='http://schemas.xmlsoap.org/ws/2005/07/securitypolicy/IncludeToken/Never'><sp:Issuer><a:Address xmlns:a='http://www.w3.org/2005/08/addressing'>http://sts.acme.com</a:Address></sp:Issuer><sp:RequestSecurityTokenTemplate><t:KeyType xmlns:t='urn:t'>http://x/PublicKey</t:KeyType><t:KeySize xmlns:t='urn:t'>128</t:KeySize></sp:RequestSecurityTokenTemplate>{<sp:RequireInternalReference/>}</sp:IssuedToken><sp:SignedParts><sp:Body/></sp:SignedParts>}</sp:SignedEndorsingEncryptedSupportingTokens><sp:Wss11>{<sp:RequireSignatureConfirmation/>}</sp:Wss11><w:Addressing xmlns:w='http://www.w3.org/2007/05/addressing/metadata'>{<w:AnonymousResponses/>}</w:Addressing><sp:UsernameToken/>",
    );
    let all = readings(&wsdl);
    let reading = &all[0];
    let supporting = &reading.supporting[0];
    assert!(supporting.kind.signed && supporting.kind.endorsing && supporting.kind.encrypted);
    let token = &supporting.tokens[0];
    assert_eq!(token.issuers[0].text.as_ref(), "http://sts.acme.com");
    let template = token.template.as_ref().unwrap();
    assert_eq!((template.key_type().unwrap().1, template.key_size().unwrap().1), ("PublicKey", 128));
    assert_eq!(token.include.unwrap().spelling, Dialect::Sp11);
    assert!(reading.wss[0].property("RequireSignatureConfirmation").is_some());
    assert!(reading.feature(Feature::AnonymousResponses).is_some());
    assert_eq!(reading.misplaced.len(), 1);
    assert!(Facts::of(reading, Transport::Https).body_signed.is_some(), "an endorsing token signs");
    let https = secured(
        "<sp:TransportBinding>{<sp:TransportToken>{<sp:HttpsToken RequireClientCertificate='false'>{<sp:HttpBasicAuthentication/>}</sp:HttpsToken>}</sp:TransportToken>}</sp:TransportBinding>",
    );
    let all = readings(&https);
    let token = all[0].tokens().next().unwrap().1.clone();
    let spelled: Vec<_> =
        token.authentication.iter().map(|asked| (asked.spelling, asked.is_required, asked.is_read)).collect();
    assert_eq!(spelled, [(Spelling::Attribute, false, false), (Spelling::Nested, true, true)]);
}

#[test]
fn strengths_compare_component_by_component() {
    let of = |content: &str, transport| {
        let wsdl = secured(content);
        Strength::of(&Facts::of(&readings(&wsdl)[0], transport))
    };
    let signed = format!("{ASYMMETRIC}<sp:SignedParts/>");
    let (tls, clear, hidden) = (of("", Transport::Https), of("", Transport::Http), of("", Transport::Placeholder));
    assert_eq!(clear.weaker_than(&tls), [Component::Integrity, Component::Confidentiality, Component::Freshness]);
    assert_eq!(hidden.weaker_than(&tls), [], "TLS may be below");
    assert_eq!(tls.weaker_than(&clear), []);
    let message = of(&signed, Transport::Http);
    assert_eq!(
        tls.weaker_than(&message),
        [Component::Integrity, Component::ClientAuthentication, Component::Freshness]
    );
    assert_eq!(message.weaker_than(&tls), [Component::Confidentiality]);
    assert_eq!(message.weakest(tls).integrity, Grade::Transport);
    let opaque = of("<wsp:PolicyReference URI='oracle/x'/>", Transport::Http);
    assert_eq!(opaque.weaker_than(&message), []);
}

#[test]
fn assertions_that_nobody_reads_are_listed() {
    let wsdl = secured(
        "<sp:TransportBinding>{<sp:TransportToken>{<sp:HttpToken/>}</sp:TransportToken><sp11:IncludeTimestamp/><sp:SupportingTokens/><sp:IncludeTimestamp/>}</sp:TransportBinding><sp:UsernameToken/><sp11:RequiredParts/><sp:Nonce/><d:X xmlns:d='http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/'/><sp:SignedParts><sp:Boddy/></sp:SignedParts><x:own>{<sp:Lax/>}</x:own>",
    );
    let found: Vec<_> = wsdl
        .policies()
        .misread()
        .iter()
        .map(|misread| (wsdl.element(misread.at).unwrap().local(), misread.fault))
        .collect();
    assert_eq!(
        found,
        [
            ("HttpToken", Fault::UnknownName),
            ("SupportingTokens", Fault::Misplaced),
            ("UsernameToken", Fault::Misplaced),
            ("RequiredParts", Fault::OtherVersion),
            ("Nonce", Fault::OtherVersion),
            ("X", Fault::UnknownNamespace),
            ("Boddy", Fault::UnknownName),
        ]
    );
    assert!(vocabulary(Dialect::Sp13).any(|name| name == "Created"));
}

#[test]
fn weakest_alternative_of_a_message() {
    let text = format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:t" targetNamespace="urn:t" {WSP} {SP}>
<portType name="P"><operation name="o"><input/></operation></portType>
<binding name="B" type="t:P"><wsp:Policy><wsp:ExactlyOne><wsp:All>{}<sp:SignedParts/></wsp:All><wsp:All/></wsp:ExactlyOne></wsp:Policy><operation name="o"/></binding>
<service name="S"><port name="A" binding="t:B"><soap:address location="http://pay.acme.com"/></port></service></definitions>"#,
        nest(ASYMMETRIC)
    );
    let wsdl = load(&text, &[]);
    let message = wsdl.protections().next().unwrap();
    assert_eq!(message.facts().len(), 2);
    assert_eq!(message.weakest().0, 1);
    assert_eq!(message.weakest().1.words(), "no protection");
    assert_eq!(message.strength().integrity, Grade::None);
    assert!(message.has_security());
}
