//! What a way in asks for, and where openness is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::openapi::{Alternative, Api, Operation};
use crate::rules::Place;
use crate::syntax::NodeRef;

/// What one way in asks for: schemes with their scopes.
pub(super) type Demand<'a> = BTreeMap<&'a str, BTreeSet<String>>;

/// What an alternative asks for.
pub(super) fn demand<'a>(api: &'a Api, alternative: &'a Alternative) -> Demand<'a> {
    let schemes = alternative.schemes.iter();
    schemes
        .map(|required| {
            let scopes = api.required_scopes(required).filter_map(NodeRef::string);
            (required.name.as_str(), scopes.map(|scope| scope.into_owned()).collect())
        })
        .collect()
}

/// Where the rules about missing authentication point.
pub(super) fn open_at(operation: Operation<'_>) -> Place<'_> {
    let api = operation.api;
    let Some(own) = api.own_requirements(operation.node()) else { return Place::key(operation.node()) };
    match own.alternatives.iter().find(|alternative| alternative.is_anonymous()) {
        Some(anonymous) => Place::value(api.node(anonymous.at)),
        None => Place::value(api.node(own.at)),
    }
}
