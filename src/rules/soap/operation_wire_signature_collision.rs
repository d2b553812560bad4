//! See `rules/soap/operation-wire-signature-collision.md`.

use hashbrown::HashSet;

use super::causes::listed;
use crate::finding::Confidence;
use crate::model::wsdl::{BoundOperation, Direction, MessageReference, Pattern, Place, Wsdl};
use crate::rules::many::by_key;
use crate::rules::{self, Check, Cx, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// WS-Trust: 1.3 and 1.4, and the submissions.
const TRUST: [&str; 3] = [
    "http://docs.oasis-open.org/ws-sx/ws-trust/200512",
    "http://schemas.xmlsoap.org/ws/2005/02/trust",
    "http://schemas.xmlsoap.org/ws/2004/04/trust",
];

/// What a receiver sees of a request in its body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Signature {
    /// Nothing.
    Empty,
    /// Elements by namespace and local name, in order.
    Elements(Vec<(String, String)>),
    /// The element that wraps the parameters, by namespace and name of the operation.
    Wrapper(String, String),
}

/// One finding for each signature, however many bindings share the operations.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let mut told: HashSet<(Signature, Vec<At>)> = HashSet::new();
    for binding in wsdl.bindings().filter(|binding| binding.protocol().is_soap()) {
        let signed = binding.operations().filter_map(|operation| Some((signature(operation)?, operation)));
        for same in by_key(signed, |(signature, _)| signature.clone()) {
            let Some(((signature, first), others)) = same.split_first() else { continue };
            let meant = |operation: BoundOperation<'_>| {
                operation.abstract_operation().target().map(|operation| operation.element().node().at())
            };
            let operations: Vec<At> = same.iter().filter_map(|(_, operation)| meant(*operation)).collect();
            if others.is_empty() || !told.insert((signature.clone(), operations)) {
                continue;
            }
            let Some(place) = first.name_node() else { continue };
            let mut seen = HashSet::new();
            let names: Vec<&str> =
                same.iter().map(|(_, operation)| operation.name()).filter(|name| seen.insert(*name)).collect();
            let what = match signature {
                Signature::Empty if names.len() > 1 => format!("{} take an empty body", listed(&names)),
                Signature::Elements(body) if names.len() > 1 => {
                    format!("{} take the same body, {}", listed(&names), elements(body))
                }
                _ => format!("{} operations are called `{}`", same.len(), first.name()),
            };
            let message = format!("{what}: the message does not say which of them it is for");
            let finding = cx.report(place, message).value(binding.name());
            finding.help("give each operation a body element of its own");
            for (_, other) in others.iter().take(4) {
                if let Some(node) = other.name_node() {
                    finding.related(rules::Place::value(node), "takes it too");
                }
            }
            if same.iter().any(|(_, operation)| operation.abstract_operation().is_guessed()) {
                finding.confidence(Confidence::Medium);
            }
        }
    }
}

fn elements(names: &[(String, String)]) -> String {
    let named: Vec<String> = names.iter().map(|(_, local)| format!("`{local}`")).collect();
    named.join(" and ")
}

/// `None` where it cannot be known, and for an operation that takes no request.
fn signature(bound: BoundOperation<'_>) -> Option<Signature> {
    let operation = bound.abstract_operation().target()?;
    // What the service sends first is no request.
    if operation.pattern() == Pattern::SolicitResponse {
        return None;
    }
    let input = operation.input()?;
    let message = bound.messages().find(|message| message.direction() == Direction::Input);
    let body = message.and_then(|message| message.encodings().find(|piece| piece.place == Place::Body));
    if bound.is_rpc() {
        let namespace = body.and_then(|body| body.element.attr_text("namespace")).unwrap_or_default();
        return Some(Signature::Wrapper(namespace.trim().to_owned(), bound.name().to_owned()));
    }
    let reference = input.element().attr_text("message");
    if reference.is_none() {
        return of_20(input);
    }
    let parts = body.and_then(|body| body.element.attr_text("parts"));
    // Without a list, which parts are attachments and which are the body is not said in one place.
    if parts.is_none() && message.is_some_and(|message| message.is_mime()) {
        return None;
    }
    let in_header = |name: &str| {
        let mut pieces = message.into_iter().flat_map(|message| message.encodings());
        pieces.any(|piece| {
            piece.place == Place::Header && piece.element.attr_text("part").is_some_and(|part| part.trim() == name)
        })
    };
    let is_body = |name: &str| match &parts {
        Some(parts) => parts.split_ascii_whitespace().any(|part| part == name),
        None => !in_header(name),
    };
    let target = input.message().target()?;
    let names: Option<Vec<_>> =
        target.parts().filter(|part| is_body(part.name())).map(|part| part.element_name()).collect();
    of_elements(names?)
}

/// WS-Trust has one element for all requests, and tells them apart by its `RequestType`.
fn of_elements(names: Vec<(String, String)>) -> Option<Signature> {
    if names.is_empty() {
        return Some(Signature::Empty);
    }
    let is_trust = names.iter().any(|(namespace, _)| TRUST.contains(&namespace.trim_end_matches('/')));
    (!is_trust).then_some(Signature::Elements(names))
}

/// `#any` and `#other` may be anything; nothing written is `#other`.
fn of_20(input: MessageReference<'_>) -> Option<Signature> {
    let written = input.element().attr_text("element")?;
    match written.trim() {
        "#none" => Some(Signature::Empty),
        marked if marked.starts_with('#') => None,
        _ => of_elements(vec![input.schema_element()?]),
    }
}
