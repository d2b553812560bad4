//! Names that say a value identifies something, and what a schema says about such texts.

use crate::model::openapi::{Key, Schema, Type};
use crate::syntax::NodeRef;
use crate::words;

/// Formats that say nothing about the characters of a text.
const EMPTY_FORMATS: &[&str] = &["password", "string", "text", "html", "markdown", "id", "name", "byte", "binary"];

/// True for `id`, `userId`, `order_uuid`: whole words, at the end of the name.
pub(super) fn is_identifier(name: &str) -> bool {
    // Cheap first: nearly all names end in something else.
    let end = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let ends_like_one = end.len() >= 2
        && ["id", "uid", "uuid", "guid", "sid", "identifier"].iter().any(|word| {
            let from = end.len().checked_sub(word.len());
            from.and_then(|from| end.get(from..)).is_some_and(|last| last.eq_ignore_ascii_case(word))
        });
    ends_like_one
        && words::split(name)
            .last()
            .is_some_and(|last| matches!(last.as_str(), "id" | "uid" | "uuid" | "guid" | "sid" | "identifier"))
}

/// True for `ids`, `trackIds`, `order_uuids`.
fn are_identifiers(name: &str) -> bool {
    name.trim_end_matches(|c: char| !c.is_alphanumeric()).ends_with(['s', 'S'])
        && words::split(name)
            .last()
            .is_some_and(|last| matches!(last.as_str(), "ids" | "uids" | "uuids" | "guids" | "sids" | "identifiers"))
}

/// What identifies something in a value of that name: the value itself, or each item of a list.
pub(super) fn identifier<'a>(name: &str, schema: Schema<'a>) -> Option<Schema<'a>> {
    if is_identifier(name) {
        return Some(schema);
    }
    if !are_identifiers(name) {
        return None;
    }
    if schema.is(Type::Array) { schema.items() } else { Some(schema) }
}

/// True when this very schema says which characters a text has: a list of values, a pattern, a format that is checked.
pub(super) fn has_form(schema: Schema<'_>) -> bool {
    schema.own(Key::Pattern).is_some() || is_listed(schema) || has_format(schema)
}

/// True when this very schema keeps a text from being empty, or when that is unknown.
pub(super) fn excludes_empty(schema: Schema<'_>) -> bool {
    let least = schema.own(Key::MinLength).and_then(NodeRef::number);
    let pattern = schema.pattern().is_some_and(|pattern| pattern.regex.language.has_empty != Some(true));
    least.is_some_and(|least| least >= 1.0) || pattern || is_listed(schema) || has_format(schema)
}

fn is_listed(schema: Schema<'_>) -> bool {
    schema.own(Key::Enum).is_some() || schema.own(Key::Const).is_some()
}

fn has_format(schema: Schema<'_>) -> bool {
    let format = schema.own(Key::Format).and_then(NodeRef::string);
    format.is_some_and(|format| !EMPTY_FORMATS.iter().any(|empty| format.eq_ignore_ascii_case(empty)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_told_by_the_last_word() {
        for name in ["id", "userId", "order_uuid", "X-Tenant-ID", "accountSid", "ID"] {
            assert!(is_identifier(name), "{name}");
        }
        for name in ["paid", "grid", "valid", "idempotency", "idName", "uuids", "width", "é", ""] {
            assert!(!is_identifier(name), "{name}");
        }
    }

    #[test]
    fn lists_of_identifiers_too() {
        for name in ["ids", "trackIds", "order_uuids", "variable_ids", "ids[]"] {
            assert!(are_identifiers(name), "{name}");
        }
        for name in ["id", "bids", "kids", "idsOf", "s", ""] {
            assert!(!are_identifiers(name), "{name}");
        }
    }
}
