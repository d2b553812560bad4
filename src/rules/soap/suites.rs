//! The algorithm suites of WS-SecurityPolicy and of CXF, and which of them sign or encrypt something.

use super::causes::{Blame, Cause, Seen, any_alternative};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::policy::reading::{AlgorithmSuite, BindingKind, Protects, Reading, Token, TokenKind};
use crate::rules::Cx;

/// How signed parts are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Sha1,
    Sha256,
    /// The name does not say.
    Unsaid,
}

/// How parts are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    AesCbc,
    AesGcm,
    TripleDesCbc,
}

/// How the key of a message is encrypted for its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyTransport {
    RsaOaep,
    Rsa15,
}

/// What a suite stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Suite {
    pub(super) digest: Digest,
    pub(super) encryption: Encryption,
    pub(super) key_transport: KeyTransport,
}

impl Suite {
    /// The suite of a name in a vocabulary. All names are made alike: cipher, digest, key transport.
    pub(super) fn named(dialect: Dialect, name: &str) -> Option<Self> {
        let (rest, key_transport) = match name.strip_suffix("Rsa15") {
            Some(rest) => (rest, KeyTransport::Rsa15),
            None => (name, KeyTransport::RsaOaep),
        };
        let (cipher, digest) = match rest {
            "TripleDes" => (Encryption::TripleDesCbc, ""),
            "TripleDesSha256" => (Encryption::TripleDesCbc, "Sha256"),
            _ => {
                let size = ["Basic256", "Basic192", "Basic128"].iter().find_map(|size| rest.strip_prefix(size))?;
                size.strip_prefix("GCM").map_or((Encryption::AesCbc, size), |rest| (Encryption::AesGcm, rest))
            }
        };
        let is_gcm = cipher == Encryption::AesGcm;
        let digest = match digest {
            "" if is_gcm => Digest::Unsaid,
            "MGFSHA256" if is_gcm => Digest::Unsaid,
            "MGFSHA256Digest" if is_gcm => Digest::Sha256,
            "" => Digest::Sha1,
            "Sha256" => Digest::Sha256,
            _ => return None,
        };
        let is_here = if is_gcm { dialect == Dialect::SpExtension } else { dialect.is_sp() };
        is_here.then_some(Self { digest, encryption: cipher, key_transport })
    }

    /// True for ciphers that do not notice a changed text.
    pub(super) fn is_cbc(self) -> bool {
        self.encryption != Encryption::AesGcm
    }
}

/// The suite that an assertion names, as the description writes it.
pub(super) fn suite_of(wsdl: &Wsdl, written: &AlgorithmSuite) -> Option<Suite> {
    let (at, name) = written.suite.as_ref()?;
    Suite::named(Dialect::of(wsdl.element(*at)?.namespace()), name)
}

/// True when something is signed or encrypted as the suite says. Below TLS that is what endorsing tokens sign, and the
/// key that proves an issued token.
pub(super) fn is_used(reading: &Reading) -> bool {
    let proves_a_key = |token: &Token| {
        let key_type = token.template.as_ref().and_then(|template| template.key_type());
        token.kind == TokenKind::Issued && key_type.is_none_or(|(_, key_type)| key_type != "Bearer")
    };
    reading.bindings.iter().any(|binding| binding.kind.is_message())
        || reading.supporting.iter().any(|supporting| {
            supporting.kind.endorsing && !supporting.tokens.is_empty() || supporting.tokens.iter().any(proves_a_key)
        })
}

/// True when something is encrypted as the suite says: below TLS nothing is.
fn encrypts(reading: &Reading) -> bool {
    reading.bindings.iter().any(|binding| binding.kind.is_message())
}

/// True when parts are encrypted as the suite says, or may be: where a policy names no parts, another may.
pub(super) fn encrypts_parts(reading: &Reading) -> bool {
    let names_none = |parts: &Protects| {
        parts.encrypted_parts.is_empty()
            && parts.encrypted_elements.is_empty()
            && parts.content_encrypted_elements.is_empty()
    };
    let is_signature = reading.bindings.iter().any(|binding| binding.encrypt_signature.is_some());
    let is_token = reading.supporting.iter().any(|all| all.kind.encrypted || !names_none(&all.protects));
    let is_part = reading.protects.is_empty() || !names_none(&reading.protects);
    encrypts(reading) && (is_signature || is_token || is_part)
}

/// True when keys are encrypted as the suite says, or may be: those of parts, and the key of a symmetric binding.
pub(super) fn encrypts_keys(reading: &Reading) -> bool {
    encrypts_parts(reading) || reading.bindings.iter().any(|binding| binding.kind == BindingKind::Symmetric)
}

/// The suite of the binding first, those of supporting tokens behind it.
pub(super) fn written(reading: &Reading) -> impl Iterator<Item = &AlgorithmSuite> {
    let bindings = reading.bindings.iter().filter_map(|binding| binding.algorithm_suite.as_ref());
    bindings.chain(reading.supporting.iter().filter_map(|supporting| supporting.algorithm_suite.as_ref()))
}

/// Judges every suite where something uses it, and where nothing does: each element once, as used where it is used once.
pub(super) fn judged<'a>(
    wsdl: &'a Wsdl,
    uses: fn(&Reading) -> bool,
    judge: impl Fn(&Seen<'_>, &AlgorithmSuite) -> Option<Blame>,
) -> Vec<(Cause<'a>, bool)> {
    let of = |used: bool, of_binding: bool| {
        any_alternative(wsdl, |seen| {
            if uses(seen.reading) != used {
                return None;
            }
            let own = seen.reading.bindings.iter().filter_map(|binding| binding.algorithm_suite.as_ref()).count();
            let (skip, most) = if of_binding { (0, own) } else { (own, usize::MAX) };
            written(seen.reading).skip(skip).take(most).find_map(|suite| judge(seen, suite))
        })
    };
    let mut all: Vec<(Cause<'a>, bool)> = Vec::new();
    for (used, of_binding) in [(true, true), (true, false), (false, true), (false, false)] {
        for cause in of(used, of_binding) {
            if !all.iter().any(|(known, _)| known.at == cause.at) {
                all.push((cause, used));
            }
        }
    }
    all
}

/// Something that suites can be weak in.
pub(super) struct Weakness {
    /// True for a suite that is.
    pub(super) of: fn(Suite) -> bool,
    /// True where something does what the suite is weak in.
    pub(super) uses: fn(&Reading) -> bool,
    /// What is said behind the name of the suite.
    pub(super) what: &'static str,
    /// What to name instead.
    pub(super) help: &'static str,
}

/// Reports every element that names a suite with a weakness. Where nothing uses it, it is a remark for those who go
/// through everything.
pub(super) fn report<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>, weakness: &Weakness) {
    let Weakness { of, uses, what, help } = *weakness;
    let judge = |_: &Seen<'_>, written: &AlgorithmSuite| {
        let (at, _) = written.suite.as_ref()?;
        suite_of(wsdl, written).filter(|suite| of(*suite)).map(|_| Blame::on(*at))
    };
    for (cause, is_used) in judged(wsdl, uses, judge) {
        // What a message binding does with the suite other rules say.
        let is_message = cause.facts.binding.is_some_and(BindingKind::is_message);
        if !is_used && (is_message || cx.profile() == Profile::Recommended) {
            continue;
        }
        let Some(element) = cause.element() else { continue };
        let name = element.local();
        if is_used {
            let message = cause.sentence(&format!("`{name}` {what}"));
            cause.report(message, cx).map(|finding| finding.help(help));
        } else {
            let message = cause.sentence(&format!("`{name}` {what}, though nothing uses it beside TLS"));
            cause.report(message, cx).map(|finding| finding.severity(Severity::Info).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_suites() {
        let all = |dialect, name| {
            Suite::named(dialect, name).map(|suite| (suite.digest, suite.encryption, suite.key_transport))
        };
        use Digest::{Sha1, Sha256, Unsaid};
        use Encryption::{AesCbc, AesGcm, TripleDesCbc};
        use KeyTransport::{Rsa15, RsaOaep};
        assert_eq!(all(Dialect::Sp12, "Basic256"), Some((Sha1, AesCbc, RsaOaep)));
        assert_eq!(all(Dialect::Sp11, "Basic192Rsa15"), Some((Sha1, AesCbc, Rsa15)));
        assert_eq!(all(Dialect::Sp12, "Basic128Sha256"), Some((Sha256, AesCbc, RsaOaep)));
        assert_eq!(all(Dialect::Sp12, "TripleDes"), Some((Sha1, TripleDesCbc, RsaOaep)));
        assert_eq!(all(Dialect::Sp12, "TripleDesSha256Rsa15"), Some((Sha256, TripleDesCbc, Rsa15)));
        assert_eq!(all(Dialect::SpExtension, "Basic128GCM"), Some((Unsaid, AesGcm, RsaOaep)));
        assert_eq!(all(Dialect::SpExtension, "Basic192GCMRsa15"), Some((Unsaid, AesGcm, Rsa15)));
        assert_eq!(all(Dialect::SpExtension, "Basic256GCMSha256"), Some((Sha256, AesGcm, RsaOaep)));
        assert_eq!(all(Dialect::SpExtension, "Basic256GCMMGFSHA256Digest"), Some((Sha256, AesGcm, RsaOaep)));
        for name in ["Basic600", "Basic256sha256", "Basic", "TripleDesGCM", "Basic256Rsa15Sha256", "", "Basic128GCM"] {
            assert_eq!(all(Dialect::Sp12, name), None, "{name}");
        }
        assert_eq!(all(Dialect::SpExtension, "Basic256"), None);
    }
}
