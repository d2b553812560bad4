//! The bounds of a value, `allOf` and references taken together: of all that must hold, the tightest.

use super::{Key, KeySet, Schema, Version};
use crate::model::Decimal;
use crate::syntax::NodeRef;

/// One end of a range.
#[derive(Clone, Debug)]
pub struct Bound<'a> {
    /// The value of the keyword that states it.
    pub node: NodeRef<'a>,
    /// The keyword.
    pub key: Key,
    /// Where the range ends.
    pub value: Decimal,
    /// True when that value itself is out of it.
    pub is_exclusive: bool,
}

/// What two bounds leave.
#[derive(Clone, Debug, Default)]
pub struct Range<'a> {
    /// The lower end; `None` where nothing states one.
    pub least: Option<Bound<'a>>,
    /// The upper end.
    pub most: Option<Bound<'a>>,
}

/// Everything that bounds a value. `oneOf`, `anyOf`, `enum` and formats are left aside.
#[derive(Clone, Debug, Default)]
pub struct Bounds<'a> {
    /// Numbers.
    pub number: Range<'a>,
    /// Texts, in code points.
    pub length: Range<'a>,
    /// Arrays, in items.
    pub items: Range<'a>,
    /// Objects, in properties.
    pub properties: Range<'a>,
    /// True when a part of the schema could not be followed, so that there may be tighter bounds.
    pub has_unknown: bool,
}

impl Bound<'_> {
    /// As a count of characters, items or properties.
    pub fn count(&self) -> Option<usize> {
        self.value.count()
    }
}

impl<'a> Range<'a> {
    /// True when no value lies between the ends. Equal ends admit one value, unless one of them is exclusive.
    pub fn is_empty(&self) -> bool {
        let (Some(least), Some(most)) = (&self.least, &self.most) else { return false };
        least.value > most.value || (least.value == most.value && (least.is_exclusive || most.is_exclusive))
    }

    /// True when the value lies in the range.
    pub fn has(&self, value: &Decimal) -> bool {
        let above = |least: &Bound<'_>| *value > least.value || (*value == least.value && !least.is_exclusive);
        let below = |most: &Bound<'_>| *value < most.value || (*value == most.value && !most.is_exclusive);
        self.least.as_ref().is_none_or(above) && self.most.as_ref().is_none_or(below)
    }

    fn raise(&mut self, bound: Option<Bound<'a>>) {
        let Some(bound) = bound else { return };
        let is_tighter = self.least.as_ref().is_none_or(|known| {
            bound.value > known.value || (bound.value == known.value && bound.is_exclusive && !known.is_exclusive)
        });
        if is_tighter {
            self.least = Some(bound);
        }
    }

    fn lower(&mut self, bound: Option<Bound<'a>>) {
        let Some(bound) = bound else { return };
        let is_tighter = self.most.as_ref().is_none_or(|known| {
            bound.value < known.value || (bound.value == known.value && bound.is_exclusive && !known.is_exclusive)
        });
        if is_tighter {
            self.most = Some(bound);
        }
    }
}

impl<'a> Schema<'a> {
    /// The bounds of this schema and of all that must hold with it.
    pub fn bounds(self) -> Bounds<'a> {
        let conjuncts = self.conjuncts();
        let mut out = Bounds { has_unknown: conjuncts.has_unknown, ..Bounds::default() };
        for part in conjuncts.parts {
            part.own_bounds(&mut out);
        }
        out
    }

    /// Adds what this very schema states.
    pub(super) fn own_bounds(self, out: &mut Bounds<'a>) {
        const BOUNDING: KeySet = KeySet::of(&[
            Key::Minimum,
            Key::Maximum,
            Key::ExclusiveMinimum,
            Key::ExclusiveMaximum,
            Key::MinLength,
            Key::MaxLength,
            Key::MinItems,
            Key::MaxItems,
            Key::MinProperties,
            Key::MaxProperties,
        ]);
        if !self.node().may_have(BOUNDING.filter()) {
            return;
        }
        let is_separate = self.api.version >= Version::V31;
        // Before 3.1 the exclusive keyword is a mark beside the bound.
        let marked = |key| !is_separate && self.own(key).and_then(NodeRef::bool) == Some(true);
        out.number.raise(self.bound(Key::Minimum, marked(Key::ExclusiveMinimum)));
        out.number.lower(self.bound(Key::Maximum, marked(Key::ExclusiveMaximum)));
        if is_separate {
            out.number.raise(self.bound(Key::ExclusiveMinimum, true));
            out.number.lower(self.bound(Key::ExclusiveMaximum, true));
        }
        out.length.raise(self.bound(Key::MinLength, false));
        out.length.lower(self.bound(Key::MaxLength, false));
        out.items.raise(self.bound(Key::MinItems, false));
        out.items.lower(self.bound(Key::MaxItems, false));
        out.properties.raise(self.bound(Key::MinProperties, false));
        out.properties.lower(self.bound(Key::MaxProperties, false));
    }

    fn bound(self, key: Key, is_exclusive: bool) -> Option<Bound<'a>> {
        let node = self.own(key)?;
        Some(Bound { node, key, value: Decimal::of(node)?, is_exclusive })
    }
}
