//! See `rules/soap/algorithm-cbc-without-integrity.md`.

use super::causes::{Blame, Seen, every_alternative};
use super::suites::suite_of;
use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::Reading;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let judge = |seen: &Seen<'_>| {
        let facts = &seen.facts;
        let encrypted = facts.body_encrypted.filter(|_| facts.unknown.is_none() && facts.body_signed.is_none())?;
        // A signature over a part of the body may cover the part that is encrypted.
        if !encrypted.is_sure && signs_within(seen.reading) {
            return None;
        }
        let mut bindings = seen.reading.bindings.iter().filter(|binding| binding.kind.is_message());
        let suite = bindings.find_map(|binding| binding.algorithm_suite.as_ref())?;
        let is_cbc = suite_of(wsdl, suite).is_some_and(|suite| suite.is_cbc());
        is_cbc.then(|| Blame::on(encrypted.at))
    };
    for cause in every_alternative(wsdl, judge) {
        let is_answer = cause.is_of_answers();
        let whom = if is_answer { "trying changed copies on the client" } else { "asking the service" };
        let what = format!("the body is encrypted in CBC mode and not signed, so its text can be read by {whom}");
        let Some(finding) = cause.report(cause.sentence(&what), cx) else { continue };
        finding.help("sign the body as well: `<sp:SignedParts><sp:Body/></sp:SignedParts>`");
        // Only who ends the TLS connection has the text to try it with; and a client asks once.
        if cause.facts.is_secure == Some(true) || is_answer {
            finding.severity(Severity::Medium);
        }
    }
}

fn signs_within(reading: &Reading) -> bool {
    let of_tokens = reading.supporting.iter().map(|supporting| &supporting.protects);
    let mut sets = std::iter::once(&reading.protects).chain(of_tokens).flat_map(|protects| &protects.signed_elements);
    sets.any(|set| set.paths.iter().any(|path| path.leads_into_body()))
}
