//! Whether traffic can be read on the way.

pub(super) mod auth_endpoint_not_https;
pub(super) mod cleartext;
mod credentials_of_ports;
pub(super) mod credentials_over_cleartext;
pub(super) mod endpoint_cleartext_sibling;
pub(super) mod endpoint_https_policy_http_address;
pub(super) mod endpoint_ip_literal_https;
pub(super) mod endpoint_non_http_transport;
pub(super) mod issuer_cleartext;
pub(super) mod server_cleartext;
pub(super) mod server_variable_cleartext;
pub(super) mod transport_binding_without_https_token;
pub(super) mod transport_undeclared;

use crate::model::endpoint::{HostKind, Scheme, Url};
use crate::model::openapi::Endpoint;

/// Whose network the traffic to a host crosses.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Network {
    /// Anybody's: the host is public, or nothing says otherwise.
    Open,
    /// The owner's own.
    Inner,
    /// Nobody's: the host is a stand-in or reserved for documentation.
    Sample,
    /// None: the machine talks to itself.
    Own,
}

impl Network {
    pub(super) fn of(host: HostKind) -> Self {
        match host {
            HostKind::Public | HostKind::Metadata | HostKind::Empty => Self::Open,
            HostKind::Private | HostKind::LinkLocal | HostKind::Local | HostKind::SingleLabel => Self::Inner,
            HostKind::Test | HostKind::Placeholder => Self::Sample,
            HostKind::Loopback => Self::Own,
        }
    }

    /// For messages, behind a message that says what is wrong.
    pub(super) fn remark(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Inner => " inside a private network",
            Self::Sample => " at a stand-in host",
            Self::Own => " on the same machine",
        }
    }
}

/// Behind a message about a port whose address is the target namespace. Stacks that make the one from the other write the
/// same twice, and so do authors for want of an address.
const IF_ADDRESS: &str = ", if that is an address: it is the target namespace as well";

/// True for the first unprotected address of a list; the others of 2.0's `schemes` have the same cause.
fn leads_its_site(endpoint: Endpoint<'_>) -> bool {
    let node = endpoint.node();
    let Some(list) = node.parent().filter(|list| list.is_seq()) else { return true };
    let cleartext = |name: &str| Scheme::named(name).is_cleartext_web();
    list.items().find(|item| item.string().is_some_and(|name| cleartext(&name))) == Some(node)
}

/// What stands for an address in a message: no user, password, query or fragment, which may be secret.
pub(super) fn shown(url: &Url<'_>) -> String {
    let Some(host) = url.host_range() else { return url.path().to_owned() };
    let text = url.text();
    let scheme = url.scheme_range().map_or("", |range| text.get(range).unwrap_or(""));
    let colon = if scheme.is_empty() { "" } else { ":" };
    format!("{scheme}{colon}//{}", text.get(host.start..url.path_range().end).unwrap_or(""))
}

/// The address with TLS, as [`shown`]. Port 80 does not go with it.
pub(super) fn protected(url: &Url<'_>) -> String {
    let scheme = if *url.scheme() == Scheme::Ws { "wss" } else { "https" };
    let port = url.port().filter(|port| *port != "80").map_or(String::new(), |port| format!(":{port}"));
    format!("{scheme}://{}{port}{}", url.host().unwrap_or(""), url.path())
}
