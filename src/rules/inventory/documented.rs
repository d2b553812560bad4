//! What counts as documentation of an element of WSDL.

use crate::syntax::Element;

/// True for a `documentation` element with something in it.
pub(super) fn says_something(documentation: Option<Element<'_>>) -> bool {
    documentation.is_some_and(|element| element.elements().next().is_some() || !element.text().is_empty())
}
