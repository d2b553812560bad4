//! See `rules/exposure/response-success-missing.md`.

use super::coverage::{self, Words};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Operation, Response};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "any success (`2XX` or `3XX`)",
    asked: "",
    label: "no `2XX` or `3XX`",
    help: "document the status that stands for success, and the schema of its body",
};

const NO_STATUS: Words = Words {
    missing: "which status stands for success: `default` may be anything",
    asked: "",
    label: "only `default`",
    help: "document the status that stands for success beside `default`, which then stands for errors",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let is_success = |response: &Response<'_>| {
        response.status() == "101" || response.class().is_some_and(|class| class == 2 || class == 3)
    };
    let succeeds = |operation: Operation<'a>| operation.responses().iter().any(is_success);
    let is_default = |operation: &Operation<'a>| operation.responses().iter().any(Response::is_default);
    let (vague, known): (Vec<Operation<'a>>, Vec<Operation<'a>>) =
        coverage::documented(api).partition(|operation| is_default(operation) && !succeeds(*operation));
    let is_silent = |operation: Operation<'a>| !succeeds(operation) && has_known_statuses(operation);
    let count = known.len();
    coverage::report(api, known.into_iter(), |operation| !is_silent(operation), &WORDS, cx);
    if cx.profile() == Profile::Recommended || vague.is_empty() {
        return;
    }
    if coverage::is_habit(vague.len(), count) {
        let message = format!("{} operations do not document {}", vague.len(), NO_STATUS.missing);
        let finding = coverage::habit(api, message, &vague, NO_STATUS.label, cx);
        finding.severity(Severity::Low).help(NO_STATUS.help);
        return;
    }
    for operation in vague {
        coverage::one(operation, &NO_STATUS, cx).severity(Severity::Low);
    }
}

/// A key that is no status may be meant as one: that is told by another rule.
fn has_known_statuses(operation: Operation<'_>) -> bool {
    operation.responses().iter().all(|response| response.class().is_some())
}
