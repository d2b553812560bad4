//! See `rules/input/disallowed-header-parameter.md`.

use super::parameters_in;
use crate::finding::Severity;
use crate::model::openapi::{Api, Location, Operation, Parameter};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Who decides about a header.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    /// The proxy in front tells the server where a request comes from or went to.
    Proxy,
    /// Frameworks let it replace the method that was authorized.
    Method,
    /// Frameworks let it replace the path that was authorized.
    Path,
    /// It frames the message or belongs to one connection.
    Connection,
    /// The project forbids it.
    Project,
}

const KNOWN: &[(&str, Owner)] = &[
    ("host", Owner::Proxy),
    ("forwarded", Owner::Proxy),
    ("x-real-ip", Owner::Proxy),
    ("x-client-ip", Owner::Proxy),
    ("client-ip", Owner::Proxy),
    ("true-client-ip", Owner::Proxy),
    ("x-true-client-ip", Owner::Proxy),
    ("x-cluster-client-ip", Owner::Proxy),
    ("x-originating-ip", Owner::Proxy),
    ("x-remote-ip", Owner::Proxy),
    ("x-remote-addr", Owner::Proxy),
    ("cf-connecting-ip", Owner::Proxy),
    ("fastly-client-ip", Owner::Proxy),
    ("x-host", Owner::Proxy),
    ("x-http-method-override", Owner::Method),
    ("x-http-method", Owner::Method),
    ("x-method-override", Owner::Method),
    ("x-original-url", Owner::Path),
    ("x-original-uri", Owner::Path),
    ("x-rewrite-url", Owner::Path),
    ("connection", Owner::Connection),
    ("keep-alive", Owner::Connection),
    ("proxy-connection", Owner::Connection),
    ("proxy-authorization", Owner::Connection),
    ("te", Owner::Connection),
    ("trailer", Owner::Connection),
    ("transfer-encoding", Owner::Connection),
    ("upgrade", Owner::Connection),
    ("content-length", Owner::Connection),
];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(Parameter<'a>, Owner)> = Vec::new();
    for parameter in parameters_in(api, Location::Header) {
        let name = parameter.name().to_ascii_lowercase();
        let Some(owner) = owner(&name, cx) else { continue };
        let uses = if owner == Owner::Connection { Some(api.uses(parameter.node())) } else { None };
        // A socket is opened by a request that is all about the connection, and some APIs need the size beforehand.
        let is_meant = uses.is_some_and(|uses| {
            !uses.operations.is_empty()
                && uses.operations.iter().all(|operation| switches(*operation) || !is_read(*operation, &name))
        });
        if !is_meant {
            found.push((parameter, owner));
        }
    }
    for group in many::by_key(found, |(parameter, _)| parameter.name().to_ascii_lowercase()) {
        report(&group, cx);
    }
}

fn owner(name: &str, cx: &Cx<'_>) -> Option<Owner> {
    let is_named = |list: &[String]| list.iter().any(|entry| entry.eq_ignore_ascii_case(name));
    if is_named(cx.option("allow")) {
        return None;
    }
    if is_named(cx.option("deny")) {
        return Some(Owner::Project);
    }
    if name.starts_with("x-forwarded-") {
        return Some(Owner::Proxy);
    }
    KNOWN.iter().find(|(known, _)| *known == name).map(|(_, owner)| *owner)
}

fn switches(operation: Operation<'_>) -> bool {
    operation.responses().iter().any(|response| response.status() == "101")
}

/// True where the header is there to be judged; sizes of uploads and parts are data of the API.
fn is_read(operation: Operation<'_>, name: &str) -> bool {
    name != "content-length" || operation.is_safe_method()
}

fn report(group: &[(Parameter<'_>, Owner)], cx: &mut Cx<'_>) {
    let Some(((first, owner), others)) = group.split_first() else { return };
    let name = first.name();
    let (why, help, severity) = match owner {
        Owner::Proxy => (
            "is what proxies tell the server, and here clients write it",
            "let the proxy overwrite it and leave it out of the description; take the address from the connection",
            Severity::Medium,
        ),
        Owner::Method => (
            "replaces the method after the gateway has authorized another one",
            "offer the method itself, and switch the override off in the server",
            Severity::Medium,
        ),
        Owner::Path => (
            "replaces the path after the gateway has authorized another one",
            "remove it, and switch the override off in the server",
            Severity::Medium,
        ),
        Owner::Connection => (
            "belongs to a single connection, not to the request, and proxies drop or rewrite it",
            "leave it to the HTTP library",
            Severity::Low,
        ),
        Owner::Project => {
            ("is on this project's list of headers that clients must not send", "remove it", Severity::Medium)
        }
    };
    let count = if others.is_empty() { String::new() } else { format!(" ({} parameters)", group.len()) };
    let finding = cx.report(Place::parameter(*first), format!("the header `{name}` {why}{count}"));
    finding.severity(severity).help(help).known_by(format!("parameters/header:{}", name.to_ascii_lowercase()));
    many::list(finding, others.iter().map(|(parameter, _)| Place::parameter(*parameter)), "here too");
}
