//! See `rules/input/property-name-collision.md`.

use hashbrown::HashMap;

use crate::finding::Severity;
use crate::model::openapi::{Key, KeySet, Schema, Types};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

/// Steps that a comparison of two descriptions of a property costs, or a finding.
const DEAR: usize = 16;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Keyword(KeySet::of(&[Key::Properties, Key::AllOf]), check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    if schema.own(Key::AllOf).is_none() && schema.own(Key::Ref).is_none() {
        let keys = schema.own(Key::Properties).into_iter().flat_map(NodeRef::entries).map(|(key, _)| key);
        for (first, key) in pairs(keys) {
            alike(schema, first, key, cx);
        }
        return;
    }
    let parts = schema.conjuncts().parts;
    let mut by_name: HashMap<&'a str, (NodeRef<'a>, usize)> = HashMap::new();
    let mut by_letters: HashMap<u64, Vec<(NodeRef<'a>, usize)>> = HashMap::new();
    let mut walk = schema.api.walk();
    for (index, part) in parts.iter().enumerate() {
        for (key, property) in part.own(Key::Properties).into_iter().flat_map(NodeRef::entries) {
            if !walk.goes_on() {
                return;
            }
            let name = key.key_text();
            if let Some((first, at)) = by_name.get(name) {
                if *at != index && walk.takes(DEAR) {
                    again(schema, *first, property, name, cx);
                }
                continue;
            }
            by_name.insert(name, (property, index));
            let Some(print) = print(name) else { continue };
            let known = by_letters.entry(print).or_default();
            match known.iter().find(|(first, _)| has_letters_of(first.key_text(), name)) {
                // Where a part has both, it is found there.
                Some((first, at)) if (*at != index || index == 0) && walk.takes(DEAR) => alike(schema, *first, key, cx),
                Some(_) => {}
                None => known.push((key, index)),
            }
        }
    }
}

/// Keys of one object that are alike, each with the first of its kind.
fn pairs<'a>(keys: impl Iterator<Item = NodeRef<'a>>) -> Vec<(NodeRef<'a>, NodeRef<'a>)> {
    let mut prints: Vec<(u64, NodeRef<'a>)> = keys.filter_map(|key| Some((print(key.key_text())?, key))).collect();
    prints.sort_unstable_by_key(|(print, key)| (*print, key.id));
    let mut found = Vec::new();
    for same in prints.chunk_by(|(one, _), (other, _)| one == other).filter(|same| same.len() > 1) {
        let mut firsts: Vec<NodeRef<'a>> = Vec::new();
        for (_, key) in same {
            match firsts.iter().find(|first| has_letters_of(first.key_text(), key.key_text())) {
                // One name twice is another matter.
                Some(first) if first.key_text() == key.key_text() => {}
                Some(first) => found.push((*first, *key)),
                None => firsts.push(*key),
            }
        }
    }
    found.sort_unstable_by_key(|(_, key)| key.id);
    found
}

/// Of a name what conventions do not differ in; signs in front mean something (`_id`, `$ref`, `-1`).
fn letters(name: &str) -> Option<impl Iterator<Item = char>> {
    let start = name.find(|c: char| c.is_alphanumeric())?;
    let (signs, rest) = name.split_at(start);
    let letters = rest.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(|c| {
        // Most letters need no table.
        let plain = c.is_ascii().then(|| c.to_ascii_lowercase());
        plain.into_iter().chain(c.to_lowercase().filter(move |_| plain.is_none()))
    });
    Some(signs.chars().chain(letters))
}

/// Names of the same letters have the same print.
fn print(name: &str) -> Option<u64> {
    Some(letters(name)?.fold(0, |print, c| print.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(c)))
}

fn has_letters_of(one: &str, other: &str) -> bool {
    match (letters(one), letters(other)) {
        (Some(one), Some(other)) => one.eq(other),
        _ => false,
    }
}

/// The object and what the names in it have in common.
fn known(schema: Schema<'_>, name: String, cx: &Cx<'_>) -> String {
    format!("{}/{name}", cx.address(schema.node()))
}

fn alike<'a>(schema: Schema<'a>, first: NodeRef<'a>, key: NodeRef<'a>, cx: &mut Cx<'a>) {
    // A definition is not to blame for what is added to it.
    let is_own = |key: NodeRef<'a>| key.parent().and_then(NodeRef::parent) == Some(schema.node());
    let (first, key) = if is_own(first) && !is_own(key) { (key, first) } else { (first, key) };
    let (one, other) = (first.key_text(), key.key_text());
    let message =
        format!("`{other}` and `{one}` are two properties of one object: many readers take them for the same");
    let known = known(schema, letters(one).into_iter().flatten().collect(), cx);
    let finding = cx.report(Place::key(key), message).related(Place::key(first), "the other one").known_by(known);
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
    let known = known(schema, name.to_owned(), cx);
    cx.report(
        Place::key(second),
        format!("`{name}` is {} here and {} in another part of the same object", other.words(), one.words()),
    )
    .known_by(known)
    .label("no value is both")
    .severity(Severity::Medium)
    .related(Place::key(first), "described first here")
    .related(Place::key(schema.node()), "brings both together")
    .help("give the property one type, or another name in one of the parts");
}
