//! See `rules/inventory/server-variable-open.md`.

use crate::finding::Severity;
use crate::model::endpoint::{HostKind, Url};
use crate::model::openapi::{Api, Fields, Key, Kind, variables};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Object(check)];

fn check<'a>(_: &'a Api, object: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    match kind {
        Kind::Server => host(object, cx),
        Kind::ServerVariable => list(object, cx),
        _ => {}
    }
}

/// The last variable of a host decides the domain, unless one is written behind it.
fn host<'a>(server: NodeRef<'a>, cx: &mut Cx<'a>) {
    let Some(url) = server.field(Key::Url) else { return };
    let Some(text) = url.string() else { return };
    let address = Url::parse(&text);
    let Some(host) = address.host().filter(|_| address.host_kind() == HostKind::Placeholder) else { return };
    let inside = variables(host);
    let Some(last) = inside.last() else { return };
    let Some(variable) = server.field(Key::Variables).and_then(|defined| defined.get(last.written)) else { return };
    if variable.field(Key::Enum).is_some_and(|list| !list.is_empty()) || is_inner_default(variable) {
        return;
    }
    let name = last.written;
    let message =
        format!("`{name}` decides the host and may be anything, so clients send their credentials wherever it says");
    cx.report(Place::key(variable), message)
        .help(format!("list the hosts in `enum`, or write the domain behind the variable, as in `{{{name}}}.acme.com`"))
        .related(url, "the address");
}

/// Software that everybody runs on their own machine.
fn is_inner_default(variable: NodeRef<'_>) -> bool {
    let default = variable.field(Key::Default).and_then(NodeRef::text).unwrap_or_default();
    let kind = Url::parse_authority(default.split("://").last().unwrap_or("")).host_kind();
    matches!(kind, HostKind::Loopback)
}

fn list<'a>(variable: NodeRef<'a>, cx: &mut Cx<'a>) {
    let Some(values) = variable.field(Key::Enum).filter(|list| list.is_seq()) else { return };
    let name = variable.key().map_or("", NodeRef::key_text);
    if values.is_empty() {
        cx.report(
            Place::value(values),
            format!("the list of values of `{name}` is empty, which tools read as no list"),
        )
        .severity(Severity::Low)
        .help("list the values, or remove `enum`");
        return;
    }
    let Some(default) = variable.field(Key::Default) else { return };
    let Some(text) = default.text() else { return };
    if values.items().filter_map(NodeRef::text).all(|value| value != text) {
        cx.report(Place::value(default), format!("the default of `{name}` is not in its list of values"))
            .severity(Severity::Low)
            .help("take the default from the list")
            .related(values, "the list");
    }
}
