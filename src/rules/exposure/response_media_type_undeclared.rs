//! See `rules/exposure/response-media-type-undeclared.md`.

use super::coverage::{self, Words};
use crate::model::openapi::{Api, Fields, Key, Operation, Version};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "the media type of its answers (`produces`)",
    asked: " with a body",
    label: "no `produces`",
    help: "add `produces` at the root, and at operations that answer in another form",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // From 3.0 on the media type is the key of each body.
    if api.version != Version::V2 {
        return;
    }
    let has_body =
        |operation: &Operation<'a>| operation.successes().iter().any(|response| !response.payloads().is_empty());
    let is_stated = |operation: Operation<'a>| {
        let list = operation.node().field(Key::Produces).or_else(|| api.root().field(Key::Produces));
        list.is_some_and(|list| !list.is_empty())
    };
    coverage::report(api, coverage::documented(api).filter(has_body), is_stated, &WORDS, cx);
}
