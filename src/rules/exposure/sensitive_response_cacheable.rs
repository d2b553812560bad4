//! See `rules/exposure/sensitive-response-cacheable.md`.

use super::coverage::{self, Words};
use crate::model::openapi::{Api, Header, Operation, Response, Schema};
use crate::model::purpose::Purpose;
use crate::rules::lexicon::sensitive;
use crate::rules::personal::is_personal;
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    missing: "that its answer is not to be kept (`Cache-Control: no-store`)",
    asked: " with secret or personal answers",
    label: "no `Cache-Control`",
    help: "document `Cache-Control` with `no-store` as its only value, and send it",
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // Other methods are not kept unless their answers say so.
    let reading = coverage::documented(api).filter(|one| one.method() == "GET" && is_sensitive(*one));
    let asked: Vec<Operation<'a>> = reading.collect();
    let controls = |operation: Operation<'a>| {
        operation.successes().iter().all(|response| cache_control(response).is_some() || response.node.is_none())
    };
    coverage::report(api, asked.iter().copied(), controls, &WORDS, cx);
    for operation in asked {
        for value in operation.successes().iter().filter_map(cache_control).flatten() {
            let Some(text) = value.string().filter(|text| !text.to_ascii_lowercase().contains("no-store")) else {
                continue;
            };
            let message =
                format!("the answer of `{}` is secret or personal, and may be kept: `{text}`", operation.title());
            cx.report(Place::value(value), message).help("answer with `no-store`");
        }
    }
}

/// What is written for the header; `None` when it is not documented.
fn cache_control<'a>(response: &Response<'a>) -> Option<Vec<NodeRef<'a>>> {
    let headers = response.headers().into_iter();
    let mut named = headers.filter(|(name, _)| name.eq_ignore_ascii_case("cache-control")).map(|(_, header)| header);
    named.next().map(Header::values)
}

/// Gives tokens, or answers with a secret or with data about a person.
fn is_sensitive(operation: Operation<'_>) -> bool {
    if operation.purpose() == Purpose::Login && !operation.successes().iter().all(|one| one.payloads().is_empty()) {
        return true;
    }
    let payloads = operation.successes().into_iter().flat_map(|response| response.payloads());
    payloads.filter_map(|payload| payload.schema).any(|schema| tells(schema) || schema.items().is_some_and(tells))
}

fn tells(schema: Schema<'_>) -> bool {
    let is_told = |name: &str| sensitive(name).is_some() || is_personal(name);
    schema
        .properties()
        .iter()
        .any(|(key, property)| is_told(key.key_text()) && property.is_some_and(|property| !property.is_write_only()))
}
