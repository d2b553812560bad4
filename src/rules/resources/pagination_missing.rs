//! See `rules/resources/pagination-missing.md`.

use hashbrown::HashSet;

use crate::finding::Profile;
use crate::model::openapi::{Api, Fields, Key, Location, Operation, Parameter, Schema, Type};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx, Place, many};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let lists: Vec<(Operation<'a>, Schema<'a>)> =
        api.served().filter_map(|operation| Some((operation, list(operation)?))).collect();
    let total = lists.len();
    let open: Vec<(Operation<'a>, Schema<'a>)> = lists.into_iter().filter(|(one, _)| !is_paged(*one)).collect();
    let help = "add a parameter for the size of a page, with `maximum`, and one for where it starts; for a list that stays \
                short, state `maxItems` in the response";
    if open.len() > 1 && open.len() == total {
        let message = format!("none of the {total} operations that return lists returns them in pages");
        let finding = cx.report(Place::key(many::whole(api)), message).help(help);
        many::list(finding, open.iter().map(|(one, _)| Place::key(one.node())), "no parameter for pages");
        return;
    }
    let adding: HashSet<&str> =
        api.served().filter(|operation| operation.method() == "POST").map(|operation| operation.path()).collect();
    let tells_callers = api.tells_callers();
    for (operation, _) in open {
        // What clients add to grows without end, and what anybody can read is read by the thousand; others may be short.
        let is_sure = adding.contains(operation.path()) || (tells_callers && operation.security().admits_anonymous());
        if !is_sure && cx.profile() != Profile::Audit {
            continue;
        }
        let message = format!("`{}` returns a whole list: no parameter says how much of it", operation.title());
        cx.report(Place::key(operation.node()), message).label("no parameter for pages").help(help);
    }
}

/// The list a reading operation returns, if nothing limits its length: the body itself, or a list in it that has the name
/// of a list or of a segment of the path, or stands alone.
fn list(operation: Operation<'_>) -> Option<Schema<'_>> {
    let is_read = matches!(operation.method(), "GET" | "QUERY");
    let last = operation.path().trim_end_matches('/').rsplit('/').next().unwrap_or("");
    if !is_read || last.contains('{') || matches!(operation.purpose(), Purpose::Health | Purpose::Discovery) {
        return None;
    }
    let payloads = operation.successes().into_iter().flat_map(|response| response.payloads());
    payloads.filter(|payload| payload.is_json()).filter_map(|payload| payload.schema).find_map(|body| {
        if let Some(list) = unlimited(body) {
            return Some(list);
        }
        let properties =
            if body.is(Type::Object) || body.own_types().is_none() { body.properties() } else { Vec::new() };
        // Something beside it may say that there is more.
        let within = |schema: &Option<Schema<'_>>| {
            let inner = schema.filter(|schema| schema.is(Type::Object)).map(Schema::properties).unwrap_or_default();
            inner.iter().any(|(key, _)| leads_on(key.key_text()))
        };
        if properties.iter().any(|(key, schema)| leads_on(key.key_text()) || within(schema)) {
            return None;
        }
        let is_only = properties.len() == 1;
        let is_segment = |name: &str| operation.path().split('/').any(|one| one.eq_ignore_ascii_case(name));
        let named = |name: &str| is_only || WRAPPERS.contains(&name) || is_segment(name);
        properties.into_iter().filter(|(key, _)| named(key.key_text())).find_map(|(_, list)| unlimited(list?))
    })
}

/// An array of objects without a limit.
fn unlimited(schema: Schema<'_>) -> Option<Schema<'_>> {
    let is_array = schema.is(Type::Array) && !schema.is(Type::Object);
    let holds_objects = || schema.items().is_some_and(|items| items.is(Type::Object) || items.declares_properties());
    (is_array && !schema.unbounded(Type::Array, &Schema::limits_items).is_empty() && holds_objects()).then_some(schema)
}

/// Names of the list in a page.
const WRAPPERS: &[&str] = &[
    "items", "data", "results", "result", "records", "entries", "values", "value", "list", "rows", "elements",
    "content",
];

/// Properties of pages: `next`, `nextLink`, `next_page_token`, `hasMore`, `cursor`.
fn leads_on(name: &str) -> bool {
    let words = words::split(name);
    words.iter().any(|word| {
        matches!(
            word.as_str(),
            "next" | "cursor" | "pagination" | "paging" | "page" | "continuation" | "pages" | "offset"
        )
    }) || words.windows(2).any(|two| two[0] == "has" && two[1] == "more")
}

fn is_paged(operation: Operation<'_>) -> bool {
    operation.has_unknown_parameters()
        || operation.parameters().into_iter().any(says_how_much)
        || operation
            .successes()
            .iter()
            .any(|response| response.has_header("Link") || response.has_header("Content-Range"))
        || operation.node().entries().any(|(key, _)| {
            let name = key.key_text();
            name.starts_with("x-") && words::split(name).iter().any(|word| word.starts_with("pag"))
        })
        || (operation.method() == "QUERY" && operation.node().field(Key::RequestBody).is_some())
}

fn says_how_much(parameter: Parameter<'_>) -> bool {
    let name = parameter.name();
    match parameter.location() {
        Location::Query => words::split(&name).iter().any(|word| PAGING.contains(&word.as_str())),
        Location::Header => name.eq_ignore_ascii_case("range") || words::split(&name).iter().any(|word| word == "page"),
        Location::QueryString => true,
        _ => false,
    }
}

/// Words of parameters that say which part of a list is wanted.
const PAGING: &[&str] = &[
    "limit",
    "page",
    "pagesize",
    "perpage",
    "pageno",
    "size",
    "offset",
    "cursor",
    "skip",
    "top",
    "take",
    "first",
    "last",
    "after",
    "before",
    "start",
    "marker",
    "continuation",
    "continue",
    "max",
    "maxresults",
    "count",
    "rows",
    "range",
    "since",
    "from",
    "token",
    "paging",
    "pagination",
    "batch",
    "length",
    "amount",
    "num",
];
