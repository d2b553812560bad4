//! See `rules/soap/policy-unattached.md`.

use hashbrown::HashSet;

use super::causes::tag;
use super::policies::{Security, around, words};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::Reading;
use crate::model::wsdl::policy::{Place, Policy};
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    let unattached: Vec<&Policy> = policies.unattached().collect();
    if unattached.is_empty() {
        return;
    }
    let mut security = Security::of(wsdl);
    // What another one refers to has its cause there.
    let parts: HashSet<At> = policies
        .references()
        .iter()
        .filter(|reference| reference.inside)
        .filter_map(|reference| reference.target.policy().filter(|target| around(wsdl, reference.at) != Some(*target)))
        .collect();
    let severity = if wsdl.bindings().next().is_none() {
        Some(Severity::Low)
    } else {
        covers_every_binding(wsdl).then_some(Severity::Medium)
    };
    for policy in unattached.into_iter().filter(|policy| !parts.contains(&policy.at)) {
        // What a document of its own is for, only the code that loads it says.
        let is_alone = policies.place(policy) == Place::Standalone;
        if (is_alone && cx.profile() != Profile::Audit) || !security.is_asked_by(policy.at) {
            continue;
        }
        let Some(element) = wsdl.element(policy.at) else { continue };
        let asked = policies.alternatives(policy.at).map(Reading::of).find(Reading::is_security);
        let is_for_messages = asked.as_ref().is_some_and(asks_for_parts_only);
        let asked = match asked {
            Some(_) if is_for_messages => "parts to sign or encrypt".to_owned(),
            Some(reading) => reading.words(),
            None => "security".to_owned(),
        };
        let finding = cx.report(tag(element), format!("nothing attaches {}, which asks for: {asked}", words(policy)));
        finding.help(help(wsdl, policy, is_for_messages));
        if let Some(severity) = severity {
            finding.severity(severity);
        }
    }
}

/// True when each binding has a message that some policy protects.
fn covers_every_binding(wsdl: &Wsdl) -> bool {
    let protected: HashSet<At> = wsdl
        .protections()
        .filter(|message| message.has_security())
        .filter_map(|message| Some(message.binding()?.element().node().at()))
        .collect();
    wsdl.bindings().all(|binding| protected.contains(&binding.element().node().at()))
}

fn asks_for_parts_only(reading: &Reading) -> bool {
    reading.bindings.is_empty() && reading.supporting.is_empty() && !reading.protects.is_empty()
}

fn help(wsdl: &Wsdl, policy: &Policy, is_for_messages: bool) -> String {
    let reference = match super::policies::id(policy) {
        Some(id) => format!("`<wsp:PolicyReference URI=\"#{id}\"/>`"),
        None => "a `wsu:Id` on it, and a `wsp:PolicyReference` to that,".to_owned(),
    };
    match wsdl.bindings().next() {
        _ if is_for_messages => {
            format!("put {reference} into the inputs and outputs of the binding that it is for, or remove the policy")
        }
        Some(binding) => format!("put {reference} into the binding `{}`, or remove the policy", binding.name()),
        None => format!("put {reference} where it is to hold, or remove the policy"),
    }
}
