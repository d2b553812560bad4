//! See `rules/authentication/service-without-declared-security.md`.

use crate::finding::{Profile, Severity};
use crate::model::endpoint::HostKind;
use crate::model::wsdl::{Port, Wsdl};
use crate::rules::soap::causes::tag;
use crate::rules::soap::ports::{declaring_nothing, reached};
use crate::rules::transport::cleartext::marked;
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// How a service is reached, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Every address has TLS.
    Tls,
    /// Nothing says, or not for everybody.
    Unknown,
    /// By anybody, without TLS.
    Cleartext,
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let ports = reached(wsdl);
    let silent = declaring_nothing(&ports);
    for service in wsdl.services().filter(|service| silent.contains(&service.element().node().at())) {
        let way = service.ports().map(way).max().unwrap_or(Way::Unknown);
        // Where there is TLS, the rest is as often as not agreed on elsewhere.
        if way != Way::Cleartext && cx.profile() == Profile::Recommended {
            continue;
        }
        let operations: usize = service.ports().map(|port| port.operations().count()).max().unwrap_or(0);
        let count = match operations {
            0 => continue,
            1 => "its operation".to_owned(),
            many => format!("its {many} operations"),
        };
        let message = match way {
            Way::Tls => {
                format!("nothing says how clients of `{}` prove who they are before they call {count}", service.name())
            }
            _ => format!("nothing says how messages of `{}` are protected, or who may call {count}", service.name()),
        };
        let finding = cx.report(tag(service.element()), message);
        finding.severity(match way {
            Way::Tls => Severity::Info,
            Way::Unknown => Severity::Low,
            Way::Cleartext => Severity::Medium,
        });
        finding.help("attach a policy that names the token or certificate clients need");
        let addresses: Vec<_> = service.ports().filter_map(Port::address).collect();
        many::list(finding, addresses.iter().map(marked), "reached here");
    }
}

fn way(port: Port<'_>) -> Way {
    let Some(address) = port.address() else { return Way::Unknown };
    let url = address.url();
    match url.host_kind() {
        HostKind::Public if url.scheme().is_cleartext_web() => Way::Cleartext,
        _ if url.scheme().is_tls_web() => Way::Tls,
        _ => Way::Unknown,
    }
}
