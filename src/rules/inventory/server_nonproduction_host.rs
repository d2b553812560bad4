//! See `rules/inventory/server-nonproduction-host.md`.

use hashbrown::HashSet;

use super::internal_operation_published::internal_mark;
use super::servers::written;
use crate::finding::{Confidence, Profile, Severity};
use crate::model::endpoint::HostKind;
use crate::model::openapi::{Api, Fields, Key};
use crate::model::wsdl::Wsdl;
use crate::rules::transport::cleartext::marked;
use crate::rules::{Check, Cx, Place, many};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check), Check::Wsdl(ports)];

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
            HostKind::Public if cx.profile() == Profile::Audit && is_environment(&server.host) => {
                let finding = cx.report(
                    Place::value(server.node),
                    format!("the server's host `{host}` is named like one before production"),
                );
                finding.severity(Severity::Info).confidence(Confidence::Low);
                finding.help("publish it only if outsiders are meant to use it; mark it `x-internal: true` otherwise");
                continue;
            }
            kind => match inner(kind) {
                Some(what) => what,
                None => continue,
            },
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

/// What a kind of host says to whoever reads it, if it is not for everybody.
fn inner(kind: HostKind) -> Option<&'static str> {
    Some(match kind {
        HostKind::Loopback => "is the machine of whoever reads this",
        HostKind::Private => "is an address inside a private network",
        HostKind::LinkLocal => "is an address of a single link",
        HostKind::Local | HostKind::SingleLabel => "is a name only an inner network knows",
        HostKind::Metadata => "is the metadata service of a cloud",
        HostKind::Public | HostKind::Test | HostKind::Placeholder | HostKind::Empty => return None,
    })
}

fn is_environment(host: &str) -> bool {
    let labels = host.split('.').rev().skip(1).collect::<Vec<_>>().join(".");
    words::split(&labels).iter().any(|word| ENVIRONMENTS.contains(&word.as_str()))
}

/// One finding for the description: the generator that writes one such address writes them all.
fn ports<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let hosts: Vec<_> = wsdl
        .ports()
        .filter_map(|port| {
            let address = port.address()?;
            let url = address.url();
            let (host, kind) = (url.host()?.to_ascii_lowercase(), url.host_kind());
            Some((host, kind, address))
        })
        .collect();
    let mut found: Vec<_> = hosts.iter().filter(|(_, kind, _)| inner(*kind).is_some()).collect();
    // What tells most first: loopback tells nothing but that somebody forgot to write the address.
    found.sort_by_key(|(_, kind, _)| match kind {
        HostKind::Metadata => 0,
        HostKind::Loopback => 2,
        _ => 1,
    });
    let is_public = hosts.iter().any(|(host, kind, _)| *kind == HostKind::Public && !is_environment(host));
    if let Some((host, kind, address)) = found.first() {
        let others: HashSet<&str> =
            found.iter().map(|(host, ..)| host.as_str()).filter(|other| other != host).collect();
        let more = match others.len() {
            0 => String::new(),
            1 => ", and another host is no better".to_owned(),
            count => format!(", and {count} other hosts are no better"),
        };
        let what = inner(*kind).unwrap_or_default();
        let finding = cx.report(marked(address), format!("the port's host `{host}` {what}{more}"));
        finding.help("write the address clients use, or keep this port in a description of its own");
        if *kind == HostKind::Metadata {
            finding.severity(Severity::Medium);
        } else if *kind == HostKind::Loopback {
            finding.severity(Severity::Info);
        }
        many::list(finding, found.iter().skip(1).map(|(_, _, address)| marked(address)), "this port too");
    }
    if cx.profile() != Profile::Audit {
        return;
    }
    let early: Vec<_> =
        hosts.iter().filter(|(host, kind, _)| *kind == HostKind::Public && is_environment(host)).collect();
    if let Some(((host, _, address), others)) = early.split_first() {
        let finding =
            cx.report(marked(address), format!("the port's host `{host}` is named like one before production"));
        finding.severity(if is_public { Severity::Low } else { Severity::Info }).confidence(Confidence::Low);
        finding.help("publish it only if outsiders are meant to use it");
        many::list(finding, others.iter().map(|(_, _, address)| marked(address)), "this port too");
    }
}
