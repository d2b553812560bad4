//! The type of a scalar: YAML 1.2 core schema, or JSON, decided when asked.

use std::borrow::Cow;

use super::NodeRef;

/// A typed scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Everything else.
    String(Cow<'a, str>),
}

/// Reads the type of a scalar node from its text, style and tag.
pub(super) fn read(node: NodeRef<'_>) -> Scalar<'_> {
    Scalar::String(node.text().unwrap_or_default())
}
