//! See `rules/soap/policy-reference-external-unpinned.md`.

use crate::model::endpoint::{Scheme, Url};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::{Reference, Target};
use crate::rules::many::by_key;
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each address, however many references name it.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let outside = wsdl.policies().references().iter().filter(|reference| {
        let is_fetched = || matches!(Url::parse(&reference.uri).scheme(), Scheme::Http | Scheme::Https);
        reference.target == Target::Remote && is_fetched() && !is_pinned(wsdl, reference)
    });
    for same in by_key(outside, |reference| reference.uri.clone()) {
        let mut places = same.iter().filter_map(|reference| wsdl.node(reference.uri_at?)).map(Place::value);
        let (Some(first), Some(place)) = (same.first(), places.next()) else { continue };
        let message = format!("nothing says what the policy at `{}` has to be: the reference has no digest", first.uri);
        let finding = cx.report(place, message).value(&*first.uri);
        finding.help("add `Digest` to a `wsp:PolicyReference`, or keep a copy of the policy here");
        for place in places.take(4) {
            finding.related(place, "named here too");
        }
    }
}

fn is_pinned(wsdl: &Wsdl, reference: &Reference) -> bool {
    let digest = wsdl.element(reference.at).and_then(|element| element.attr_text("Digest"));
    digest.is_some_and(|digest| !digest.trim().is_empty())
}
