//! See `rules/authentication/service-without-declared-security.md`.

use hashbrown::HashSet;

use crate::finding::{Profile, Severity};
use crate::model::endpoint::HostKind;
use crate::model::wsdl::reach::Way as Direction;
use crate::model::wsdl::{Port, Service, Transport, Wsdl};
use crate::rules::carried::credential;
use crate::rules::soap::causes::tag;
use crate::rules::soap::ports::{declaring_nothing, reached};
use crate::rules::transport::cleartext::marked;
use crate::rules::{Check, Cx, many};
use crate::syntax::At;
use crate::words;

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
        // Nobody else is on the way within one machine.
        if service.ports().all(|port| port.transport_kind() == Transport::Local) {
            continue;
        }
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
        let message = match (way, carried(wsdl, service)) {
            // TLS, and a credential in the messages.
            (Way::Tls, Some(_)) => continue,
            (Way::Tls, None) => {
                format!("nothing says how clients of `{}` prove who they are before they call {count}", service.name())
            }
            (_, Some(name)) => {
                format!(
                    "nothing says how messages of `{}` are protected, which carry a credential (`{name}`)",
                    service.name()
                )
            }
            (_, None) => {
                format!("nothing says how messages of `{}` are protected, or who may call {count}", service.name())
            }
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

/// Words of operations that take a credential to let a client in.
const LOGIN: [&str; 7] = ["authenticate", "authentication", "login", "logon", "session", "signin", "signon"];

/// The name of a credential in messages that says who the client is: most operations take one, or one that lets clients in
/// does. A password that a client sets or stores is none.
fn carried<'a>(wsdl: &'a Wsdl, service: Service<'a>) -> Option<&'a str> {
    let values = wsdl.reach().values(Direction::Input);
    let found = values.filter(|value| credential(*value, Direction::Input).is_some());
    let components: Vec<_> = found.map(|value| value.component()).collect();
    if components.is_empty() {
        return None;
    }
    let operations = service.ports().flat_map(Port::operations);
    let own: HashSet<At> = operations.map(|one| one.bound.element().node().at()).collect();
    let mut holders = wsdl.reach().holders(Direction::Input, &components);
    holders.retain(|(bound, _)| own.contains(&bound.element().node().at()));
    let lets_in = |name: &str| words::split(name).iter().any(|word| LOGIN.contains(&word.as_str()));
    let taken: HashSet<At> = holders.iter().map(|(bound, _)| bound.element().node().at()).collect();
    let is_usual = taken.len() * 2 > own.len();
    let named = holders.iter().find(|(bound, _)| is_usual || lets_in(bound.name()));
    named.map(|(_, component)| component.name())
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
