//! See `rules/authentication/bearer-token-in-query.md`.

use super::weak::{Reach, title};
use crate::model::openapi::{Api, Fields, Key, Kind, Location, Operation, Parameter, SchemeKind, SecurityScheme};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(scheme), Check::Api(parameters)];

const HELP: &str = "send it as `Authorization: Bearer …` and describe it as `type: http, scheme: bearer`";

/// RFC 6750, 2.3, and the names that older descriptions have for the same thing.
fn is_bearer(name: &str) -> bool {
    let words = words::split(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["access", "token"]
            | ["accesstoken"]
            | ["bearer", "token"]
            | ["oauth", "token"]
            | ["oauth2", "token"]
            | ["bearer"]
    )
}

fn scheme<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    if !matches!(scheme.kind(), SchemeKind::ApiKey { place } if place == "query") {
        return;
    }
    let Some(name) = scheme.node().field(Key::Name).and_then(NodeRef::string).filter(|name| is_bearer(name)) else {
        return;
    };
    let reach = Reach::of(scheme);
    let message = format!("{} puts a bearer token into the URL as `?{name}=…`; {}", title(scheme), reach.words());
    let finding = cx.report(scheme.kind_node(), message);
    finding.label("stays in logs and histories").help(HELP);
    reach.apply(finding);
}

/// A token that is described as an ordinary parameter.
struct Sent<'a> {
    name: String,
    place: Place<'a>,
    operations: Vec<Operation<'a>>,
}

fn parameters<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut sent: Vec<Sent<'a>> = Vec::new();
    for parameter in api.nodes_of(Kind::Parameter).map(|node| Parameter::new(api, node)) {
        match parameter.location() {
            Location::Query => {
                let Some(name) = parameter.name_node() else { continue };
                sent.extend(of(parameter, &parameter.name(), Place::value(name)));
            }
            Location::QueryString => {
                let payloads = parameter.payloads();
                let schemas = payloads.into_iter().filter_map(|payload| payload.schema);
                for (key, _) in schemas.flat_map(|schema| schema.properties()) {
                    sent.extend(of(parameter, key.key_text(), Place::key(key)));
                }
            }
            _ => {}
        }
    }
    for alike in many::by_key(sent, |one| one.name.clone()) {
        many::told(&alike, cx).for_each(|told| report(told, cx));
    }
}

fn of<'a>(parameter: Parameter<'a>, name: &str, place: Place<'a>) -> Option<Sent<'a>> {
    let is_scheme = |scheme: SecurityScheme<'_>| {
        let own = scheme.node().field(Key::Name).and_then(NodeRef::string);
        matches!(scheme.kind(), SchemeKind::ApiKey { place } if place == "query") && own.is_some_and(|own| own == name)
    };
    let mut schemes = parameter.api.security_schemes().filter_map(|(_, _, scheme)| scheme);
    if !is_bearer(name) || schemes.any(is_scheme) {
        return None;
    }
    let mut operations = parameter.api.uses(parameter.node()).operations;
    operations.retain(|operation| operation.is_served() && !takes_tokens_apart(*operation));
    (!operations.is_empty()).then(|| Sent { name: name.to_owned(), place, operations })
}

/// Endpoints of OAuth whose business is the token itself.
fn takes_tokens_apart(operation: Operation<'_>) -> bool {
    let words = words::split(operation.path());
    words.iter().any(|word| {
        matches!(word.as_str(), "oauth" | "oauth2" | "oidc" | "openid" | "tokeninfo" | "introspect" | "revoke")
    })
}

fn report<'a>(told: &[Sent<'a>], cx: &mut Cx<'a>) {
    let Some((first, more)) = told.split_first() else { return };
    let count: usize = told.iter().map(|one| one.operations.len()).sum();
    let title = first.operations.first().map(|operation| operation.title()).unwrap_or_default();
    let who = match count {
        1 => format!("`{title}` takes"),
        2 => format!("`{title}` and 1 more operation take"),
        count => format!("`{title}` and {} more operations take", count - 1),
    };
    let finding = cx.report(first.place, format!("{who} a bearer token in the URL as `?{}=…`", first.name));
    finding.label("stays in logs and histories").help(HELP);
    many::known(finding, told, format!("parameters/query:{}", first.name));
    many::list(finding, more.iter().map(|one| one.place), "sent here too");
    if more.is_empty() {
        many::list(finding, first.operations.iter().map(|one| Place::key(one.node())), "takes it");
    }
}
