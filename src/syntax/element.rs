//! XML elements and attributes by namespace and local name.

use super::{Kind, NodeRef};
use crate::source::Span;

/// A node that is an XML element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Element<'a>(NodeRef<'a>);

impl<'a> Element<'a> {
    /// The node as an element.
    pub fn new(node: NodeRef<'a>) -> Option<Self> {
        (node.kind() == Kind::Element).then_some(Self(node))
    }

    /// The node behind the view.
    pub fn node(self) -> NodeRef<'a> {
        self.0
    }

    /// Namespace name, empty for none.
    pub fn namespace(self) -> &'a str {
        self.0
            .name()
            .map_or("", |name| self.0.doc.tree.symbols().text(name.namespace))
    }

    /// Name without prefix.
    pub fn local(self) -> &'a str {
        self.0
            .name()
            .map_or("", |name| self.0.doc.tree.symbols().text(name.local))
    }

    /// Bytes of the name in the start tag, prefix included: what to point at when the element lacks something.
    pub fn name_span(self) -> Span {
        let span = self.0.span();
        self.0.name().map_or(span, |name| Span {
            start: name.start,
            end: name.end,
            ..span
        })
    }
}
