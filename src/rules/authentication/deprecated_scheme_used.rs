//! See `rules/authentication/deprecated-scheme-used.md`.

use super::weak::title;
use crate::finding::Severity;
use crate::model::openapi::{Fields, Key, Operation, SecurityScheme};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    if !scheme.is_deprecated() {
        return;
    }
    let Some(mark) = scheme.node().field(Key::Deprecated) else { return };
    // What goes away itself may keep what goes away.
    let users: Vec<Operation<'a>> =
        scheme.used_by().into_iter().filter(|operation| !operation.is_deprecated()).collect();
    let (only, beside): (Vec<Operation<'a>>, Vec<Operation<'a>>) =
        users.iter().copied().partition(|operation| needs(*operation, scheme));
    let Some(first) = only.first().or(beside.first()) else { return };
    let (verb, told) = if only.is_empty() { ("accept", &beside) } else { ("need", &only) };
    let who = match told.len() {
        1 => format!("`{}` still {verb}s it", first.title()),
        count => format!("{count} operations still {verb} it"),
    };
    let finding = cx.report(Place::key(mark), format!("{} is deprecated, and {who}", title(scheme)));
    finding.help(if only.is_empty() {
        "take the alternative out of `security` when the last clients have moved"
    } else {
        "let them accept the scheme that replaces it"
    });
    if only.is_empty() {
        finding.severity(Severity::Info);
    }
    many::list(finding, told.iter().map(|operation| Place::key(operation.node())), "uses it");
}

/// True when every way into an operation needs the scheme.
fn needs(operation: Operation<'_>, scheme: SecurityScheme<'_>) -> bool {
    let at = scheme.node().at();
    let mut ways = operation.security().alternatives().iter();
    ways.all(|way| way.schemes.iter().any(|required| required.target == Some(at)))
}
