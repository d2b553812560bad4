//! What rules on WS-Addressing share: where it is used, and in which version.

use crate::model::wsdl::Binding;
use crate::model::wsdl::namespaces::ADDRESSING;
use crate::model::wsdl::policy::Dialect;
use crate::syntax::Element;

/// `UsingAddressing` as an extension element of a binding, outside of any policy.
pub(super) fn extension(binding: Binding<'_>) -> Option<Element<'_>> {
    let is_it = |child: &Element<'_>| {
        child.local() == "UsingAddressing" && Dialect::of(child.namespace()) == Dialect::Addressing
    };
    binding.element().elements().find(is_it)
}

/// The namespace of the headers that an assertion stands for.
pub(super) fn headers_of(assertion: Option<Element<'_>>) -> &'static str {
    let [current, submission] = ADDRESSING;
    let is_submission =
        assertion.is_some_and(|assertion| assertion.namespace().starts_with("http://schemas.xmlsoap.org/ws/2004/08/"));
    if is_submission { submission } else { current }
}
