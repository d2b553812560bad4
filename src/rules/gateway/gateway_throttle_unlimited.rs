//! See `rules/gateway/gateway-throttle-unlimited.md`.

use super::{titles, written};
use crate::model::openapi::gateway::{Fact, Setting};
use crate::model::openapi::{Api, Operation};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(Setting<'a>, Operation<'a>)> = Vec::new();
    for operation in api.served().filter(|operation| !operation.is_throttled()) {
        if let Some(setting) = operation.gateway_setting(Fact::as_throttle) {
            found.push((setting, operation));
        }
    }
    // Generated for every operation, it is one decision for the API.
    for alike in many::by_key(found, |(setting, _)| setting.key()) {
        let Some(((first, _), others)) = alike.split_first() else { continue };
        let operations: Vec<Operation<'a>> = alike.iter().map(|(_, operation)| *operation).collect();
        let finding = cx
            .report(
                Place::value(first.node()),
                format!("{} lets {} be called without a limit", written(*first), titles(&operations)),
            )
            .known_by(first.key())
            .help("choose a tier with a limit, or set one");
        let elsewhere = others.iter().filter(|(setting, _)| setting.node() != first.node());
        many::list(finding, elsewhere.map(|(setting, _)| Place::value(setting.node())), "here too");
    }
}
