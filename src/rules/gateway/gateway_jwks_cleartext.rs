//! See `rules/gateway/gateway-jwks-cleartext.md`.

use crate::model::endpoint::{HostKind, Scheme, Url};
use crate::model::openapi::Api;
use crate::model::openapi::gateway::Fact;
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for setting in api.gateway().settings().filter(|setting| *setting.fact() == Fact::Keys) {
        let Some(text) = setting.node().string() else { continue };
        let url = Url::parse(&text);
        if *url.scheme() != Scheme::Http || url.host_kind() == HostKind::Loopback {
            continue;
        }
        let name = setting.node().key().map_or("", NodeRef::key_text);
        let place = url.scheme_range().map_or(Place::value(setting.node()), |part| Place::part(setting.node(), part));
        cx.report(
            place,
            format!(
                "the keys that tokens are checked with come from `{}` in clear text (`{name}`)",
                url.host().unwrap_or_default()
            ),
        )
        .help("use https, and the https issuer in the tokens");
    }
}
