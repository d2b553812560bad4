//! See `rules/exposure/response-400-missing.md`.

use super::coverage::{self, Words};
use crate::model::openapi::{Api, Location, Operation, Parameter};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "`400` or `422`, the answer to input that is not valid",
    asked: " with input",
    label: "no `400`, `422`, `4XX` or `default`",
    help: "document `400` or `422` with the schema of the error, and check input against its schema before it is used",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let asked = coverage::with_errors(api).filter(|operation| takes_input(*operation));
    coverage::report(api, asked, |operation| operation.covers_status(400) || operation.covers_status(422), &WORDS, cx);
}

/// A body, or parameters beside those in the path: what names no object there is answered with 404.
fn takes_input(operation: Operation<'_>) -> bool {
    let is_checked = |parameter: &Parameter<'_>| parameter.location() != Location::Path;
    !operation.request_payloads().is_empty() || operation.parameters().iter().any(is_checked)
}
