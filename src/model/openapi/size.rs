//! What limits the size of a value: keywords, lists of values, formats of a fixed width, anchored patterns.

use super::{Key, Schema, Type, Version};
use crate::model::regex::Length;
use crate::syntax::NodeRef;

/// Formats whose values have a greatest length by definition.
const FIXED: &[&str] = &[
    "uuid",
    "guid",
    "ulid",
    "date",
    "date-time",
    "datetime",
    "time",
    "http-date",
    "unix-time",
    "ipv4",
    "ipv6",
    "ip",
    "mac",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "char",
    "boolean",
    "int32",
    "int64",
    "integer",
    "uint32",
    "uint64",
    "float",
    "double",
];

/// Formats of file contents, whose size is no question of characters.
const CONTENTS: &[&str] = &["binary", "byte", "base64", "base64url", "file"];

/// The question is always whether this very schema limits a value, composition left aside: ask it through
/// [`Schema::unbounded`].
impl<'a> Schema<'a> {
    /// True when no array that satisfies it is longer than some number.
    pub fn limits_items(self) -> bool {
        if self.has_number(Key::MaxItems) || self.own(Key::Enum).is_some() || self.own(Key::Const).is_some() {
            return true;
        }
        if self.api.version >= Version::V31 && (self.is_false(Key::Items) || self.is_false(Key::UnevaluatedItems)) {
            return true;
        }
        let unique = self.own(Key::UniqueItems).and_then(NodeRef::bool) == Some(true);
        unique && self.items().is_some_and(Schema::is_finite)
    }

    /// True when no text that satisfies it is longer than some number, and where it is unknown. Contents of files pass.
    pub fn limits_length(self) -> bool {
        if self.has_number(Key::MaxLength) || self.own(Key::Enum).is_some() || self.own(Key::Const).is_some() {
            return true;
        }
        if self.own(Key::ContentEncoding).is_some() || self.own(Key::ContentMediaType).is_some() {
            return true;
        }
        let format = self.own(Key::Format).and_then(NodeRef::string);
        if format.is_some_and(|format| FIXED.iter().chain(CONTENTS).any(|known| format.eq_ignore_ascii_case(known))) {
            return true;
        }
        self.pattern().is_some_and(|pattern| pattern.regex.language.most != Length::Infinite)
    }

    /// True when it has an upper limit for numbers, in the form of any version.
    pub fn limits_number(self) -> bool {
        // 3.1 and 3.2 write the limit itself into `exclusiveMaximum`, older versions a mark beside `maximum`.
        let exclusive = self.api.version >= Version::V31 && self.has_number(Key::ExclusiveMaximum);
        self.has_number(Key::Maximum) || exclusive || self.own(Key::Enum).is_some() || self.own(Key::Const).is_some()
    }

    /// True when it admits a written list of values only.
    fn is_finite(self) -> bool {
        self.is_enumerated() || (self.is(Type::Boolean) && !self.is(Type::String) && !self.is(Type::Number))
    }

    fn has_number(self, key: Key) -> bool {
        self.own(key).and_then(NodeRef::number).is_some()
    }

    fn is_false(self, key: Key) -> bool {
        self.own(key).and_then(NodeRef::bool) == Some(false)
    }
}
