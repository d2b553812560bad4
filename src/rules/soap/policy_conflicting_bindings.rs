//! See `rules/soap/policy-conflicting-bindings.md`.

use super::causes::{Blame, among_alternatives, tag};
use super::choice::sets;
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let first = std::cell::RefCell::new(hashbrown::HashMap::<At, At>::new());
    let causes = among_alternatives(wsdl, |seen| {
        let mut found = Vec::new();
        for set in sets(seen) {
            // What combinations bring about is left out as long as something remains.
            if set.iter().any(|(_, seen)| seen.reading.bindings.len() < 2) {
                continue;
            }
            let Some((index, seen)) = set.first() else { continue };
            let [one, other, ..] = seen.reading.bindings.as_slice() else { continue };
            first.borrow_mut().entry(other.at).or_insert(one.at);
            found.push((*index, Blame::on(other.at)));
        }
        found
    });
    for cause in causes {
        let one = first.borrow().get(&cause.at).and_then(|at| wsdl.element(*at));
        let (Some(one), Some(other)) = (one, cause.element()) else { continue };
        let whom = match cause.whom() {
            whom if whom.is_empty() => String::new(),
            whom => format!(" for {whom}"),
        };
        let message =
            format!("`sp:{}` is asked for beside `sp:{}`{whom}: only one binding can hold", other.local(), one.local());
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("keep one of them, or make them alternatives in `wsp:ExactlyOne`");
        finding.related(tag(one), "the other binding");
    }
}
