//! See `rules/soap/xpath-protection-ambiguous.md`.

use super::causes::{Blame, Seen, any_alternative};
use super::sends::whose;
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, ambiguous) {
        let Some(element) = cause.element() else { continue };
        let verb = match element.parent().map(|around| around.local()) {
            Some("SignedElements") => "signed",
            _ => "encrypted",
        };
        let message = format!("what is {verb} in {} is told by a path that {}", whose(&cause), cause.about);
        if let Some(finding) = cause.report(message, cx) {
            finding.help("write the whole way from the envelope, each step with its namespace, or name `sp:Body` and `sp:Header` as parts");
        }
    }
}

fn ambiguous(seen: &Seen<'_>) -> Vec<Blame> {
    let reading = seen.reading;
    let mut sets = Vec::new();
    if reading.can_sign() {
        sets.extend(&reading.protects.signed_elements);
    }
    if reading.can_encrypt() {
        sets.extend(reading.protects.encrypted_elements.iter().chain(&reading.protects.content_encrypted_elements));
    }
    for supporting in &reading.supporting {
        sets.extend(&supporting.protects.signed_elements);
    }
    let paths = sets.into_iter().flat_map(|set| &set.paths);
    paths.filter_map(|path| Some(Blame::for_what(path.at, doubt(&path.text)?))).collect()
}

/// Why a path may find more than one place.
fn doubt(path: &str) -> Option<&'static str> {
    path.split('|').map(str::trim).filter(|path| !path.is_empty()).find_map(|path| {
        let is_by_name = path.contains("local-name()") && !path.contains("namespace-uri()");
        match path {
            _ if path.contains("//") && !path.contains("://") => Some("finds its elements at any depth"),
            _ if path.starts_with("//") => Some("finds its elements at any depth"),
            _ if is_by_name => Some("finds its elements by local name, whatever their namespace"),
            _ if !path.starts_with('/') => Some("does not begin at the envelope"),
            _ => None,
        }
    })
}
