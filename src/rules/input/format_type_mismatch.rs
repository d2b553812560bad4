//! See `rules/input/format-type-mismatch.md`.

use super::formats::{applies, types_of};
use super::weight;
use crate::finding::Severity;
use crate::model::openapi::{Key, KeySet, Schema, Type};
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Keyword(KeySet::of(&[Key::Format]), check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let Some(stated) = schema.own(Key::Format) else { return };
    let Some(format) = stated.string() else { return };
    let (Some(meant), Some(types)) = (types_of(&format), schema.effective_types()) else { return };
    // 2.0's `file` is a text with contents.
    if applies(meant, types) || types.has(Type::File) {
        return;
    }
    let Some(severity) = weight(schema, Severity::Medium, cx) else { return };
    let is_array = types.has(Type::Array);
    let names: Vec<_> = meant.iter().filter(|one| **one != Type::Integer).map(|one| word(*one)).collect();
    let finding = cx
        .report(
            stated,
            format!("the format `{format}` applies to {}, and the type is {}", names.join(" and "), types.words()),
        )
        .label("has no effect")
        .severity(severity);
    finding.help(if is_array {
        "write `format` into `items`, if it is about what the array holds".to_owned()
    } else {
        "correct the type or the format, so that values are checked and generated code reads what is sent".to_owned()
    });
    let typed = schema.conjuncts().parts.into_iter().find_map(|part| part.own(Key::Type));
    if let Some(typed) = typed {
        finding.related(Place::value(typed), "the type");
    }
}

fn word(one: Type) -> &'static str {
    if one == Type::String { "strings" } else { "numbers" }
}
