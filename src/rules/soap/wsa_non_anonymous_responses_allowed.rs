//! See `rules/soap/wsa-non-anonymous-responses-allowed.md`.

use super::addressing::{extension, headers_of};
use super::causes::{Blame, Cause, Seen, any_alternative, tag};
use super::sends::{signs_by_path, whose};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::policy::reading::{BindingKind, Feature};
use crate::model::wsdl::{AbstractOperation, Binding, BoundOperation, Direction, Pattern, Wsdl};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const ASKED_FOR: &str = "asks for";
const HELP: &str = "nest `wsam:AnonymousResponses` in `wsam:Addressing`, or sign `ReplyTo` and `FaultTo`";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, |seen| judge(wsdl, seen)) {
        let is_one_way = all_one_way(&cause);
        if is_one_way && cx.profile() != Profile::Audit {
            continue;
        }
        let what = if is_one_way { "faults" } else { "the answer" };
        let asked = if cause.about == ASKED_FOR { ": the policy asks for that" } else { "" };
        let message = format!("{} may name any address for {what}{asked}", whose(&cause));
        let severity = severity(&cause);
        if let Some(finding) = cause.report(message, cx) {
            finding.severity(severity).help(HELP);
        }
    }
    for binding in wsdl.bindings() {
        by_extension(wsdl, binding, cx);
    }
}

fn judge(wsdl: &Wsdl, seen: &Seen<'_>) -> Option<Blame> {
    let reading = seen.reading;
    let is_request = matches!(seen.direction, None | Some(Direction::Input)) && !seen.is_bootstrap;
    let at = reading.feature(Feature::Addressing).filter(|_| is_request && seen.facts.unknown.is_none())?;
    let namespace = headers_of(wsdl.element(at));
    let is_signed = |name| reading.header_signed(namespace, name).is_some() || signs_by_path(reading, name);
    if reading.feature(Feature::AnonymousResponses).is_some() || (is_signed("ReplyTo") && is_signed("FaultTo")) {
        return None;
    }
    Some(match reading.feature(Feature::NonAnonymousResponses) {
        Some(at) => Blame::for_what(at, ASKED_FOR),
        None => Blame::on(at),
    })
}

fn severity(cause: &Cause<'_>) -> Severity {
    let is_known_client = cause.facts.binding == Some(BindingKind::Transport) && cause.facts.client.is_some();
    match () {
        () if all_one_way(cause) || is_known_client => Severity::Info,
        () if cause.about == ASKED_FOR => Severity::Medium,
        () => Severity::Low,
    }
}

fn all_one_way(cause: &Cause<'_>) -> bool {
    let is_one_way = |operation: Option<AbstractOperation<'_>>| operation.is_some_and(answers_nothing);
    !cause.messages.is_empty() && cause.messages.iter().all(|message| is_one_way(message.abstract_operation()))
}

fn answers_nothing(operation: AbstractOperation<'_>) -> bool {
    operation.pattern() == Pattern::OneWay
}

/// `wsaw:UsingAddressing` in a binding, with `wsaw:Anonymous` in its operations; not where a policy says it as well.
fn by_extension<'a>(wsdl: &'a Wsdl, binding: Binding<'a>, cx: &mut Cx<'a>) {
    let Some(asserted) = extension(binding) else { return };
    let is_limited = |operation: &BoundOperation<'_>| {
        let mut inner = operation.element().elements();
        inner.any(|child| child.local() == "Anonymous" && child.text().trim() == "required")
    };
    let is_open = |operation: &BoundOperation<'_>| {
        !is_limited(operation) && !operation.abstract_operation().target().is_some_and(answers_nothing)
    };
    let open: Vec<_> = binding.operations().filter(is_open).collect();
    let here = binding.element().node().at();
    let in_policy = !wsdl.policies().is_empty()
        && wsdl.protections().filter(|message| message.effective() != 0).any(|message| {
            let is_here = message.binding().is_some_and(|binding| binding.element().node().at() == here);
            let known = |reading: &crate::model::wsdl::policy::reading::Reading| {
                reading.unknown.is_some()
                    || reading.feature(Feature::Addressing).is_some()
                    || reading.header_signed(headers_of(None), "ReplyTo").is_some()
            };
            is_here && message.readings().iter().any(known)
        });
    if open.is_empty() || in_policy {
        return;
    }
    let noun = if open.len() == 1 { "operation" } else { "operations" };
    let message =
        format!("{} {noun} of the binding `{}` may name any address for the answer", open.len(), binding.name());
    cx.report(tag(asserted), message).value(binding.name()).help(HELP);
}
