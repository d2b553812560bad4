//! Which schemas hold for the same value as one, and which properties they describe together.

use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use crate::model::openapi::{Api, Key, Kind, Schema, Target};
use crate::syntax::{At, NodeRef};

/// What is known of the schemas that may hold for the same value as one.
#[derive(Default)]
struct Together<'a> {
    /// Some of them are not known.
    is_unknown: bool,
    /// One leaves open which names it describes.
    is_open: bool,
    /// The properties they describe, by name.
    properties: HashMap<&'a str, Vec<NodeRef<'a>>>,
}

impl<'a> Together<'a> {
    fn add(&mut self, schema: Schema<'a>) {
        self.is_open |= leaves_open(schema);
        for (key, value) in schema.own(Key::Properties).into_iter().flat_map(NodeRef::entries) {
            self.properties.entry(key.key_text()).or_default().push(value);
        }
    }

    fn absorb(&mut self, other: &Together<'a>) {
        self.is_unknown |= other.is_unknown;
        self.is_open |= other.is_open;
        for (name, values) in &other.properties {
            self.properties.entry(name).or_default().extend(values);
        }
    }

    fn describes(&self, name: &str) -> bool {
        self.is_unknown || self.is_open || self.properties.contains_key(name)
    }
}

/// Which schemas a schema is a branch of, through its place or through a reference, and what they make up together.
/// Each schema belongs to one whole, which is put together once.
pub(super) struct Around<'a> {
    api: &'a Api,
    holders: HashMap<At, Vec<NodeRef<'a>>>,
    wholes: Vec<Rc<Together<'a>>>,
    whole_of: HashMap<At, usize>,
    /// Whether a name is described in what a whole says of one of its properties.
    narrowed: HashMap<(usize, &'a str), HashMap<String, bool>>,
}

impl<'a> Around<'a> {
    /// Nothing is put together yet.
    pub(super) fn new(api: &'a Api) -> Self {
        let mut holders: HashMap<At, Vec<NodeRef<'a>>> = HashMap::new();
        for (holder, reference) in api.references_in_order() {
            if let Target::Node(to) = reference.target
                && reference.expected == Kind::Schema
                && let Some(target) = api.resolve(api.node(to))
            {
                holders.entry(target.at()).or_default().push(holder);
            }
        }
        Self { api, holders, wholes: Vec::new(), whole_of: HashMap::new(), narrowed: HashMap::new() }
    }

    /// True when some schema that has to hold, or may hold, with this one for the same value describes the property, and
    /// where that is not known.
    pub(super) fn describes(&mut self, schema: Schema<'a>, name: &str) -> bool {
        let (_, whole) = self.together(schema);
        if whole.describes(name) {
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
        let key = key.key_text();
        let (index, holders) = self.together(around);
        if holders.is_unknown {
            return true;
        }
        if let Some(known) = self.narrowed.get(&(index, key)).and_then(|names| names.get(name)) {
            return *known;
        }
        let mut seen: HashSet<usize> = HashSet::new();
        let others = holders.properties.get(key).into_iter().flatten();
        let found = others.into_iter().any(|other| {
            let Some(other) = Schema::new(self.api, *other) else { return true };
            let (index, whole) = self.together(other);
            seen.insert(index) && whole.describes(name)
        });
        self.narrowed.entry((index, key)).or_default().insert(name.to_owned(), found);
        found
    }

    /// The whole a schema belongs to, and its number.
    fn together(&mut self, schema: Schema<'a>) -> (usize, Rc<Together<'a>>) {
        let at = schema.node().at();
        if let Some((index, whole)) = self.whole_of.get(&at).and_then(|index| Some((*index, self.wholes.get(*index)?)))
        {
            return (index, Rc::clone(whole));
        }
        let index = self.wholes.len();
        let mut whole = Together::default();
        let mut pending = vec![schema];
        while let Some(schema) = pending.pop() {
            match self.whole_of.get(&schema.node().at()).copied() {
                Some(same) if same == index => continue,
                // A whole that does not lead back here.
                Some(other) => {
                    if let Some(other) = self.wholes.get(other) {
                        whole.absorb(other);
                    }
                    continue;
                }
                None => {}
            }
            self.whole_of.insert(schema.node().at(), index);
            whole.is_unknown |= !self.below(schema, &mut pending);
            whole.add(schema);
            pending.extend(self.parents(schema.node()));
        }
        let whole = Rc::new(whole);
        self.wholes.push(Rc::clone(&whole));
        (index, whole)
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
        let single = [Key::If, Key::Then, Key::Else, Key::Not].into_iter().filter_map(|key| schema.own(key));
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
    pub(super) fn is_condition(&self, schema: Schema<'a>) -> bool {
        let mut node = schema.node();
        loop {
            match self.parent(node) {
                Some((_, Key::Not | Key::If)) => return true,
                Some((parent, _)) => node = parent.node(),
                None => return false,
            }
        }
    }
}

/// True when the schema itself describes the property, or leaves open which names it does.
pub(super) fn is_described(schema: Schema<'_>, name: &str) -> bool {
    schema.own(Key::Properties).is_some_and(|properties| properties.get(name).is_some()) || leaves_open(schema)
}

/// True when a schema leaves open which names it describes: by patterns, by a schema for the others, or by a reference in
/// the place of the whole map, which no version knows and some tools follow.
fn leaves_open(schema: Schema<'_>) -> bool {
    let is_schema = |key| {
        schema.own(key).is_some_and(|others| (others.is_map() && !others.is_empty()) || others.bool() == Some(false))
    };
    let is_reference = |properties: NodeRef<'_>| properties.get("$ref").is_some_and(NodeRef::is_scalar);
    schema.own(Key::Properties).is_some_and(is_reference)
        || schema.own(Key::PatternProperties).is_some()
        || is_schema(Key::AdditionalProperties)
        || is_schema(Key::UnevaluatedProperties)
}
