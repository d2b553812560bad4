//! See `rules/exposure/jsonp-parameter.md`.

use crate::model::openapi::{Api, Fields, Key, Kind, Location, Operation, Parameter, Version, Way};
use crate::rules::{Check, Cx, Place, exposed};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for parameter in api.nodes_of(Kind::Parameter).map(|node| Parameter::new(api, node)) {
        if parameter.location() != Location::Query {
            continue;
        }
        let name = parameter.name();
        let Some(is_certain) = names_function(&name) else { continue };
        let is_certain = is_certain || speaks_of_it(parameter);
        let mut by = api.reach(parameter.node(), Way::Received);
        // A script is only ever fetched with `GET`.
        by.retain(|operation| {
            operation.is_served() && operation.method() == "GET" && (is_certain || answers_with_script(operation))
        });
        let Some(clause) = by.clause() else { continue };
        let message = format!("`{name}`, {clause}, wraps the answer in a function of the caller's choice (JSONP)");
        let finding = cx.report(Place::parameter(parameter), message);
        finding.help("answer with JSON only, and let the websites that need it read it by CORS");
        exposed::chain(finding, &by);
    }
}

/// Whether a name can be that of the function, and if it says so by itself.
fn names_function(name: &str) -> Option<bool> {
    let words = words::split(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["jsonp" | "jsoncallback" | "jsonpcallback"] | ["jsonp" | "json", "callback"] => Some(true),
        ["callback" | "cb" | "jscallback"] | ["callback", "name" | "function"] => Some(false),
        _ => None,
    }
}

/// The prose calls it JSONP.
fn speaks_of_it(parameter: Parameter<'_>) -> bool {
    let prose = parameter.node().field(Key::Description).and_then(NodeRef::string);
    prose.is_some_and(|prose| words::split(&prose).iter().any(|word| word == "jsonp"))
}

/// JavaScript is among the media types of its answers.
fn answers_with_script(operation: Operation<'_>) -> bool {
    if operation.api.version == Version::V2 {
        let list = operation.node().field(Key::Produces).or_else(|| operation.api.root().field(Key::Produces));
        return list.into_iter().flat_map(NodeRef::items).filter_map(NodeRef::string).any(|one| is_script(&one));
    }
    let payloads = operation.successes().into_iter().flat_map(|response| response.payloads());
    payloads.into_iter().any(|payload| is_script(&payload.media_type))
}

fn is_script(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "application/javascript" | "text/javascript" | "application/x-javascript" | "application/ecmascript"
    )
}
