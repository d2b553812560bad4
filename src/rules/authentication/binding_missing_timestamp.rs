//! See `rules/authentication/binding-missing-timestamp.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{BindingKind, Reading};
use crate::rules::soap::causes::{Blame, Seen, every_alternative};
use crate::rules::{Check, Cx};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in every_alternative(wsdl, judge) {
        let Some(kind) = cause.facts.binding else { continue };
        let severity = match kind {
            BindingKind::Symmetric | BindingKind::Asymmetric => Severity::Medium,
            BindingKind::Transport if cause.facts.client.is_some_and(|client| client.in_message) => Severity::Low,
            // Nothing in the message is worth keeping for later.
            BindingKind::Transport => Severity::Info,
        };
        if severity == Severity::Info && cx.profile() == Profile::Recommended {
            continue;
        }
        let what = match kind {
            BindingKind::Transport => {
                "the transport binding asks for no timestamp, so a receiver can send messages on later"
            }
            _ => "the binding asks for no timestamp, so a recorded message is accepted again",
        };
        if let Some(finding) = cause.report(cause.sentence(what), cx) {
            finding.severity(severity).help("add `<sp:IncludeTimestamp/>` to the policy of the binding");
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let binding = seen.reading.binding()?;
    let is_old = seen.facts.unknown.is_none() && seen.facts.fresh.is_none() && !has_own_timestamp(seen.reading);
    is_old.then(|| Blame::on(binding.at))
}

/// True when a header of the application, signed or encrypted with the message, says when it was made.
fn has_own_timestamp(reading: &Reading) -> bool {
    let of_tokens = reading.supporting.iter().map(|supporting| &supporting.protects);
    std::iter::once(&reading.protects).chain(of_tokens).any(|protects| {
        let headers = protects.signed_parts.iter().chain(&protects.required_parts).flat_map(|parts| &parts.headers);
        let paths = protects.signed_elements.iter().chain(&protects.required_elements).flat_map(|set| &set.paths);
        headers.filter_map(|header| header.name.as_deref()).any(is_timestamp)
            || paths.flat_map(|path| path.text.split(|c: char| !c.is_alphanumeric())).any(is_timestamp)
    })
}

fn is_timestamp(name: &str) -> bool {
    let words = words::split(name);
    let is = |word: &str| words.iter().any(|one| one == word);
    is("timestamp") || is("time") && is("stamp")
}
