//! See `rules/authentication/security-empty-array-operation.md`.

use super::example;
use crate::finding::Severity;
use crate::model::openapi::Api;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let protection = api.protection();
    // Where nothing is required anywhere the root is the cause, and there is nothing to switch off.
    let Some(name) = protection.required else { return };
    for operation in &protection.open {
        let Some(list) = api.own_requirements(operation.node()).map(|list| api.node(list.at)) else { continue };
        if !list.is_empty() {
            continue;
        }
        let severity = if operation.is_safe_method() { Severity::Medium } else { Severity::High };
        cx.report(list, format!("`security: []` lets anybody call `{}`", operation.title())).severity(severity).help(
            format!(
                "write {} in its place, or say beside it why it is open: `x-apivet-public: \"reason\"`",
                example(Some(name))
            ),
        );
    }
}
