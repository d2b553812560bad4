//! See `rules/authentication/scope-removed.md`.

use std::collections::BTreeSet;

use super::demands::{Demand, demand};
use super::unless_provided;
use crate::model::openapi::{Alternative, Operation};
use crate::rules::changes::{Changes, whom};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Change(check)];

/// A way in that asks for less than every way did before.
struct Less<'a> {
    operation: Operation<'a>,
    alternative: &'a Alternative,
    /// What is no longer asked for, in words.
    missing: String,
}

fn check<'a>(changes: &Changes<'a>, cx: &mut Cx<'_>) {
    let now = changes.now;
    let weaker = changes.operations().filter_map(|(was, operation)| less(was?, operation));
    // One requirement may hold for many operations.
    for group in many::by_key(weaker, |less| less.alternative.at) {
        let Some(first) = group.first() else { continue };
        let all: Vec<Operation<'a>> = group.iter().map(|less| less.operation).collect();
        let asks = if all.len() == 1 { "asks" } else { "ask" };
        let message = format!("{} no longer {asks} for {}", whom(&all), first.missing);
        let finding = cx.report(now.node(first.alternative.at), message);
        finding.help("ask for it again, unless everybody with the rest of the requirement is meant to be let in");
        if all.len() > 1 {
            many::list(finding, all.iter().map(|operation| Place::key(operation.node())), "asks for less");
        }
        unless_provided(finding, now);
    }
}

fn less<'a>(was: Operation<'a>, operation: Operation<'a>) -> Option<Less<'a>> {
    if was.security().admits_anonymous() {
        return None;
    }
    let were: Vec<Demand<'a>> = was.security().alternatives().iter().map(|one| demand(was.api, one)).collect();
    operation.security().alternatives().iter().filter(|one| !one.is_anonymous()).find_map(|alternative| {
        let own = demand(operation.api, alternative);
        // Whoever comes in this way came in before, or comes with another scheme.
        if were.iter().any(|known| holds(&own, known)) {
            return None;
        }
        let known = were.iter().find(|known| holds(known, &own))?;
        Some(Less { operation, alternative, missing: missing(known, &own) })
    })
}

/// True when one asks for everything that the other asks for.
fn holds(all: &Demand<'_>, part: &Demand<'_>) -> bool {
    part.iter().all(|(scheme, scopes)| all.get(scheme).is_some_and(|own| scopes.is_subset(own)))
}

fn missing(known: &Demand<'_>, own: &Demand<'_>) -> String {
    let mut lost = Vec::new();
    for (scheme, scopes) in known {
        let Some(kept) = own.get(scheme) else {
            lost.push(format!("`{scheme}`"));
            continue;
        };
        let gone: BTreeSet<&String> = scopes.difference(kept).collect();
        lost.extend(gone.into_iter().map(|scope| format!("the scope `{scope}`")));
    }
    lost.join(" and ")
}
