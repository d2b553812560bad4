//! See `rules/exposure/response-401-missing.md`.

use super::coverage::{self, Words};
use crate::model::openapi::{Api, Operation, Required, SchemeKind};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "`401`, the answer to calls without valid credentials",
    asked: " that need credentials",
    label: "no `401`, `4XX` or `default`",
    help: "document `401`, best as a shared response that all protected operations refer to",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let asked = coverage::with_errors(api).filter(|operation| needs_credentials(*operation));
    coverage::report(api, asked, |operation| operation.covers_status(401), &WORDS, cx);
}

/// Nobody is let in without; certificates are refused before there is anything to answer.
fn needs_credentials(operation: Operation<'_>) -> bool {
    let security = operation.security();
    let is_answered = |required: &Required| {
        let scheme = operation.api.required_scheme(required);
        scheme.is_none_or(|scheme| scheme.kind() != SchemeKind::MutualTls)
    };
    !security.admits_anonymous() && security.alternatives().iter().flat_map(|one| &one.schemes).any(is_answered)
}
