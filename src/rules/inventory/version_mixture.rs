//! See `rules/inventory/version-mixture.md`.

use crate::model::wsdl::{Port, PortType, Wsdl};
use crate::rules::many::by_key;
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// A port type with a version in its name or namespace, served at a port.
struct Served<'a> {
    port: Port<'a>,
    /// Namespace and name without the version.
    family: String,
    /// The version as written.
    version: String,
}

/// One finding for each service that is served in several versions.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let served = wsdl.ports().filter(|port| port.address().is_some()).filter_map(|port| {
        let (family, version) = versioned(port.port_type().target()?)?;
        Some(Served { port, family, version })
    });
    for family in by_key(served, |served| served.family.clone()) {
        let versions = by_key(family, |served| served.version.clone());
        let firsts: Vec<&Served<'_>> = versions.iter().filter_map(|same| same.first()).collect();
        let (Some(first), true) = (firsts.first(), firsts.len() > 1) else { continue };
        let named: Vec<String> = firsts.iter().take(4).map(|served| format!("`{}`", served.version)).collect();
        let more = if firsts.len() > 4 { " and more" } else { "" };
        let message = format!("one service has ports in the versions {}{more}", named.join(", "));
        let finding = cx.report(name_of(first.port), message).value(first.family.as_str());
        finding.help("say until when the older ones are served, and check that they are protected like the newest");
        for other in firsts.iter().skip(1).take(4) {
            finding.related(name_of(other.port), format!("version `{}`", other.version));
        }
    }
}

fn name_of(port: Port<'_>) -> Place<'_> {
    let element = port.element();
    element.attr("", "name").map_or(Place::within(element.node(), element.name_span()), Place::value)
}

/// What is versioned, and its version.
fn versioned(port_type: PortType<'_>) -> Option<(String, String)> {
    let namespace = port_type.element().parent()?.attr_text("targetNamespace").unwrap_or_default();
    let mut versions: Vec<&str> = Vec::new();
    let mut family = String::new();
    let mut is_in_date = false;
    for segment in namespace.trim().split_inclusive(['/', ':', '#']) {
        let bare = segment.trim_end_matches(['/', ':', '#']);
        let is_year = is_number(bare) && bare.len() == 4 && matches!(bare.get(..2), Some("19" | "20"));
        // The month and the day behind a year.
        let is_date = is_year || (is_in_date && is_number(bare) && bare.len() <= 2);
        if is_date || is_version(bare) {
            versions.push(bare);
            family.push('*');
        } else {
            family.push_str(bare);
        }
        is_in_date = is_date;
        family.push('/');
    }
    let name = port_type.name();
    let digits = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let (base, suffix) = match digits.strip_suffix(['V', 'v']) {
        Some(base) if digits.len() < name.len() => (base, name.get(base.len()..).unwrap_or("")),
        _ => (name, ""),
    };
    if !suffix.is_empty() {
        versions.push(suffix);
    }
    family.push_str(base.trim_end_matches('_'));
    (!versions.is_empty()).then(|| (family, versions.join("/")))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `v1`, `V2_1`, `1.0`, `2012-03`, `20120301`.
fn is_version(segment: &str) -> bool {
    let digits = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    let is_marked = digits.len() < segment.len();
    let parts = || digits.split(['.', '_', '-']);
    parts().all(is_number) && (is_marked || parts().count() > 1 || digits.len() == 8)
}
