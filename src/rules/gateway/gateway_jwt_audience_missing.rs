//! See `rules/gateway/gateway-jwt-audience-missing.md`.

use crate::model::openapi::Api;
use crate::model::openapi::gateway::Fact;
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for setting in api.gateway().settings().filter(|setting| *setting.fact() == Fact::Audience(false)) {
        cx.report(
            Place::key(setting.node()),
            "the authorizer takes tokens of its issuer that were made for other services",
        )
        .help("list the audiences this API accepts: `audience: [orders-api]`");
    }
}
