//! See `rules/gateway/gateway-config-published.md`.

use crate::model::endpoint::{HostKind, Url};
use crate::model::openapi::Api;
use crate::model::openapi::gateway::{Fact, Setting};
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let inner = api.gateway().settings().filter_map(|setting| Some((setting, what(setting)?)));
    let kinds = many::by_key(inner, |(_, what)| *what);
    let Some(((first, _), others)) = kinds.first().and_then(|kind| kind.split_first()) else { return };
    let names: Vec<String> = kinds
        .iter()
        .map(|kind| match kind.as_slice() {
            [(_, what)] => (*what).to_owned(),
            more => format!("{} ({} times)", more.first().map_or("", |(_, what)| *what), more.len()),
        })
        .collect();
    let finding = cx
        .report(Place::value(first.node()), format!("the description names what is behind the gateway: {}", names.join(", ")))
        .known_by("gateway")
        .help("keep the gateway's configuration in a file of its own, such as an overlay, and publish the description without it");
    let rest = others.iter().chain(kinds.iter().skip(1).flatten());
    for (setting, what) in rest.take(5) {
        finding.related(Place::value(setting.node()), *what);
    }
}

/// What a setting tells about the inside.
fn what(setting: Setting<'_>) -> Option<&'static str> {
    match setting.fact() {
        Fact::Internal(what) => Some(what),
        Fact::Backend { url, .. } => match Url::parse(url).host_kind() {
            HostKind::Test | HostKind::Placeholder | HostKind::Empty | HostKind::Loopback => None,
            _ => Some("the address of a backend"),
        },
        _ => None,
    }
}
