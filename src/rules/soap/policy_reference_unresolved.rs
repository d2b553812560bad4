//! See `rules/soap/policy-reference-unresolved.md`.

use super::policies::and_more;
use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::{IdKind, Reference, Target};
use crate::rules::{Check, Cx, Place, many};
use crate::words::nearest;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let all = wsdl.policies().references().iter();
    let broken =
        all.filter(|reference| reference.target.is_broken() || matches!(reference.target, Target::ByUnrecognisedId(_)));
    for same in many::by_key(broken, |reference| (reference.at.source, &reference.uri)) {
        let Some((first, others)) = same.split_first() else { continue };
        let Some(place) = place(wsdl, first) else { continue };
        let message = format!("{}{}", wrong(first), and_more(others.len()));
        let finding = cx.report(place, message).help(help(wsdl, first));
        if first.target == Target::MissingDocument {
            finding.severity(Severity::Medium);
        }
    }
}

/// The uri, or the reference that has none.
pub(super) fn place<'a>(wsdl: &'a Wsdl, reference: &Reference) -> Option<Place<'a>> {
    match reference.uri_at.and_then(|at| wsdl.node(at)) {
        Some(attribute) => Some(Place::value(attribute)),
        None => wsdl.element(reference.at).map(super::causes::tag),
    }
}

fn wrong(reference: &Reference) -> String {
    let uri = &reference.uri;
    match reference.target {
        Target::Empty => "a reference to a policy names none".to_owned(),
        Target::MissingDocument => format!("the policy `{uri}` is in a document that is not at hand"),
        Target::NoPolicy => format!("`{uri}` leads to a document that is no policy"),
        Target::ByUnrecognisedId(_) => {
            format!("`{uri}` names a policy by an `Id` without the namespace of `wsu`, which no stack reads")
        }
        _ => match uri.strip_prefix('#') {
            Some(id) => format!("no policy of this document is called `{id}`"),
            None => format!("`{uri}` names no policy of that document"),
        },
    }
}

fn help(wsdl: &Wsdl, reference: &Reference) -> String {
    match reference.target {
        Target::ByUnrecognisedId(_) => return "write `wsu:Id` on the policy".to_owned(),
        Target::MissingDocument => {
            return "publish that document beside this one, or write the policy here".to_owned();
        }
        _ => {}
    }
    let own = wsdl.policies().all().iter().filter(|policy| policy.at.source == reference.at.source);
    let ids = own.flat_map(|policy| &policy.ids).filter(|id| id.kind != IdKind::Unrecognised).map(|id| &*id.text);
    let near = reference.uri.strip_prefix('#').and_then(|id| nearest(id, ids));
    match near {
        Some(id) => format!("write `#{id}`, if that is the policy meant"),
        None => "name a policy that is there, or remove the reference: stacks refuse it, or go on without".to_owned(),
    }
}
