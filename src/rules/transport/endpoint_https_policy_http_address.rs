//! See `rules/transport/endpoint-https-policy-http-address.md`.

use super::cleartext::{Cleartext, Standing, sites_of};
use super::{Network, protected, shown};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::rules::soap::causes::tag;
use crate::rules::{Check, Cx, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for site in sites_of(wsdl) {
        let Some((first, others)) = site.split_first() else { continue };
        let Standing::HttpsAsked(token) = first.standing else { continue };
        if first.network != Network::Open && cx.profile() == Profile::Recommended {
            continue;
        }
        let url = first.address.url();
        let message = if others.is_empty() {
            format!(
                "the policy of the port `{}` asks for HTTPS, and its address is `{}`",
                first.port.name(),
                shown(&url)
            )
        } else {
            format!(
                "the policies of {} ports of `{}` ask for HTTPS, and their addresses are `http`",
                site.len(),
                first.host()
            )
        };
        let finding = cx.report(first.place(), message);
        if first.network == Network::Open {
            finding.help(format!("write `{}`", protected(&url)));
        } else {
            finding.severity(Severity::Info);
        }
        if let Some(token) = wsdl.element(token) {
            finding.related(tag(token), "asks for HTTPS");
        }
        many::list(finding, others.iter().map(Cleartext::place), "this port too");
    }
}
