//! See `rules/soap/soapaction-names-other-operation.md`.

use hashbrown::{HashMap, HashSet};

use super::actions::{self, last_segment};
use crate::model::wsdl::{BoundOperation, Wsdl};
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // The bindings of SOAP 1.1 and 1.2 mostly are copies: one mistake.
    let mut told: HashSet<(String, &'a str)> = HashSet::new();
    for binding in wsdl.bindings() {
        let actions = actions::of(binding);
        if actions.is_empty() {
            continue;
        }
        let operations: HashMap<&str, BoundOperation<'_>> =
            binding.operations().map(|operation| (operation.name(), operation)).collect();
        for action in actions {
            let named = last_segment(&action.text);
            let own = action.operation.name();
            if named.eq_ignore_ascii_case(own) || named.is_empty() {
                continue;
            }
            let Some(other) = operations.get(named) else { continue };
            if !told.insert((action.text.clone(), own)) {
                continue;
            }
            let message = format!("the SOAP action of `{own}` names `{named}`, another operation of the same binding");
            let finding = cx.report(action.node, message);
            finding.help(format!("end the action with `{own}`")).value(own);
            if let Some(node) = other.name_node() {
                finding.related(Place::value(node), "the operation it names");
            }
        }
    }
}
