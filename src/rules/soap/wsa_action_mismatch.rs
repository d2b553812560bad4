//! See `rules/soap/wsa-action-mismatch.md`.

use hashbrown::HashSet;

use super::actions;
use crate::model::wsdl::{AbstractOperation, Wsdl};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// `Action` on the messages of a port type: WS-Addressing Metadata, and its draft.
const ACTIONS: [&str; 2] =
    ["http://www.w3.org/2007/05/addressing/metadata", "http://www.w3.org/2006/05/addressing/wsdl"];

/// One finding for each binding.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // The bindings of SOAP 1.1 and 1.2 mostly are copies: one mistake.
    let mut told: HashSet<(At, String)> = HashSet::new();
    for binding in wsdl.bindings() {
        let mut differing = Vec::new();
        for action in actions::of(binding) {
            let Some(node) = action.operation.abstract_operation().target().and_then(addressing_action) else {
                continue;
            };
            let declared = node.text().unwrap_or_default().trim().to_owned();
            if !declared.is_empty() && declared != action.text && told.insert((node.at(), action.text.clone())) {
                differing.push((action, node, declared));
            }
        }
        let Some((first, node, declared)) = differing.first() else { continue };
        let more = match differing.len() - 1 {
            0 => String::new(),
            1 => ", and so with 1 more operation".to_owned(),
            more => format!(", and so with {more} more operations"),
        };
        let message = format!(
            "`{}` has the SOAP action `{}` and the WS-Addressing action `{declared}`{more}",
            first.operation.name(),
            first.text
        );
        let finding = cx.report(first.node, message).value(binding.name());
        finding
            .help("make both the same, or leave the SOAP action empty")
            .related(Place::value(*node), "the other one");
        for (action, ..) in differing.iter().skip(1).take(4) {
            finding.related(action.node, "differs too");
        }
    }
}

fn addressing_action(operation: AbstractOperation<'_>) -> Option<NodeRef<'_>> {
    let input = operation.input()?.element();
    ACTIONS.iter().find_map(|namespace| input.attr(namespace, "Action"))
}
