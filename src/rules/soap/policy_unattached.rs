//! See `rules/soap/policy-unattached.md`.

use hashbrown::HashSet;

use super::causes::tag;
use super::policies::{Security, around, words};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::policy::reading::Reading;
use crate::model::wsdl::policy::{Facts, Place, Policy, Protection, Strength};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::many::by_key;
use crate::rules::{Check, Cx, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    let mut unattached: Vec<&Policy> = policies.unattached().collect();
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
    let has_bindings = wsdl.bindings().next().is_some();
    unattached.retain(|policy| {
        // What a document of its own, or one without bindings, is for, only those who load it say.
        let is_library = !has_bindings || policies.place(policy) == Place::Standalone;
        !parts.contains(&policy.at)
            && (!is_library || cx.profile() == Profile::Audit)
            && is_whole(wsdl, policy)
            && security.is_asked_by(policy.at)
    });
    if unattached.is_empty() {
        return;
    }
    let in_force = InForce::of(wsdl);
    let is_for_messages = |policy: &&Policy| asked(policies.readings(policy.at)).is_some_and(asks_for_parts_only);
    let (for_messages, whole): (Vec<&Policy>, Vec<&Policy>) = unattached.into_iter().partition(is_for_messages);
    let mut told = HashSet::new();
    for policy in whole {
        let readings = policies.readings(policy.at);
        let Some(element) = wsdl.element(policy.at) else { continue };
        let asked = asked(readings).map_or("security".to_owned(), Reading::words);
        let severity = in_force.severity(readings);
        if severity == Severity::Low && has_bindings && cx.profile() == Profile::Recommended {
            continue;
        }
        let less = if severity == Severity::Low && has_bindings { "; what is attached protects as much" } else { "" };
        let message = format!("nothing attaches {}, which asks for: {asked}{less}", words(policy));
        let finding = cx.report(tag(element), message).help(help(wsdl, policy)).severity(severity);
        // Where nothing signs yet, the parts to be signed wait for this one.
        if severity == Severity::High && told.insert(policy.at.source) {
            let parts = for_messages.iter().filter(|parts| parts.at.source == policy.at.source);
            for (parts, element) in parts.filter_map(|parts| Some((parts, wsdl.element(parts.at)?))).take(4) {
                finding.related(tag(element), format!("nothing attaches {} either", words(parts)));
            }
        }
    }
    for same in by_key(for_messages, |policy| policy.at.source) {
        if in_force.lacks_parts() || same.first().is_none_or(|policy| !told.contains(&policy.at.source)) {
            report_parts(wsdl, &in_force, &same, cx);
        }
    }
}

/// The first alternative that asks for security.
fn asked(readings: &[Reading]) -> Option<&Reading> {
    readings.iter().find(|reading| reading.is_security())
}

/// Policies that name parts of messages are told together: what they lack is an operation that uses them.
fn report_parts<'a>(wsdl: &'a Wsdl, in_force: &InForce<'_>, same: &[&Policy], cx: &mut Cx<'a>) {
    let mut all = same.iter().filter_map(|policy| Some((*policy, wsdl.element(policy.at)?)));
    let Some((first, element)) = all.next() else { return };
    let lacks = in_force.lacks_parts();
    if !lacks && in_force.has_bindings && cx.profile() == Profile::Recommended {
        return;
    }
    let (more, ask) = match same.len() - 1 {
        0 => (String::new(), "asks"),
        more => (format!(" and {more} more"), "ask"),
    };
    let less = match (lacks, in_force.has_bindings) {
        (true, _) => "; there are messages that ask for none",
        (false, true) => "; no message lacks them",
        (false, false) => "",
    };
    let message = format!("nothing attaches {}{more}, which {ask} for parts to sign or encrypt{less}", words(first));
    let finding = cx.report(tag(element), message);
    finding.help(format!(
        "put {} into the inputs and outputs of the binding that it is for, or remove the policy",
        reference(first)
    ));
    for (policy, element) in all.take(4) {
        finding.related(tag(element), words(policy));
    }
    finding.severity(if lacks { Severity::Medium } else { Severity::Low });
}

/// True where the document was read to its end: what was lost may attach the policy.
fn is_whole(wsdl: &Wsdl, policy: &Policy) -> bool {
    wsdl.documents().get(policy.at.source.0 as usize).is_some_and(|document| document.complete)
}

/// What protects the messages of a description, faults apart.
struct InForce<'a> {
    /// One message for each set of policies.
    messages: Vec<Protection<'a>>,
    has_bindings: bool,
    /// Each binding has a message that some policy protects.
    covers_all: bool,
}

impl<'a> InForce<'a> {
    fn of(wsdl: &'a Wsdl) -> Self {
        let (mut seen, mut protected) = (HashSet::new(), HashSet::new());
        let mut messages = Vec::new();
        for message in wsdl.protections().filter(|message| message.direction() != Direction::Fault) {
            let binding = message.binding().map(|binding| binding.element().node().at());
            if seen.insert((message.effective(), message.transport(), message.direction())) {
                messages.push(message);
            }
            if protected.contains(&binding) || message.has_security() {
                protected.insert(binding);
            }
        }
        let covers_all = wsdl.bindings().all(|binding| protected.contains(&Some(binding.element().node().at())));
        Self { messages, has_bindings: wsdl.bindings().next().is_some(), covers_all }
    }

    /// How much is lost with a policy that nothing attaches: everything where nothing else protects, nothing where all
    /// messages have as much from others.
    fn severity(&self, readings: &[Reading]) -> Severity {
        let adds = |message: &Protection<'_>| {
            let (now, transport) = (message.strength(), message.transport());
            let each = readings.iter().map(|reading| Strength::of(&Facts::of(reading, transport)));
            each.reduce(Strength::weakest)
                .is_some_and(|other| !now.knows_policy || !other.knows_policy || !now.weaker_than(&other).is_empty())
        };
        match (self.has_bindings, self.covers_all) {
            (false, _) => Severity::Low,
            (true, false) => Severity::High,
            (true, true) if self.messages.iter().any(adds) => Severity::Medium,
            (true, true) => Severity::Low,
        }
    }

    /// True when something signs or encrypts messages, and nothing says which parts of them.
    fn lacks_parts(&self) -> bool {
        let lacks = |reading: &Reading| reading.can_encrypt() && reading.protects.is_empty();
        self.messages.iter().any(|message| message.readings().iter().any(lacks))
    }
}

fn asks_for_parts_only(reading: &Reading) -> bool {
    reading.bindings.is_empty() && reading.supporting.is_empty() && !reading.protects.is_empty()
}

fn reference(policy: &Policy) -> String {
    match super::policies::id(policy) {
        Some(id) => format!("`<wsp:PolicyReference URI=\"#{id}\"/>`"),
        None => "a `wsu:Id` on it, and a `wsp:PolicyReference` to that,".to_owned(),
    }
}

fn help(wsdl: &Wsdl, policy: &Policy) -> String {
    let reference = reference(policy);
    match wsdl.bindings().next() {
        Some(binding) => format!("put {reference} into the binding `{}`, or remove the policy", binding.name()),
        None => format!("put {reference} where it is to hold, or remove the policy"),
    }
}
