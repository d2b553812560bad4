//! See `rules/resources/number-unbounded.md`.

use hashbrown::HashSet;

use super::pagination_size_unbounded::is_page_size;
use super::sizes::{self, Unbounded, Way, Words};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Key, Schema, Type};
use crate::model::stated;
use crate::rules::site::{self, Site};
use crate::rules::{Check, Cx};
use crate::syntax::At;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const NEGATIVE: Words =
    Words { noun: "number", weakness: "may be negative", label: "no `minimum`", keyword: Key::Minimum };

const WORDS: Words = Words {
    noun: "number",
    weakness: "may be arbitrarily large or small",
    label: "`minimum` or `maximum` is missing",
    keyword: Key::Maximum,
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let lower = sizes::unbounded(api, Type::Integer, Schema::limits_number_below);
    let (mut quantities, lower): (Vec<_>, Vec<_>) = lower.into_iter().partition(is_quantity);
    // What the description states in words is known to readers, and not to what validates.
    let is_told = |found: &Unbounded<'a>| found.schema.description().is_some_and(|prose| stated::states_least(&prose));
    if cx.profile() == Profile::Recommended {
        quantities.retain(|found| !is_told(found));
    }
    let told: HashSet<At> = quantities.iter().map(|found| found.schema.node().at()).collect();
    let groups = sizes::groups(api, quantities, |_, _| Way::Direct);
    let weighed = groups.into_iter().map(|group| (group, Severity::Medium)).collect();
    let help = "add `minimum: 1`, or `0` where none is an answer, and the `maximum` the operation can work with";
    sizes::report_all(api, weighed, &NEGATIVE, help, cx);
    if cx.profile() == Profile::Recommended {
        return;
    }
    let upper = sizes::unbounded(api, Type::Integer, Schema::limits_number);
    let mut seen = told;
    let mut others: Vec<Unbounded<'a>> = lower.into_iter().chain(upper).collect();
    others.retain(|found| seen.insert(found.schema.node().at()) && matters(found, cx.profile()));
    others.sort_by_key(|found| found.schema.node().at());
    let groups = sizes::groups(api, others, |found, _| if found.is_body { Way::Body } else { Way::Other });
    let weighed = groups.into_iter().map(|group| (group, Severity::Low)).collect();
    sizes::report_all(api, weighed, &WORDS, "add the `minimum` and `maximum` the operation can work with", cx);
}

fn matters(found: &Unbounded<'_>, profile: Profile) -> bool {
    let site = site_of(found);
    if pages(&site) {
        return false;
    }
    // A number that fits into 32 or 64 bits breaks nothing by its size alone, unless work is multiplied by it.
    // Nothing is counted by an identifier.
    if profile != Profile::Audit && last_word_is(&site, &["id", "ids", "identifier"]) {
        return false;
    }
    let is_stored = || found.schema.conjuncts().parts.iter().any(|part| part.says_how_stored());
    profile == Profile::Audit || last_word_is(&site, COUNTING) || !is_stored()
}

/// True for numbers that have findings of their own: quantities, and page sizes, see pagination-size-unbounded.
pub(super) fn stands_alone(found: &Unbounded<'_>) -> bool {
    is_quantity(found) || pages(&site_of(found))
}

fn pages(site: &Site<'_>) -> bool {
    site.parameter.is_some_and(is_page_size)
}

fn is_quantity(found: &Unbounded<'_>) -> bool {
    found.is_body && last_word_is(&site_of(found), QUANTITIES)
}

fn site_of<'a>(found: &Unbounded<'a>) -> Site<'a> {
    site::of(found.schema.api, found.schema.node())
}

fn last_word_is(site: &Site<'_>, known: &[&str]) -> bool {
    words::split(&site.full()).last().is_some_and(|last| known.contains(&last.as_str()))
}

/// Last words of names of numbers of things.
const QUANTITIES: &[&str] = &["quantity", "qty"];

/// Last words of names of numbers that decide how much is done.
const COUNTING: &[&str] = &["limit", "size", "count", "page", "offset", "quantity", "qty", "amount"];
