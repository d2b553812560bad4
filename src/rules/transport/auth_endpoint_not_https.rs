//! See `rules/transport/auth-endpoint-not-https.md`.

use super::{Network, protected, shown};
use crate::finding::Severity;
use crate::model::endpoint::{HostKind, Scheme, Url};
use crate::model::openapi::{Api, Endpoint, Fields, Key, SchemeKind, SecurityScheme, Version};
use crate::rules::{Check, Cx, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let mut judge = Judge { scheme, used: None };
    match scheme.kind() {
        SchemeKind::OAuth2 => {
            for flow in scheme.flows() {
                for (key, what) in FLOW_URLS {
                    if let Some(address) = flow.node.field(*key) {
                        judge.address(address, what, cx);
                    }
                }
            }
            if scheme.api.version == Version::V32
                && let Some(address) = scheme.node().field(Key::OAuth2MetadataUrl)
            {
                judge.address(address, METADATA, cx);
            }
        }
        SchemeKind::OpenIdConnect => {
            if let Some(address) = scheme.node().field(Key::OpenIdConnectUrl) {
                judge.address(address, METADATA, cx);
            }
        }
        _ => {}
    }
}

/// What an eavesdropper gets or can do at each.
const FLOW_URLS: &[(Key, &str)] = &[
    (Key::AuthorizationUrl, "where users log in"),
    (Key::DeviceAuthorizationUrl, "where devices ask for a login"),
    (Key::TokenUrl, "where tokens are handed out"),
    (Key::RefreshUrl, "where tokens are renewed"),
];
const METADATA: &str = "which says where users log in and which keys count";

struct Judge<'a> {
    scheme: SecurityScheme<'a>,
    used: Option<bool>,
}

impl<'a> Judge<'a> {
    fn address(&mut self, node: NodeRef<'a>, what: &str, cx: &mut Cx<'a>) {
        let Some(text) = node.string() else { return };
        let url = Url::parse(&text);
        let key = node.key().map_or("", NodeRef::key_text);
        match url.scheme() {
            Scheme::Http | Scheme::Ws => {
                let network = Network::of(url.host_kind());
                if url.host_kind() == HostKind::Empty {
                    return;
                }
                let message = format!("`{key}`, {what}, is `{}`, without TLS{}", shown(&url), network.remark());
                let severity = self.severity(network);
                cx.report(node, message).severity(severity).help(format!("write `{}`", protected(&url)));
            }
            Scheme::Relative if !text.trim().is_empty() && url.host().is_none() => {
                let Some(server) = self.server() else { return };
                let network = Network::of(server.url().host_kind());
                if network == Network::Own {
                    return;
                }
                let message = format!(
                    "`{key}`, {what}, is relative to the server `{}`, which is reached without TLS{}",
                    shown(&server.url()),
                    network.remark()
                );
                let severity = self.severity(network);
                cx.report(node, message)
                    .severity(severity)
                    .help("write an absolute address with `https`, or give the server `https`")
                    .related(server.choice().unwrap_or(server.node()), "the server");
            }
            _ => {}
        }
    }

    fn severity(&mut self, network: Network) -> Severity {
        match network {
            Network::Open if self.is_used() => Severity::High,
            Network::Open => Severity::Medium,
            Network::Inner => Severity::Low,
            Network::Sample | Network::Own => Severity::Info,
        }
    }

    /// A scheme that no operation asks for sends nobody anywhere; in a library nobody knows.
    fn is_used(&mut self) -> bool {
        let scheme = self.scheme;
        *self.used.get_or_insert_with(|| !scheme.api.has_operations() || !scheme.used_by().is_empty())
    }

    /// The root's address that relative ones start from, when it is an unprotected one.
    fn server(&self) -> Option<Endpoint<'a>> {
        let api: &'a Api = self.scheme.api;
        let of_root = |endpoint: &Endpoint<'a>| {
            let site = endpoint.site();
            site == api.root() || site.parent().and_then(NodeRef::parent) == Some(api.root())
        };
        api.endpoints().find(of_root).filter(|endpoint| endpoint.scheme().is_cleartext_web())
    }
}
