//! See `rules/exposure/response-404-missing.md`.

use super::coverage::{self, Words};
use crate::model::openapi::{Api, Operation};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "`404`, the answer for objects that are not there",
    asked: " on single objects",
    label: "no `404`, `410`, `4XX` or `default`",
    help: "document `404`, and answer so for objects the caller may not know of as well",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let asked = coverage::with_errors(api).filter(|operation| addresses_object(*operation));
    coverage::report(api, asked, |operation| operation.covers_status(404) || operation.covers_status(410), &WORDS, cx);
}

/// A parameter of the path names an object: not the first segment, which is a tenant or a version, and not where
/// `PUT` makes what is missing.
fn addresses_object(operation: Operation<'_>) -> bool {
    let mut segments = operation.path().split('/').filter(|segment| !segment.is_empty()).skip(1);
    let names_object = segments.any(|segment| segment.starts_with('{') && segment.ends_with('}'));
    let makes = operation.method() == "PUT" && operation.responses().iter().any(|response| response.status() == "201");
    names_object && !makes
}
