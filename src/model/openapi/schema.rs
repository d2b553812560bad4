//! Schemas across dialects: types, bounds and composition answered for the value they describe. A constraint in any
//! `allOf` branch counts; of `oneOf` and `anyOf` every branch must have it; `not` and `if` do not constrain.

use hashbrown::HashSet;

use super::{Api, Direction, Fields, Key, KeySet, Kind, Version, Walk};
use crate::syntax::{At, NodeRef};

/// Schemas that may have to hold together for one value before they are no longer followed.
const MOST_PARTS: usize = 256;
/// Choices within choices before they are no longer followed.
const MOST_CHOICES: usize = 256;
/// Steps that a look at a branch costs.
const DEAR: usize = 8;

/// A primitive type of JSON Schema, with 2.0's `file`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the types of JSON Schema")]
pub enum Type {
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Number = 16,
    Integer = 32,
    String = 64,
    File = 128,
}

/// A set of types. The empty set admits nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// Every type.
    pub const ANY: Types = Types(255);

    /// No type.
    pub const NONE: Types = Types(0);

    /// True when the set has the type.
    pub fn has(self, one: Type) -> bool {
        self.0 & one as u8 != 0
    }

    /// The types in both sets.
    pub fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    fn named(name: &str) -> Self {
        Self(match name {
            "null" => Type::Null as u8,
            "boolean" => Type::Boolean as u8,
            "object" => Type::Object as u8,
            "array" => Type::Array as u8,
            "number" => Type::Number as u8 | Type::Integer as u8,
            "integer" => Type::Integer as u8,
            "string" => Type::String as u8,
            "file" => Type::File as u8,
            _ => 0,
        })
    }
}

/// A schema, references already followed.
#[derive(Clone, Copy)]
pub struct Schema<'a> {
    /// The description.
    pub api: &'a Api,
    node: NodeRef<'a>,
}

impl PartialEq for Schema<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<'a> Schema<'a> {
    /// The schema at a node, or the one a reference there ends at. `None` when that is unknown or no schema.
    pub fn new(api: &'a Api, node: NodeRef<'a>) -> Option<Self> {
        let node = api.resolve(node)?;
        (api.kind(node) == Kind::Schema).then_some(Self { api, node })
    }

    /// 2.0 writes the schema of a parameter, header or item list into the object itself.
    pub fn inline(api: &'a Api, node: NodeRef<'a>) -> Self {
        Self { api, node }
    }

    /// The schema's node: a map, or `true` or `false`.
    pub fn node(self) -> NodeRef<'a> {
        self.node
    }

    /// A keyword of this very schema, composition left aside.
    pub fn own(self, key: Key) -> Option<NodeRef<'a>> {
        self.node.field(key)
    }

    /// `true` and `{}` admit everything, `false` nothing; `None` for a schema that says something.
    pub fn boolean(self) -> Option<bool> {
        match self.node.bool() {
            Some(value) => Some(value),
            None => (self.node.is_map() && self.node.is_empty()).then_some(true),
        }
    }

    /// Where the schema's values travel.
    pub fn direction(self) -> Direction {
        self.api.direction(self.node)
    }

    /// This schema and all that must hold together with it: its `$ref` where siblings count, and every `allOf` branch,
    /// at any depth. The flag says whether one of them could not be followed.
    pub fn conjuncts(self) -> Conjuncts<'a> {
        let mut parts = Parts { all: vec![self], known: HashSet::new(), has_unknown: false };
        let mut next = 0;
        while let Some(part) = parts.all.get(next).copied() {
            next += 1;
            if parts.add_those_of(part).is_none() {
                parts.has_unknown = true;
                self.api.exceed(format!(
                    "a schema is put together from more than {MOST_PARTS} others (limit `schema-parts`)"
                ));
                break;
            }
        }
        Conjuncts { parts: parts.all, has_unknown: parts.has_unknown }
    }

    /// A keyword of this schema or of anything that must hold with it.
    pub fn keyword(self, key: Key) -> Option<NodeRef<'a>> {
        if let Some(own) = self.own(key) {
            return Some(own);
        }
        self.is_composed().then(|| self.conjuncts().parts.into_iter().find_map(|part| part.own(key))).flatten()
    }

    fn is_composed(self) -> bool {
        self.own(Key::AllOf).is_some() || self.own(Key::Ref).is_some()
    }

    /// The types this very schema states; `None` when it states none.
    pub fn own_types(self) -> Option<Types> {
        let stated = self.own(Key::Type)?;
        let mut types = if stated.is_seq() {
            stated.items().filter_map(NodeRef::string).fold(0, |all, name| all | Types::named(&name).0)
        } else {
            Types::named(&stated.string()?).0
        };
        let nullable = Key::Nullable;
        if self.api.version == Version::V30 && self.own(nullable).and_then(NodeRef::bool) == Some(true) {
            types |= Type::Null as u8;
        }
        Some(Types(types))
    }

    /// The types that remain when everything that must hold together is taken into account; `None` when nothing states
    /// any. `oneOf` and `anyOf` are left aside.
    pub fn types(self) -> Option<Types> {
        if !self.is_composed() {
            return self.own_types();
        }
        let stated = self.conjuncts().parts.into_iter().filter_map(Schema::own_types);
        stated.reduce(|all, one| Types(all.0 & one.0))
    }

    /// True when a type is stated.
    pub fn is(self, one: Type) -> bool {
        self.types().is_some_and(|types| types.has(one))
    }

    /// Branches of this very schema's `oneOf` and `anyOf`. Unknown ones are left out.
    pub fn choices(self) -> Vec<Schema<'a>> {
        let mut walk = self.api.walk();
        [Key::OneOf, Key::AnyOf]
            .into_iter()
            .filter_map(|key| self.own(key))
            .flat_map(NodeRef::items)
            .take_while(|_| walk.goes_on())
            .filter_map(|branch| Schema::new(self.api, branch))
            .collect()
    }

    /// The parts of this schema that let a value of a type through although `bound` holds for nothing that such a
    /// value must satisfy: this schema itself, or branches of its `oneOf` and `anyOf`. Where a part is unknown the
    /// answer is silence. Types must be stated to count.
    pub fn unbounded(self, one: Type, bound: &dyn Fn(Schema<'a>) -> bool) -> Vec<Schema<'a>> {
        const COMPOSING: KeySet = KeySet::of(&[Key::Ref, Key::AllOf, Key::OneOf, Key::AnyOf, Key::DynamicRef]);
        if !self.node.may_have(COMPOSING.filter()) {
            // Most schemas speak for themselves.
            let is_open = self.own_types().is_some_and(|types| types.has(one)) && !bound(self);
            return if is_open { vec![self] } else { Vec::new() };
        }
        let mut search = Search { one, bound, walk: self.api.walk(), seen: HashSet::new(), out: Vec::new() };
        search.visit(self, None, 0);
        search.out
    }

    /// Properties of this schema and of all that must hold with it, each with its key.
    pub fn properties(self) -> Vec<(NodeRef<'a>, Option<Schema<'a>>)> {
        let mut out: Vec<(NodeRef<'a>, Option<Schema<'a>>)> = Vec::new();
        let mut names = HashSet::new();
        let mut walk = self.api.walk();
        for part in self.conjuncts().parts {
            for (key, value) in part.own(Key::Properties).into_iter().flat_map(NodeRef::entries) {
                if !walk.goes_on() {
                    return out;
                }
                if names.insert(key.key_text()) {
                    out.push((key, Schema::new(self.api, value)));
                }
            }
        }
        out
    }

    /// True when there is any in [`Schema::properties`].
    pub fn declares_properties(self) -> bool {
        let has_any = |part: Schema<'a>| part.own(Key::Properties).is_some_and(|map| map.entries().next().is_some());
        if self.is_composed() { self.conjuncts().parts.into_iter().any(has_any) } else { has_any(self) }
    }

    /// The one of [`Schema::properties`] that has a name.
    pub fn property(self, name: &str) -> Option<(NodeRef<'a>, Option<Schema<'a>>)> {
        let parts = if self.is_composed() { self.conjuncts().parts } else { vec![self] };
        let (map, value) = parts.into_iter().find_map(|part| {
            let map = part.own(Key::Properties)?;
            Some((map, map.get(name)?))
        })?;
        let own = value.key().filter(|key| key.parent() == Some(map));
        // An alias leads away from its key.
        let key = own.or_else(|| map.entries().map(|(key, _)| key).find(|key| key.key_text() == name))?;
        Some((key, Schema::new(self.api, value)))
    }

    /// The schema of items (`items`, not `prefixItems`).
    pub fn items(self) -> Option<Schema<'a>> {
        let node = self.keyword(Key::Items)?;
        if self.api.kind(node) == Kind::Items {
            return Some(Schema::inline(self.api, node));
        }
        Schema::new(self.api, node)
    }

    /// True when `readOnly` is stated for it.
    pub fn is_read_only(self) -> bool {
        self.keyword(Key::ReadOnly).and_then(NodeRef::bool) == Some(true)
    }

    /// True when `writeOnly` is stated for it.
    pub fn is_write_only(self) -> bool {
        self.keyword(Key::WriteOnly).and_then(NodeRef::bool) == Some(true)
    }

    /// True when the value is one of a written list: `enum` or `const`.
    pub fn is_enumerated(self) -> bool {
        self.keyword(Key::Enum).is_some() || self.keyword(Key::Const).is_some()
    }

    /// The `format`, if one is stated.
    pub fn format(self) -> Option<std::borrow::Cow<'a, str>> {
        self.keyword(Key::Format)?.string()
    }

    /// The name of the definition this schema is, or of the property it stands in.
    pub fn title(self) -> &'a str {
        self.node.key().map_or("", NodeRef::key_text)
    }
}

impl Api {
    /// Every schema where it is defined; 2.0 writes some into parameters, headers and items. Pure references are left
    /// out.
    pub fn schemas(&self) -> impl Iterator<Item = Schema<'_>> {
        let written = self.nodes_of(Kind::Schema).filter(|node| !node.is_seq());
        let inline = [Kind::Parameter, Kind::Header, Kind::Items]
            .into_iter()
            .filter(|_| self.version == Version::V2)
            .flat_map(|kind| self.nodes_of(kind))
            .filter(|node| Schema::inline(self, *node).own_types().is_some());
        written.chain(inline).map(|node| Schema::inline(self, node))
    }
}

/// See [`Schema::conjuncts`].
pub struct Conjuncts<'a> {
    /// The schema itself first.
    pub parts: Vec<Schema<'a>>,
    /// True when a part could not be followed, so that absence proves nothing.
    pub has_unknown: bool,
}

/// Conjuncts while they are collected.
struct Parts<'a> {
    all: Vec<Schema<'a>>,
    /// The same, once there are more than a few.
    known: HashSet<At>,
    has_unknown: bool,
}

impl<'a> Parts<'a> {
    /// Adds what a part refers to and its `allOf` branches; `None` when there are too many.
    fn add_those_of(&mut self, part: Schema<'a>) -> Option<()> {
        let api = part.api;
        if let Some(reference) = api.reference(part.node.at()) {
            match &reference.target {
                super::Target::Node(to) => self.add(Schema::new(api, api.node(*to)))?,
                _ => self.has_unknown = true,
            }
        }
        for branch in part.own(Key::AllOf).into_iter().flat_map(NodeRef::items) {
            self.add(Schema::new(api, branch))?;
        }
        // A dynamic reference may bring anything.
        self.has_unknown |= part.own(Key::DynamicRef).is_some();
        Some(())
    }

    fn add(&mut self, schema: Option<Schema<'a>>) -> Option<()> {
        let Some(schema) = schema else {
            self.has_unknown = true;
            return Some(());
        };
        if self.is_known(schema) {
            return Some(());
        }
        self.all.push(schema);
        (self.all.len() <= MOST_PARTS).then_some(())
    }

    fn is_known(&mut self, schema: Schema<'a>) -> bool {
        const FEW: usize = 16;
        if self.all.len() < FEW {
            return self.all.contains(&schema);
        }
        if self.known.is_empty() {
            self.known.extend(self.all.iter().map(|part| part.node.at()));
        }
        !self.known.insert(schema.node.at())
    }
}

struct Search<'a, 'f> {
    one: Type,
    bound: &'f dyn Fn(Schema<'a>) -> bool,
    walk: Walk<'a>,
    seen: HashSet<At>,
    out: Vec<Schema<'a>>,
}

impl<'a> Search<'a, '_> {
    fn visit(&mut self, schema: Schema<'a>, inherited: Option<Types>, depth: usize) {
        if depth > MOST_CHOICES {
            schema.api.exceed(format!(
                "`oneOf` and `anyOf` stand more than {MOST_CHOICES} deep in each other (limit `schema-choices`)"
            ));
            return;
        }
        if !self.seen.insert(schema.node.at()) || !self.walk.takes(DEAR) {
            return;
        }
        let conjuncts = schema.conjuncts();
        if conjuncts.has_unknown || conjuncts.parts.iter().any(|part| (self.bound)(*part)) {
            return;
        }
        let own = conjuncts.parts.iter().filter_map(|part| part.own_types());
        let types = own.chain(inherited).reduce(|all, one| Types(all.0 & one.0));
        if types.is_some_and(|types| !types.has(self.one)) {
            return;
        }
        let mut has_choice = false;
        for part in &conjuncts.parts {
            for key in [Key::OneOf, Key::AnyOf] {
                let Some(list) = part.own(key).filter(|list| !list.is_empty()) else { continue };
                has_choice = true;
                let before = self.out.len();
                for branch in list.items() {
                    if let Some(branch) = Schema::new(schema.api, branch) {
                        self.visit(branch, types, depth + 1);
                    }
                }
                if self.out.len() == before {
                    // Every branch is bounded, so the value is.
                    return;
                }
            }
        }
        if !has_choice && types.is_some() {
            let stating = conjuncts.parts.iter().find(|part| part.own_types().is_some_and(|types| types.has(self.one)));
            self.out.push(*stating.unwrap_or(&schema));
        }
    }
}
