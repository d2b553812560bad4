//! See `rules/resources/additional-properties-unbounded.md`.

use hashbrown::HashMap;

use super::sizes::{self, Unbounded, Way, Words};
use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Schema, Type, Variant};
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

const WORDS: Words = Words {
    noun: "map",
    weakness: "may have any number of entries",
    label: "no `maxProperties`",
    keyword: Key::MaxProperties,
};

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let groups = sizes::groups(api, maps(api), |found, _| if found.is_body { Way::Body } else { Way::Other });
    let weighed = groups.into_iter().map(|group| (group, Severity::Low)).collect();
    let help = "add `maxProperties` with the most entries that one call has to handle";
    sizes::report_all(api, weighed, &WORDS, help, cx);
}

/// Maps that clients send with any number of entries, each definition once.
fn maps(api: &Api) -> Vec<Unbounded<'_>> {
    let mut out: Vec<Unbounded<'_>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    for schema in api.sent_schemas() {
        let direction = schema.direction();
        for map in schema.variants().iter().filter_map(unlimited) {
            let index = *known.entry(map.node().at()).or_insert(out.len());
            match out.get_mut(index) {
                Some(found) => found.is_body |= direction.is_body(),
                None => out.push(Unbounded { schema: map, is_body: direction.is_body(), is_open: false }),
            }
        }
    }
    out
}

/// The part that makes a variant a map, where nothing limits its entries.
fn unlimited<'a>(variant: &Variant<'a>) -> Option<Schema<'a>> {
    let map = variant.parts.iter().find(|part| part.is_typed_map())?;
    let is_other = variant.has_any(&[Key::Type]) && !variant.is(Type::Object);
    let is_limited = is_other || variant.is_unknown || variant.parts.iter().any(|part| part.limits_entries());
    (!is_limited).then_some(*map)
}
