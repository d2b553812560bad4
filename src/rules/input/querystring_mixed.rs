//! See `rules/input/querystring-mixed.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Api, Listed, Location};
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut said = HashSet::new();
    for operation in api.served() {
        let listed = operation.listed_parameters();
        let of = |location: Location| {
            let fits = move |one: &&Listed<'a>| one.parameter.is_some_and(|one| one.location() == location);
            listed.iter().filter(fits).copied()
        };
        let Some(whole) = of(Location::QueryString).next() else { continue };
        let second = of(Location::QueryString).find(|other| !is_same(&whole, other));
        let Some(other) = second.or_else(|| of(Location::Query).next()) else { continue };
        if !said.insert((whole.written.at(), other.written.at())) {
            continue;
        }
        let name = |listed: Listed<'a>| listed.parameter.map(|parameter| parameter.name()).unwrap_or_default();
        let message = if second.is_some() {
            format!(
                "`{}` has two parameters that are the whole query, `{}` and `{}`",
                operation.title(),
                name(whole),
                name(other)
            )
        } else {
            format!(
                "`{}` takes the whole query as `{}` and a part of it as `{}`",
                operation.title(),
                name(whole),
                name(other)
            )
        };
        cx.report(Place::listed(whole), message)
            .help("describe every part of the query in the schema of the one `querystring` parameter")
            .related(
                Place::listed(other),
                if second.is_some() { "the whole query again" } else { "a part of the query" },
            );
    }
}

fn is_same(a: &Listed<'_>, b: &Listed<'_>) -> bool {
    a.parameter.map(|one| one.identity()) == b.parameter.map(|one| one.identity())
}
