//! See `rules/soap/endpoint-address-unusable.md`.

use crate::model::endpoint::{HostKind, Scheme, Url};
use crate::model::wsdl::{Address, Transport, Wsdl};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for the description: what writes one such address writes them all.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let all = wsdl.ports().filter(|port| matches!(port.transport_kind(), Transport::Http | Transport::Unknown));
    let unusable: Vec<_> =
        all.filter_map(|port| Some((port, port.address()?))).filter(|(_, at)| is_unusable(at)).collect();
    let Some(((port, first), others)) = unusable.split_first() else { return };
    let name = port.name();
    let what = match first.text.trim() {
        "" => format!("the address of the port `{name}` is empty"),
        text if text.chars().count() > 60 => format!("the address of the port `{name}` leads nowhere"),
        text => format!("the address of the port `{name}` is `{text}`, which leads nowhere"),
    };
    let more = match others.len() {
        0 => String::new(),
        1 => ", and so is that of another".to_owned(),
        count => format!(", and so are those of {count} more"),
    };
    let finding = cx.report(place(first), format!("{what}{more}"));
    finding.help("write the `https` address at which the service answers");
    many::list(finding, others.iter().map(|(_, address)| place(address)), "this port too");
}

fn place<'a>(address: &Address<'a>) -> Place<'a> {
    if address.text.trim().is_empty() {
        Place::value(address.node)
    } else {
        crate::rules::transport::cleartext::marked(address)
    }
}

/// Empty, without a scheme, or a phrase that asks to be replaced. What a template engine fills in is another matter.
fn is_unusable(address: &Address<'_>) -> bool {
    let text = address.text.trim();
    let url = Url::parse(text);
    let is_template = text.contains(['$', '@', '%', '{', '<', '#']);
    match url.scheme() {
        _ if text.is_empty() => true,
        _ if is_template => false,
        Scheme::Relative | Scheme::Unknown => true,
        Scheme::Http | Scheme::Https => {
            let is_instruction = || {
                url.host()
                    .is_some_and(|host| url.is_placeholder(&(url.host_range().unwrap_or(0..0))) && !host.is_empty())
            };
            url.host_kind() == HostKind::Empty || is_instruction()
        }
        _ => false,
    }
}
