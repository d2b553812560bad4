//! See `rules/transport/endpoint-ip-literal-https.md`.

use std::net::IpAddr;

use super::cleartext::marked;
use crate::model::endpoint::HostKind;
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let addresses = wsdl.ports().filter_map(|port| port.address());
    let literal = addresses.filter_map(|address| {
        let url = address.url();
        let host = url.host()?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_literal = bare.parse::<IpAddr>().is_ok() && url.host_kind() != HostKind::Loopback;
        let host = host.to_owned();
        (url.scheme().is_tls_web() && is_literal).then_some((host, address))
    });
    for site in many::by_key(literal, |(host, _)| host.clone()) {
        let Some(((host, first), others)) = site.split_first() else { continue };
        let finding =
            cx.report(marked(first), format!("the address has the number `{host}` where a certificate has a name"));
        finding.help("write the name that the certificate is made out to");
        many::list(finding, others.iter().map(|(_, address)| marked(address)), "this port too");
    }
}
