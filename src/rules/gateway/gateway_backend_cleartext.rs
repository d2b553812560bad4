//! See `rules/gateway/gateway-backend-cleartext.md`.

use super::titles;
use crate::model::endpoint::{HostKind, Scheme, Url};
use crate::model::openapi::Api;
use crate::model::openapi::gateway::{Fact, Setting};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

struct Open<'a> {
    setting: Setting<'a>,
    host: String,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Open<'a>> = Vec::new();
    for setting in api.gateway().settings() {
        let Fact::Backend { url, is_private: false } = setting.fact() else { continue };
        let url = Url::parse(url);
        if *url.scheme() == Scheme::Http && url.host_kind() == HostKind::Public {
            found.push(Open { setting, host: url.host().unwrap_or_default().to_ascii_lowercase() });
        }
    }
    for alike in many::by_key(found, |open| open.host.clone()) {
        report(&alike, cx);
    }
}

fn report<'a>(alike: &[Open<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = alike.split_first() else { return };
    let operations: Vec<_> = alike.iter().flat_map(|open| open.setting.operations()).collect();
    let finding = cx
        .report(
            Place::value(first.setting.node()),
            format!("requests for {} go on to `{}` in clear text", titles(&operations), first.host),
        )
        .known_by(first.host.clone())
        .help("use https, or a private connection of the gateway (a VPC link, a host of the inner network)");
    many::list(finding, others.iter().map(|open| Place::value(open.setting.node())), "here too");
}
