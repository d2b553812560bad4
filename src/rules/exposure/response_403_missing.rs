//! See `rules/exposure/response-403-missing.md`.

use super::coverage::{self, Words};
use crate::model::openapi::{Api, Operation, Required};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "`403`, the answer to callers whose rights do not suffice",
    asked: " that need a scope or role",
    label: "no `403`, `4XX` or `default`",
    help: "document `403`, best as a shared response that all such operations refer to",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let asked = coverage::with_errors(api).filter(|operation| needs_rights(*operation));
    coverage::report(api, asked, |operation| operation.covers_status(403), &WORDS, cx);
}

/// Every way in asks for a scope or role.
fn needs_rights(operation: Operation<'_>) -> bool {
    let names_scope = |required: &Required| !operation.api.node(required.scopes).is_empty();
    let alternatives = operation.security().alternatives();
    !alternatives.is_empty() && alternatives.iter().all(|one| one.schemes.iter().any(names_scope))
}
