//! See `rules/soap/policy-unprotected-alternative.md`.

use std::cell::RefCell;

use hashbrown::{HashMap, HashSet};

use super::causes::{Blame, among_alternatives, tag};
use super::choice::{Choice, between, protects, sets};
use super::policy_security_assertion_optional::remove;
use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Strength;
use crate::model::wsdl::policy::reading::Reading;
use crate::rules::{Check, Cx, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Alternatives without security that are looked at for one message.
const MOST_BARE: usize = 16;

/// What an alternative without security stands beside.
struct Beside {
    choice: Choice,
    what: String,
    /// How many alternatives ask for security.
    others: usize,
    /// The transport does as much without the policy.
    is_no_loss: bool,
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let known: RefCell<HashMap<At, Beside>> = RefCell::new(HashMap::new());
    let causes = among_alternatives(wsdl, |seen| {
        let mut found = Vec::new();
        for set in sets(seen) {
            let all = || set.iter().filter(|(_, seen)| protects(seen.reading));
            let Some((_, strong)) = all().next() else { continue };
            let others: HashSet<At> = all().flat_map(|(_, seen)| &seen.reading.other).map(|(_, at)| *at).collect();
            for (index, weak) in set.iter().filter(|(_, weak)| is_bare(weak.reading, &others)).take(MOST_BARE) {
                let Some(choice) = between(wsdl, weak.reading, strong.reading) else { continue };
                found.push((*index, Blame::on(choice.at)));
                let is_no_loss = Strength::of(&weak.facts).weaker_than(&Strength::of(&strong.facts)).is_empty();
                let beside = Beside { choice, what: strong.reading.words(), others: all().count(), is_no_loss };
                known.borrow_mut().entry(beside.choice.at).or_insert(beside);
            }
        }
        found
    });
    for cause in causes {
        let known = known.borrow();
        let Some(Beside { choice, what, others, is_no_loss }) = known.get(&cause.at) else { continue };
        let whom = match cause.whom() {
            whom if whom.is_empty() => String::new(),
            whom => format!(" for {whom}"),
        };
        let how = match choice.is_optional {
            true => "`wsp:Optional` lets clients do without any security",
            false => "clients may do without any security",
        };
        let beside = match others {
            1 => format!("the other one asks for: {what}"),
            many => format!("the first of the {many} with security asks for: {what}"),
        };
        let message = format!("{how}{whom}{}; {beside}", cause.which());
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help(match choice.is_optional {
            true => format!("{}; serve older clients at a port of their own", cause.element().map_or("", remove)),
            false => {
                "remove the alternative that asks for nothing; serve older clients at a port of their own".to_owned()
            }
        });
        for other in choice.others.iter().filter_map(|at| wsdl.element(*at)) {
            finding.related(tag(other), "optional too");
        }
        if *is_no_loss {
            finding.severity(Severity::Low);
        }
    }
}

/// True for an alternative that asks for no security, and for nothing that may stand for it beside `others`.
fn is_bare(reading: &Reading, others: &HashSet<At>) -> bool {
    !protects(reading) && reading.unknown.is_none() && reading.other.iter().all(|(_, at)| others.contains(at))
}
