//! See `rules/inventory/server-nonproduction-host.md`.

use super::internal_operation_published::internal_mark;
use super::servers::{Written, written};
use crate::finding::{Confidence, Profile, Severity};
use crate::model::endpoint::HostKind;
use crate::model::openapi::{Api, Fields, Key};
use crate::rules::{Check, Cx, Place};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Labels that name an environment before production. `sandbox` and `test` in front of a vendor's host are made for
/// outsiders as often as not.
const ENVIRONMENTS: &[&str] =
    &["staging", "stage", "stg", "dev", "develop", "development", "qa", "uat", "preprod", "testing"];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let root = api.root();
    if [Some(root), root.field(Key::Info)].into_iter().flatten().any(|node| internal_mark(node).is_some()) {
        return;
    }
    let servers = written(api);
    let is_public = servers.iter().any(|server| server.kind == HostKind::Public);
    for server in servers.iter().filter(|server| server.holder == root || internal_mark(server.holder).is_none()) {
        let host = &server.host;
        let what = match server.kind {
            HostKind::Loopback => "is the machine of whoever reads this",
            HostKind::Private => "is an address inside a private network",
            HostKind::LinkLocal => "is an address of a single link",
            HostKind::Local | HostKind::SingleLabel => "is a name only an inner network knows",
            HostKind::Metadata => "is the metadata service of a cloud",
            HostKind::Public if cx.profile() == Profile::Audit && is_environment(server) => {
                let finding = cx.report(
                    Place::value(server.node),
                    format!("the server's host `{host}` is named like one before production"),
                );
                finding.severity(Severity::Info).confidence(Confidence::Low);
                finding.help("publish it only if outsiders are meant to use it; mark it `x-internal: true` otherwise");
                continue;
            }
            _ => continue,
        };
        let finding = cx.report(Place::value(server.node), format!("the server's host `{host}` {what}"));
        finding.help("leave it out of what is published, or mark the server `x-internal: true`");
        if server.kind == HostKind::Metadata {
            finding.severity(Severity::Medium);
        } else if !is_public {
            // Without a public server beside it this may be a description for inner use.
            finding.severity(Severity::Info);
        }
    }
}

fn is_environment(server: &Written<'_>) -> bool {
    let labels = server.host.split('.').rev().skip(1).collect::<Vec<_>>().join(".");
    words::split(&labels).iter().any(|word| ENVIRONMENTS.contains(&word.as_str()))
}
