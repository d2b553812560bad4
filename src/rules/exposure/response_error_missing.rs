//! See `rules/exposure/response-error-missing.md`.

use super::coverage::{self, Words};
use crate::model::openapi::Api;
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "any error of the caller (`4XX` or `default`)",
    asked: "",
    label: "no `4XX` and no `default`",
    help: "document the errors clients have to expect, best as shared responses that all operations refer to",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // A preflight is answered by the server or gateway, a health check by its status.
    let asked = coverage::documented(api)
        .filter(|operation| operation.method() != "OPTIONS" && operation.purpose() != Purpose::Health);
    coverage::report(api, asked, |operation| operation.names_errors(), &WORDS, cx);
}
