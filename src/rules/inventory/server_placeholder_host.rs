//! See `rules/inventory/server-placeholder-host.md`.

use super::servers::written;
use crate::model::endpoint::HostKind;
use crate::model::openapi::{Api, variables};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for server in written(api) {
        let host = &server.host;
        let why = match server.kind {
            HostKind::Test => "is reserved for documentation and tests",
            // What a template fills in when the description is deployed is no stand-in.
            HostKind::Placeholder if variables(host).is_empty() && !host.contains(['$', '@', '%', '<', '#']) => {
                "only stands in for a name"
            }
            _ => continue,
        };
        cx.report(Place::value(server.node), format!("the server's host `{host}` {why}"))
            .help("write the host the API is served at, or leave the server out");
    }
}
