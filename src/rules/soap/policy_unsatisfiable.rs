//! See `rules/soap/policy-unsatisfiable.md`.

use super::causes::tag;
use super::policies::{outer, words};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::POLICY;
use crate::model::wsdl::policy::State;
use crate::rules::{Check, Cx};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for (policy, element) in outer(wsdl) {
        // One whose alternatives all come from another policy has its cause there.
        let Some(empty) = element.descendants().find(|inner| is_empty_choice(*inner)) else { continue };
        if wsdl.policies().state(policy.at) == State::Unsatisfiable {
            let message = format!("{} offers no alternative: nobody can comply with it", words(policy));
            cx.report(tag(empty), message).help(
                "write the alternatives into `wsp:ExactlyOne`; for a policy that asks for nothing write an empty `wsp:All` there",
            );
        }
    }
}

fn is_empty_choice(element: Element<'_>) -> bool {
    element.local() == "ExactlyOne" && POLICY.contains(&element.namespace()) && element.elements().next().is_none()
}
