//! See `rules/gateway/agent-action-unconfirmed.md`.

use crate::finding::Severity;
use crate::model::openapi::Operation;
use crate::rules::{Check, Cx, Place};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Operation(check)];

fn check<'a>(operation: Operation<'a>, cx: &mut Cx<'a>) {
    if operation.is_safe_method() {
        return;
    }
    let Some(mark) = operation.node().get("x-openai-isConsequential") else { return };
    if mark.bool() != Some(false) || (operation.method() == "POST" && reads(operation)) {
        return;
    }
    let deletes = operation.method() == "DELETE";
    let finding =
        cx.report(Place::value(mark), format!("an assistant may call `{}` without asking its user", operation.title()));
    finding.help("write `true`, or leave it out: then the user is asked before each call");
    if deletes {
        finding.severity(Severity::High);
    }
}

/// Searches and calculations travel as POST and change nothing.
fn reads(operation: Operation<'_>) -> bool {
    const VERBS: &[&str] = &[
        "search",
        "query",
        "find",
        "list",
        "get",
        "read",
        "lookup",
        "fetch",
        "calculate",
        "compute",
        "estimate",
        "validate",
        "check",
        "preview",
        "convert",
        "translate",
        "analyze",
        "analyse",
        "count",
        "compare",
        "quote",
    ];
    let is_verb = |word: &String| VERBS.contains(&word.as_str());
    let last = operation.path().rsplit('/').find(|segment| !segment.starts_with('{')).unwrap_or("");
    operation.id().is_some_and(|id| words::split(&id).first().is_some_and(is_verb))
        || words::split(last).iter().any(is_verb)
}
