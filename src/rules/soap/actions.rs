//! What the rules on SOAP actions share: the actions of a binding, and which operation one names.

use crate::model::wsdl::{Binding, BoundOperation};
use crate::syntax::NodeRef;

/// An operation with a SOAP action that is not empty.
pub(super) struct Action<'a> {
    pub(super) operation: BoundOperation<'a>,
    /// The attribute.
    pub(super) node: NodeRef<'a>,
    /// Its value without white space and quotes around it.
    pub(super) text: String,
}

/// The actions of a binding that speaks SOAP. None where more than two operations share the only one there is: that
/// binding tells its operations apart by other means.
pub(super) fn of(binding: Binding<'_>) -> Vec<Action<'_>> {
    if !binding.protocol().is_soap() {
        return Vec::new();
    }
    let found = binding.operations().filter_map(|operation| {
        let node = operation.soap_action()?;
        let value = node.text().unwrap_or_default();
        let text = value.trim().trim_matches('"').trim().to_owned();
        (!text.is_empty()).then_some(Action { operation, node, text })
    });
    let all: Vec<_> = found.collect();
    let is_one = all.len() > 2 && all.iter().zip(all.iter().skip(1)).all(|(one, next)| one.text == next.text);
    if is_one { Vec::new() } else { all }
}

/// What the end of an action names: what stands behind the last `/`, `#` or `:`.
pub(super) fn last_segment(action: &str) -> &str {
    let action = action.trim_end_matches('/');
    action.rsplit(['/', '#', ':']).next().unwrap_or(action)
}
