//! See `rules/input/property-name-collision.md`.

use hashbrown::HashMap;

use crate::finding::Severity;
use crate::model::openapi::{Key, KeySet, Schema, Types};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Keyword(KeySet::of(&[Key::Properties, Key::AllOf]), check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let parts = schema.conjuncts().parts;
    let mut by_name: HashMap<&'a str, (NodeRef<'a>, usize)> = HashMap::new();
    let mut by_letters: HashMap<String, (NodeRef<'a>, usize)> = HashMap::new();
    for (index, part) in parts.iter().enumerate() {
        for (key, property) in part.own(Key::Properties).into_iter().flat_map(NodeRef::entries) {
            let name = key.key_text();
            let Some(letters) = letters(name) else { continue };
            if let Some((first, at)) = by_name.get(name) {
                if *at != index {
                    again(schema, *first, property, name, cx);
                }
                continue;
            }
            by_name.insert(name, (property, index));
            match by_letters.get(&letters) {
                // Where a part has both, it is found there.
                Some((first, at)) if *at != index || index == 0 => alike(schema, *first, key, cx),
                Some(_) => {}
                None => {
                    by_letters.insert(letters, (key, index));
                }
            }
        }
    }
}

/// A name without what conventions differ in; signs in front mean something (`_id`, `$ref`, `-1`).
fn letters(name: &str) -> Option<String> {
    let start = name.find(|c: char| c.is_alphanumeric())?;
    let (signs, rest) = name.split_at(start);
    let letters = rest.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase);
    Some(signs.chars().chain(letters).collect())
}

fn alike<'a>(schema: Schema<'a>, first: NodeRef<'a>, key: NodeRef<'a>, cx: &mut Cx<'a>) {
    // A definition is not to blame for what is added to it.
    let is_own = |key: NodeRef<'a>| key.parent().and_then(NodeRef::parent) == Some(schema.node());
    let (first, key) = if is_own(first) && !is_own(key) { (key, first) } else { (first, key) };
    let (one, other) = (first.key_text(), key.key_text());
    let message =
        format!("`{other}` and `{one}` are two properties of one object: many readers take them for the same");
    let finding = cx.report(Place::key(key), message).related(Place::key(first), "the other one");
    if schema.node() != key.parent().and_then(NodeRef::parent).unwrap_or(key) {
        finding.related(Place::key(schema.node()), "brings both together");
    }
    finding.help("keep one of them, and refuse the other");
}

/// A property may be narrowed by a second description, but not to a type it does not have.
fn again<'a>(schema: Schema<'a>, first: NodeRef<'a>, second: NodeRef<'a>, name: &str, cx: &mut Cx<'a>) {
    let types = |node| Schema::new(schema.api, node).and_then(Schema::effective_types);
    let (Some(one), Some(other)) = (types(first), types(second)) else { return };
    if one.and(other) != Types::NONE {
        return;
    }
    cx.report(
        Place::key(second),
        format!("`{name}` is {} here and {} in another part of the same object", other.words(), one.words()),
    )
    .label("no value is both")
    .severity(Severity::Medium)
    .related(Place::key(first), "described first here")
    .related(Place::key(schema.node()), "brings both together")
    .help("give the property one type, or another name in one of the parts");
}
