//! See `rules/transport/server-variable-cleartext.md`.

use super::{Network, shown};
use crate::finding::{Confidence, Severity};
use crate::model::openapi::{Api, Endpoint, Fields, Key, Kind};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Endpoint(choice), Check::Object(open_ended)];

/// A value the variable may take makes the address one without TLS.
fn choice<'a>(endpoint: Endpoint<'a>, cx: &mut Cx<'a>) {
    let Some(value) = endpoint.choice().filter(|_| endpoint.scheme().is_cleartext_web()) else { return };
    let url = endpoint.url();
    let network = Network::of(url.host_kind());
    if network == Network::Own {
        return;
    }
    let is_default = value.key().is_some_and(|key| key.key_text() == "default");
    // A default that the enumeration repeats stands there twice and is one cause.
    let Some(variable) = holder(value, is_default) else { return };
    let name = variable.key().map_or("", NodeRef::key_text);
    let address = shown(&url);
    let message = if is_default {
        format!("unless clients set `{name}`, the server is `{address}`, without TLS{}", network.remark())
    } else {
        format!("clients may set `{name}` so that the server is `{address}`, without TLS{}", network.remark())
    };
    let help = if is_default { "make the address with `https` the default" } else { "remove the value from `enum`" };
    let finding = cx.report(value, message).help(help).related(endpoint.node(), "decides the scheme of this address");
    if network != Network::Open {
        finding.severity(Severity::Info);
    }
}

/// The Server Variable Object around its default or an entry of its enumeration.
fn holder(value: NodeRef<'_>, is_default: bool) -> Option<NodeRef<'_>> {
    if is_default { value.parent() } else { value.parent()?.parent() }
}

/// `{scheme}://host` where nothing limits `scheme`.
fn open_ended<'a>(api: &'a Api, server: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if kind != Kind::Server {
        return;
    }
    let Some(url) = server.field(Key::Url) else { return };
    let Some(text) = url.string() else { return };
    let Some((name, rest)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) else { return };
    if !rest.starts_with("://") || Network::of(crate::model::endpoint::Url::parse(&text).host_kind()) == Network::Own {
        return;
    }
    let Some(variable) = server.field(Key::Variables).and_then(|variables| variables.get(name)) else { return };
    let default = variable.field(Key::Default).and_then(NodeRef::text).unwrap_or_default();
    let is_limited = variable.field(Key::Enum).is_some_and(|list| !list.is_empty());
    let is_secure = default.eq_ignore_ascii_case("https") || default.eq_ignore_ascii_case("wss");
    if api.kind(variable) != Kind::ServerVariable || is_limited || !is_secure {
        return;
    }
    cx.report(
        Place::key(variable),
        format!("nothing keeps clients from setting `{name}`, which is the scheme, to `http`"),
    )
    .severity(Severity::Low)
    .confidence(Confidence::Medium)
    .help(format!("write `enum: [{default}]` into `{name}`, or `{default}` into the address"))
    .related(url, "the scheme of this address");
}
