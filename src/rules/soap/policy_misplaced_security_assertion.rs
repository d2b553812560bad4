//! See `rules/soap/policy-misplaced-security-assertion.md`.

use hashbrown::HashSet;

use super::causes::tag;
use super::policies::{and_more, around, at_tag, kinds, named, outer};
use super::policy_security_assertion_optional::is_ability;
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::POLICY;
use crate::model::wsdl::policy::{Fault, Place, Policy};
use crate::rules::{Check, Cx, Related, many};
use crate::syntax::{At, Element};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// What stands in one place, and is to be moved to one other place, is one slip however many assertions it is of.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    let misplaced = policies.misread().iter().filter(|misread| misread.fault == Fault::Misplaced);
    let mut all: Vec<Element<'_>> = misplaced.filter_map(|misread| wsdl.element(misread.at)).collect();
    if all.is_empty() {
        return;
    }
    let fragments = fragments(wsdl, &all);
    let is_fragment =
        |element: &Element<'_>| around(wsdl, element.node().at()).is_some_and(|policy| fragments.contains(&policy));
    if cx.profile() != Profile::Audit {
        all.retain(|element| !is_fragment(element));
    }
    let has_bindings = wsdl.bindings().next().is_some();
    let is_used = |element: &Element<'_>| {
        !has_bindings || around(wsdl, element.node().at()).is_none_or(|policy| policies.is_attached(policy))
    };
    for same in many::by_key(all, |element| (element.node().doc.source.id, holder(*element), help(*element))) {
        let firsts = kinds(&same);
        let Some((element, others)) = firsts.split_first() else { continue };
        let finding = at_tag(*element, message(*element, &firsts, same.len() - firsts.len()), cx);
        finding.help(help(*element));
        for other in others.iter().take(4) {
            finding.related(tag(*other), "this one too");
        }
        // What nobody attaches harms no message, wherever its parts stand; and some assertions protect nothing.
        let protects = same.iter().any(|element| !is_ability(element.local()));
        if !protects || !same.iter().any(is_used) || same.iter().all(is_fragment) {
            finding.severity(Severity::Low);
        }
    }
}

fn message(element: Element<'_>, kinds: &[Element<'_>], more: usize) -> String {
    let (names, are_many) = named(kinds);
    let (stand, mean, them) = if are_many { ("stand", "mean", "them") } else { ("stands", "means", "it") };
    let more = and_more(more);
    match holder(element) {
        Some(holder) if is_unwrapped(element) => {
            format!(
                "{names} {stand} in `{holder}` without a `wsp:Policy` around {them}{more}: stacks do not read {them}"
            )
        }
        Some(holder) => format!("{names} {mean} nothing in `{holder}`{more}: stacks do not read {them} there"),
        None => format!("{names} {mean} nothing at the top of a policy{more}: stacks do not read {them} there"),
    }
}

/// Policies in documents of their own, without an identifier, that hold nothing but what belongs into a binding or into
/// tokens: pieces of policies, which nothing attaches.
fn fragments(wsdl: &Wsdl, misplaced: &[Element<'_>]) -> HashSet<At> {
    let misplaced: HashSet<At> = misplaced.iter().map(|element| element.node().at()).collect();
    let is_nameless = |policy: &Policy| policy.ids.is_empty() && policy.name.is_none();
    let is_alone = |policy: &Policy| wsdl.policies().place(policy) == Place::Standalone && is_nameless(policy);
    let is_piece = |policy: Element<'_>| {
        let mut open = vec![policy];
        while let Some(operator) = open.pop() {
            for child in operator.elements() {
                if POLICY.contains(&child.namespace()) {
                    open.push(child);
                } else if !misplaced.contains(&child.node().at()) {
                    return false;
                }
            }
        }
        true
    };
    let all = outer(wsdl).filter(|(policy, element)| is_alone(policy) && is_piece(*element));
    all.map(|(policy, _)| policy.at).collect()
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
