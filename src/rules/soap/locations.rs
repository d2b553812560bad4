//! Every place of a description that names another document, for the rules that judge where those come from.

use crate::model::wsdl::namespaces::XSI;
use crate::model::wsdl::{Wsdl, WsdlVersion, detect, fragment};
use crate::rules::Place;
use crate::source::Span;
use crate::syntax::{Attr, Document, Element, NodeRef};

/// Where a document is to be had.
pub(super) struct Location<'a> {
    pub(super) place: Place<'a>,
    /// As written, without white space around it.
    pub(super) written: String,
    /// Resolved against the base of what names it, as far as the model does so.
    pub(super) uri: String,
    /// True for `xsi:schemaLocation`: it belongs to the document as an instance and is no part of the contract.
    pub(super) is_hint: bool,
}

impl<'a> Location<'a> {
    fn new(place: Place<'a>, written: &str) -> Self {
        Self { place, written: written.to_owned(), uri: written.to_owned(), is_hint: false }
    }

    fn hint(place: Place<'a>, written: &str) -> Self {
        Self { is_hint: true, ..Self::new(place, written) }
    }
}

/// Every location of the closure: of imports and includes, and the hints in `xsi:schemaLocation`.
pub(super) fn of_documents(wsdl: &Wsdl) -> Vec<Location<'_>> {
    let mut all = Vec::new();
    for import in wsdl.imports() {
        if let Some(node) = import.location(wsdl) {
            let written = node.text().unwrap_or_default().trim().to_owned();
            all.push(Location { uri: import.uri.clone(), ..Location::new(Place::value(node), &written) });
        }
    }
    for document in wsdl.documents().iter().filter(|document| !is_configuration(document)) {
        let Some(instance) = document.tree.symbols().lookup(XSI) else { continue };
        for attr in document.roots().flat_map(|root| root.subtree()).filter_map(Attr::new) {
            if attr.namespace_symbol() != instance {
                continue;
            }
            match attr.local() {
                "schemaLocation" => all.extend(pairs(attr.node())),
                "noNamespaceSchemaLocation" => all.push(Location::hint(Place::value(attr.node()), attr.value().trim())),
                _ => {}
            }
        }
    }
    all
}

/// Every reference to a policy.
pub(super) fn of_policies(wsdl: &Wsdl) -> impl Iterator<Item = Location<'_>> {
    wsdl.policies().references().iter().filter_map(|reference| {
        let node = wsdl.node(reference.uri_at?)?;
        Some(Location::new(Place::value(node), &reference.uri))
    })
}

/// True for the configuration of a stack with policies in it: its `xsi:schemaLocation` is the stack's own affair.
fn is_configuration(document: &Document) -> bool {
    let root = document.root().and_then(Element::new);
    root.is_some_and(|root| detect(root) == Some(WsdlVersion::Policy) && fragment(root).is_none())
}

/// The locations of `namespace location namespace location …`.
fn pairs(node: NodeRef<'_>) -> impl Iterator<Item = Location<'_>> {
    let raw = node.raw();
    let start = node.span().start;
    raw.split_ascii_whitespace().skip(1).step_by(2).map(move |location| {
        let at = start + (location.as_ptr() as usize - raw.as_ptr() as usize) as u32;
        let span = Span { start: at, end: at + location.len() as u32, ..node.span() };
        Location::hint(Place::within(node, span), location)
    })
}
