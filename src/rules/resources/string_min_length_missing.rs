//! See `rules/resources/string-min-length-missing.md`.

use hashbrown::HashSet;

use crate::finding::Profile;
use crate::model::openapi::{Api, Key, Type};
use crate::rules::identifiers::{excludes_empty, is_identifier};
use crate::rules::lexicon::sensitive;
use crate::rules::{Check, Cx, Place, many, site};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A required text that may be empty.
struct Empty<'a> {
    owner: NodeRef<'a>,
    /// What the owner is called; empty for a body.
    of: String,
    key: NodeRef<'a>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut seen: HashSet<At> = HashSet::new();
    let mut found: Vec<Empty<'a>> = Vec::new();
    for schema in api.schemas() {
        let Some(required) = schema.own(Key::Required).filter(|required| required.is_seq()) else { continue };
        if !schema.direction().is_request() {
            continue;
        }
        let wanted: HashSet<_> = required.items().filter_map(NodeRef::string).filter(|name| matters(name)).collect();
        if wanted.is_empty() {
            continue;
        }
        for (key, property) in schema.properties() {
            let Some(property) = property.filter(|_| wanted.contains(key.key_text())) else {
                continue;
            };
            if property.is_read_only()
                || property.unbounded(Type::String, &excludes_empty).is_empty()
                || !seen.insert(key.at())
            {
                continue;
            }
            let holder = key.parent().and_then(NodeRef::parent).unwrap_or(schema.node());
            let site = site::of(api, holder);
            found.push(Empty { owner: holder, of: site.full(), key });
        }
    }
    let groups = many::by_key(found, |one| one.owner.at());
    let help = "add `minLength: 1`, or the least length that such a value really has";
    if groups.len() > many::MANY && cx.profile() < Profile::Audit {
        let message = format!(
            "required identifiers and secrets that clients send may be empty: {} definitions set no least length",
            groups.len()
        );
        let finding = cx.report(Place::key(many::whole(api)), message).help(help);
        many::list(
            finding,
            groups.iter().filter_map(|group| group.first()).map(|one| Place::key(one.key)),
            "may be empty",
        );
        return;
    }
    for group in groups {
        let Some((first, others)) = group.split_first() else { continue };
        let names: Vec<String> = group.iter().map(|one| format!("`{}`", one.key.key_text())).collect();
        let of = if first.of.is_empty() { String::new() } else { format!(" of `{}`", first.of) };
        let message = match names.as_slice() {
            [one] => format!("the required text {one}{of} may be empty"),
            _ => format!("the required texts {}{of} may be empty", names.join(", ")),
        };
        let known = cx.address(first.owner);
        let finding = cx.report(Place::key(first.key), message).help(help).known_by(known);
        many::list(finding, others.iter().map(|one| Place::key(one.key)), "and this one");
    }
}

/// An empty name or comment does no harm; an empty identifier or secret means something else.
fn matters(name: &str) -> bool {
    is_identifier(name) || sensitive(name).is_some()
}
