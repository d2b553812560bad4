//! See `rules/authentication/security-empty-array-global.md`.

use super::{callable, example, grade, list};
use crate::finding::Severity;
use crate::model::openapi::{Api, Operation};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let Some(list_of_root) = api.root_requirements() else { return };
    let written = api.node(list_of_root.at);
    if !written.is_empty() || api.served().next().is_none() {
        return;
    }
    let protection = api.protection();
    // Where nothing is required anywhere, empty lists of operations have this cause too.
    let open: Vec<Operation<'a>> =
        if protection.required.is_none() { protection.open } else { protection.inheriting().collect() };
    let severity = if open.is_empty() { Severity::Info } else { grade(&open) };
    let first = protection.required.or_else(|| api.security_schemes().next().map(|(name, ..)| name));
    let finding = cx
        .report(written, format!("`security: []` at the root switches authentication off: {}", callable(&open)))
        .severity(severity);
    finding.help(format!(
        "require a scheme here, such as {}, and write `security: []` only on the operations that are open on purpose",
        example(first)
    ));
    list(finding, &open);
}
