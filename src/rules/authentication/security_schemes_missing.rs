//! See `rules/authentication/security-schemes-missing.md`.

use super::{callable, grade, list, unless_provided, version_key};
use crate::model::openapi::{Api, Cause};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let protection = api.protection();
    if protection.cause != Cause::NoScheme {
        return;
    }
    let open = &protection.open;
    let place = api.schemes_node().map_or_else(|| version_key(api), Place::key);
    let message = format!("no security scheme is defined and nothing requires one: as described, {}", callable(open));
    let finding = cx.report(place, message).severity(grade(open));
    finding.help(format!(
        "define how callers authenticate in `{}` and require it with `security` at the root",
        api.schemes_path()
    ));
    list(finding, open);
    unless_provided(finding, api);
}
