//! See `rules/inventory/sensitive-operation-name.md`.

use crate::finding::Severity;
use crate::model::wsdl::{BoundOperation, Wsdl};
use crate::rules::{Check, Cx, Place, many};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// First words of operations that reach into the machine or stop it.
const VERBS: &[&str] =
    &["debug", "dump", "exec", "execute", "eval", "evaluate", "shutdown", "reboot", "impersonate", "purge"];
/// What makes `execute` and `run` dangerous.
const CODE: &[&str] = &["sql", "command", "shell", "script", "code", "process", "program", "xpath", "expression"];
/// Words that say so by themselves.
const ANYWHERE: &[&str] = &["shell", "debug", "backdoor", "impersonate", "shutdown", "reboot"];

/// One finding for each operation, however many bindings it has.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let bound = wsdl.bindings().flat_map(|binding| binding.operations());
    let found = bound.filter(|operation| is_sensitive(operation.name()));
    let target = |operation: &BoundOperation<'a>| {
        operation.abstract_operation().target().map(|target| target.element().node().at())
    };
    let secured = |operation: &BoundOperation<'a>| {
        wsdl.protections().any(|message| {
            let is_same = message.operation().is_some_and(|one| one.element() == operation.element());
            is_same && message.facts().iter().all(|facts| facts.client.is_some() || facts.unknown.is_some())
        })
    };
    for alike in many::by_key(found, |operation| (target(operation), operation.name())) {
        let Some(first) = alike.first() else { continue };
        let place = first.name_node().map_or_else(|| Place::value(first.element().node()), Place::value);
        let is_open = !alike.iter().any(secured);
        let more = if is_open { ", and no policy says who may call it" } else { "" };
        let finding = cx.report(place, format!("`{}` is published as an operation{more}", first.name()));
        finding.help("say who may call it and require it in the policy, or take it out of the published contract");
        if is_open {
            finding.severity(Severity::Low);
        }
    }
}

fn is_sensitive(name: &str) -> bool {
    let words = words::split(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    match words.first().map(String::as_str) {
        Some("run" | "exec" | "execute" | "eval" | "evaluate") => words.len() == 1 || has(CODE),
        Some("factory") => has(&["default", "reset"]),
        Some("reset") => words.len() == 1 || has(&["factory", "system", "server", "database", "all"]),
        Some("set") => has(&["config", "configuration"]) && words.len() == 2,
        Some(first) => has(ANYWHERE) || (VERBS.contains(&first) && words.len() <= 2),
        None => false,
    }
}
