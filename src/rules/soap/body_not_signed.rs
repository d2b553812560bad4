//! See `rules/soap/body-not-signed.md`.

use super::causes::Blame;
use super::sends::{message_binding, missing, named, over_http, whose};
use crate::finding::Severity;
use crate::model::wsdl::policy::reading::Reading;
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let causes = missing(wsdl, |seen| {
        let binding = message_binding(seen)?;
        if seen.facts.body_signed.is_some() || signs_within_body(seen.reading) {
            return None;
        }
        // What encrypts it is what makes a reader believe that it is safe.
        Some(Blame::on(seen.facts.body_encrypted.map_or(binding.at, |proof| proof.at)))
    });
    for cause in causes {
        let message = format!("{} protects {}, but nothing signs the body", named(&cause), whose(&cause));
        let only_faults =
            !cause.messages.is_empty() && cause.messages.iter().all(|message| message.direction() == Direction::Fault);
        let is_open = over_http(&cause);
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("attach `sp:SignedParts` with `sp:Body` to these messages");
        if only_faults {
            finding.severity(Severity::Low);
        } else if !is_open {
            finding.severity(Severity::Medium);
        }
    }
}

/// True where paths may sign parts of the body: then somebody chose them. Those that speak of headers do not.
pub(super) fn signs_within_body(reading: &Reading) -> bool {
    let sets = std::iter::once(&reading.protects).chain(reading.supporting.iter().map(|all| &all.protects));
    sets.flat_map(|parts| &parts.signed_elements)
        .flat_map(|set| &set.paths)
        .any(|path| path.leads_into_body() || !(path.text.contains("Header") || path.text.contains("Security")))
}
