//! See `rules/gateway/gateway-request-validation-off.md`.

use super::{titles, written};
use crate::model::openapi::gateway::{Fact, Setting};
use crate::model::openapi::{Api, Operation};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let is_off = |setting: &Setting<'a>| setting.fact().as_validation() == Some(false);
    for setting in api.gateway().settings().filter(is_off) {
        // Nothing is lost where nothing is taken, or where something nearer is set.
        let taken: Vec<Operation<'a>> = setting
            .operations()
            .into_iter()
            .filter(|operation| takes_input(*operation))
            .filter(|operation| operation.gateway_setting(Fact::as_validation).is_some_and(|one| is_off(&one)))
            .collect();
        if taken.is_empty() {
            continue;
        }
        cx.report(
            Place::value(setting.node()),
            format!("{}: what is sent to {} is not checked against the description", written(setting), titles(&taken)),
        )
        .help("refer to a validator with `validateRequestBody` and `validateRequestParameters` on, or switch the check on");
    }
    let Some(validators) = unused(api) else { return };
    cx.report(Place::key(validators), "validators are defined and none is used")
        .help("name one at the root: `x-amazon-apigateway-request-validator`");
}

fn takes_input(operation: Operation<'_>) -> bool {
    !operation.request_payloads().is_empty() || !operation.parameters().is_empty()
}

/// Validators that no operation and not the root refers to.
fn unused(api: &Api) -> Option<crate::syntax::NodeRef<'_>> {
    let validators = api.root().get("x-amazon-apigateway-request-validators").filter(|map| !map.is_empty())?;
    let is_used = api.gateway().settings().any(|setting| setting.fact().as_validation().is_some());
    (!is_used && many::whole(api) != api.root()).then_some(validators)
}
