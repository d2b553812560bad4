//! `allOf`, `anyOf`, `oneOf`, `not`, `if`, `dependentSchemas`: several schemas for one value.

use super::super::{Fields, Key, Schema, Target};
use super::collections::Evaluated;
use super::judge::{Judge, Outcome, Track, differs};
use super::mismatch::{Mismatch, What};
use crate::syntax::NodeRef;

/// What the branches of a choice say.
#[derive(Default)]
struct Branches<'a> {
    fitting: usize,
    unknown: usize,
    differing: Vec<(usize, Box<Mismatch<'a>>)>,
}

impl<'a> Judge<'a> {
    pub(super) fn composition(
        &mut self,
        schema: Schema<'a>,
        data: NodeRef<'a>,
        mut track: Track<'_, 'a>,
    ) -> Outcome<'a> {
        let mut is_known = true;
        for branch in self.own(schema, Key::AllOf).into_iter().flat_map(NodeRef::items) {
            is_known &= self.visit_node(branch, data, track.as_deref_mut())?;
        }
        for key in [Key::AnyOf, Key::OneOf] {
            if let Some(list) = self.own(schema, key).filter(|list| !list.is_empty()) {
                is_known &= self.choice(schema, key, list, data, track.as_deref_mut())?;
            }
        }
        if let Some(forbidden) = self.own(schema, Key::Not) {
            match self.softly(|judge| judge.visit_node(forbidden, data, None)) {
                Ok(true) => return differs(data, forbidden, What::Not),
                Ok(false) => is_known = false,
                Err(_) => {}
            }
        }
        is_known &= self.condition(schema, data, track.as_deref_mut())?;
        for (key, branch) in self.own(schema, Key::DependentSchemas).into_iter().flat_map(NodeRef::entries) {
            if !self.steps.next() {
                return Ok(false);
            }
            if data.get(key.key_text()).is_some() {
                is_known &= self.visit_node(branch, data, track.as_deref_mut())?;
            }
        }
        Ok(is_known)
    }

    /// Judges where a broken format proves nothing, and where what does not fit may be what is wanted.
    pub(super) fn softly<T>(&mut self, judge: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.formats_prove, false);
        let outcome = self.turned(judge);
        self.formats_prove = before;
        outcome
    }

    fn turned<T>(&mut self, judge: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.turned_at, self.stack.len());
        let outcome = judge(self);
        self.turned_at = before;
        outcome
    }

    fn condition(&mut self, schema: Schema<'a>, data: NodeRef<'a>, mut track: Track<'_, 'a>) -> Outcome<'a> {
        let Some(condition) = self.own(schema, Key::If) else { return Ok(true) };
        let mut seen = track.is_some().then(Evaluated::default);
        let holds = self.softly(|judge| judge.visit_node(condition, data, seen.as_mut()));
        let (holds, is_known) = match holds {
            Ok(is_known) => (true, is_known),
            Err(_) => (false, true),
        };
        if !is_known {
            if let Some(track) = track {
                track.is_unknown = true;
            }
            return Ok(false);
        }
        if holds && let (Some(track), Some(seen)) = (track.as_deref_mut(), seen) {
            track.add(seen);
        }
        match self.own(schema, if holds { Key::Then } else { Key::Else }) {
            Some(branch) => self.visit_node(branch, data, track),
            None => Ok(true),
        }
    }

    fn choice(
        &mut self,
        schema: Schema<'a>,
        key: Key,
        list: NodeRef<'a>,
        data: NodeRef<'a>,
        mut track: Track<'_, 'a>,
    ) -> Outcome<'a> {
        let mut found = Branches::default();
        for (index, branch) in list.items().enumerate() {
            let mut seen = track.is_some().then(Evaluated::default);
            let outcome = match key {
                Key::OneOf => self.turned(|judge| judge.visit_node(branch, data, seen.as_mut())),
                _ => self.visit_node(branch, data, seen.as_mut()),
            };
            match outcome {
                Ok(true) => {
                    found.fitting += 1;
                    if let (Some(track), Some(seen)) = (track.as_deref_mut(), seen) {
                        track.add(seen);
                    } else if key == Key::AnyOf {
                        return Ok(true);
                    }
                }
                Ok(false) => {
                    found.unknown += 1;
                    if let Some(track) = track.as_deref_mut() {
                        track.is_unknown = true;
                    }
                }
                Err(mismatch) => found.differing.push((index, mismatch)),
            }
        }
        match (found.fitting, found.unknown) {
            (0, 0) => Err(self.nearest(schema, key, list, data, found.differing)),
            (0, _) => Ok(false),
            (1, 0) => Ok(true),
            (_, _) if key == Key::AnyOf => Ok(true),
            (1, _) => Ok(false),
            // A discriminator decides in practice, and the standard does not say that it does.
            (_, _) if self.own(schema, Key::Discriminator).is_some() => Ok(false),
            (fitting, _) => differs(data, list, What::Branches(fitting)),
        }
    }

    /// Why nothing of a choice fits: the reason of the branch that was meant, where that can be told.
    fn nearest(
        &self,
        schema: Schema<'a>,
        key: Key,
        list: NodeRef<'a>,
        data: NodeRef<'a>,
        mut differing: Vec<(usize, Box<Mismatch<'a>>)>,
    ) -> Box<Mismatch<'a>> {
        if differing.len() == 1
            && let Some((_, only)) = differing.pop()
        {
            return only;
        }
        let count = differing.len();
        let chosen = self.named_branch(schema, list, data);
        let mut likely = differing.into_iter().filter(|(index, mismatch)| match chosen {
            Some(chosen) => chosen == *index,
            None => mismatch.data != data || !matches!(mismatch.what, What::Type { .. } | What::Enum | What::Const),
        });
        match (likely.next(), likely.next()) {
            (Some((_, mismatch)), None) => mismatch,
            _ => Box::new(Mismatch { data, keyword: list, what: What::NoBranch(key, count) }),
        }
    }

    /// The branch that the discriminator names.
    fn named_branch(&self, schema: Schema<'a>, list: NodeRef<'a>, data: NodeRef<'a>) -> Option<usize> {
        let discriminator = self.own(schema, Key::Discriminator)?;
        let property = discriminator.field(Key::PropertyName)?.string()?;
        let value = data.get(&property)?.string()?;
        let mapped = discriminator.field(Key::Mapping).and_then(|mapping| mapping.get(&value)?.string());
        list.items().position(|branch| {
            let Some(reference) = self.api.reference(branch.at()) else { return false };
            let text = self.api.node(reference.text).string().unwrap_or_default();
            let is_named = |name: &str| text == name || text.rsplit('/').next() == Some(name);
            match (&mapped, &reference.target) {
                (_, Target::Missing) => false,
                (Some(mapped), _) => is_named(mapped),
                (None, _) => is_named(&value),
            }
        })
    }
}
