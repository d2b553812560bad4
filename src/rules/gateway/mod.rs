//! What the extensions of API gateways switch on and off. All of it is read by `model::openapi::gateway`; here it is
//! only judged.

pub(super) mod agent_action_unconfirmed;
pub(super) mod gateway_auth_disabled;
pub(super) mod gateway_authorizer_missing;
pub(super) mod gateway_backend_cleartext;
pub(super) mod gateway_catch_all;
pub(super) mod gateway_config_published;
pub(super) mod gateway_cors_wildcard;
pub(super) mod gateway_default_endpoint;
pub(super) mod gateway_jwks_cleartext;
pub(super) mod gateway_jwt_audience_missing;
pub(super) mod gateway_request_validation_off;
pub(super) mod gateway_resource_policy_wildcard;
pub(super) mod gateway_throttle_unlimited;
pub(super) mod gateway_tls_verification_off;
pub(super) mod gateway_weak_tls;

use crate::model::openapi::Operation;
use crate::model::openapi::gateway::Setting;
use crate::syntax::NodeRef;

/// `GET /a`, or `GET /a` and how many more.
fn titles(operations: &[Operation<'_>]) -> String {
    match operations {
        [] => "operations added later".to_owned(),
        [one] => format!("`{}`", one.title()),
        [first, second] => format!("`{}` and `{}`", first.title(), second.title()),
        [first, others @ ..] => format!("`{}` and {} more operations", first.title(), others.len()),
    }
}

/// The setting as its author wrote it, with the key around it; without its value where that is long or a structure.
fn written(setting: Setting<'_>) -> String {
    let node = setting.node();
    let own = node.key().map_or("", NodeRef::key_text);
    let around = node.parent().and_then(NodeRef::key).map_or("", NodeRef::key_text);
    let key = match setting.extension() == node {
        true => setting.key().to_owned(),
        false if around.is_empty() => own.to_owned(),
        false => format!("{around}.{own}"),
    };
    match node.text().filter(|text| node.is_scalar() && text.len() <= 32) {
        Some(text) => format!("`{key}: {text}`"),
        None => format!("`{key}`"),
    }
}
