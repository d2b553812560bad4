//! Objects that clients send and properties that are not declared: whether the description refuses them, and where it
//! could. A schema that others are composed of cannot refuse what they add.

use hashbrown::HashSet;

use super::{Api, Key, Schema, Type, Variant, Version};
use crate::syntax::{At, NodeRef};

/// What a request object does with properties that it does not declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// `additionalProperties` or `unevaluatedProperties` is `false` or a schema.
    Ruled,
    /// One of them is `true` or `{}`.
    Allowed,
    /// Nothing is said, so they pass.
    Unsaid,
}

/// An object as clients send it.
pub struct SentObject<'a> {
    /// Where the properties are declared.
    pub schema: Schema<'a>,
    /// What happens to others.
    pub extra: Extra,
    /// The keyword that would refuse others, written there; `None` where the version has none that works.
    pub closing: Option<Key>,
}

impl<'a> Schema<'a> {
    /// The value of this very schema's `additionalProperties` or `unevaluatedProperties`, if it lets anything through.
    pub fn opens(self) -> Option<NodeRef<'a>> {
        let stated =
            [Key::AdditionalProperties, Key::UnevaluatedProperties].into_iter().filter_map(|key| self.own(key));
        stated.into_iter().find(|value| value.bool() == Some(true) || (value.is_map() && value.is_empty()))
    }

    /// The `false` that makes this very schema refuse what its own `properties` do not name.
    pub fn closes(self) -> Option<NodeRef<'a>> {
        self.own(Key::AdditionalProperties).filter(|value| value.bool() == Some(false))
    }

    /// The names of the properties this very schema declares; one that is `false` is none.
    pub fn own_property_names(self) -> impl Iterator<Item = &'a str> {
        let entries = self.own(Key::Properties).into_iter().flat_map(NodeRef::entries);
        entries.filter(|(_, value)| value.bool() != Some(false)).map(|(key, _)| key.key_text())
    }

    fn has_properties(self) -> bool {
        self.own(Key::Properties).is_some_and(|map| !map.is_empty())
    }
}

impl<'a> Variant<'a> {
    /// What happens to properties that no part declares.
    fn extra(&self) -> Extra {
        let stated = [Key::AdditionalProperties, Key::UnevaluatedProperties];
        if self.parts.iter().any(|part| part.opens().is_some()) {
            return Extra::Allowed;
        }
        let is_ruled = self.has_any(&stated) || self.has_any(&[Key::PropertyNames]);
        if is_ruled { Extra::Ruled } else { Extra::Unsaid }
    }

    /// The part that refuses properties which others declare, and those, if there is one.
    pub fn conflict(&self) -> Option<(NodeRef<'a>, Vec<&'a str>)> {
        self.parts.iter().filter(|part| part.own(Key::PatternProperties).is_none()).find_map(|part| {
            let closing = part.closes()?;
            let own: HashSet<&str> = part.own_property_names().collect();
            let mut walk = part.api.walk();
            let others = self.parts.iter().filter(|other| *other != part).flat_map(|other| other.own_property_names());
            let mut seen = HashSet::new();
            let refused: Vec<&str> = others
                .take_while(|_| walk.goes_on())
                .filter(|name| !own.contains(name) && seen.insert(*name))
                .collect();
            (!refused.is_empty()).then_some((closing, refused))
        })
    }
}

impl Api {
    /// Every object with properties that clients send, each place once.
    pub fn sent_objects(&self) -> Vec<SentObject<'_>> {
        let composed = self.composed_of();
        let mut out: Vec<SentObject<'_>> = Vec::new();
        let mut seen: HashSet<At> = HashSet::new();
        for schema in self.sent_schemas() {
            let is_other = schema.own_types().is_some_and(|types| !types.has(Type::Object));
            if is_other || !schema.node().is_map() {
                continue;
            }
            for variant in schema.variants() {
                let has_type = variant.has_any(&[Key::Type]);
                let is_object = variant.parts.iter().any(|part| part.has_properties());
                if variant.is_unknown || !is_object || (has_type && !variant.is(Type::Object)) {
                    continue;
                }
                let (place, closing) = self.closing(schema, &variant, &composed);
                if seen.insert(place.node().at()) {
                    out.push(SentObject { schema: place, extra: variant.extra(), closing });
                }
            }
        }
        out
    }

    /// Where a variant of a schema could refuse what is not declared, and by what.
    fn closing<'a>(
        &self,
        schema: Schema<'a>,
        variant: &Variant<'a>,
        composed: &HashSet<At>,
    ) -> (Schema<'a>, Option<Key>) {
        let mut shaping = variant.parts.iter().filter(|part| part.has_properties());
        let place = match (shaping.next(), shaping.next()) {
            // A branch that declares all properties by itself.
            (Some(only), None) if *only == variant.last => *only,
            _ => schema,
        };
        let is_simple = place.own(Key::AllOf).is_none()
            && place.own(Key::Ref).is_none()
            && variant.parts.iter().all(|part| *part == place || !part.has_properties());
        if composed.contains(&place.node().at()) {
            return (place, None);
        }
        let unevaluated = (self.version >= Version::V31).then_some(Key::UnevaluatedProperties);
        (place, if is_simple { Some(Key::AdditionalProperties) } else { unevaluated })
    }

    /// Schemas that others are composed of: branches of `allOf`, and of choices beside other properties.
    fn composed_of(&self) -> HashSet<At> {
        let mut out = HashSet::new();
        for schema in self.schemas() {
            let all_of = schema.own(Key::AllOf);
            let choices = [Key::OneOf, Key::AnyOf].into_iter().filter_map(|key| schema.own(key));
            let has_more = all_of.is_some() || schema.has_properties() || schema.own(Key::Ref).is_some();
            let lists = all_of.into_iter().chain(choices.filter(|_| has_more));
            out.extend(lists.flat_map(NodeRef::items).filter_map(|one| Some(Schema::new(self, one)?.node().at())));
            // From 3.1 on a reference with siblings is a composition as well.
            if let Some(super::Target::Node(to)) = self.reference(schema.node().at()).map(|one| &one.target) {
                out.insert(*to);
            }
        }
        out
    }
}
