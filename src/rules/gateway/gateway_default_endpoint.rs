//! See `rules/gateway/gateway-default-endpoint.md`.

use crate::model::endpoint::HostKind;
use crate::model::openapi::Api;
use crate::model::openapi::gateway::{Fact, Vendor};
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// The hosts every API has by itself.
const DEFAULT: &str = ".amazonaws.com";

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if !api.gateway().is_from(Vendor::Aws) {
        return;
    }
    let is_own = |host: &str| !host.to_ascii_lowercase().trim_end_matches(".cn").ends_with(DEFAULT);
    let own = api.endpoints().find(|endpoint| {
        let url = endpoint.url();
        url.host_kind() == HostKind::Public && url.host().is_some_and(is_own)
    });
    let Some(own) = own else { return };
    let settings = || api.gateway().settings().map(|setting| (setting, setting.fact()));
    if settings().any(|(_, fact)| matches!(fact, Fact::DefaultEndpoint(false) | Fact::PrivateEndpoint)) {
        return;
    }
    let written = settings().find(|(_, fact)| matches!(fact, Fact::DefaultEndpoint(true)));
    let place = written.map_or_else(|| Place::key(many::whole(api)), |(setting, _)| Place::value(setting.node()));
    let host = own.url().host().unwrap_or_default().to_owned();
    cx.report(place, format!("the default host name of Amazon API Gateway answers beside `{host}`"))
        .help("set `disableExecuteApiEndpoint: true` in `x-amazon-apigateway-endpoint-configuration`")
        .related(Place::value(own.node()), "the domain that clients are to use");
}
