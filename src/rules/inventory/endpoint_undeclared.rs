//! See `rules/inventory/endpoint-undeclared.md`.

use hashbrown::{HashMap, HashSet};

use super::declared::Declared;
use crate::model::openapi::{Api, Fields, Key, Kind, Mention, Operation, segments};
use crate::rules::{Check, Cx, Place, Related, many};
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
    // A second way to everything below one object is one decision.
    let families = many::by_key(groups.iter().enumerate(), |(index, group)| {
        let path = group.first().map_or("", |first| first.path.as_str());
        (near.contains_key(index), beginning(path))
    });
    for family in &families {
        for told in many::told(family, cx) {
            report(told, &near, cx);
        }
    }
}

fn report<'a>(told: &[(usize, &Vec<Mention<'a>>)], near: &HashMap<usize, &'a str>, cx: &mut Cx<'a>) {
    let Some(((index, group), others)) = told.split_first() else { return };
    let Some(first) = group.first() else { return };
    let title = match &first.method {
        Some(method) => format!("{method} {}", first.path),
        None => first.path.clone(),
    };
    let what = match (near.get(index), others.len()) {
        (Some(path), 0) => format!("`paths` has `{path}` without that method"),
        (Some(_), more) => format!("`paths` has it without that method ({more} more like it)"),
        (None, 0) => "`paths` does not have it".to_owned(),
        (None, more) => format!("`paths` does not have it, nor {more} more below `{}`", beginning(&first.path)),
    };
    let finding = cx.report(place(first), format!("the description speaks of `{title}`, but {what}"));
    finding.help("Describe the endpoint with its security, or correct the text if it does not exist");
    let again = group.iter().skip(1).map(|mention| (mention, "spoken of here too"));
    let more = others.iter().filter_map(|(_, group)| Some((group.first()?, "this one neither")));
    for (mention, text) in again.chain(more).take(5) {
        finding.related(place(mention), text);
    }
}

/// The first three segments of a path, names of parameters left out.
fn beginning(path: &str) -> String {
    let blank = |segment: &str| if segment.starts_with(['{', ':', '<']) { "{}".to_owned() } else { segment.to_owned() };
    let parts: Vec<String> = segments(path).into_iter().take(3).map(blank).collect();
    format!("/{}", parts.join("/"))
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
