//! See `rules/inventory/operation-id-duplicate.md`.

use crate::model::openapi::{Api, Fields, Key, Kind, Operation};
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let named = api.operations().filter(|operation| operation.is_first() && !operation.is_elsewhere());
    let named = named.filter_map(|operation| Some((operation, operation.id().filter(|id| !id.trim().is_empty())?)));
    let groups = many::by_key(named, |(_, id)| id.clone());
    let repeated: Vec<Vec<_>> = groups.into_iter().filter(|group| group.len() > 1).collect();
    for told in many::told(&repeated, cx) {
        if told.len() > 1 {
            let count = told.len();
            let Some((_, first)) = told.first().and_then(|group| group.get(1)) else { continue };
            let message = format!("{count} values of `operationId` stand for several operations, such as `{first}`");
            let places = || told.iter().filter_map(|group| group.get(1)).map(|(operation, _)| place(*operation));
            let Some(first) = places().next() else { continue };
            let finding = cx.report(first, message);
            finding.known_by("operationId").help("give each operation an id of its own");
            many::list(finding, places().skip(1), "an id that another operation has");
            continue;
        }
        for group in told {
            report(api, group, cx);
        }
    }
}

fn report<'a>(api: &'a Api, group: &[(Operation<'a>, std::borrow::Cow<'a, str>)], cx: &mut Cx<'a>) {
    let [(first, id), others @ ..] = group else { return };
    let Some((second, _)) = others.first() else { return };
    let (and, more) = match others.len() - 1 {
        0 => (" and", String::new()),
        more => (",", format!(" and {more} more")),
    };
    let is_linked =
        api.nodes_of(Kind::Link).filter_map(|link| link.field(Key::OperationId)?.string()).any(|linked| linked == *id);
    let link = if is_linked { ", and a link leads to it" } else { "" };
    let message = format!("`{id}` is the id of `{}`{and} `{}`{more}{link}", first.title(), second.title());
    let finding = cx.report(place(*second), message);
    finding.known_by(format!("operationId/{id}"));
    finding.help("give each operation an id of its own").related(place(*first), "has the id already");
    for (operation, _) in others.iter().skip(1).take(4) {
        finding.related(place(*operation), "has it too");
    }
}

fn place(operation: Operation<'_>) -> Place<'_> {
    operation.node().field(Key::OperationId).map_or(Place::key(operation.node()), Place::value)
}
