//! See `rules/integrity/link-invalid.md`.

use std::borrow::Cow;

use hashbrown::HashSet;

use crate::model::openapi::{Api, Fields, Key, Kind, Operation};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // The operations that a library's links lead to are elsewhere.
    let is_library = !api.has_operations();
    let ids: Vec<_> = api.operations().filter_map(Operation::id).collect();
    let known: HashSet<&str> = ids.iter().map(AsRef::as_ref).collect();
    for link in api.nodes_of(Kind::Link).filter(|link| link.is_map()) {
        match (link.field(Key::OperationId), link.field(Key::OperationRef)) {
            (Some(id), Some(reference)) => {
                cx.report(
                    Place::key(id),
                    "the link names its operation twice, and readers differ in which name counts",
                )
                .help("keep either `operationId` or `operationRef`")
                .related(Place::key(reference), "named here too");
            }
            (None, None) => {
                let name = link.key().map_or("", NodeRef::key_text);
                cx.report(Place::key(link), format!("the link `{name}` leads to no operation"))
                    .help("name the operation with `operationId` or `operationRef`");
            }
            _ if is_library => {}
            (Some(id), None) if known.contains(id.string().unwrap_or_default().as_ref()) => {}
            (Some(id), None) => by_id(id, &ids, api, cx),
            (None, Some(reference)) => by_pointer(reference, api, cx),
        }
    }
}

/// An identifier that none of the operations has.
fn by_id<'a>(id: NodeRef<'a>, ids: &[Cow<'_, str>], api: &Api, cx: &mut Cx<'a>) {
    let Some(name) = id.string() else { return };
    // A part of the description that was not read may have it.
    if api.references_not_followed() > 0 {
        return;
    }
    let finding = cx.report(id, format!("no operation has the `operationId` `{name}`"));
    if let Some(near) = words::nearest(&name, ids.iter().map(AsRef::as_ref)) {
        finding.help(format!("did you mean `{near}`?"));
    }
}

fn by_pointer<'a>(reference: NodeRef<'a>, api: &'a Api, cx: &mut Cx<'a>) {
    let Some(text) = reference.string() else { return };
    // Of another file nothing is known unless something else reads it.
    let (Some(document), pointer) = api.named_document(reference, &text) else { return };
    let Some(root) = document.root().filter(|_| pointer.starts_with('/')) else { return };
    match root.at_pointer(&pointer) {
        None => {
            cx.report(reference, format!("`{text}` leads nowhere")).help(
                "write each `/` of the path as `~1`, each `{` as `%7B` or as it is, and the method in lower case",
            );
        }
        Some(target)
            if !target.is_map() || !matches!(api.kind(target), Kind::Operation | Kind::Reference | Kind::None) =>
        {
            let found = api.kind(target).words();
            cx.report(reference, format!("`{text}` names {found}, but a link leads to an operation"))
                .related(target, "this is named");
        }
        Some(_) => {}
    }
}
