//! See `rules/soap/encrypted-not-signed.md`.

use super::body_not_signed::signs_within_body;
use super::causes::{Blame, Seen, any_alternative};
use super::sends::{message_binding, over_http, signs_by_path, whose};
use super::suites::suite_of;
use crate::finding::{Confidence, Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Behind what a suite encrypts that notices changes.
const GCM: &str = " in GCM mode";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for mut cause in any_alternative(wsdl, |seen| unsigned(wsdl, seen)) {
        let is_alone = cause.messages.is_empty();
        cause.messages.retain(|message| message.sees_all());
        if cause.messages.is_empty() && !is_alone {
            continue;
        }
        let (what, is_gcm) = match cause.about.strip_suffix(GCM) {
            Some(what) => (what, true),
            None => (cause.about.as_str(), false),
        };
        if is_gcm && cx.profile() == Profile::Recommended {
            continue;
        }
        let message = if is_gcm {
            format!(
                "{what} of {} is encrypted{GCM} but not signed: a change shows, but not who wrote it",
                whose(&cause)
            )
        } else {
            format!("{what} of {} is encrypted but not signed", whose(&cause))
        };
        let is_sure = !what.starts_with("a part");
        let is_open = over_http(&cause);
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("name the same part in `sp:SignedParts`");
        if !is_sure {
            finding.confidence(Confidence::Medium);
        }
        if is_gcm {
            finding.severity(Severity::Low);
        } else if !is_open {
            finding.severity(Severity::Medium);
        }
    }
}

fn unsigned(wsdl: &Wsdl, seen: &Seen<'_>) -> Vec<Blame> {
    let mut found = Vec::new();
    let Some(binding) = message_binding(seen) else { return found };
    let suite = binding.algorithm_suite.as_ref().and_then(|written| suite_of(wsdl, written));
    let mode = if suite.is_some_and(|suite| !suite.is_cbc()) { GCM } else { "" };
    let (facts, reading) = (&seen.facts, seen.reading);
    let body = facts.body_encrypted.filter(|_| facts.body_signed.is_none() && !signs_within_body(reading));
    // Of a body whose changes show, `body-not-signed` says what is missing.
    if let Some(body) = body.filter(|_| mode.is_empty()) {
        found.push(Blame::for_what(body.at, if body.is_sure { "the body" } else { "a part of the body" }));
    }
    for header in reading.protects.encrypted_parts.iter().flat_map(|parts| &parts.headers) {
        let Some(name) = header.name.as_deref() else { continue };
        if reading.header_signed(&header.namespace, name).is_none() && !signs_by_path(reading, name) {
            found.push(Blame::for_what(header.at, format!("the header `{name}`{mode}")));
        }
    }
    if let Some(at) = facts.attachments_encrypted.filter(|_| facts.attachments_signed.is_none()) {
        found.push(Blame::for_what(at, format!("an attachment{mode}")));
    }
    found
}
