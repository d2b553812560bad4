//! See `rules/input/required-property-undefined.md`.

use hashbrown::{HashMap, HashSet};

use super::weight;
use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Kind, Schema, Target, Type};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, NodeRef};
use crate::words::nearest;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Schemas looked at for one name before the search is given up, as if the name had been found.
const MOST: usize = 400;

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let around = Around::new(api);
    for schema in api.schemas() {
        let Some(list) = schema.own(Key::Required).filter(|list| list.is_seq() && !list.is_empty()) else { continue };
        if schema.effective_types().is_some_and(|types| !types.has(Type::Object)) || around.is_condition(schema) {
            continue;
        }
        let missing: Vec<NodeRef<'a>> =
            list.items().filter(|entry| entry.string().is_some_and(|name| !around.describes(schema, &name))).collect();
        report(schema, &missing, cx);
    }
}

fn report<'a>(schema: Schema<'a>, missing: &[NodeRef<'a>], cx: &mut Cx<'a>) {
    let (Some(first), Some(severity)) = (missing.first(), weight(schema, Severity::Medium, cx)) else { return };
    let names: Vec<_> = missing.iter().filter_map(|entry| entry.string()).collect();
    let shown: Vec<_> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > 5 { format!(" and {} more", names.len() - 5) } else { String::new() };
    let (list, verb) = (shown.join(", "), if names.len() == 1 { "is" } else { "are" });
    let message = format!("{list}{more} {verb} required and described nowhere: any value will do");
    let known = schema.properties();
    let near = names.first().and_then(|name| nearest(name, known.iter().map(|(key, _)| key.key_text())));
    let finding = cx.report(*first, message).label("describes nothing").severity(severity);
    match near {
        Some(near) => finding.help(format!("is `{near}` meant? Else describe the property under `properties`")),
        None => finding.help("describe it under `properties`, or delete it from `required`"),
    };
    for entry in missing.iter().skip(1).take(5) {
        finding.related(Place::value(*entry), "nor this");
    }
}

/// Which schemas a schema is a branch of, through its place or through a reference.
struct Around<'a> {
    api: &'a Api,
    holders: HashMap<At, Vec<NodeRef<'a>>>,
}

impl<'a> Around<'a> {
    fn new(api: &'a Api) -> Self {
        let mut holders: HashMap<At, Vec<NodeRef<'a>>> = HashMap::new();
        for (holder, reference) in api.references_in_order() {
            if let Target::Node(to) = reference.target
                && reference.expected == Kind::Schema
                && let Some(target) = api.resolve(api.node(to))
            {
                holders.entry(target.at()).or_default().push(holder);
            }
        }
        Self { api, holders }
    }

    /// True when some schema that has to hold, or may hold, with this one for the same value describes the property, and
    /// where that is not known.
    fn describes(&self, schema: Schema<'a>, name: &str) -> bool {
        let Some(all) = self.together(schema) else { return true };
        if all.iter().any(|one| is_described(*one, name)) {
            return true;
        }
        // What stands under `properties` may narrow a property that another part describes.
        let map = schema.node().parent();
        let around = map.and_then(NodeRef::parent).filter(|around| self.api.kind(*around) == Kind::Schema);
        let (Some(key), Some(around)) = (schema.node().key(), around.map(|around| Schema::inline(self.api, around)))
        else {
            return false;
        };
        if around.own(Key::Properties) != map {
            return false;
        }
        let Some(holders) = self.together(around) else { return true };
        let others = holders.into_iter().filter_map(|one| one.own(Key::Properties)?.get(key.key_text()));
        others.filter(|other| *other != schema.node()).any(|other| {
            let all = Schema::new(self.api, other).and_then(|other| self.together(other));
            all.is_none_or(|all| all.iter().any(|one| is_described(*one, name)))
        })
    }

    /// The schemas that may hold for the same value as one; `None` when some of them are not known or there are too many.
    fn together(&self, schema: Schema<'a>) -> Option<Vec<Schema<'a>>> {
        let mut seen: HashSet<At> = HashSet::new();
        let mut all = Vec::new();
        let mut pending = vec![schema];
        while let Some(schema) = pending.pop() {
            if !seen.insert(schema.node().at()) {
                continue;
            }
            if seen.len() > MOST || !self.below(schema, &mut pending) {
                return None;
            }
            all.push(schema);
            pending.extend(self.parents(schema.node()));
        }
        Some(all)
    }

    /// Adds what is part of a schema; false when some of it is not known.
    fn below(&self, schema: Schema<'a>, pending: &mut Vec<Schema<'a>>) -> bool {
        let mut is_known = schema.own(Key::DynamicRef).is_none();
        if let Some(reference) = self.api.reference(schema.node().at()) {
            match reference.target {
                Target::Node(to) => pending.extend(Schema::new(self.api, self.api.node(to))),
                _ => is_known = false,
            }
        }
        let lists = [Key::AllOf, Key::OneOf, Key::AnyOf].into_iter().filter_map(|key| schema.own(key));
        let single = [Key::If, Key::Then, Key::Else].into_iter().filter_map(|key| schema.own(key));
        let dependent =
            schema.own(Key::DependentSchemas).into_iter().flat_map(NodeRef::entries).map(|(_, value)| value);
        for branch in lists.flat_map(NodeRef::items).chain(single).chain(dependent) {
            match Schema::new(self.api, branch) {
                Some(branch) => pending.push(branch),
                None => is_known = false,
            }
        }
        is_known
    }

    /// The schemas of which this node is a branch.
    fn parents(&self, node: NodeRef<'a>) -> Vec<Schema<'a>> {
        let mut out = Vec::new();
        let places = std::iter::once(node).chain(self.holders.get(&node.at()).into_iter().flatten().copied());
        for place in places {
            // A reference with siblings is the schema itself.
            if place != node && self.api.kind(place) == Kind::Schema {
                out.push(Schema::inline(self.api, place));
            }
            out.extend(self.parent(place).map(|(parent, _)| parent));
        }
        out
    }

    /// The schema that has this node as a branch, and under which keyword.
    fn parent(&self, node: NodeRef<'a>) -> Option<(Schema<'a>, Key)> {
        let branch = |node: NodeRef<'a>, keys: &[Key]| {
            let parent = node.parent()?;
            let key = keys
                .iter()
                .copied()
                .find(|key| parent.is_map() && Schema::inline(self.api, parent).own(*key) == Some(node))?;
            (self.api.kind(parent) == Kind::Schema).then(|| (Schema::inline(self.api, parent), key))
        };
        if let Some(found) = branch(node, &[Key::Then, Key::Else, Key::If, Key::Not]) {
            return Some(found);
        }
        branch(node.parent()?, &[Key::AllOf, Key::OneOf, Key::AnyOf, Key::DependentSchemas])
    }

    /// True inside `not` and `if`, where `required` asks and does not demand, and for branches that only ask.
    fn is_condition(&self, schema: Schema<'a>) -> bool {
        let mut node = schema.node();
        for _ in 0..64 {
            match self.parent(node) {
                Some((_, Key::Not | Key::If)) => return true,
                Some((parent, _)) => node = parent.node(),
                None => return false,
            }
        }
        true
    }
}

/// True when the schema itself describes the property, or leaves open which names it does: by patterns, by a schema for
/// the others, or by a reference in the place of the whole map, which no version knows and some tools follow.
fn is_described(schema: Schema<'_>, name: &str) -> bool {
    let is_schema = |key| {
        schema.own(key).is_some_and(|others| (others.is_map() && !others.is_empty()) || others.bool() == Some(false))
    };
    let in_map = |properties: NodeRef<'_>| {
        properties.get(name).is_some() || properties.get("$ref").is_some_and(NodeRef::is_scalar)
    };
    schema.own(Key::Properties).is_some_and(in_map)
        || schema.own(Key::PatternProperties).is_some()
        || is_schema(Key::AdditionalProperties)
        || is_schema(Key::UnevaluatedProperties)
}
