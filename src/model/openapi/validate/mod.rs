//! Whether a value of data fits a schema: draft-4 schemas as 2.0 and 3.0 know them, JSON Schema 2020-12 from 3.1 on.
//! The answer is yes, no with the place and the reason, or unknown; it is never guessed.
//!
//! `value` reads and compares data, `judge` walks schema and data together, `collections` and `compose` are parts of
//! that walk, `formats` knows formats, `mismatch` says what is wrong.

mod collections;
mod compose;
mod formats;
mod judge;
mod mismatch;
mod value;

#[cfg(test)]
mod tests;

pub use formats::breaks as breaks_format;
pub use mismatch::{Mismatch, What, shown};
pub use value::{Duplicates, Value, duplicates, is_same};

use super::budget::Budget;
use super::{Key, KeySet, Schema, Type};
use crate::syntax::{Document, NodeRef};

/// The answer about one value.
#[derive(Debug)]
pub enum Verdict<'a> {
    /// It satisfies everything the schema says.
    Fits,
    /// It breaks the schema, whatever the unknown parts may say.
    Differs(Box<Mismatch<'a>>),
    /// Something decisive is not known: a reference that was not followed, a keyword that is not judged, a limit.
    Unknown,
}

/// In which messages a value may travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Clients send it: required properties that are `readOnly` may be missing.
    Request,
    /// Clients get it: required properties that are `writeOnly` may be missing.
    Response,
    /// Either, or not known.
    #[default]
    Both,
}

/// How a value is to be taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// Where it travels.
    pub way: Way,
    /// The value may be written as it stands in a URL, a header or a form: `"12"` may be a number there, `12` a text,
    /// and `"a,b"` an array.
    pub is_text: bool,
}

impl<'a> Schema<'a> {
    /// Whether a value fits this schema.
    pub fn judge(self, data: NodeRef<'a>, reading: Reading) -> Verdict<'a> {
        match judge::Judge::new(self.api, reading).visit(self, data, None) {
            Ok(true) => Verdict::Fits,
            Ok(false) => Verdict::Unknown,
            Err(mismatch) => Verdict::Differs(mismatch),
        }
    }

    /// As [`Schema::judge`], with `enum` and `const` of this very schema left aside: for judging their own values.
    pub fn judge_listed(self, data: NodeRef<'a>) -> Verdict<'a> {
        let mut judge = judge::Judge::new(self.api, Reading::default());
        judge.without_lists = Some(self.node().at());
        match judge.visit(self, data, None) {
            Ok(true) => Verdict::Fits,
            Ok(false) => Verdict::Unknown,
            Err(mismatch) => Verdict::Differs(mismatch),
        }
    }
}

impl Schema<'_> {
    /// Texts of at most so many bytes certainly fit, lists aside; `None` where only judging tells.
    pub fn texts_that_fit(self) -> Option<usize> {
        const SILENT: KeySet = KeySet::of(&[
            Key::Type,
            Key::Enum,
            Key::MaxLength,
            Key::Name,
            Key::In,
            Key::Required,
            Key::Title,
            Key::Description,
            Key::Default,
            Key::Example,
            Key::Examples,
            Key::Nullable,
            Key::Deprecated,
            Key::ReadOnly,
            Key::WriteOnly,
            Key::ExternalDocs,
            Key::Xml,
        ]);
        let is_plain = self.node().is_map() && KeySet::of_map(self.node()).is_within(SILENT);
        if !is_plain || !self.own_types()?.has(Type::String) {
            return None;
        }
        match self.own(Key::MaxLength) {
            None => Some(usize::MAX),
            // A text has no more characters than bytes.
            Some(most) => most.text()?.parse().ok(),
        }
    }
}

/// What judging the values of a description may cost together (limit `value-steps`). Real ones take a few for each
/// node.
pub(super) fn value_steps(documents: &[Document]) -> Budget {
    Budget::new(4_000_000).growing(32, documents)
}

/// Steps for one value.
const STEPS_EACH: usize = 1_000_000;
