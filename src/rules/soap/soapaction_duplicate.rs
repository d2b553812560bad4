//! See `rules/soap/soapaction-duplicate.md`.

use hashbrown::HashSet;

use super::actions::{self, last_segment};
use super::causes::listed;
use crate::model::wsdl::Wsdl;
use crate::rules::many::by_key;
use crate::rules::{Check, Cx, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each action.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // The bindings of SOAP 1.1 and 1.2 mostly are copies: one mistake.
    let mut told: HashSet<(String, Vec<&'a str>)> = HashSet::new();
    for binding in wsdl.bindings() {
        let actions = actions::of(binding);
        let all = actions.len();
        let names: HashSet<&str> = binding.operations().map(|operation| operation.name()).collect();
        for same in by_key(actions, |action| action.text.clone()) {
            let Some((first, others)) = same.split_first() else { continue };
            let mut seen = HashSet::new();
            let sharing: Vec<&str> =
                same.iter().map(|action| action.operation.name()).filter(|name| seen.insert(*name)).collect();
            // Overloads share a name, and an action that names one of the operations is wrong at the others.
            let is_other_rules = sharing.len() < 2 || same.len() == all || names.contains(last_segment(&first.text));
            if is_other_rules || !told.insert((first.text.clone(), sharing.clone())) {
                continue;
            }
            let message = format!(
                "{} operations of the binding `{}` have the SOAP action `{}`: {}",
                sharing.len(),
                binding.name(),
                first.text,
                listed(&sharing)
            );
            let finding = cx.report(first.node, message).value(first.text.as_str());
            finding.help("give each operation an action of its own");
            for other in others.iter().take(4) {
                finding.related(other.node, "the same action");
            }
        }
    }
}
