//! What is wrong with a value, for people.

use std::borrow::Cow;

use super::super::Key;
use super::value::Value;
use crate::syntax::NodeRef;

/// Characters of a value that messages show.
const SHOWN: usize = 32;

/// Why a value does not fit.
#[derive(Clone, Debug)]
pub struct Mismatch<'a> {
    /// The value, or the part of it, that does not fit; for `propertyNames` the key.
    pub data: NodeRef<'a>,
    /// The value of the keyword it breaks; a boolean schema itself.
    pub keyword: NodeRef<'a>,
    /// What it breaks.
    pub what: What<'a>,
}

/// How a value breaks a schema.
#[derive(Clone, Debug)]
pub enum What<'a> {
    /// It has none of the types; `expected` says them.
    Type {
        /// Such as `integer or null`.
        expected: String,
    },
    /// It is none of the values of `enum`.
    Enum,
    /// It is not the value of `const`.
    Const,
    /// It is beyond a bound: of numbers, lengths, items or properties.
    Bound {
        /// The keyword.
        key: Key,
        /// True when equality is what is wrong.
        is_exclusive: bool,
    },
    /// It is no multiple of `multipleOf`.
    MultipleOf,
    /// It does not match `pattern`.
    Pattern,
    /// It is not of the format.
    Format,
    /// Two items are equal.
    Unique,
    /// It lacks a property.
    Missing(Cow<'a, str>),
    /// It lacks a property that another one demands.
    Dependent(Cow<'a, str>),
    /// It has a property or item that nothing admits; the keyword that rules it out.
    Extra(Key),
    /// It fits none of so many branches of `anyOf` or `oneOf`.
    NoBranch(Key, usize),
    /// It fits so many branches of `oneOf`.
    Branches(usize),
    /// It fits the schema of `not`.
    Not,
    /// Too few or too many items fit `contains`.
    Contains,
    /// The schema is `false`.
    Nothing,
}

impl Mismatch<'_> {
    /// One sentence without a full stop: `"abc"` is longer than `maxLength` 2.
    pub fn message(&self) -> String {
        let value = shown(self.data);
        let stated = || shown(self.keyword);
        match &self.what {
            What::Type { expected } => match Value::of(self.data) {
                Value::Null => format!("`null` is not {expected}"),
                Value::Array | Value::Object => format!("{} is not {expected}", type_words(self.data)),
                _ => format!("{value} is {}, not {expected}", type_words(self.data)),
            },
            What::Enum => format!("{value} is none of the values of `enum`"),
            What::Const => format!("{value} is not the value of `const`, {}", stated()),
            What::Bound { key, is_exclusive } => {
                let is_mark = *is_exclusive && matches!(key, Key::Maximum | Key::Minimum);
                let mark = if is_mark { ", which is exclusive" } else { "" };
                let words = bound_words(*key, *is_exclusive);
                format!("{value} {words} `{}` {}{mark}", key.as_str(), self.keyword.raw())
            }
            What::MultipleOf => format!("{value} is no multiple of {}", stated()),
            What::Pattern => format!("{value} does not match `pattern` {}", stated()),
            What::Format => format!("{value} is no `{}`", self.keyword.text().unwrap_or_default()),
            What::Unique => format!("{value} stands twice in a list with `uniqueItems`"),
            What::Missing(name) => format!("{value} lacks `{name}`, which is required"),
            What::Dependent(name) => format!("{value} lacks `{name}`, which another property demands"),
            What::Extra(key) => {
                let name = self.data.key().map_or("an item", NodeRef::key_text);
                format!("`{name}` is not described, and `{}` is `false`", key.as_str())
            }
            What::NoBranch(key, count) => format!("{value} fits none of the {count} schemas of `{}`", key.as_str()),
            What::Branches(count) => format!("{value} fits {count} schemas of `oneOf`, not one"),
            What::Not => format!("{value} fits the schema of `not`"),
            What::Contains => format!("{value} has too few or too many items that fit `contains`"),
            What::Nothing => format!("{value} stands where the schema admits nothing"),
        }
    }
}

fn bound_words(key: Key, is_exclusive: bool) -> &'static str {
    match (key, is_exclusive) {
        (Key::Maximum | Key::ExclusiveMaximum, false) => "is more than",
        (Key::Maximum | Key::ExclusiveMaximum, true) => "is not less than",
        (Key::Minimum | Key::ExclusiveMinimum, false) => "is less than",
        (Key::Minimum | Key::ExclusiveMinimum, true) => "is not more than",
        (Key::MaxLength, _) => "is longer than",
        (Key::MinLength, _) => "is shorter than",
        (Key::MaxItems, _) => "has more items than",
        (Key::MinItems, _) => "has fewer items than",
        (Key::MaxProperties, _) => "has more properties than",
        _ => "has fewer properties than",
    }
}

fn type_words(data: NodeRef<'_>) -> &'static str {
    match Value::of(data) {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::Text(_) => "a string",
        Value::Array => "an array",
        Value::Object => "an object",
        Value::Unknown => "unknown",
    }
}

/// A value for messages: scalars as JSON, clipped; of others what they are.
pub fn shown(data: NodeRef<'_>) -> String {
    match Value::of(data) {
        Value::Null => "`null`".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("`{number}`"),
        Value::Text(text) => format!("`\"{}\"`", clip(&text)),
        Value::Array => match data.len() {
            0 => "the empty array".to_owned(),
            _ => "the array".to_owned(),
        },
        Value::Object if data.is_empty() => "the empty object".to_owned(),
        Value::Object => "the object".to_owned(),
        Value::Unknown => format!("`{}`", clip(data.raw())),
    }
}

/// The first line of a text, at most so many characters.
fn clip(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let short: String = line.chars().take(SHOWN).map(|c| if c == '`' { '\'' } else { c }).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
