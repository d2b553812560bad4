//! Values of data: read as JSON would have them, compared and counted without regard to how they are written.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use hashbrown::{DefaultHashBuilder, HashMap};

use super::super::Api;
use super::super::budget::Search;
use super::STEPS_EACH;
use crate::model::Decimal;
use crate::syntax::{Kind, NodeRef, Scalar};
use std::hash::BuildHasher as _;

/// Data nested deeper than this is not compared.
const DEPTH: usize = 64;

/// A value of data.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named after the values of JSON")]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Cow<'a, str>),
    Array,
    Object,
    /// A YAML tag of somebody's own, an infinity, what is no number.
    Unknown,
}

impl<'a> Value<'a> {
    /// The value of a node. A key is always a text.
    pub fn of(node: NodeRef<'a>) -> Self {
        if node.is_key() {
            return Self::Text(Cow::Borrowed(node.key_text()));
        }
        if node.tag().is_some_and(|tag| !is_core(tag)) {
            return Self::Unknown;
        }
        match node.kind() {
            Kind::Map => Self::Object,
            Kind::Seq => Self::Array,
            Kind::Scalar => match node.scalar() {
                Some(Scalar::Null) => Self::Null,
                Some(Scalar::Bool(value)) => Self::Bool(value),
                Some(Scalar::String(text)) => Self::Text(text),
                Some(Scalar::Int(_) | Scalar::Float(_)) => Decimal::of(node).map_or(Self::Unknown, Self::Number),
                None => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }
}

/// Tags of the YAML core schema, and the one that only says "no tag".
fn is_core(tag: &str) -> bool {
    tag == "!" || tag.starts_with("!!") || tag.starts_with("!<tag:yaml.org,2002:")
}

/// Counts the steps of comparisons against the budget of the description.
pub(super) struct Steps<'s> {
    api: &'s Api,
    search: Search<'s>,
}

impl<'s> Steps<'s> {
    pub(super) fn new(api: &'s Api) -> Self {
        Self { api, search: api.value_steps.start() }
    }

    /// Takes one; false when there is none left.
    pub(super) fn next(&mut self) -> bool {
        self.take(1)
    }

    /// Takes some; false when there are not as many left.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        let goes_on = self.search.take(steps) && self.search.taken() <= STEPS_EACH;
        if !goes_on {
            self.api.exceed("comparing values with their schemas takes too long (limit `value-steps`)".to_owned());
        }
        goes_on
    }
}

/// True when two values are equal: `1` and `1.0` are, maps are without regard to order. `None` when it is not known.
pub fn is_same(api: &Api, one: NodeRef<'_>, other: NodeRef<'_>) -> Option<bool> {
    same(one, other, &mut Steps::new(api), 0)
}

pub(super) fn same(one: NodeRef<'_>, other: NodeRef<'_>, steps: &mut Steps<'_>, depth: usize) -> Option<bool> {
    if one == other {
        return Some(true);
    }
    if depth > DEPTH || !steps.next() {
        return None;
    }
    match (Value::of(one), Value::of(other)) {
        (Value::Unknown, _) | (_, Value::Unknown) => None,
        (Value::Null, Value::Null) => Some(true),
        (Value::Bool(one), Value::Bool(other)) => Some(one == other),
        (Value::Number(one), Value::Number(other)) => Some(one == other),
        (Value::Text(one), Value::Text(other)) => Some(one == other),
        (Value::Array, Value::Array) => {
            if one.len() != other.len() {
                return Some(false);
            }
            all(one.items().zip(other.items()).map(|(one, other)| same(one, other, steps, depth + 1)))
        }
        (Value::Object, Value::Object) => {
            if one.entries().count() != other.entries().count() {
                return Some(false);
            }
            all(one.entries().map(|(key, value)| match other.get(key.key_text()) {
                Some(counterpart) => same(value, counterpart, steps, depth + 1),
                None => Some(false),
            }))
        }
        _ => Some(false),
    }
}

/// One `false` decides, else one `None`.
fn all(mut parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut is_known = true;
    let is_false = parts.any(|part| {
        is_known &= part.is_some();
        part == Some(false)
    });
    match (is_false, is_known) {
        (true, _) => Some(false),
        (false, known) => known.then_some(true),
    }
}

/// Values that stand more than once in a list.
#[derive(Debug)]
pub struct Duplicates<'a> {
    /// Each with the earlier one it is equal to.
    pub pairs: Vec<(NodeRef<'a>, NodeRef<'a>)>,
    /// False when some values could not be compared.
    pub is_complete: bool,
}

/// Finds equal values of a list in one pass.
pub fn duplicates<'a>(api: &'a Api, list: NodeRef<'a>) -> Duplicates<'a> {
    if let Some(texts) = list.items().map(NodeRef::string).collect() {
        return repeated_texts(texts, list);
    }
    let mut steps = Steps::new(api);
    let hasher = DefaultHashBuilder::default();
    let mut known: HashMap<u64, Vec<NodeRef<'a>>> = HashMap::new();
    let mut out = Duplicates { pairs: Vec::new(), is_complete: true };
    for item in list.items() {
        let Some(hash) = hash(item, &hasher, &mut steps, 0) else {
            out.is_complete = false;
            continue;
        };
        let alike = known.entry(hash).or_default();
        let mut earlier = None;
        for candidate in &*alike {
            match same(*candidate, item, &mut steps, 0) {
                Some(true) => {
                    earlier = Some(*candidate);
                    break;
                }
                Some(false) => {}
                None => out.is_complete = false,
            }
        }
        match earlier {
            Some(earlier) => out.pairs.push((item, earlier)),
            None => alike.push(item),
        }
    }
    out
}

/// The same where all values are texts, as they nearly always are.
fn repeated_texts<'a>(texts: Vec<Cow<'a, str>>, list: NodeRef<'a>) -> Duplicates<'a> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|at| &texts[*at]);
    let mut earlier: Vec<(usize, usize)> = Vec::new();
    for alike in order.chunk_by(|one, other| texts[*one] == texts[*other]) {
        earlier.extend(alike.iter().skip(1).map(|at| (*at, alike[0])));
    }
    if earlier.is_empty() {
        return Duplicates { pairs: Vec::new(), is_complete: true };
    }
    earlier.sort_unstable();
    let items: Vec<NodeRef<'a>> = list.items().collect();
    Duplicates { pairs: earlier.into_iter().map(|(at, first)| (items[at], items[first])).collect(), is_complete: true }
}

/// The same number for equal values.
fn hash(node: NodeRef<'_>, hasher: &DefaultHashBuilder, steps: &mut Steps<'_>, depth: usize) -> Option<u64> {
    if depth > DEPTH || !steps.next() {
        return None;
    }
    let mut state = hasher.build_hasher();
    match Value::of(node) {
        Value::Unknown => return None,
        Value::Null => 0u8.hash(&mut state),
        Value::Bool(value) => (1u8, value).hash(&mut state),
        Value::Number(value) => (2u8, value).hash(&mut state),
        Value::Text(text) => (3u8, text).hash(&mut state),
        Value::Array => {
            4u8.hash(&mut state);
            for item in node.items() {
                hash(item, hasher, steps, depth + 1)?.hash(&mut state);
            }
        }
        Value::Object => {
            let mut sum = 0u64;
            for (key, value) in node.entries() {
                let value = hash(value, hasher, steps, depth + 1)?;
                sum = sum.wrapping_add(hasher.hash_one((key.key_text(), value)));
            }
            (5u8, sum).hash(&mut state);
        }
    }
    Some(state.finish())
}
