//! See `rules/soap/encrypted-not-signed.md`.

use super::body_not_signed::signs_within_body;
use super::causes::{Blame, Seen, any_alternative};
use super::sends::{message_binding, over_http, signs_by_path, whose};
use crate::finding::{Confidence, Severity};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for mut cause in any_alternative(wsdl, unsigned) {
        let is_alone = cause.messages.is_empty();
        cause.messages.retain(|message| message.sees_all());
        if cause.messages.is_empty() && !is_alone {
            continue;
        }
        let message = format!("{} of {} is encrypted but not signed", cause.about, whose(&cause));
        let is_sure = !cause.about.starts_with("a part");
        let is_open = over_http(&cause);
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("name the same part in `sp:SignedParts`");
        if !is_sure {
            finding.confidence(Confidence::Medium);
        }
        if !is_open {
            finding.severity(Severity::Medium);
        }
    }
}

fn unsigned(seen: &Seen<'_>) -> Vec<Blame> {
    let mut found = Vec::new();
    if message_binding(seen).is_none() {
        return found;
    }
    let (facts, reading) = (&seen.facts, seen.reading);
    if let Some(body) = facts.body_encrypted.filter(|_| facts.body_signed.is_none() && !signs_within_body(reading)) {
        found.push(Blame::for_what(body.at, if body.is_sure { "the body" } else { "a part of the body" }));
    }
    for header in reading.protects.encrypted_parts.iter().flat_map(|parts| &parts.headers) {
        let Some(name) = header.name.as_deref() else { continue };
        if reading.header_signed(&header.namespace, name).is_none() && !signs_by_path(reading, name) {
            found.push(Blame::for_what(header.at, format!("the header `{name}`")));
        }
    }
    if let Some(at) = facts.attachments_encrypted.filter(|_| facts.attachments_signed.is_none()) {
        found.push(Blame::for_what(at, "an attachment"));
    }
    found
}
