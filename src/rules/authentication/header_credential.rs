//! Credentials that are described as ordinary header or cookie parameters: who sends them, told once for each name.

use crate::finding::Finding;
use crate::model::openapi::{Api, Kind, Location, Operation, Parameter};
use crate::rules::lexicon::sensitive;
use crate::rules::{Cx, Place, many};
use crate::words;

/// A parameter that carries a credential, with the operations that clients call with it.
pub(super) struct Sent<'a> {
    pub(super) parameter: Parameter<'a>,
    pub(super) name: String,
    pub(super) operations: Vec<Operation<'a>>,
}

/// Parameters that pass a test on themselves and their name in lower case, and that served operations use.
pub(super) fn all<'a>(api: &'a Api, test: impl Fn(Parameter<'a>, &str) -> bool) -> Vec<Sent<'a>> {
    let parameters = api.nodes_of(Kind::Parameter).map(|node| Parameter::new(api, node));
    let found = parameters.filter_map(|parameter| {
        let name = parameter.name();
        if !test(parameter, &name.to_ascii_lowercase()) {
            return None;
        }
        let mut operations = api.uses(parameter.node()).operations;
        operations.retain(|operation| operation.is_served());
        (!operations.is_empty()).then(|| Sent { parameter, name: name.into_owned(), operations })
    });
    found.collect()
}

/// Who sends any of them, each operation once.
pub(super) fn operations<'a>(uses: &[Sent<'a>]) -> Vec<Operation<'a>> {
    let mut operations: Vec<Operation<'a>> = uses.iter().flat_map(|one| &one.operations).copied().collect();
    operations.sort_by_key(|operation| operation.index());
    operations.dedup();
    operations
}

/// `GET /users takes`, `GET /users and 4 more operations take`.
pub(super) fn words(operations: &[Operation<'_>]) -> String {
    let first = operations.first().map(|operation| operation.title()).unwrap_or_default();
    match operations.len() {
        0 | 1 => format!("`{first}` takes"),
        2 => format!("`{first}` and 1 more operation take"),
        count => format!("`{first}` and {} more operations take", count - 1),
    }
}

/// Reports them as one, at the first.
pub(super) fn report<'a, 'c>(
    first: &Sent<'a>,
    uses: &[Sent<'a>],
    message: String,
    cx: &'c mut Cx<'a>,
) -> &'c mut Finding {
    let place = |one: &Sent<'a>| Place::value(one.parameter.name_node().unwrap_or(one.parameter.node()));
    let finding = cx.report(place(first), message);
    let kind = if first.parameter.location() == Location::Cookie { "cookie" } else { "header" };
    finding.known_by(format!("parameters/{kind}:{}", first.name.to_ascii_lowercase()));
    many::list(finding, uses.iter().skip(1).map(place), "here too");
    if uses.len() == 1 {
        many::list(finding, first.operations.iter().map(|operation| Place::key(operation.node())), "used here");
    }
    finding
}

/// True for a name that says credential of the caller. `lower` is the name in lower case.
pub(super) fn is_credential(lower: &str, name: &str, place: &str) -> bool {
    let words = words::split(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // Keys that encrypt stored data, and parts of a signed request.
    if words.iter().any(|word| matches!(*word, "encryption" | "customer" | "sse" | "signature" | "amz")) {
        return false;
    }
    let by_words = matches!(
        words.as_slice(),
        ["x", "auth"]
            | ["auth"]
            | ["x", "auth", "key"]
            | ["auth", "key"]
            | ["x", "app", "key"]
            | ["app", "key"]
            | ["x", "application", "key"]
            | ["application", "key"]
            | ["x", "consumer", "key"]
            | ["consumer", "key"]
            | ["x", "session"]
            | ["x", "credentials"]
            | ["x", .., "authorization"]
    );
    let in_cookie = place == "cookie"
        && matches!(lower, "session" | "sid" | "phpsessid" | "connect.sid" | "auth" | "sessid" | "asp.net_sessionid");
    by_words || in_cookie || sensitive(name).is_some()
}
