//! See `rules/soap/soap-encoded-use.md`.

use crate::finding::Confidence;
use crate::model::wsdl::{Binding, Wsdl};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Types of SOAP 1.1 and 1.2 encoding.
const ENCODINGS: [&str; 2] = ["http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding"];

/// One finding for each binding.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for binding in wsdl.bindings() {
        let mut operations = 0;
        let mut first = None;
        for operation in binding.operations() {
            let encoded = operation.messages().flat_map(|message| message.encodings()).find(|piece| piece.is_encoded());
            let Some(encoded) = encoded else { continue };
            operations += 1;
            first = first.or(encoded.node);
        }
        let all = binding.operations().count();
        if let Some(node) = first {
            let share = if operations == all { format!("{all}") } else { format!("{operations} of {all}") };
            let noun = if all == 1 { "operation" } else { "operations" };
            let message = format!(
                "messages of {share} {noun} of the binding `{}` follow SOAP encoding, not a schema",
                binding.name()
            );
            cx.report(node, message)
                .value(binding.name())
                .help("use document/literal messages that a schema describes");
        } else if let Some((node, is_guessed)) = encoded_part(binding) {
            let message =
                format!("the binding `{}` sends a type of SOAP encoding in a literal message", binding.name());
            let finding = cx.report(node, message).value(binding.name());
            finding.help("give the part an element that a schema describes");
            if is_guessed {
                finding.confidence(Confidence::Medium);
            }
        }
    }
}

/// The first part of a bound message whose type comes from SOAP encoding.
fn encoded_part(binding: Binding<'_>) -> Option<(NodeRef<'_>, bool)> {
    if !binding.protocol().is_soap() {
        return None;
    }
    binding.operations().find_map(|bound| {
        let link = bound.abstract_operation();
        let is_guessed = link.is_guessed();
        let messages = link.target()?.messages().filter_map(|reference| reference.message().target());
        let mut parts = messages.flat_map(|message| message.parts());
        parts.find_map(|part| {
            let (namespace, _) = part.type_name()?;
            let node = part.element().attr("", "type")?;
            ENCODINGS.contains(&namespace.as_str()).then_some((node, is_guessed))
        })
    })
}
