//! What limits numbers: bounds in the form of each version, formats of a fixed width; what limits the entries of maps.

use super::{Key, Schema, Version};
use crate::syntax::NodeRef;

/// Formats that say how a number is stored.
const STORED: &[&str] = &[
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "integer32",
    "integer64",
    "int",
    "short",
    "long",
    "float",
    "double",
    "single",
    "half",
    "decimal",
    "decimal32",
    "decimal64",
    "decimal128",
    "double-int",
    "unixtime",
    "unix-time",
    "timestamp",
];

/// The question is always whether this very schema says it, composition left aside: ask it through
/// [`Schema::unbounded`].
impl<'a> Schema<'a> {
    /// True when it has a lower limit for numbers, in the form of any version.
    pub fn limits_number_below(self) -> bool {
        let is_number = |key: Key| self.own(key).and_then(NodeRef::number).is_some();
        // 3.1 and 3.2 write the limit itself into `exclusiveMinimum`, older versions a mark beside `minimum`.
        let exclusive = self.api.version >= Version::V31 && is_number(Key::ExclusiveMinimum);
        is_number(Key::Minimum) || exclusive || self.own(Key::Enum).is_some() || self.own(Key::Const).is_some()
    }

    /// True when its format says how a number is stored. `number` and `integer` are types and no formats.
    pub fn says_how_stored(self) -> bool {
        let format = self.own(Key::Format).and_then(NodeRef::string);
        format.is_some_and(|format| STORED.iter().any(|known| format.eq_ignore_ascii_case(known)))
    }

    /// True when no object that satisfies it has more properties than some number: `maxProperties`, names from a list,
    /// or no names but the declared ones.
    pub fn limits_entries(self) -> bool {
        let is_closed = self.closes().is_some() && self.own(Key::PatternProperties).is_none();
        self.own(Key::MaxProperties).and_then(NodeRef::number).is_some()
            || is_closed
            || self.own(Key::Enum).is_some()
            || self.own(Key::Const).is_some()
            || self.own(Key::PropertyNames).is_some_and(|names| names.get("enum").is_some())
    }

    /// True when it says of what schema the values of undeclared properties are. `true`, `false` and `{}` say nothing
    /// of the kind.
    pub fn is_typed_map(self) -> bool {
        [Key::AdditionalProperties, Key::UnevaluatedProperties, Key::PatternProperties]
            .into_iter()
            .filter_map(|key| self.own(key))
            .any(|values| values.is_map() && !values.is_empty())
    }
}
