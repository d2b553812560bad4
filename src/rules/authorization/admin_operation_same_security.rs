//! See `rules/authorization/admin-operation-same-security.md`.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::{admin, documented};
use crate::model::openapi::{Alternative, Api, Operation};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What one way of being let in asks for: schemes with their scopes or roles.
type Demand = BTreeMap<String, BTreeSet<String>>;

/// An operation for administrators and what opens it.
struct Weak<'a> {
    operation: Operation<'a>,
    area: &'a str,
    demand: Demand,
    /// An ordinary operation whose callers have all that is asked for.
    ordinary: Operation<'a>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if admin::is_whole(api) {
        return;
    }
    let (admins, ordinary): (Vec<Operation<'a>>, Vec<Operation<'a>>) =
        api.served().partition(|operation| admin::area(operation.path()).is_some());
    // Where most is for administrators, nothing is told apart by a path.
    if admins.is_empty() || ordinary.len() < admins.len() {
        return;
    }
    let known = demands_of(api, &ordinary);
    let weak = admins.into_iter().filter_map(|operation| weakest(api, operation, &known));
    for alike in many::by_key(weak, |one| (one.area, one.demand.clone())) {
        report(&alike, cx);
    }
}

/// What callers of ordinary operations have, each demand once.
fn demands_of<'a>(api: &'a Api, ordinary: &[Operation<'a>]) -> Vec<(Demand, Operation<'a>)> {
    let mut lists = HashSet::new();
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for operation in ordinary {
        let Some(list) = operation.security().requirements.filter(|list| lists.insert(list.at)) else { continue };
        for alternative in &list.alternatives {
            let Some(demand) = demand(api, alternative) else { continue };
            if seen.insert(demand.clone()) {
                out.push((demand, *operation));
            }
        }
    }
    out
}

/// `None` for a way in that needs nothing or that names what nothing is known about.
fn demand(api: &Api, alternative: &Alternative) -> Option<Demand> {
    let known = !alternative.is_anonymous() && alternative.schemes.iter().all(|required| required.target.is_some());
    known.then(|| {
        let scopes = |required| api.required_scopes(required).filter_map(NodeRef::string);
        let schemes = alternative.schemes.iter();
        schemes
            .map(|required| (required.name.clone(), scopes(required).map(|scope| scope.into_owned()).collect()))
            .collect()
    })
}

/// The first way into an operation for administrators that callers of an ordinary one have as well.
fn weakest<'a>(api: &'a Api, operation: Operation<'a>, known: &[(Demand, Operation<'a>)]) -> Option<Weak<'a>> {
    let area = admin::area(operation.path())?;
    let security = operation.security();
    // Whoever needs no credentials is the business of the rules about authentication.
    if security.is_open() || documented::roles(operation).is_some() {
        return None;
    }
    security.alternatives().iter().find_map(|alternative| {
        let demand = demand(api, alternative).filter(|demand| !names_admins(demand))?;
        let (_, ordinary) = known.iter().find(|(has, _)| is_within(&demand, has))?;
        Some(Weak { operation, area, demand, ordinary: *ordinary })
    })
}

fn names_admins(demand: &Demand) -> bool {
    demand.iter().any(|(scheme, scopes)| admin::is_named(scheme) || scopes.iter().any(|scope| admin::is_named(scope)))
}

/// True when whoever has one has all the other asks for.
fn is_within(asked: &Demand, has: &Demand) -> bool {
    asked.iter().all(|(scheme, scopes)| has.get(scheme).is_some_and(|had| scopes.is_subset(had)))
}

fn report<'a>(alike: &[Weak<'a>], cx: &mut Cx<'a>) {
    let Some((first, more)) = alike.split_first() else { return };
    let opens = opens(&first.demand);
    let ordinary = first.ordinary.title();
    let message = match more {
        [] => format!("`{}` asks for {opens}, as `{ordinary}` does: any user can call it", first.operation.title()),
        more => format!(
            "{} operations below `{}` ask for {opens}, as `{ordinary}` does: any user can call them",
            more.len() + 1,
            first.area
        ),
    };
    let finding = cx.report(Place::key(first.operation.node()), message).label("for administrators");
    finding.known_by(format!("{} {opens}", first.area));
    finding.help("ask for a scope, a role or a scheme that only administrators get");
    finding.related(Place::key(first.ordinary.node()), "for everybody, with the same credentials");
    many::list(finding, more.iter().map(|one| Place::key(one.operation.node())), "opens the same way");
}

/// `bearerAuth`, or `oauth` with the scope `read`.
fn opens(demand: &Demand) -> String {
    let one = |(scheme, scopes): (&String, &BTreeSet<String>)| {
        let mut scopes = scopes.iter();
        match (scopes.next(), scopes.next()) {
            (None, _) => format!("`{scheme}`"),
            (Some(scope), None) => format!("`{scheme}` with `{scope}`"),
            (Some(scope), Some(_)) => format!("`{scheme}` with `{scope}` and other scopes"),
        }
    };
    demand.iter().map(one).collect::<Vec<_>>().join(" and ")
}
