//! See `rules/soap/addressing-headers-not-signed.md`.

use super::addressing::{extension, headers_of};
use super::causes::{Blame, Cause, Seen, any_alternative};
use super::sends::{message_binding, signs_by_path, whose};
use crate::model::wsdl::policy::reading::Feature;
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let is_extended = wsdl.bindings().any(|binding| extension(binding).is_some());
    for mut cause in by_place(any_alternative(wsdl, |seen| judge(wsdl, seen, is_extended))) {
        let is_alone = cause.messages.is_empty();
        cause.messages.retain(|message| {
            let by_policy = message.readings().iter().any(|reading| reading.feature(Feature::Addressing).is_some());
            message.sees_all() && (by_policy || message.binding().and_then(extension).is_some())
        });
        if is_alone || !cause.messages.is_empty() {
            report(&cause, cx);
        }
    }
}

/// Requests and answers leave out different headers at one place.
fn by_place(causes: Vec<Cause<'_>>) -> Vec<Cause<'_>> {
    let mut all: Vec<Cause<'_>> = Vec::new();
    for cause in causes {
        let Some(known) = all.iter_mut().find(|known| known.at == cause.at) else {
            all.push(cause);
            continue;
        };
        for name in cause.about.split(", ") {
            if known.about.split(", ").all(|listed| listed != name) {
                known.about = format!("{}, {name}", known.about);
            }
        }
        known.messages.extend(cause.messages.iter().copied());
    }
    all
}

fn judge(wsdl: &Wsdl, seen: &Seen<'_>, is_extended: bool) -> Option<Blame> {
    message_binding(seen)?;
    let asserted = seen.reading.feature(Feature::Addressing);
    if asserted.is_none() && (!is_extended || seen.is_bootstrap) {
        return None;
    }
    let body = seen.facts.body_signed?;
    let names: &[&str] = match seen.direction {
        Some(Direction::Fault) => return None,
        Some(Direction::Output) => &["To", "Action", "MessageID", "RelatesTo"],
        _ => &["To", "Action", "MessageID", "ReplyTo", "FaultTo"],
    };
    let namespace = headers_of(asserted.and_then(|at| wsdl.element(at)));
    let reading = seen.reading;
    let is_open = |name: &&&str| reading.header_signed(namespace, name).is_none() && !signs_by_path(reading, name);
    let open: Vec<String> = names.iter().filter(is_open).map(|name| format!("`{name}`")).collect();
    (!open.is_empty()).then(|| Blame::for_what(body.at, open.join(", ")))
}

fn report<'a>(cause: &Cause<'a>, cx: &mut Cx<'a>) {
    let verb = if cause.about.contains(',') { "are" } else { "is" };
    let message = format!("the body of {} is signed, but {} of WS-Addressing {verb} not", whose(cause), cause.about);
    if let Some(finding) = cause.report(message, cx) {
        finding.help(
            "add `sp:Header` with the namespace of the WS-Addressing that is used, and without a name, to these `sp:SignedParts`",
        );
    }
}
