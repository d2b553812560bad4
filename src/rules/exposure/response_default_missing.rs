//! See `rules/exposure/response-default-missing.md`.

use super::coverage::{self, Words};
use crate::model::openapi::{Api, Operation, Response};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "`default`, the answer to all that is not foreseen",
    asked: "",
    label: "no `default`",
    help: "add `default` with the schema of an error; from 3.0 on `4XX` and `5XX` together say the same",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let is_covered = |operation: Operation<'a>| {
        let responses = operation.responses();
        let has_range = |class| responses.iter().any(|response| response.range() == Some(class));
        responses.iter().any(Response::is_default) || (has_range(4) && has_range(5))
    };
    coverage::report(api, coverage::with_errors(api), is_covered, &WORDS, cx);
}
