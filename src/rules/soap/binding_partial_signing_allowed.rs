//! See `rules/soap/binding-partial-signing-allowed.md`.

use super::causes::{Blame, Seen, any_alternative};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, judge) {
        let what = "the binding allows signatures over fragments of headers and body, the way into signature wrapping";
        if let Some(finding) = cause.report(cause.sentence(what), cx) {
            finding.help("add `<sp:OnlySignEntireHeadersAndBody/>` to the policy of the binding");
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    if seen.facts.unknown.is_some() {
        return None;
    }
    let of_tokens = seen.reading.supporting.iter().map(|supporting| &supporting.protects);
    let mut protects = std::iter::once(&seen.reading.protects).chain(of_tokens);
    if !protects.any(|protects| !protects.signed_parts.is_empty() || !protects.signed_elements.is_empty()) {
        return None;
    }
    let mut bindings = seen.reading.bindings.iter().filter(|binding| binding.kind.is_message());
    let open = bindings.find(|binding| binding.only_sign_entire_headers_and_body.is_none());
    open.map(|binding| Blame::on(binding.at))
}
