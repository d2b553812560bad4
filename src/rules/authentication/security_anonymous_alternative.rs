//! See `rules/authentication/security-anonymous-alternative.md`.

use super::{callable, grade, list};
use crate::finding::Severity;
use crate::model::openapi::{Alternative, Api, Operation, Requirements};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    root(api, cx);
    let required = api.protection().required;
    for operation in api.served() {
        let Some(own) = api.own_requirements(operation.node()) else { continue };
        let Some((anonymous, alone)) = anonymous(api, own) else { continue };
        // Where nothing is required anywhere the root is the cause.
        let is_settled = operation.is_open_by_design() || operation.is_authenticated_by_gateway();
        if is_settled || (alone && required.is_none()) {
            continue;
        }
        let (message, severity) = match (alone, operation.is_safe_method()) {
            (true, true) => ("the only alternative is `{}`, so anybody can call", Severity::Medium),
            (true, false) => ("the only alternative is `{}`, so anybody can call", Severity::High),
            (false, true) => ("the alternative `{}` makes authentication optional for", Severity::Low),
            (false, false) => ("the alternative `{}` makes authentication optional for", Severity::Medium),
        };
        cx.report(anonymous, format!("{message} `{}`", operation.title()))
            .severity(severity)
            .label("needs no credentials")
            .help(
                "remove `{}`, or say beside `security` why anonymous callers are let in: `x-apivet-public: \"reason\"`",
            );
    }
}

fn root<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let Some((anonymous, alone)) = api.root_requirements().and_then(|list| anonymous(api, list)) else { return };
    let inheriting: Vec<Operation<'a>> = if alone && api.protection().required.is_none() {
        api.protection().open
    } else {
        let is_settled =
            |operation: &Operation<'_>| operation.is_open_by_design() || operation.is_authenticated_by_gateway();
        let inherits = |operation: &Operation<'_>| operation.security().inherited && !is_settled(operation);
        api.served().filter(inherits).collect()
    };
    if api.served().next().is_none() {
        return;
    }
    let severity = match (alone, grade(&inheriting)) {
        _ if inheriting.is_empty() => Severity::Info,
        (true, severity) => severity,
        (false, Severity::High) => Severity::Medium,
        (false, _) => Severity::Low,
    };
    let what = if alone {
        "the only alternative at the root is `{}`"
    } else {
        "the alternative `{}` at the root makes authentication optional"
    };
    let finding = cx.report(anonymous, format!("{what}: {}", callable(&inheriting))).severity(severity);
    finding
        .label("needs no credentials")
        .help("remove `{}` here and give the operations that work without login a `security` list of their own");
    list(finding, &inheriting);
}

/// The first empty alternative of a list, and whether no other kind is there.
fn anonymous<'a>(api: &'a Api, list: &Requirements) -> Option<(NodeRef<'a>, bool)> {
    let first = list.alternatives.iter().find(|alternative| alternative.is_anonymous())?;
    Some((api.node(first.at), list.alternatives.iter().all(Alternative::is_anonymous)))
}
