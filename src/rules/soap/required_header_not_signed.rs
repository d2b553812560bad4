//! See `rules/soap/required-header-not-signed.md`.

use super::causes::{Blame, Seen, any_alternative};
use super::sends::{is_exposed, signs_by_path, whose};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, unsigned) {
        let message = format!(
            "the header `{}` is required in {}, but not signed: any header of that name will do",
            cause.about,
            whose(&cause)
        );
        if let Some(finding) = cause.report(message, cx) {
            finding.help("name the header in `sp:SignedParts` too");
        }
    }
}

fn unsigned(seen: &Seen<'_>) -> Vec<Blame> {
    let reading = seen.reading;
    // What signs may stand in another policy of the document.
    let is_part = seen.direction.is_none() && reading.protects.signed_parts.is_empty();
    if is_part || seen.facts.unknown.is_some() || !is_exposed(&seen.facts) {
        return Vec::new();
    }
    let headers = reading.protects.required_parts.iter().flat_map(|parts| &parts.headers);
    let unsigned = headers.filter_map(|header| {
        let name = header.name.as_deref()?;
        let is_signed = reading.header_signed(&header.namespace, name).is_some() || signs_by_path(reading, name);
        (!is_signed).then(|| Blame::for_what(header.at, name))
    });
    unsigned.collect()
}
