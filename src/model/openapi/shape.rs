//! What a schema leaves open: values nothing is said of, types that are not stated, objects without properties, arrays
//! without items. Composition counts: all that must hold together is one variant of the schema, and each way through
//! `oneOf` and `anyOf` is a variant of its own.

use hashbrown::HashSet;

use super::budget::Budget;
use super::{Api, Key, Kind, Schema, Type};
use crate::syntax::{At, Document, NodeRef};

/// Steps through `oneOf` and `anyOf` of one schema before the rest counts as unknown. Only lists that multiply come
/// near it.
const MOST_STEPS: usize = 4096;
/// What they may cost together.
pub(super) fn variant_steps(documents: &[Document]) -> Budget {
    Budget::new(400_000).growing(2, documents)
}

/// Something a schema does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gap {
    /// Nothing at all: any value satisfies it.
    Anything,
    /// The type: what it says holds for values of one type, and values of all others pass.
    Type,
    /// What an object contains.
    Properties,
    /// What an array contains.
    Items,
}

/// Schemas that must hold together for a value that takes one way through the choices of a schema.
#[derive(Clone)]
pub struct Variant<'a> {
    /// All of them, the schema the question was about first.
    pub parts: Vec<Schema<'a>>,
    /// The last branch that was chosen, or the schema itself.
    pub last: Schema<'a>,
    /// True when a part could not be followed, so that absence proves nothing.
    pub is_unknown: bool,
}

impl<'a> Variant<'a> {
    /// True when the types stated together leave this one. False when none is stated.
    pub fn is(&self, one: Type) -> bool {
        let mut stated = self.parts.iter().filter_map(|part| part.own_types()).peekable();
        stated.peek().is_some() && stated.all(|types| types.has(one))
    }

    /// The parts that have a keyword.
    pub fn having(&self, key: Key) -> impl Iterator<Item = (Schema<'a>, NodeRef<'a>)> + '_ {
        self.parts.iter().filter_map(move |part| Some((*part, part.own(key)?)))
    }

    /// True when a part has one of the keywords.
    pub fn has_any(&self, keys: &[Key]) -> bool {
        self.parts.iter().any(|part| keys.iter().any(|key| part.own(*key).is_some()))
    }

    fn gap(&self) -> Option<(Gap, Schema<'a>)> {
        if self.is_unknown || self.parts.iter().any(|part| part.boolean() == Some(false)) {
            return None;
        }
        if !self.parts.iter().any(|part| part.says_something()) {
            return Some((Gap::Anything, self.last));
        }
        if self.has_any(&[Key::Enum, Key::Const]) {
            return None;
        }
        if !self.has_any(&[Key::Type, Key::ContentMediaType, Key::ContentEncoding]) {
            let saying = self.parts.iter().find(|part| part.says_something());
            return Some((Gap::Type, *saying.unwrap_or(&self.last)));
        }
        let stating = |one: Type| self.parts.iter().find(|part| part.own_types().is_some_and(|types| types.has(one)));
        // What may as well be a text is a value of any kind, and not an object whose author forgot the rest.
        if self.is(Type::Object) && !self.is(Type::String) && !self.describes_object() {
            return Some((Gap::Properties, *stating(Type::Object)?));
        }
        if self.is(Type::Array) && !self.is(Type::String) && !self.has_any(DESCRIBING_ARRAY) {
            return Some((Gap::Items, *stating(Type::Array)?));
        }
        None
    }

    fn describes_object(&self) -> bool {
        let is_filled = |(_, map): (Schema<'a>, NodeRef<'a>)| !map.is_empty();
        self.having(Key::Properties).any(is_filled) || self.has_any(DESCRIBING_OBJECT)
    }
}

/// Keywords besides `properties` that say what an object contains.
const DESCRIBING_OBJECT: &[Key] = &[
    Key::PatternProperties,
    Key::AdditionalProperties,
    Key::UnevaluatedProperties,
    Key::PropertyNames,
    Key::DependentSchemas,
    Key::Discriminator,
    Key::If,
    Key::Not,
];

const DESCRIBING_ARRAY: &[Key] =
    &[Key::Items, Key::PrefixItems, Key::Contains, Key::UnevaluatedItems, Key::If, Key::Not];

impl<'a> Schema<'a> {
    /// Each way through the `oneOf` and `anyOf` lists of this schema and of all that must hold with it; a schema without
    /// such lists has one variant.
    pub fn variants(self) -> Vec<Variant<'a>> {
        struct Open<'a> {
            variant: Variant<'a>,
            next: Option<Schema<'a>>,
            lists: Vec<NodeRef<'a>>,
        }
        let start = Variant { parts: Vec::new(), last: self, is_unknown: false };
        let mut stack = vec![Open { variant: start, next: Some(self), lists: Vec::new() }];
        let mut out = Vec::new();
        let mut all_steps = self.api.variant_steps.start();
        let mut steps = 0;
        while let Some(mut open) = stack.pop() {
            steps += 1;
            if let Some(schema) = open.next.take() {
                let conjuncts = schema.conjuncts();
                open.variant.is_unknown |= conjuncts.has_unknown;
                for part in conjuncts.parts {
                    if open.variant.parts.contains(&part) {
                        continue;
                    }
                    open.variant.parts.push(part);
                    let lists = [Key::OneOf, Key::AnyOf].into_iter().filter_map(|key| part.own(key));
                    open.lists.extend(lists.filter(|list| !list.is_empty()));
                }
            }
            let Some(list) = open.lists.pop() else {
                out.push(open.variant);
                continue;
            };
            let mut known: HashSet<At> = HashSet::new();
            let mut branches: Vec<_> = list.items().map(|branch| Schema::new(self.api, branch)).collect();
            branches.retain(|branch| branch.is_none_or(|branch| known.insert(branch.node().at())));
            // A branch that holds anyhow lets everything through that the others would refuse.
            if branches.iter().flatten().any(|branch| open.variant.parts.contains(branch)) {
                stack.push(open);
                continue;
            }
            // Each branch has a copy of what holds beside it.
            if !all_steps.take(branches.len() * open.variant.parts.len()) || steps > MOST_STEPS {
                self.api.exceed(format!(
                    "the choices of schemas multiply to more than {MOST_STEPS} variants of one, or to too many together (limit `schema-variants`)"
                ));
                open.variant.is_unknown = true;
                out.push(open.variant);
                continue;
            }
            let before = stack.len();
            for next in branches {
                let mut variant = open.variant.clone();
                variant.is_unknown |= next.is_none();
                variant.last = next.unwrap_or(variant.last);
                stack.push(Open { variant, next, lists: open.lists.clone() });
            }
            if let Some(branches) = stack.get_mut(before..) {
                branches.reverse();
            }
        }
        out
    }

    /// What the schema leaves unsaid, and where: at itself, at a branch, or at the part that states the type.
    pub fn gaps(self) -> Vec<(Gap, Schema<'a>)> {
        if self.is_plain() {
            return Vec::new();
        }
        let variants = self.variants();
        let open: Vec<_> = variants.iter().filter_map(|variant| Some((variant, variant.gap()?))).collect();
        let mut out: Vec<(Gap, Schema<'a>)> = Vec::new();
        for (variant, (gap, place)) in &open {
            // Where other branches say it, this one is to blame.
            let is_branch = *place == self && open.len() < variants.len();
            let found = (*gap, if is_branch { variant.last } else { *place });
            if !out.contains(&found) {
                out.push(found);
            }
        }
        out
    }

    /// True for most schemas: a type is stated, and what belongs to it. Cheap.
    fn is_plain(self) -> bool {
        // What is neither a map nor a boolean is no schema, whatever it was meant to be.
        if !self.node().is_map() && self.boolean() != Some(true) {
            return true;
        }
        let is_composed = [Key::AllOf, Key::OneOf, Key::AnyOf, Key::Ref].into_iter().any(|key| self.own(key).is_some());
        let Some(types) = self.own_types().filter(|_| !is_composed) else { return false };
        let has_properties = || self.own(Key::Properties).is_some_and(|map| !map.is_empty());
        (!types.has(Type::Object) || has_properties()) && (!types.has(Type::Array) || self.own(Key::Items).is_some())
    }

    /// True when this very schema restricts values in some way; `true`, `{}`, annotations and extensions do not.
    /// Composition is left aside.
    fn says_something(self) -> bool {
        let says = |key: NodeRef<'_>| match key.symbol().and_then(Key::from_symbol) {
            Some(known) => !SILENT.contains(&known),
            // What is no keyword here may be one of a dialect.
            None => !key.key_text().starts_with("x-"),
        };
        self.boolean() == Some(false) || self.node().entries().any(|(key, _)| says(key))
    }

    /// The type its keywords speak of, with its article; `None` when they speak of none or of several.
    pub fn evident_type(self) -> Option<&'static str> {
        let mut evident = EVIDENT.iter().filter(|(_, keys)| keys.iter().any(|key| self.own(*key).is_some()));
        let (name, _) = evident.next()?;
        evident.next().is_none().then_some(*name)
    }
}

/// Keywords that leave any value valid: annotations, definitions, and those that only lead to other schemas.
const SILENT: &[Key] = &[
    Key::Ref,
    Key::AllOf,
    Key::OneOf,
    Key::AnyOf,
    Key::Title,
    Key::Description,
    Key::Default,
    Key::Example,
    Key::Examples,
    Key::Deprecated,
    Key::ReadOnly,
    Key::WriteOnly,
    Key::Nullable,
    Key::Xml,
    Key::ExternalDocs,
    Key::Id,
    Key::SchemaUri,
    Key::Anchor,
    Key::DynamicAnchor,
    Key::Vocabulary,
    Key::Comment,
    Key::Defs,
    Key::Definitions,
    Key::XPublic,
    Key::XIgnore,
];

const EVIDENT: &[(&str, &[Key])] = &[
    (
        "an object",
        &[
            Key::Properties,
            Key::AdditionalProperties,
            Key::PatternProperties,
            Key::PropertyNames,
            Key::UnevaluatedProperties,
            Key::MinProperties,
            Key::MaxProperties,
            Key::Required,
            Key::DependentRequired,
            Key::DependentSchemas,
        ],
    ),
    ("an array", &[Key::Items, Key::PrefixItems, Key::Contains, Key::MinItems, Key::MaxItems, Key::UniqueItems]),
    ("a string", &[Key::Pattern, Key::MinLength, Key::MaxLength]),
    ("a number", &[Key::Minimum, Key::Maximum, Key::ExclusiveMinimum, Key::ExclusiveMaximum, Key::MultipleOf]),
];

impl Api {
    /// What the schemas that clients send values of leave unsaid: the schema, the gap and the schema to blame.
    pub fn sent_gaps(&self) -> impl Iterator<Item = (Schema<'_>, Gap, Schema<'_>)> {
        let found = self.gaps.get_or_init(|| {
            let mut found = Vec::new();
            for schema in self.sent_schemas() {
                let at = schema.node().at();
                found.extend(schema.gaps().into_iter().map(|(gap, place)| (at, gap, place.node().at())));
            }
            found
        });
        let schema = |at: &At| Schema::inline(self, self.node(*at));
        found.iter().map(move |(at, gap, place)| (schema(at), *gap, schema(place)))
    }

    /// Schemas whose values clients send as described by the schema alone, where they are defined; pure references and
    /// values of `additionalProperties` and its like that are `true` or `false` are left out.
    pub fn sent_schemas(&self) -> impl Iterator<Item = Schema<'_>> {
        let is_mark = |schema: &Schema<'_>| {
            let key = schema.node().key().and_then(NodeRef::symbol).and_then(Key::from_symbol);
            matches!(
                key,
                Some(
                    Key::AdditionalProperties
                        | Key::UnevaluatedProperties
                        | Key::UnevaluatedItems
                        | Key::PropertyNames
                        | Key::Contains
                )
            ) && schema.boolean().is_some()
                && schema.node().parent().is_some_and(|around| self.kind(around) == Kind::Schema)
        };
        self.schemas().filter(move |schema| schema.direction().is_whole_request() && !is_mark(schema))
    }
}
