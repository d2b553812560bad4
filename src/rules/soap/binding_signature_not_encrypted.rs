//! See `rules/soap/binding-signature-not-encrypted.md`.

use super::causes::{Blame, Seen, any_alternative};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, judge) {
        let what = "the body is encrypted and its signature is not, so whoever guesses the body can check the guess";
        if let Some(finding) = cause.report(cause.sentence(what), cx) {
            finding.help("add `<sp:EncryptSignature/>` to the policy of the binding");
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let facts = &seen.facts;
    if facts.unknown.is_some() || facts.body_signed.is_none() || facts.body_encrypted.is_none() {
        return None;
    }
    let mut bindings = seen.reading.bindings.iter().filter(|binding| binding.kind.is_message());
    // A signature made after encryption holds no digest of the plain text.
    let is_open = bindings.find(|binding| binding.encrypt_signature.or(binding.encrypt_before_signing).is_none());
    is_open.map(|binding| Blame::on(binding.at))
}
