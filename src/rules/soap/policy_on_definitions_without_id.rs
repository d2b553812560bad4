//! See `rules/soap/policy-on-definitions-without-id.md`.

use super::causes::tag;
use super::policies::{asks_for_security, id, outer};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Place;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    for (policy, element) in outer(wsdl) {
        let is_named = id(policy).is_some() || policy.name.as_ref().is_some_and(|(_, name)| !name.is_empty());
        if is_named
            || policies.place(policy) != Place::Container
            || policies.is_attached(policy.at)
            || !asks_for_security(element)
        {
            continue;
        }
        let parent = element.parent().map_or("definitions", |parent| parent.local());
        let why = match policy.ids.first() {
            Some(_) => "its `Id` is in no namespace, so that no reference finds it",
            None => "it has no identifier, so that no reference can name it",
        };
        let message = format!("a policy under `{parent}` protects nothing: {why}");
        cx.report(tag(element), message).help(
            "give it a `wsu:Id`, and put a `wsp:PolicyReference` to that into the binding; or move it into the binding",
        );
    }
}
