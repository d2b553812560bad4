//! Where an element stands, said so that moving a part into a file of its own changes nothing.

use super::namespaces::XSD;
use super::{Wsdl, is_wsdl};
use crate::model::place::place;
use crate::syntax::{Element, NodeRef};

impl Wsdl {
    /// Where a node stands: `definitions/binding[Orders]/operation[add]`, `schema/complexType[Order]`, whichever document
    /// of the closure holds it.
    pub fn address(&self, node: NodeRef<'_>) -> String {
        place(node, |around| {
            let element = Element::new(around)?;
            let is_root = is_wsdl(element, "definitions") || is_wsdl(element, "description");
            let ends = is_root || element.is(XSD, "schema");
            ends.then(|| element.local().to_owned())
        })
    }
}
