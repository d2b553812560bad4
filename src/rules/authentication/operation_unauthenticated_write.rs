//! See `rules/authentication/operation-unauthenticated-write.md`.

use super::{example, unless_provided};
use crate::model::openapi::{Api, Cause};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    left_out(api, cx, false);
}

/// Reports the operations that were left out where others have requirements: those that only read, or the others.
pub(super) fn left_out<'a>(api: &'a Api, cx: &mut Cx<'a>, reads: bool) {
    let protection = api.protection();
    if protection.cause != Cause::LeftOut {
        return;
    }

    for operation in protection.inheriting().filter(|operation| operation.is_safe_method() == reads) {
        let message =
            format!("`{}` requires no credentials: neither it nor the root has `security`", operation.title());
        let finding = cx.report(Place::key(operation.node()), message);
        finding.label("no requirement").help(format!(
            "add {}, or `x-apivet-public: \"reason\"` if it is open on purpose",
            example(protection.required)
        ));
        unless_provided(finding, api);
    }
}
