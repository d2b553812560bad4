//! See `rules/gateway/gateway-authorizer-missing.md`.

use super::titles;
use crate::model::openapi::gateway::Vendor;
use crate::model::openapi::{Api, Operation};
use crate::rules::authentication::unless_provided;
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let [vendor] = api.gateway().vendors() else { return };
    for (name, written, scheme) in api.security_schemes() {
        let Some(scheme) = scheme.filter(|scheme| scheme.is_enforced_by_gateway() == Some(false)) else { continue };
        let unchecked: Vec<Operation<'a>> =
            scheme.used_by().into_iter().filter(|operation| !is_checked(*operation)).collect();
        let Some(first) = unchecked.first() else { continue };
        let help = match vendor {
            Vendor::Aws => {
                "add `x-amazon-apigateway-authorizer` to the scheme, or `x-amazon-apigateway-authtype: awsSigv4` for IAM"
            }
            Vendor::Google => {
                "add issuer and keys to the scheme: `x-google-issuer` and `x-google-jwks_uri`, in 3.x `x-google-auth`"
            }
            _ => "enable the scheme in `server.authentication.securitySchemes`",
        };
        let finding = cx.report(
            Place::key(written),
            format!("{} does not check `{name}`, which {} requires", vendor.name(), titles(&unchecked)),
        );
        finding
            .label("nothing says how")
            .help(help)
            .related(Place::key(first.node()), format!("`{}` relies on it", first.title()));
        unless_provided(finding, api);
    }
}

/// True when the gateway checks something else in every way the operation can be called.
fn is_checked(operation: Operation<'_>) -> bool {
    let api = operation.api;
    operation.gateway_authentication().is_some()
        || operation.security().alternatives().iter().all(|alternative| {
            let mut schemes = alternative.schemes.iter().filter_map(|required| api.required_scheme(required));
            schemes.any(|scheme| scheme.is_enforced_by_gateway() == Some(true))
        })
}
