//! See `rules/exposure/fingerprinting-header.md`.

use crate::model::openapi::{Api, Header, Operation};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Headers that say which software answers.
const TELLING: &[&str] = &[
    "server",
    "x-powered-by",
    "x-aspnet-version",
    "x-aspnetmvc-version",
    "x-runtime",
    "x-generator",
    "x-server-name",
    "x-backend-server",
];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(&'a str, Header<'a>, Operation<'a>)> = Vec::new();
    for operation in api.served() {
        for (name, header) in operation.responses().into_iter().flat_map(|response| response.headers()) {
            if TELLING.iter().any(|one| one.eq_ignore_ascii_case(name)) {
                found.push((name, header, operation));
            }
        }
    }
    for alike in many::by_key(found, |(name, _, _)| name.to_ascii_lowercase()) {
        let Some((name, header, operation)) = alike.first() else { continue };
        let Some(node) = header.node else { continue };
        let more = match alike.len() {
            1 => String::new(),
            2 => " and 1 more response".to_owned(),
            count => format!(" and {} more responses", count - 1),
        };
        let message = format!("the header `{name}` of `{}`{more} tells which software answers", operation.title());
        cx.report(Place::key(node), message)
            .known_by("headers")
            .value(name.to_ascii_lowercase())
            .help("take it out of the description, and let the server leave it out");
    }
}
