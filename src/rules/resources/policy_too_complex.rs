//! See `rules/resources/policy-too-complex.md`.

use hashbrown::HashSet;

use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::{State, Unknown};
use crate::rules::soap::causes::tag;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const HELP: &str = "write few alternatives that ask for what is needed";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    if policies.is_empty() {
        return;
    }
    for element in policies.cycles().iter().filter_map(|at| wsdl.element(*at)) {
        let uri = element.attr_text("URI").unwrap_or_default();
        let message = format!("the reference to `{}` leads back to the policy it stands in", uri.trim());
        cx.report(tag(element), message).severity(Severity::High).help("remove one of the references of the circle");
    }
    let is_complex = |state| state == State::Unknown(Unknown::TooComplex);
    let mut told = HashSet::new();
    let outer = policies.all().iter().filter(|policy| !policy.nested && is_complex(policies.state(policy.at)));
    for policy in outer {
        told.insert(policy.at);
        let Some(element) = wsdl.element(policy.at) else { continue };
        let message = "this policy stands for more alternatives than a stack should compute".to_owned();
        cx.report(tag(element), message).help(HELP);
    }
    let mut merged = HashSet::new();
    for message in wsdl.protections().filter(|message| is_complex(message.state())) {
        let mut attached = message.attached().filter_map(|(_, attached)| attached.policy.ok());
        if !merged.insert(message.effective()) || attached.any(|policy| told.contains(&policy)) {
            continue;
        }
        let Some((_, last)) = message.attached().last() else { continue };
        let (Some(to), Some(operation)) = (wsdl.element(last.to), message.operation()) else { continue };
        told.extend(last.policy.ok());
        let text = format!(
            "the policies for `{}` together stand for more alternatives than a stack should compute",
            operation.name()
        );
        cx.report(tag(to), text).help(HELP);
    }
}
