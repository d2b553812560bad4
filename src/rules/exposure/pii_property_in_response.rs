//! See `rules/exposure/pii-property-in-response.md`.

use hashbrown::{HashMap, HashSet};

use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Kind, Operation, Reach, Schema, Type, Way};
use crate::rules::personal::is_personal;
use crate::rules::{Check, Cx, Place, Related, exposed};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut lists: Option<HashSet<usize>> = None;
    // The same names come again and again.
    let mut names: HashMap<&'a str, bool> = HashMap::new();
    let maps = api.nodes_of(Kind::Schema).filter(|node| node.is_map() && api.direction(*node).is_response());
    for schema in maps.map(|node| Schema::inline(api, node)) {
        let properties = schema.own(Key::Properties).into_iter().flat_map(NodeRef::entries);
        let mut is_named = |name: &'a str| *names.entry(name).or_insert_with(|| is_personal(name));
        let told: Vec<(NodeRef<'a>, NodeRef<'a>)> =
            properties.filter(|(key, value)| is_named(key.key_text()) && is_returned(api, *value)).collect();
        let Some((_, first)) = told.first() else { continue };
        let lists =
            lists.get_or_insert_with(|| api.served().filter(|one| lists_others(*one)).map(Operation::index).collect());
        let mut by = api.reach(*first, Way::Returned);
        by.retain(|operation| lists.contains(&operation.index()) || (api.is_exposed(operation) && !is_own(operation)));
        report(schema, &told, &by, cx);
    }
}

fn report<'a>(schema: Schema<'a>, told: &[(NodeRef<'a>, NodeRef<'a>)], by: &Reach<'a>, cx: &mut Cx<'a>) {
    let (Some((first, _)), Some(who)) = (told.first(), by.clause()) else { return };
    let names: Vec<String> = told.iter().take(5).map(|(key, _)| format!("`{}`", key.key_text())).collect();
    let more = if told.len() > 5 { format!(" and {} more", told.len() - 5) } else { String::new() };
    let owner = Some(schema.title()).filter(|title| !matches!(*title, "" | "schema" | "items"));
    let of = owner.map_or(String::new(), |title| format!(" in `{title}`"));
    let message = format!("data about persons ({}{more}){of} is {who}", names.join(", "));
    let known = cx.address(schema.node());
    let finding = cx.report(Place::key(*first), message);
    finding.known_by(known).help("return of others only what the caller needs: a display name instead of an address");
    if by.open().is_some() {
        finding.severity(Severity::Low);
    }
    for (key, _) in told.iter().skip(1).take(4) {
        finding.related(Place::value(*key), "told as well");
    }
    exposed::chain(finding, by);
}

/// A text or number of its own that is given back.
fn is_returned(api: &Api, value: NodeRef<'_>) -> bool {
    let Some(schema) = Schema::new(api, value) else { return false };
    let types = schema.types();
    let is_single = types.is_none_or(|types| types.has(Type::String) || types.has(Type::Integer));
    is_single && !schema.declares_properties() && !schema.is_enumerated() && !schema.is_write_only()
}

/// Reads many objects at once, and not those of the caller: an array, or on a path that names no object an object
/// around one.
fn lists_others(operation: Operation<'_>) -> bool {
    if !matches!(operation.method(), "GET" | "QUERY") || is_own(operation) {
        return false;
    }
    let payloads = operation.successes().into_iter().flat_map(|response| response.payloads());
    payloads.filter_map(|payload| payload.schema).any(|schema| {
        let is_page = !operation.path().ends_with('}')
            && schema.properties().iter().any(|(_, property)| property.is_some_and(is_list_of_objects));
        is_list_of_objects(schema) || is_page
    })
}

fn is_list_of_objects(schema: Schema<'_>) -> bool {
    schema.is(Type::Array) && schema.items().is_some_and(|items| items.declares_properties())
}

/// About the caller.
fn is_own(operation: Operation<'_>) -> bool {
    let is_self = |word: &String| matches!(word.as_str(), "me" | "self" | "my" | "profile" | "myself" | "current");
    words::split(operation.path()).iter().any(is_self)
}
