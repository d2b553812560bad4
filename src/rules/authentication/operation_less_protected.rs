//! See `rules/authentication/operation-less-protected.md`.

use hashbrown::{HashMap, HashSet};

use crate::finding::{Profile, Severity};
use crate::model::wsdl::policy::{Component, Protection, Strength};
use crate::model::wsdl::{BoundOperation, Direction, Wsdl};
use crate::rules::soap::causes::{listed, tag};
use crate::rules::{Check, Cx, many};
use crate::syntax::At;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Words of operations that everybody may call by design: tests of life, and what hands out the tokens.
const FOR_ALL: [&str; 18] = [
    "ping",
    "version",
    "status",
    "echo",
    "health",
    "heartbeat",
    "alive",
    "wsdl",
    "metadata",
    "login",
    "logon",
    "signin",
    "authenticate",
    "issue",
    "challenge",
    "mex",
    "register",
    "hello",
];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    if wsdl.policies().is_empty() {
        return;
    }
    // The operations of a binding through the first port that uses it.
    let mut first_port: HashMap<At, Option<At>> = HashMap::new();
    let inputs = wsdl.protections().filter(|message| message.direction() == Direction::Input).filter_map(|message| {
        let binding = message.binding()?.element().node().at();
        let port = message.port().map(|port| port.element().node().at());
        (*first_port.entry(binding).or_insert(port) == port).then_some((binding, message))
    });
    for inputs in many::by_key(inputs.collect::<Vec<_>>(), |(binding, _)| *binding) {
        let inputs: Vec<_> = inputs.into_iter().map(|(_, message)| message).collect();
        if inputs.len() > 2 {
            judge(&inputs, cx);
        }
    }
}

fn judge<'a>(inputs: &[Protection<'a>], cx: &mut Cx<'a>) {
    let mut known: HashMap<usize, Strength> = HashMap::new();
    let mut counts: HashMap<Strength, usize> = HashMap::new();
    for message in inputs {
        let strength = *known.entry(message.effective()).or_insert_with(|| message.strength());
        *counts.entry(strength).or_default() += 1;
    }
    let Some((usual, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return };
    if count * 2 <= inputs.len() {
        return;
    }
    let is_lower = |message: &Protection<'a>| {
        let Some(own) = known.get(&message.effective()).filter(|_| message.sees_all()) else { return false };
        let lower = own.weaker_than(&usual);
        let counts = lower.iter().any(|component| *component != Component::Freshness);
        counts && usual.weaker_than(own).is_empty()
    };
    let mut seen = HashSet::new();
    let weaker: Vec<(Protection<'a>, BoundOperation<'a>)> = inputs
        .iter()
        .filter(|message| is_lower(message))
        .filter_map(|message| Some((*message, message.operation()?)))
        .filter(|(_, operation)| seen.insert(operation.element().node().at()))
        .collect();
    // What everybody may call by design is a remark, unless something else is with it.
    let serious: Vec<_> = weaker.iter().copied().filter(|(_, operation)| !is_for_all(*operation)).collect();
    let is_remark = serious.is_empty();
    if is_remark && cx.profile() == Profile::Recommended {
        return;
    }
    let told = if is_remark { &weaker } else { &serious };
    let Some(((message, operation), others)) = told.split_first() else { return };
    let usual_words = inputs.iter().find(|message| known.get(&message.effective()) == Some(&usual));
    let usual_words = usual_words.map_or(String::new(), |message| message.weakest().1.words());
    let names: Vec<&str> = told.iter().map(|(_, operation)| operation.name()).collect();
    let text = format!(
        "the input of {} has less than those of {count} other operations: {} instead of {usual_words}",
        listed(&names),
        message.weakest().1.words()
    );
    let finding = cx.report(tag(operation.element()), text).value(operation.name());
    finding.help("attach the policy of the other operations here too");
    if is_remark {
        finding.severity(Severity::Info);
    }
    many::list(finding, others.iter().map(|(_, operation)| tag(operation.element())), "this one too");
}

fn is_for_all(operation: BoundOperation<'_>) -> bool {
    words::split(operation.name()).iter().any(|word| FOR_ALL.contains(&word.as_str()))
}
