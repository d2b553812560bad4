//! See `rules/input/string-pattern-missing.md`.

use crate::finding::Profile;
use crate::model::openapi::{Api, Key, Kind, Location, Parameter, Schema, Type};
use crate::rules::identifiers::{has_form, identifier};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

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
    for (property, schema) in identifiers(api) {
        if is_free(schema) {
            let name = property.key().map_or("", |key| key.key_text()).to_owned();
            free.push(Free { what: "identifier", name, place: Place::key(property) });
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
            Location::Query => "query parameter",
            _ => return None,
        };
        let mut schema = parameter.schema()?;
        if parameter.location() == Location::Query {
            schema = identifier(&parameter.name(), schema)?;
        }
        let is_sent = schema.direction().is_whole_request();
        (is_sent && is_free(schema)).then(|| Free {
            what,
            name: parameter.name().into_owned(),
            place: Place::parameter(parameter),
        })
    });
    sent.collect()
}

/// Properties that clients send and that are called like identifiers, each with what such a value may be.
fn identifiers(api: &Api) -> Vec<(NodeRef<'_>, Schema<'_>)> {
    let objects = api.schemas().filter(|object| object.direction().is_request());
    let properties = objects.filter_map(|object| object.own(Key::Properties)).flat_map(NodeRef::entries);
    let called = properties.filter_map(|(key, property)| {
        let schema = identifier(key.key_text(), Schema::new(api, property)?)?;
        (schema.direction().is_whole_request() && schema.is(Type::String)).then_some((property, schema))
    });
    let mut found: Vec<_> = called.collect();
    found.sort_by_key(|(property, _)| property.at());
    found
}
