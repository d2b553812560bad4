//! See `rules/gateway/gateway-catch-all.md`.

use crate::finding::Severity;
use crate::model::openapi::gateway::{Fact, Setting};
use crate::model::openapi::{Alternative, Api};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for setting in api.gateway().settings() {
        let Fact::CatchAll(has_other_paths) = *setting.fact() else { continue };
        let path = setting.holder().key().filter(|_| setting.holder() != api.root()).map(NodeRef::key_text);
        let Some(path) = path else {
            cx.report(
                Place::value(setting.node()),
                format!(
                    "`{}: all` sends calls that the description does not list to the backend, unchecked",
                    setting.key()
                ),
            )
            .help("write `configured`, so that only the operations described here are forwarded");
            continue;
        };
        let (what, severity) = match (has_other_paths, is_protected(api, setting)) {
            (true, false) => ("every path and method", Severity::High),
            (true, true) => ("every path and method", Severity::Info),
            (false, false) => ("every method", Severity::Low),
            (false, true) => continue,
        };
        let behind = if severity == Severity::Info { "" } else { ", without asking for credentials" };
        cx.report(Place::key(setting.node()), format!("`{path}` forwards {what}{behind}"))
            .severity(severity)
            .help("describe the paths and methods the backend has, each with its `security`");
    }
}

/// True when the operation for all methods asks for credentials. It is an extension: the grammar does not read it.
fn is_protected(api: &Api, setting: Setting<'_>) -> bool {
    let is_on =
        |other: Setting<'_>| other.extension() == setting.extension() && *other.fact() == Fact::Authentication(true);
    if api.gateway().settings().any(is_on) {
        return true;
    }
    match setting.node().get("security") {
        Some(own) => own.items().next().is_some() && own.items().all(|alternative| !alternative.is_empty()),
        None => api.root_requirements().is_some_and(|list| {
            !list.alternatives.is_empty() && !list.alternatives.iter().any(Alternative::is_anonymous)
        }),
    }
}
