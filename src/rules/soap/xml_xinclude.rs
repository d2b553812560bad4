//! See `rules/soap/xml-xinclude.md`.

use crate::finding::Severity;
use crate::model::endpoint::{Scheme, Url};
use crate::model::wsdl::namespaces::XINCLUDE;
use crate::rules::{Check, Cx};
use crate::syntax::{Document, Element, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    if document.tree.symbols().lookup(XINCLUDE).is_none() {
        return;
    }
    let elements = document.roots().flat_map(NodeRef::subtree).filter_map(Element::new);
    for element in elements.filter(|element| element.is(XINCLUDE, "include")) {
        let href = element.attr_text("href").unwrap_or_default();
        let href = href.trim();
        let as_text = element.attr_text("parse").is_some_and(|parse| parse.trim() == "text");
        let what = if href.is_empty() { "a part of this document".to_owned() } else { format!("`{href}`") };
        let how = if as_text { " as plain text" } else { "" };
        let finding = cx.report(super::causes::tag(element), format!("XInclude puts {what} in here{how}"));
        finding.value(href).help("write the content here, or import the document the way WSDL and XML Schema do");
        if as_text || is_absolute(href) {
            finding.severity(Severity::High);
        }
    }
}

/// True for what leads out of the folder of the description by itself: an address, or a path from the root.
fn is_absolute(href: &str) -> bool {
    let url = Url::parse(href);
    url.host().is_some() || !matches!(url.scheme(), Scheme::Relative | Scheme::Unknown) || href.starts_with(['/', '\\'])
}
