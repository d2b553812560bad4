//! See `rules/soap/import-over-cleartext-http.md`.

use hashbrown::HashMap;

use crate::finding::Severity;
use crate::model::endpoint::{HostKind, Scheme, Url, host_kind};
use crate::model::wsdl::namespaces::XSI;
use crate::model::wsdl::{Wsdl, WsdlVersion, detect, fragment};
use crate::rules::{Check, Cx, Place, Related};
use crate::source::Span;
use crate::syntax::{Attr, Document, Element, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Publishers of standards, whose schemas tools bring with them.
const STANDARDS: [&str; 4] = ["w3.org", "xmlsoap.org", "oasis-open.org", "ws-i.org"];

/// One finding for each host.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let mut order: Vec<(String, Vec<Place<'a>>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (place, uri) in locations(wsdl) {
        let url = Url::parse(&uri);
        if *url.scheme() != Scheme::Http {
            continue;
        }
        let host = url.host().unwrap_or("").to_ascii_lowercase();
        let at = *known.entry(host.clone()).or_insert(order.len());
        match order.get_mut(at) {
            Some((_, places)) => places.push(place),
            None => order.push((host, vec![place])),
        }
    }
    for (host, places) in order {
        let Some((first, others)) = places.split_first() else { continue };
        let message = match places.len() {
            1 => format!("a part of this contract is fetched from `{host}` over plain http"),
            count => format!("{count} parts of this contract are fetched from `{host}` over plain http"),
        };
        let finding = cx.report(*first, message);
        finding.severity(severity(&host)).value(host).help("import over https, or keep a copy beside the description");
        for other in others.iter().take(4) {
            finding.related(*other, "from there too");
        }
    }
}

fn severity(host: &str) -> Severity {
    let is_standard =
        |owner: &&str| host.strip_suffix(*owner).is_some_and(|front| front.is_empty() || front.ends_with('.'));
    if STANDARDS.iter().any(is_standard) {
        return Severity::Low;
    }
    match host_kind(host) {
        HostKind::Public | HostKind::Metadata => Severity::Medium,
        HostKind::Private | HostKind::LinkLocal | HostKind::Local => Severity::Low,
        _ => Severity::Info,
    }
}

/// Every location of the closure: of imports and includes, and those that instances name in `xsi:schemaLocation`.
fn locations(wsdl: &Wsdl) -> Vec<(Place<'_>, String)> {
    let mut all = Vec::new();
    for import in wsdl.imports() {
        if let Some(node) = import.location(wsdl) {
            all.push((Place::value(node), import.uri.clone()));
        }
    }
    for document in wsdl.documents().iter().filter(|document| !is_configuration(document)) {
        for attr in document.roots().flat_map(|root| root.subtree()).filter_map(Attr::new) {
            if attr.namespace() != XSI {
                continue;
            }
            match attr.local() {
                "schemaLocation" => all.extend(pairs(attr.node())),
                "noNamespaceSchemaLocation" => all.push((Place::value(attr.node()), attr.value().into_owned())),
                _ => {}
            }
        }
    }
    all
}

/// True for the configuration of a stack with policies in it: its `xsi:schemaLocation` is the stack's own affair.
fn is_configuration(document: &Document) -> bool {
    let root = document.root().and_then(Element::new);
    root.is_some_and(|root| detect(root) == Some(WsdlVersion::Policy) && fragment(root).is_none())
}

/// The locations of `namespace location namespace location …`.
fn pairs(node: NodeRef<'_>) -> impl Iterator<Item = (Place<'_>, String)> {
    let raw = node.raw();
    let start = node.span().start;
    raw.split_ascii_whitespace().skip(1).step_by(2).map(move |location| {
        let at = start + (location.as_ptr() as usize - raw.as_ptr() as usize) as u32;
        let span = Span { start: at, end: at + location.len() as u32, ..node.span() };
        (Place::within(node, span), location.to_owned())
    })
}
