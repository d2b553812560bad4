//! See `rules/transport/endpoint-cleartext-sibling.md`.

use super::cleartext::{Cleartext, Standing, marked, sites_of};
use super::{Network, shown};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for site in sites_of(wsdl) {
        let Some((first, others)) = site.split_first() else { continue };
        let Standing::BesideTls(sibling, network) = first.standing else { continue };
        // A template, or the machine of its author: the pair may be all that is left of it.
        let is_open = first.network == Network::Open && network == Network::Open;
        if !is_open && cx.profile() == Profile::Recommended {
            continue;
        }
        let url = first.address.url();
        let message = if others.is_empty() {
            format!(
                "the port `{}` takes at `{}` without TLS what the port `{}` takes with it",
                first.port.name(),
                shown(&url),
                sibling.name()
            )
        } else {
            format!("{} ports of `{}` take without TLS what other ports take with it", site.len(), first.host())
        };
        let finding = cx.report(first.place(), message);
        finding.help("remove the port without TLS, or give it an `https` address");
        if !is_open {
            finding.severity(Severity::Low);
        }
        if let Some(address) = sibling.address() {
            finding.related(marked(&address), "the port with TLS");
        }
        many::list(finding, others.iter().map(Cleartext::place), "this port too");
    }
}
