//! See `rules/input/string-pattern-missing.md`.

use crate::finding::Profile;
use crate::model::openapi::{Api, Kind, Location, Parameter, Schema, Type};
use crate::rules::identifiers::{has_form, is_identifier};
use crate::rules::{Check, Cx, Place, many, site};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A value whose form is not stated.
struct Free<'a> {
    /// What it is, for messages: `path parameter`.
    what: &'static str,
    name: String,
    place: Place<'a>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut free = parameters(api);
    let mut stated = 0;
    for (name, schema) in identifiers(api) {
        if is_free(schema) {
            free.push(Free { what: "identifier", name, place: site::place(api, schema.node()) });
        } else {
            stated += 1;
        }
    }
    let groups = many::by_key(free, |one| (one.what, one.name.clone()));
    let help =
        "state what such a value looks like: `pattern: '^[A-Za-z0-9_-]{1,64}$'`, a `format` such as `uuid`, or `enum`";
    let is_habit = groups.len() > many::MANY && groups.len() > stated && cx.profile() < Profile::Audit;
    if is_habit {
        let message = format!(
            "no pattern, format or list of values says what identifiers, path parameters, headers and cookies look like: \
             {} different ones are any text",
            groups.len()
        );
        let finding = cx.report(Place::key(many::whole(api)), message).help(help);
        many::list(finding, groups.iter().filter_map(|group| group.first()).map(|one| one.place), "any text");
        return;
    }
    for group in groups {
        let Some((first, others)) = group.split_first() else { continue };
        let times = if others.is_empty() { String::new() } else { format!(" (in {} places)", group.len()) };
        let message = format!(
            "the {} `{}`{times} may have any characters: no pattern, format or list of values",
            first.what, first.name
        );
        let finding = cx.report(first.place, message).help(help).known_by(format!("{}:{}", first.what, first.name));
        many::list(finding, others.iter().map(|one| one.place), "here too");
    }
}

fn is_free(schema: Schema<'_>) -> bool {
    !schema.unbounded(Type::String, &has_form).is_empty()
}

fn parameters(api: &Api) -> Vec<Free<'_>> {
    let all = api.nodes_of(Kind::Parameter).map(|node| Parameter::new(api, node));
    let sent = all.filter_map(|parameter| {
        let what = match parameter.location() {
            Location::Path => "path parameter",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Query if is_identifier(&parameter.name()) => "query parameter",
            _ => return None,
        };
        let schema = parameter.schema()?;
        let is_sent = schema.direction().is_whole_request();
        (is_sent && is_free(schema)).then(|| Free {
            what,
            name: parameter.name().into_owned(),
            place: Place::parameter(parameter),
        })
    });
    sent.collect()
}

/// Properties that clients send and that are called like identifiers.
fn identifiers(api: &Api) -> impl Iterator<Item = (String, Schema<'_>)> {
    api.schemas().filter_map(|schema| {
        let key = schema.node().key()?;
        let is_property = key.parent().and_then(|list| list.key()).is_some_and(|list| list.key_text() == "properties");
        let is_one = is_property && is_identifier(key.key_text()) && schema.direction().is_whole_request();
        (is_one && schema.is(Type::String)).then(|| (key.key_text().to_owned(), schema))
    })
}
