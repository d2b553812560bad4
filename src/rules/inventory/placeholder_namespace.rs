//! See `rules/inventory/placeholder-namespace.md`.

use crate::model::endpoint::Url;
use crate::model::wsdl::Wsdl;
use crate::rules::many::by_key;
use crate::rules::{Check, Cx, Related};
use crate::syntax::{Element, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Hosts that tools and tutorials put into new services.
const PLACEHOLDERS: [&str; 5] = ["tempuri.org", "example.com", "example.org", "example.net", "defaultnamespace"];

/// One finding for each host.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let roots = wsdl.documents().iter().filter_map(|document| document.root().and_then(Element::new));
    let all: Vec<Element<'a>> = roots.chain(wsdl.schemas()).collect();
    let named = all.into_iter().filter_map(|element| {
        let node = element.attr("", "targetNamespace")?;
        Some((placeholder(&node.text()?)?, node))
    });
    for same in by_key(named, |(host, _)| *host) {
        let Some(((host, first), others)) = same.split_first() else { continue };
        let text = first.text().unwrap_or_default();
        let message = format!("the namespace `{}` is one that new services start with", text.trim());
        let finding = cx.report(*first, message).value(*host);
        finding.help("choose a namespace of your own, and check what else is as the tool left it");
        let mut seen: Vec<NodeRef<'_>> = vec![*first];
        for (_, other) in others.iter().take(8) {
            if seen.len() <= 4 && seen.iter().all(|node| node.at() != other.at()) {
                seen.push(*other);
                finding.related(*other, "here too");
            }
        }
    }
}

fn placeholder(namespace: &str) -> Option<&'static str> {
    let host = Url::parse(namespace).host()?.to_ascii_lowercase();
    let is_it =
        |known: &&&str| host.strip_suffix(**known).is_some_and(|front| front.is_empty() || front.ends_with('.'));
    PLACEHOLDERS.iter().find(is_it).copied()
}
