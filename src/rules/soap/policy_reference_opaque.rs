//! See `rules/soap/policy-reference-opaque.md`.

use super::policies::and_more;
use super::policy_reference_unresolved::place;
use crate::model::endpoint::placeholders;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Target;
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let all = wsdl.policies().references().iter();
    let opaque = all.filter(|reference| matches!(reference.target, Target::Remote | Target::Opaque));
    for same in many::by_key(opaque, |reference| (reference.at.source, &reference.uri)) {
        let Some((first, others)) = same.split_first() else { continue };
        let Some(place) = place(wsdl, first) else { continue };
        let why = match first.target {
            Target::Remote if !placeholders(&first.uri).is_empty() => "has a name that is filled in later",
            Target::Remote => "is at an address, which is not fetched",
            _ if first.uri.starts_with("classpath:") => {
                "is a resource of the application, which looks for it on its class path"
            }
            _ => "is a name that only its vendor's software knows",
        };
        let message =
            format!("the policy `{}` {why}{}: what it asks for is not judged", first.uri, and_more(others.len()));
        cx.report(place, message).help("have a copy of the policy in the description, so that it can be judged");
    }
}
