//! See `rules/inventory/method-unsafe.md`.

use crate::finding::Severity;
use crate::model::openapi::{Operation, Version};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Operation(check)];

/// Methods with a key of their own, and those of registered extensions that change or read resources like them.
const KNOWN: &[&str] = &["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "QUERY"];

fn check<'a>(operation: Operation<'a>, cx: &mut Cx<'a>) {
    let method = operation.method();
    let upper = method.to_ascii_uppercase();
    let why = match upper.as_str() {
        "TRACE" | "TRACK" => "sends the request back with all its headers, credentials included",
        "CONNECT" => "asks the server for a tunnel to another host",
        "DEBUG" => "starts a debugger on some servers",
        _ if KNOWN.contains(&upper.as_str()) || operation.api.version < Version::V32 => return,
        _ => {
            let message = format!(
                "`{method}` is a method that gateways and firewalls may let pass unseen at `{}`",
                operation.path()
            );
            cx.report(Place::key(operation.node()), message).severity(Severity::Low).help(
                "Use a method every component in front of the server knows, or check that each of them authorizes this \
                 one",
            );
            return;
        }
    };
    cx.report(Place::key(operation.node()), format!("`{method}` is offered at `{}`: it {why}", operation.path()))
        .help(format!("Remove the operation and have the server answer `{upper}` with 405"));
}
