//! Arrays and objects: their items, their properties, and what no keyword has looked at.

use std::borrow::Cow;

use hashbrown::HashSet;

use super::super::{Bounds, Fields, Key, Schema};
use super::judge::{Judge, Outcome, Track, count, differs};
use super::mismatch::What;
use super::value::duplicates;
use crate::syntax::{At, NodeRef};

/// Properties and items that keywords have looked at.
#[derive(Default)]
pub(super) struct Evaluated<'a> {
    pub(super) has_all_properties: bool,
    pub(super) properties: HashSet<&'a str>,
    pub(super) has_all_items: bool,
    /// So many items from the start.
    pub(super) first_items: usize,
    pub(super) items: HashSet<At>,
    /// A branch could not be judged, so there may be more.
    pub(super) is_unknown: bool,
}

impl<'a> Evaluated<'a> {
    pub(super) fn add(&mut self, other: Evaluated<'a>) {
        self.has_all_properties |= other.has_all_properties;
        self.properties.extend(other.properties);
        self.has_all_items |= other.has_all_items;
        self.first_items = self.first_items.max(other.first_items);
        self.items.extend(other.items);
        self.is_unknown |= other.is_unknown;
    }
}

impl<'a> Judge<'a> {
    pub(super) fn array(&mut self, schema: Schema<'a>, data: NodeRef<'a>, track: Track<'_, 'a>) -> Outcome<'a> {
        let mut bounds = Bounds::default();
        schema.own_bounds(&mut bounds);
        let items: Vec<NodeRef<'a>> = data.items().collect();
        self.within(&bounds.items, &count(items.len()), data)?;
        let mut is_known = self.unique(schema, data)?;
        let prefix: Vec<NodeRef<'a>> =
            self.own(schema, Key::PrefixItems).into_iter().flat_map(NodeRef::items).collect();
        for (item, schema) in items.iter().zip(&prefix) {
            is_known &= self.visit_node(*schema, *item, None)?;
        }
        let rest = self.own(schema, Key::Items);
        if let Some(rest) = rest {
            if rest.is_seq() {
                is_known = false;
            } else {
                for item in items.iter().skip(prefix.len()) {
                    is_known &= self.visit_node(rest, *item, None)?;
                }
            }
        }
        let contained = self.contains(schema, data, &items)?;
        is_known &= contained.is_some();
        if let Some(track) = track {
            track.has_all_items |= rest.is_some();
            track.first_items = track.first_items.max(prefix.len());
            match contained {
                Some(contained) => track.items.extend(contained),
                None => track.is_unknown = true,
            }
        }
        Ok(is_known)
    }

    fn unique(&mut self, schema: Schema<'a>, data: NodeRef<'a>) -> Outcome<'a> {
        let Some(stated) = self.own(schema, Key::UniqueItems).filter(|stated| stated.bool() == Some(true)) else {
            return Ok(true);
        };
        let found = duplicates(self.api, data);
        match found.pairs.first() {
            Some((again, _)) => differs(*again, stated, What::Unique),
            None => Ok(found.is_complete),
        }
    }

    /// The items that fit `contains`; `None` when that is not known.
    fn contains(
        &mut self,
        schema: Schema<'a>,
        data: NodeRef<'a>,
        items: &[NodeRef<'a>],
    ) -> Result<Option<Vec<At>>, Box<super::Mismatch<'a>>> {
        let Some(wanted) = self.own(schema, Key::Contains) else { return Ok(Some(Vec::new())) };
        let mut fitting = Vec::new();
        let mut unknown = 0;
        for item in items {
            match self.softly(|judge| judge.visit_node(wanted, *item, None)) {
                Ok(true) => fitting.push(item.at()),
                Ok(false) => unknown += 1,
                Err(_) => {}
            }
        }
        let number = |key| self.own(schema, key).and_then(crate::model::Decimal::of);
        let least = number(Key::MinContains).unwrap_or(count(1));
        let too_few = count(fitting.len() + unknown) < least;
        let too_many = number(Key::MaxContains).is_some_and(|most| count(fitting.len()) > most);
        if too_few || too_many {
            let keyword = if too_few { Key::MinContains } else { Key::MaxContains };
            let keyword = self.own(schema, keyword).unwrap_or(wanted);
            return differs(data, keyword, What::Contains).map(|_| None);
        }
        Ok((unknown == 0).then_some(fitting))
    }

    pub(super) fn object(&mut self, schema: Schema<'a>, data: NodeRef<'a>, track: Track<'_, 'a>) -> Outcome<'a> {
        let mut bounds = Bounds::default();
        schema.own_bounds(&mut bounds);
        let mut entries: Vec<(NodeRef<'a>, NodeRef<'a>)> = data.entries().collect();
        // Of several mismatches the same one is told, whatever the order in the text.
        entries.sort_by_key(|(key, _)| key.key_text());
        if bounds.properties.least.is_some() || bounds.properties.most.is_some() {
            self.within(&bounds.properties, &count(entries.len()), data)?;
        }
        let mut is_known = self.required(schema, data)?;
        is_known &= self.dependent(schema, data)?;
        let properties = self.own(schema, Key::Properties);
        let patterns = self.own(schema, Key::PatternProperties);
        let others = self.own(schema, Key::AdditionalProperties);
        let names = self.own(schema, Key::PropertyNames);
        // A reference in the place of the map: no version knows it, some tools follow.
        let is_referred = properties.and_then(|map| map.field(Key::Ref)).is_some_and(NodeRef::is_scalar);
        let mut looked_at = Vec::new();
        for (key, value) in entries {
            let name = key.key_text();
            if let Some(names) = names {
                is_known &= self.visit_node(names, key, None)?;
            }
            // `Some(true)` when a keyword describes it, `None` when it is not known.
            let mut is_described = Some(false);
            if is_referred {
                is_described = None;
                is_known = false;
            }
            if let Some(property) = properties.and_then(|properties| properties.get_like(key)) {
                is_described = Some(true);
                is_known &= self.visit_node(property, value, None)?;
            }
            for (pattern, property) in patterns.into_iter().flat_map(NodeRef::entries) {
                match self.matches(pattern.key_text(), name) {
                    Some(true) => {
                        is_described = Some(true);
                        is_known &= self.visit_node(property, value, None)?;
                    }
                    Some(false) => {}
                    // Nothing is left to find out more with.
                    None if !self.steps.next() => return Ok(false),
                    None => {
                        is_known = false;
                        is_described = is_described.filter(|is_described| *is_described);
                    }
                }
            }
            match (is_described, others) {
                (Some(false), Some(others)) if others.bool() == Some(false) => {
                    return differs(value, others, What::Extra(Key::AdditionalProperties));
                }
                (Some(false), Some(others)) => {
                    is_described = Some(true);
                    is_known &= self.visit_node(others, value, None)?;
                }
                (None, Some(_)) => is_known = false,
                _ => {}
            }
            looked_at.push((name, is_described));
        }
        if let Some(track) = track {
            track.is_unknown |= looked_at.iter().any(|(_, is_described)| is_described.is_none());
            track.properties.extend(looked_at.iter().filter(|(_, is)| *is == Some(true)).map(|(name, _)| *name));
        }
        Ok(is_known)
    }

    fn required(&mut self, schema: Schema<'a>, data: NodeRef<'a>) -> Outcome<'a> {
        let mut is_known = true;
        for entry in self.own(schema, Key::Required).into_iter().flat_map(NodeRef::items) {
            if !self.steps.next() {
                return Ok(false);
            }
            let Some(name) = entry.string() else { continue };
            if data.get(&name).is_some() {
                continue;
            }
            match self.may_lack(data, &name) {
                Some(true) => {}
                Some(false) => return differs(data, entry, What::Missing(name)),
                None => is_known = false,
            }
        }
        Ok(is_known)
    }

    /// Whether a required property may be missing from an object because of the way it travels. Every schema that the
    /// object is judged by at this point may describe the property.
    fn may_lack(&mut self, data: NodeRef<'a>, name: &str) -> Option<bool> {
        let mut is_known = true;
        let around: Vec<At> =
            self.stack.iter().filter(|frame| frame.data == data.at()).map(|frame| frame.schema).collect();
        for schema in around {
            let schema = Schema::inline(self.api, self.api.node(schema));
            for part in schema.conjuncts().parts {
                if !self.steps.next() {
                    return None;
                }
                let Some(property) = part.own(Key::Properties).and_then(|properties| properties.get(name)) else {
                    continue;
                };
                match self.child(property) {
                    Some(property) if self.may_be_absent(property) => return Some(true),
                    Some(_) => {}
                    None => is_known = false,
                }
            }
        }
        is_known.then_some(false)
    }

    fn dependent(&mut self, schema: Schema<'a>, data: NodeRef<'a>) -> Outcome<'a> {
        for (key, list) in self.own(schema, Key::DependentRequired).into_iter().flat_map(NodeRef::entries) {
            if !self.steps.next() {
                return Ok(false);
            }
            if data.get(key.key_text()).is_none() {
                continue;
            }
            for entry in list.items() {
                if let Some(name) = entry.string().filter(|name| data.get(name).is_none()) {
                    return differs(data, entry, What::Dependent(Cow::Owned(name.into_owned())));
                }
            }
        }
        Ok(true)
    }

    /// `unevaluatedProperties` and `unevaluatedItems`, once everything else has been looked at.
    pub(super) fn unevaluated(
        &mut self,
        schema: Schema<'a>,
        data: NodeRef<'a>,
        seen: &mut Evaluated<'a>,
    ) -> Outcome<'a> {
        let mut is_known = true;
        if let Some(others) = self.own(schema, Key::UnevaluatedProperties).filter(|_| data.is_map()) {
            let mut entries: Vec<_> = data.entries().collect();
            entries.sort_by_key(|(key, _)| key.key_text());
            for (key, value) in entries {
                if seen.has_all_properties || seen.properties.contains(key.key_text()) {
                    continue;
                }
                is_known &= self.leftover(others, value, seen.is_unknown, Key::UnevaluatedProperties)?;
            }
            seen.has_all_properties = true;
        }
        if let Some(others) = self.own(schema, Key::UnevaluatedItems).filter(|_| data.is_seq()) {
            for (index, item) in data.items().enumerate() {
                if seen.has_all_items || index < seen.first_items || seen.items.contains(&item.at()) {
                    continue;
                }
                is_known &= self.leftover(others, item, seen.is_unknown, Key::UnevaluatedItems)?;
            }
            seen.has_all_items = true;
        }
        Ok(is_known)
    }

    fn leftover(&mut self, schema: NodeRef<'a>, data: NodeRef<'a>, is_unknown: bool, key: Key) -> Outcome<'a> {
        if is_unknown {
            return Ok(false);
        }
        if schema.bool() == Some(false) {
            return differs(data, schema, What::Extra(key));
        }
        self.visit_node(schema, data, None)
    }
}
