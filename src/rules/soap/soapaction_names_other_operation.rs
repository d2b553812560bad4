//! See `rules/soap/soapaction-names-other-operation.md`.

use hashbrown::{HashMap, HashSet};

use super::actions::{self, Action, last_segment};
use super::causes::listed;
use crate::model::wsdl::{BoundOperation, Wsdl};
use crate::rules::many::by_key;
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each action.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // The bindings of SOAP 1.1 and 1.2 mostly are copies: one mistake.
    let mut told: HashSet<(String, Vec<&'a str>)> = HashSet::new();
    for binding in wsdl.bindings() {
        let actions = actions::of(binding);
        if actions.is_empty() {
            continue;
        }
        let operations: HashMap<&str, BoundOperation<'_>> =
            binding.operations().map(|operation| (operation.name(), operation)).collect();
        for same in by_key(actions, |action| action.text.clone()) {
            let wrong =
                |action: &&Action<'a>| !last_segment(&action.text).eq_ignore_ascii_case(action.operation.name());
            let wrong: Vec<&Action<'_>> = same.iter().filter(wrong).collect();
            let Some(first) = wrong.first() else { continue };
            let named = last_segment(&first.text);
            let Some(other) = operations.get(named) else { continue };
            let names: Vec<&str> = wrong.iter().map(|action| action.operation.name()).collect();
            if !told.insert((first.text.clone(), names.clone())) {
                continue;
            }
            let message =
                format!("the SOAP action of {} names `{named}`, another operation of the same binding", listed(&names));
            let finding = cx.report(first.node, message).value(format!("{} {}", binding.name(), first.text));
            finding.help(format!("end the action with `{}`", first.operation.name()));
            if let Some(node) = other.name_node() {
                finding.related(Place::value(node), "the operation it names");
            }
            for action in wrong.iter().skip(1).take(4) {
                finding.related(action.node, "the same action");
            }
        }
    }
}
