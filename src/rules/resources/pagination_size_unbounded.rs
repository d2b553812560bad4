//! See `rules/resources/pagination-size-unbounded.md`.

use std::borrow::Cow;

use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Fields, Key, Kind, Location, Operation, Parameter, Reach, Schema, Type, Way};
use crate::model::stated;
use crate::rules::{Check, Cx, Place, Related, exposed};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// From so many on, parameters of one name that are written out for each operation count as one decision.
const MANY: usize = 10;

/// Definitions of one parameter name.
#[derive(Default)]
struct Named<'a> {
    bounded: usize,
    unbounded: Vec<(Parameter<'a>, Reach<'a>)>,
    /// The same, where the description of the parameter states the most in words.
    in_words: Vec<(Parameter<'a>, Reach<'a>)>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut names: Vec<(Cow<'a, str>, Named<'a>)> = Vec::new();
    for parameter in api.nodes_of(Kind::Parameter).map(|node| Parameter::new(api, node)) {
        let name = parameter.name();
        let Some(certainty) = page_size(&name).filter(|_| parameter.location() == Location::Query) else { continue };
        let index = names.iter().position(|(known, _)| *known == name).unwrap_or(names.len());
        if index == names.len() {
            names.push((name, Named::default()));
        }
        let Some((_, named)) = names.get_mut(index) else { continue };
        let prose = parameter.description().unwrap_or_default();
        // The question is for integers, and `number` admits them.
        let is_unbounded = |schema: Schema<'a>| !schema.unbounded(Type::Integer, &Schema::limits_number).is_empty();
        if !parameter.schema().is_some_and(is_unbounded) {
            named.bounded += 1;
            continue;
        }
        if counts_no_items(parameter) {
            continue;
        }
        let by = readers(parameter, certainty);
        let list = if stated::states_most(&prose) { &mut named.in_words } else { &mut named.unbounded };
        if !by.is_empty() {
            list.push((parameter, by));
        }
    }
    for (name, named) in &names {
        let is_habit = named.unbounded.len() > MANY && named.unbounded.len() + named.in_words.len() > named.bounded;
        report(api, name, &named.unbounded, is_habit, cx);
        if cx.profile() > Profile::Recommended {
            report_in_words(name, &named.in_words, cx);
        }
    }
}

/// The most is known to readers, and not to gateways and generated servers.
fn report_in_words<'a>(name: &str, in_words: &[(Parameter<'a>, Reach<'a>)], cx: &mut Cx<'a>) {
    for (parameter, by) in in_words {
        let clause = by.clause().unwrap_or_default();
        let message =
            format!("`{name}`, {clause}, has no `maximum`: only its description says how much one call may ask for");
        let finding = cx.report(Place::parameter(*parameter), message);
        finding.severity(Severity::Low).label("no `maximum`").help("add the `maximum` that the description states");
        exposed::chain(finding, by);
    }
}

fn report<'a>(api: &'a Api, name: &str, unbounded: &[(Parameter<'a>, Reach<'a>)], is_habit: bool, cx: &mut Cx<'a>) {
    let help = "add `maximum` with the largest page the API has to serve, and refuse or cut down what is larger";
    let count = unbounded.len();
    if let Some(paths) = api.root().field(Key::Paths).filter(|_| is_habit) {
        let message = format!("`{name}` has no `maximum` in {count} parameters: one call may ask for everything");
        let finding = cx.report(Place::key(paths), message).value(name).help(help);
        for (parameter, _) in unbounded.iter().take(5) {
            finding.related(Place::parameter(*parameter), "no `maximum`");
        }
        return;
    }
    for (parameter, by) in unbounded {
        let clause = by.clause().unwrap_or_default();
        let message = format!("`{name}`, {clause}, has no `maximum`: one call may ask for everything");
        let finding = cx.report(Place::parameter(*parameter), message);
        exposed::chain(finding.label("no `maximum`").help(help), by);
    }
}

/// Whether a name says by itself that it is the size of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Alone,
    /// `size` may be that of an avatar; beside `page` it is not.
    BesidePage,
}

/// Whole words only: `limit`, `page[size]`, `$top`; not `limitTo`, `rateLimit`, `creditLimit`.
fn page_size(name: &str) -> Option<Certainty> {
    let words = words::split(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if SIZES.contains(&words.as_slice()) || name == "$top" {
        return Some(Certainty::Alone);
    }
    matches!(words.as_slice(), ["top" | "first" | "last" | "count" | "size"] | ["batch", "size"])
        .then_some(Certainty::BesidePage)
}

/// True for parameters that this rule judges: how many items one page of what is read has.
pub(super) fn is_page_size(parameter: Parameter<'_>) -> bool {
    let Some(certainty) = page_size(&parameter.name()).filter(|_| parameter.location() == Location::Query) else {
        return false;
    };
    !counts_no_items(parameter) && !readers(parameter, certainty).is_empty()
}

/// A `limit` of days is no page.
fn counts_no_items(parameter: Parameter<'_>) -> bool {
    stated::counts_units(&parameter.description().unwrap_or_default())
}

/// The operations that give out pages of such a size.
fn readers<'a>(parameter: Parameter<'a>, certainty: Certainty) -> Reach<'a> {
    let mut by = parameter.api.reach(parameter.node(), Way::Received);
    by.retain(|operation| {
        operation.is_served() && operation.is_safe_method() && (certainty == Certainty::Alone || pages(operation))
    });
    by
}

/// True when an operation has a parameter that says where a page starts.
fn pages(operation: Operation<'_>) -> bool {
    operation.parameters().iter().any(|parameter| {
        let is_start = |word: &String| {
            matches!(
                word.as_str(),
                "page" | "offset" | "cursor" | "skip" | "after" | "before" | "start" | "marker" | "continuation"
            )
        };
        let name = parameter.name();
        parameter.location() == Location::Query
            && page_size(&name).is_none()
            && words::split(&name).iter().any(is_start)
    })
}

/// Names that say by themselves how many items one page has.
const SIZES: &[&[&str]] = &[
    &["limit"],
    &["pagesize"],
    &["perpage"],
    &["pagelimit"],
    &["maxresults"],
    &["maxitems"],
    &["maxrecords"],
    &["max", "results"],
    &["max", "items"],
    &["max", "records"],
    &["max", "page", "size"],
    &["max", "count"],
    &["page", "size"],
    &["page", "limit"],
    &["page", "length"],
    &["per", "page"],
    &["items", "per", "page"],
    &["results", "per", "page"],
    &["records", "per", "page"],
    &["result", "limit"],
    &["results", "limit"],
    &["num", "results"],
    &["page", "count"],
];

#[cfg(test)]
mod tests {
    use super::page_size;

    #[test]
    fn whole_names_decide() {
        for name in
            ["limit", "pageSize", "per_page", "page[size]", "$top", "first", "maxResults", "page-limit", "PageSize"]
        {
            assert!(page_size(name).is_some(), "{name}");
        }
        for name in
            ["creditLimit", "limitTo", "page", "offset", "account", "topic", "firstName", "sizes", "countryCode"]
        {
            assert!(page_size(name).is_none(), "{name}");
        }
    }
}
