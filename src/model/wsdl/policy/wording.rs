//! Alternatives in words: `TLS with a client certificate; body signed and encrypted; timestamp`.

use super::facts::{Facts, Transport};
use super::reading::{BindingKind, Feature, Reading};

impl Facts {
    /// What it does for a message, in a few words; `no protection` for nothing.
    pub fn words(&self) -> String {
        let mut clauses = Vec::new();
        let transport_proof = self.client.filter(|client| !client.in_message);
        let tls = match (self.is_secure, self.transport) {
            (Some(true), Transport::Local) if self.https_token.is_none() => Some("within the machine"),
            (Some(true), _) => Some("TLS"),
            _ => None,
        };
        match (tls, transport_proof) {
            (Some(tls), Some(proof)) => clauses.push(format!("{tls} with {}", proof.words)),
            (Some(tls), None) => clauses.push(tls.to_owned()),
            (None, Some(proof)) => clauses.push(proof.words.to_owned()),
            (None, None) => {}
        }
        match (self.body_signed.is_some(), self.body_encrypted.is_some()) {
            (true, true) => clauses.push("body signed and encrypted".to_owned()),
            (true, false) => clauses.push("body signed".to_owned()),
            (false, true) => clauses.push("body encrypted".to_owned()),
            (false, false) if self.binding.is_some_and(BindingKind::is_message) => {
                clauses.push("body neither signed nor encrypted".to_owned());
            }
            (false, false) => {}
        }
        match (self.attachments_signed.is_some(), self.attachments_encrypted.is_some()) {
            (true, true) => clauses.push("attachments signed and encrypted".to_owned()),
            (true, false) => clauses.push("attachments signed".to_owned()),
            (false, true) => clauses.push("attachments encrypted".to_owned()),
            (false, false) => {}
        }
        if let Some(client) = self.client.filter(|client| client.in_message) {
            clauses.push(format!("client authenticated by {}", client.words));
        }
        if self.fresh.is_some() {
            clauses.push("timestamp".to_owned());
        }
        if let Some((_, unknown)) = self.unknown {
            clauses.push(format!("the rest is not known: {}", unknown.reason()));
        }
        if clauses.is_empty() { "no protection".to_owned() } else { clauses.join("; ") }
    }
}

impl Reading {
    /// What it asks for by the names of its assertions, in a few words; `nothing` for an empty alternative.
    pub fn words(&self) -> String {
        let mut clauses: Vec<String> = self.bindings.iter().map(|binding| binding.kind.words().to_owned()).collect();
        for supporting in &self.supporting {
            let tokens: Vec<_> = supporting.tokens.iter().map(|token| token.kind.words()).collect();
            clauses.push(format!(
                "{} with {}",
                supporting.name,
                if tokens.is_empty() { "no token".to_owned() } else { tokens.join(" and ") }
            ));
        }
        for (feature, _) in &self.features {
            clauses.push(feature.words().to_owned());
        }
        if self.bindings.is_empty() && !self.protects.is_empty() {
            clauses.push("protected parts without a binding".to_owned());
        }
        if let Some((_, unknown)) = self.unknown {
            clauses.push(format!("something unknown: {}", unknown.reason()));
        }
        if clauses.is_empty() { "nothing".to_owned() } else { clauses.join("; ") }
    }
}

impl BindingKind {
    /// The kind in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Transport => "transport binding",
            Self::Symmetric => "symmetric binding",
            Self::Asymmetric => "asymmetric binding",
        }
    }
}

impl Feature {
    /// The feature in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Addressing => "WS-Addressing",
            Self::AnonymousResponses => "anonymous responses",
            Self::NonAnonymousResponses => "responses to other addresses",
            Self::ReliableMessaging => "WS-ReliableMessaging",
            Self::MakeConnection => "WS-MakeConnection",
            Self::Mtom => "MTOM",
            Self::HttpBasic => "HTTP Basic",
            Self::HttpDigest => "HTTP Digest",
            Self::HttpNtlm => "NTLM",
            Self::HttpNegotiate => "Negotiate",
            Self::SslTransport => "TLS below framing",
            Self::SslClientCertificate => "a client certificate below framing",
            Self::WindowsTransport => "Windows security below framing",
        }
    }
}
