//! See `rules/inventory/responses-empty.md`.

use crate::finding::{Profile, Severity};
use crate::model::openapi::{Fields, Key, Operation, Version};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Operation(check)];

fn check<'a>(operation: Operation<'a>, cx: &mut Cx<'a>) {
    if operation.is_elsewhere() {
        return;
    }
    let title = operation.title();
    let help =
        "Write a response for success and one for each way the operation fails, with the schemas of their bodies";
    let Some(responses) = operation.node().field(Key::Responses) else {
        // Since 3.1 the field may be left out.
        let may_lack = operation.api.version >= Version::V31;
        if may_lack && cx.profile() == Profile::Recommended {
            return;
        }
        let finding = cx.report(Place::key(operation.node()), format!("`{title}` states no responses"));
        finding.help(help);
        if may_lack {
            finding.severity(Severity::Low);
        }
        return;
    };
    let says_nothing = responses.is_null() || responses.is_map();
    if says_nothing && responses.entries().all(|(key, _)| key.key_text().starts_with("x-")) {
        cx.report(Place::key(responses), format!("the `responses` of `{title}` are empty")).help(help);
    }
}
