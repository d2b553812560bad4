//! See `rules/exposure/response-5xx-missing.md`.

use super::coverage::{self, Words};
use crate::model::openapi::{Api, Operation, Response};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "any failure of the server (`5XX` or `default`)",
    asked: "",
    label: "no `5XX` and no `default`",
    help: "add `default` or `500` with the schema of an error that says nothing of the inside of the server",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let is_failure = |response: &Response<'_>| response.is_default() || response.class() == Some(5);
    let is_covered = |operation: Operation<'a>| operation.responses().iter().any(is_failure);
    coverage::report(api, coverage::with_errors(api), is_covered, &WORDS, cx);
}
