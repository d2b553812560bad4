//! See `rules/authentication/endpoint-added-unauthenticated.md`.

use super::demands::open_at;
use super::unless_provided;
use crate::finding::Severity;
use crate::model::openapi::Operation;
use crate::rules::changes::Changes;
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Change(check)];

fn check<'a>(changes: &Changes<'a>, cx: &mut Cx<'_>) {
    let now = changes.now;
    let added = changes.operations().filter(|(was, _)| was.is_none());
    let open: Vec<Operation<'a>> = added
        .map(|(_, operation)| operation)
        .filter(|operation| operation.security().admits_anonymous() && !operation.is_open_by_design())
        .collect();
    for group in many::told(&open, cx) {
        let Some(first) = group.first() else { continue };
        let message = match group.len() {
            1 => format!("`{}` is new, and anybody can call it", first.title()),
            count => format!("{count} operations such as `{}` are new, and anybody can call them", first.title()),
        };
        let finding = cx.report(open_at(*first), message);
        let is_write = group.iter().any(|operation| !operation.is_safe_method());
        finding.severity(if is_write { Severity::High } else { Severity::Medium });
        finding.help("ask for credentials, or say why it is open: `x-apivet-public: \"reason\"`");
        if group.len() > 1 {
            finding.known_by("paths");
            many::list(finding, group.iter().skip(1).map(|operation| open_at(*operation)), "new and open too");
        }
        unless_provided(finding, now);
    }
}
