//! See `rules/inventory/endpoint-undeclared.md`.

use hashbrown::{HashMap, HashSet};

use super::declared::Declared;
use crate::model::openapi::{Api, Fields, Key, Kind, Mention, Operation};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(endpoints), Check::Api(linked_operations)];

fn endpoints<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let declared = Declared::new(api);
    if declared.routes.all.is_empty() {
        return;
    }
    let mut groups: Vec<Vec<Mention<'a>>> = Vec::new();
    let mut known: HashMap<(Option<String>, String), usize> = HashMap::new();
    let mut near: HashMap<usize, &'a str> = HashMap::new();
    for mention in api.mentions() {
        let found = declared.find(&mention);
        if !found.is_undeclared {
            continue;
        }
        let path = mention.path.trim_end_matches('/').to_owned();
        let index = *known.entry((mention.method.clone(), path)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(path) = found.other_method {
            near.insert(index, path);
        }
        if let Some(group) = groups.get_mut(index) {
            group.push(mention);
        }
    }
    for (index, group) in groups.iter().enumerate() {
        let Some(first) = group.first() else { continue };
        let title = match &first.method {
            Some(method) => format!("{method} {}", first.path),
            None => first.path.clone(),
        };
        let what = match near.get(&index) {
            Some(path) => format!("`paths` has `{path}` without that method"),
            None => "`paths` does not have it".to_owned(),
        };
        let finding = cx.report(place(first), format!("the description speaks of `{title}`, but {what}"));
        finding.help("Describe the endpoint with its security, or correct the text if it does not exist");
        for again in group.iter().skip(1).take(5) {
            finding.related(place(again), "spoken of here too");
        }
    }
}

fn place<'a>(mention: &Mention<'a>) -> Place<'a> {
    match mention.span {
        Some(span) => Place::within(mention.node, span),
        None if mention.node.raw().contains('\n') => Place::key(mention.node),
        None => Place::value(mention.node),
    }
}

/// Links to an `operationId` no operation has.
fn linked_operations<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let links: Vec<NodeRef<'a>> = api.nodes_of(Kind::Link).filter_map(|link| link.field(Key::OperationId)).collect();
    if links.is_empty() || !api.has_operations() || api.operations().any(Operation::is_elsewhere) {
        return;
    }
    // An operation behind a reference that was not followed may have the id.
    if api.references_not_followed() > 0 {
        return;
    }
    let ids: HashSet<String> =
        api.operations().filter_map(|operation| operation.id()).map(|id| id.into_owned()).collect();
    let mut said: HashSet<String> = HashSet::new();
    for node in links {
        let Some(id) = node.string().filter(|id| !ids.contains(id.as_ref())) else { continue };
        if said.insert(id.to_string()) {
            cx.report(node, format!("a link leads to the operation `{id}`, but no operation has that id"))
                .help("Describe the operation with its security, or correct the id");
        }
    }
}
