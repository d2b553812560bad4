//! The walk over schema and data together: references, types, numbers and texts; the other modules do the rest.

use super::super::{Api, Bounds, Direction, Key, Kind, Range, Schema, Type, Types, Version, grammar};
use super::collections::Evaluated;
use super::formats;
use super::mismatch::{Mismatch, What};
use super::value::{Steps, Value, same};
use super::{Reading, Way};
use crate::model::Decimal;
use crate::syntax::{At, NodeRef};

/// `Ok(true)`: fits. `Ok(false)`: not known. `Err`: does not fit, whatever the unknown parts say.
pub(super) type Outcome<'a> = Result<bool, Box<Mismatch<'a>>>;

/// Schemas that stand one inside another for one value before they are no longer followed.
const DEPTH: usize = 160;

/// Bytes of a text that is matched with patterns.
const LONGEST: usize = 4096;
/// Steps of one such search.
const SEARCH: u64 = 100_000;

/// Data that stand for one place of the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) schema: At,
    pub(super) data: At,
}

pub(super) struct Judge<'a> {
    pub(super) api: &'a Api,
    pub(super) reading: Reading,
    /// A schema whose `enum` and `const` do not count.
    pub(super) without_lists: Option<At>,
    /// Within `not`, `if` and `contains` a broken format proves nothing: formats need not be asserted.
    pub(super) formats_prove: bool,
    pub(super) stack: Vec<Frame>,
    /// From here on the stack stands within `not`, `if` or `oneOf`, where more is not better.
    pub(super) turned_at: usize,
    pub(super) steps: Steps<'a>,
}

/// Where branches record what they looked at, for `unevaluatedProperties` and `unevaluatedItems`.
pub(super) type Track<'t, 'a> = Option<&'t mut Evaluated<'a>>;

/// Steps that a search costs before it has looked at a character.
const SEARCH_BEGINS: usize = 32;

impl<'a> Judge<'a> {
    pub(super) fn new(api: &'a Api, reading: Reading) -> Self {
        let steps = Steps::new(api);
        Self { api, reading, without_lists: None, formats_prove: true, stack: Vec::new(), turned_at: 0, steps }
    }

    /// A keyword of this very schema that the version knows.
    pub(super) fn own(&self, schema: Schema<'a>, key: Key) -> Option<NodeRef<'a>> {
        let found = schema.own(key)?;
        let row = grammar::field(Kind::Schema, key)?;
        row.versions.has(self.api.version.as_set()).then_some(found)
    }

    /// The schema at a node below another one.
    pub(super) fn child(&self, node: NodeRef<'a>) -> Option<Schema<'a>> {
        if self.api.kind(node) == Kind::Items {
            return Some(Schema::inline(self.api, node));
        }
        Schema::new(self.api, node)
    }

    /// Judges by the schema at a node, which may be unknown.
    pub(super) fn visit_node(&mut self, node: NodeRef<'a>, data: NodeRef<'a>, track: Track<'_, 'a>) -> Outcome<'a> {
        match self.child(node) {
            Some(schema) => self.visit(schema, data, track),
            None => {
                if let Some(track) = track {
                    track.is_unknown = true;
                }
                Ok(false)
            }
        }
    }

    pub(super) fn visit(&mut self, schema: Schema<'a>, data: NodeRef<'a>, track: Track<'_, 'a>) -> Outcome<'a> {
        let frame = Frame { schema: schema.node().at(), data: data.at() };
        if !self.steps.next() {
            return Ok(false);
        }
        // A schema that comes back to itself for the same value demands nothing new, unless it comes back as its
        // own opposite.
        if let Some(at) = self.stack.iter().position(|known| *known == frame) {
            return Ok(at >= self.turned_at);
        }
        if self.stack.len() >= DEPTH {
            self.api.exceed(format!("values with more than {DEPTH} schemas one inside another (limit `value-depth`)"));
            return Ok(false);
        }
        self.stack.push(frame);
        let outcome = self.inside(schema, data, track);
        self.stack.pop();
        match outcome {
            // Versions and tools disagree on what `nullable` means beside `enum`, `allOf` and without `type`.
            Err(mismatch) if mismatch.data == data && admits_null(schema) && data.is_null() => Ok(false),
            outcome => outcome,
        }
    }

    fn inside(&mut self, schema: Schema<'a>, data: NodeRef<'a>, track: Track<'_, 'a>) -> Outcome<'a> {
        let node = schema.node();
        match node.bool() {
            Some(true) => return Ok(true),
            Some(false) => return differs(data, node, What::Nothing),
            None if !node.is_map() => return Ok(false),
            None => {}
        }
        let value = Value::of(data);
        if let Value::Unknown = value {
            return Ok(false);
        }
        // What the keywords of this schema look at counts for its own `unevaluated…`, too.
        let tracks = self.own(schema, Key::UnevaluatedProperties).or(self.own(schema, Key::UnevaluatedItems)).is_some();
        let mut own = (tracks || track.is_some()).then(Evaluated::default);
        let mut is_known = self.kind(schema, data, &value)?;
        is_known &= match &value {
            Value::Number(number) => self.number(schema, data, number)?,
            Value::Text(text) => self.text(schema, data, text)?,
            Value::Array => self.array(schema, data, own.as_mut())?,
            Value::Object => self.object(schema, data, own.as_mut())?,
            _ => true,
        };
        is_known &= self.format(schema, data, &value)?;
        is_known &= self.reference(schema, data, own.as_mut())?;
        is_known &= self.composition(schema, data, own.as_mut())?;
        if let Some(mut own) = own {
            is_known &= self.unevaluated(schema, data, &mut own)?;
            if let Some(track) = track {
                track.add(own);
            }
        }
        Ok(is_known)
    }

    /// A `$ref` whose siblings count, and what may come from anywhere.
    fn reference(&mut self, schema: Schema<'a>, data: NodeRef<'a>, mut track: Track<'_, 'a>) -> Outcome<'a> {
        let mut is_known = true;
        if let Some(reference) = self.api.reference(schema.node().at()) {
            is_known = match reference.target {
                super::super::Target::Node(to) => self.visit_node(self.api.node(to), data, track.as_deref_mut())?,
                _ => false,
            };
            if !is_known && let Some(track) = track.as_deref_mut() {
                track.is_unknown = true;
            }
        }
        if self.own(schema, Key::DynamicRef).is_some() {
            if let Some(track) = track {
                track.is_unknown = true;
            }
            is_known = false;
        }
        Ok(is_known)
    }

    /// `type`, `nullable`, `enum`, `const`.
    fn kind(&mut self, schema: Schema<'a>, data: NodeRef<'a>, value: &Value<'a>) -> Outcome<'a> {
        let has_lists = self.without_lists != Some(schema.node().at());
        let list = self.own(schema, Key::Enum).filter(|list| has_lists && list.is_seq());
        let constant = self.own(schema, Key::Const).filter(|_| has_lists);
        let mut is_known = true;
        let mut is_listed = false;
        if let Some(list) = list {
            match self.is_one_of(list.items(), data, value) {
                Some(true) => is_listed = true,
                Some(false) => return differs(data, list, What::Enum),
                None => is_known = false,
            }
        }
        if let Some(constant) = constant {
            match self.is_one_of(std::iter::once(constant), data, value) {
                Some(true) => is_listed = true,
                Some(false) => return differs(data, constant, What::Const),
                None => is_known = false,
            }
        }
        let Some(stated) = self.own(schema, Key::Type) else { return Ok(is_known) };
        match self.has_type(schema, stated, value) {
            Some(true) => Ok(is_known),
            // The list says it, so the list is what is wrong, or the type.
            Some(false) if is_listed => Ok(false),
            Some(false) => {
                let expected = self.type_words(schema, stated);
                differs(data, stated, What::Type { expected })
            }
            None => Ok(false),
        }
    }

    fn is_one_of(
        &mut self,
        mut list: impl Iterator<Item = NodeRef<'a>>,
        data: NodeRef<'a>,
        value: &Value<'a>,
    ) -> Option<bool> {
        let mut is_known = true;
        let is_found = list.any(|entry| {
            let same = if self.reading.is_text && data.is_scalar() {
                match (same(entry, data, &mut self.steps, 0), Value::of(entry), value) {
                    // In a URL `12` and `"12"` are the same.
                    (Some(false), Value::Text(one), Value::Number(_) | Value::Bool(_)) if one == data.raw() => None,
                    (Some(false), Value::Number(_) | Value::Bool(_), Value::Text(two)) if entry.raw() == two => None,
                    (same, ..) => same,
                }
            } else {
                same(entry, data, &mut self.steps, 0)
            };
            is_known &= same.is_some();
            same == Some(true)
        });
        match (is_found, is_known) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// Whether a value has one of the stated types. `None` when a type is none that we know.
    fn has_type(&self, schema: Schema<'a>, stated: NodeRef<'a>, value: &Value<'a>) -> Option<bool> {
        let types = schema.own_types()?;
        if has_unknown_type(stated) || types == Types::NONE || types.has(Type::File) {
            return None;
        }
        let is_one = match value {
            Value::Null => types.has(Type::Null),
            Value::Bool(_) => types.has(Type::Boolean),
            Value::Number(number) => types.has(Type::Number) || (number.is_integer() && types.has(Type::Integer)),
            Value::Text(_) => types.has(Type::String),
            Value::Array => types.has(Type::Array),
            Value::Object => types.has(Type::Object),
            Value::Unknown => return None,
        };
        if !is_one && self.reading.is_text && may_be_text_of(value, types) {
            return None;
        }
        Some(is_one)
    }

    fn type_words(&self, schema: Schema<'a>, stated: NodeRef<'a>) -> String {
        let mut names: Vec<String> = if stated.is_seq() {
            stated.items().filter_map(NodeRef::string).map(|name| format!("`{name}`")).collect()
        } else {
            stated.string().map(|name| format!("`{name}`")).into_iter().collect()
        };
        if self.api.version == Version::V30 && schema.own(Key::Nullable).and_then(NodeRef::bool) == Some(true) {
            names.push("`null`".to_owned());
        }
        names.join(" or ")
    }

    fn number(&mut self, schema: Schema<'a>, data: NodeRef<'a>, number: &Decimal) -> Outcome<'a> {
        let mut bounds = Bounds::default();
        schema.own_bounds(&mut bounds);
        self.within(&bounds.number, number, data)?;
        let Some(step) = self.own(schema, Key::MultipleOf) else { return Ok(true) };
        match Decimal::of(step).and_then(|divisor| number.is_multiple_of(&divisor)) {
            Some(true) => Ok(true),
            Some(false) => differs(data, step, What::MultipleOf),
            None => Ok(false),
        }
    }

    fn text(&mut self, schema: Schema<'a>, data: NodeRef<'a>, text: &str) -> Outcome<'a> {
        let mut bounds = Bounds::default();
        schema.own_bounds(&mut bounds);
        if bounds.length.least.is_some() || bounds.length.most.is_some() {
            self.within(&bounds.length, &count(text.chars().count()), data)?;
        }
        let Some(pattern) = self.own(schema, Key::Pattern) else { return Ok(true) };
        match pattern.string().and_then(|pattern| self.matches(&pattern, text)) {
            Some(true) => Ok(true),
            Some(false) => differs(data, pattern, What::Pattern),
            None => Ok(false),
        }
    }

    /// Breaks nothing but the ends of a range.
    pub(super) fn within(&self, range: &Range<'a>, size: &Decimal, data: NodeRef<'a>) -> Outcome<'a> {
        if range.has(size) {
            return Ok(true);
        }
        let is_below = range.least.as_ref().filter(|least| *size <= least.value);
        match is_below.or(range.most.as_ref()) {
            Some(bound) => {
                let what = What::Bound { key: bound.key, is_exclusive: bound.is_exclusive };
                differs(data, bound.node, what)
            }
            None => Ok(true),
        }
    }

    /// Whether a text matches a regular expression. `None` for expressions in another dialect and searches without end.
    pub(super) fn matches(&mut self, pattern: &str, text: &str) -> Option<bool> {
        let regex = self.api.regex(pattern)?;
        if text.len() > LONGEST || !matches!(regex.mode, Ok(Some(_))) || !regex.foreign.is_empty() {
            return None;
        }
        // A step here costs about as much as many of a search, which has to begin somewhere.
        if !self.steps.take(SEARCH_BEGINS) {
            return None;
        }
        let outcome = regex.search(text, SEARCH);
        if !self.steps.take(outcome.steps as usize / 64) {
            return None;
        }
        outcome.matches
    }

    fn format(&mut self, schema: Schema<'a>, data: NodeRef<'a>, value: &Value<'a>) -> Outcome<'a> {
        let Some(stated) = self.own(schema, Key::Format) else { return Ok(true) };
        if !stated.string().is_some_and(|format| formats::breaks(&format, value)) {
            return Ok(true);
        }
        if self.formats_prove { differs(data, stated, What::Format) } else { Ok(false) }
    }

    /// True when a property may be missing from messages that travel this way.
    pub(super) fn may_be_absent(&self, property: Schema<'a>) -> bool {
        let read_only = self.reading.way != Way::Response && property.is_read_only();
        let write_only = self.reading.way != Way::Request && property.is_write_only();
        read_only || write_only
    }
}

pub(super) fn differs<'a>(data: NodeRef<'a>, keyword: NodeRef<'a>, what: What<'a>) -> Outcome<'a> {
    Err(Box::new(Mismatch { data, keyword, what }))
}

pub(super) fn count(count: usize) -> Decimal {
    Decimal::from(i64::try_from(count).unwrap_or(i64::MAX))
}

/// `nullable` in 3.0, in other versions where people write it all the same, and as 2.0's `x-nullable`.
fn admits_null(schema: Schema<'_>) -> bool {
    let is_set = |node: Option<NodeRef<'_>>| node.and_then(NodeRef::bool) == Some(true);
    is_set(schema.own(Key::Nullable)) || is_set(schema.node().get("x-nullable"))
}

fn has_unknown_type(stated: NodeRef<'_>) -> bool {
    let is_known = |node: NodeRef<'_>| {
        node.string().is_some_and(|name| {
            matches!(&*name, "null" | "boolean" | "object" | "array" | "number" | "integer" | "string" | "file")
        })
    };
    if stated.is_seq() { !stated.items().all(is_known) } else { !is_known(stated) }
}

/// Where values are written as text, these may be meant.
fn may_be_text_of(value: &Value<'_>, types: Types) -> bool {
    match value {
        Value::Text(text) => {
            let number = Decimal::parse(text);
            types.has(Type::Array)
                || types.has(Type::Object)
                || (types.has(Type::Boolean) && matches!(&**text, "true" | "false"))
                || (types.has(Type::Number) && number.is_some())
                || (types.has(Type::Integer) && number.is_some_and(|number| number.is_integer()))
        }
        Value::Number(_) | Value::Bool(_) => {
            types.has(Type::String) || types.has(Type::Array) || types.has(Type::Object)
        }
        _ => false,
    }
}

/// The way of values whose schema travels in a direction.
impl From<Direction> for Way {
    fn from(direction: Direction) -> Self {
        match (direction.is_request(), direction.is_response()) {
            (true, false) => Self::Request,
            (false, true) => Self::Response,
            _ => Self::Both,
        }
    }
}
