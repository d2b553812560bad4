//! JSON Pointers (RFC 6901) into a tree, and the element paths that stand for them in XML.

use super::NodeRef;

impl<'a> NodeRef<'a> {
    /// Where this node stands: an RFC 6901 pointer, or for XML a path such as `service[Pay]/port[PayHttps]`.
    /// A key has the pointer of its value.
    pub fn pointer(self) -> String {
        String::new()
    }

    /// The node an RFC 6901 pointer names, counted from this node; aliases are followed. `""` is this node.
    /// The pointer is already percent-decoded.
    pub fn at_pointer(self, pointer: &str) -> Option<NodeRef<'a>> {
        let _ = pointer;
        None
    }
}
