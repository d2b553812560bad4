//! See `rules/soap/policy-misplaced-security-assertion.md`.

use super::policies::{and_more, at_tag, slips};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::POLICY;
use crate::model::wsdl::policy::Fault;
use crate::rules::{Check, Cx, many};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let all = slips(wsdl, |misread| misread.fault == Fault::Misplaced).into_iter().flatten();
    for same in many::by_key(all, |(misread, element)| (misread.at.source, element.local(), holder(*element))) {
        let Some(((_, element), others)) = same.split_first() else { continue };
        let more = and_more(others.len());
        let message = match holder(*element) {
            Some(holder) if is_unwrapped(*element) => {
                format!(
                    "`{}` stands in `{holder}` without a `wsp:Policy` around it{more}: stacks do not read it",
                    element.local()
                )
            }
            Some(holder) => {
                format!("`{}` means nothing in `{holder}`{more}: stacks do not read it there", element.local())
            }
            None => {
                format!("`{}` means nothing at the top of a policy{more}: stacks do not read it there", element.local())
            }
        };
        at_tag(*element, message, cx).help(help(*element));
    }
}

/// The assertion it stands in; `None` at the top of a policy.
fn holder(element: Element<'_>) -> Option<&str> {
    let mut around = std::iter::successors(element.parent(), |inner| inner.parent());
    let first = around.find(|around| !POLICY.contains(&around.namespace()))?;
    // Above the policy is what it is attached to.
    crate::model::wsdl::policy::Dialect::of(first.namespace()).is_sp().then(|| first.local())
}

fn is_unwrapped(element: Element<'_>) -> bool {
    element.parent().is_some_and(|parent| !POLICY.contains(&parent.namespace()))
}

fn help(element: Element<'_>) -> &'static str {
    match element.local() {
        _ if is_unwrapped(element) => "put a `wsp:Policy` around it",
        "HttpsToken" => "put it into `sp:TransportToken` of an `sp:TransportBinding`",
        local if local.ends_with("SupportingTokens") => "put it beside the binding, not into it",
        local if local.ends_with("Binding") => "put it at the top of the policy",
        local if local.ends_with("Token") && holder(element).is_none() => {
            "put it into one of the supporting tokens, or into the token of a binding"
        }
        local if local.starts_with("Include") || local == "AlgorithmSuite" || local == "Layout" => {
            "put it into the policy of the binding"
        }
        local if local.ends_with("Parts") || local.ends_with("Elements") => {
            "put it at the top of the policy, or into supporting tokens"
        }
        _ => "move it to the assertion it belongs to",
    }
}
