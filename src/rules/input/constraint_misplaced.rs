//! See `rules/input/constraint-misplaced.md`.

use super::weight;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Key, KeySet, Schema, Type, Version};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

/// Keywords, and the types they say something about.
const APPLY: &[(&[Key], &[Type], &str)] = &[
    (
        &[Key::Maximum, Key::Minimum, Key::ExclusiveMaximum, Key::ExclusiveMinimum, Key::MultipleOf],
        &[Type::Number, Type::Integer],
        "numbers",
    ),
    (&[Key::MaxLength, Key::MinLength, Key::Pattern], &[Type::String, Type::File], "texts"),
    (&[Key::MaxItems, Key::MinItems, Key::Items, Key::PrefixItems, Key::Contains], &[Type::Array], "arrays"),
    (
        &[
            Key::MaxProperties,
            Key::MinProperties,
            Key::Required,
            Key::Properties,
            Key::PatternProperties,
            Key::PropertyNames,
            Key::AdditionalProperties,
        ],
        &[Type::Object],
        "objects",
    ),
];

/// All of them, and what brings them together.
const KEYS: KeySet = {
    let mut keys = KeySet::of(&[Key::AllOf]);
    let mut at = 0;
    while at < APPLY.len() {
        keys = keys.with(KeySet::of(APPLY[at].0));
        at += 1;
    }
    keys
};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(unique), Check::Keyword(KEYS, check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let Some(severity) = weight(schema, Severity::Medium, cx) else { return };
    marks(schema, severity, cx);
    let Some(types) = schema.effective_types() else { return };
    let mut parts = vec![schema];
    // A branch written here without a type of its own takes that of the whole.
    parts.extend(
        schema
            .own(Key::AllOf)
            .into_iter()
            .flat_map(NodeRef::items)
            .filter(|branch| schema.api.reference(branch.at()).is_none())
            .filter_map(|branch| Schema::new(schema.api, branch))
            .filter(|branch| branch.effective_types().is_none()),
    );
    for part in parts {
        for (keys, apply, noun) in APPLY {
            if apply.iter().any(|one| types.has(*one)) {
                continue;
            }
            let void: Vec<_> = keys.iter().filter_map(|key| Some((*key, part.own(*key)?))).collect();
            let void: Vec<_> = void.into_iter().filter(|(key, value)| restricts(*key, *value)).collect();
            let Some((_, first)) = void.first() else { continue };
            let names: Vec<_> = void.iter().map(|(key, _)| format!("`{}`", key.as_str())).collect();
            let (verb, names) = (if names.len() == 1 { "says" } else { "say" }, names.join(", "));
            let finding = cx
                .report(
                    Place::key(*first),
                    format!("{names} {verb} something about {noun} only, and the type is {}", types.words()),
                )
                .label("has no effect")
                .severity(severity)
                .help(help(noun, &part, types.has(Type::Array)));
            for part in schema.conjuncts().parts {
                if let Some(stated) = part.own(Key::Type) {
                    finding.related(Place::value(stated), "the type");
                    break;
                }
            }
        }
    }
}

fn help(noun: &str, part: &Schema<'_>, is_array: bool) -> String {
    if is_array && noun != "arrays" && part.own(Key::Items).is_some() {
        return "write it into `items`, if it is about what the array holds".to_owned();
    }
    format!("correct the type, or write a keyword that applies to it; this one is for {noun}")
}

/// Whether a keyword would rule anything out where it applies.
fn restricts(key: Key, value: NodeRef<'_>) -> bool {
    match key {
        Key::ExclusiveMaximum | Key::ExclusiveMinimum => value.bool() != Some(false),
        Key::MinItems | Key::MinLength | Key::MinProperties => value.number() != Some(0.0),
        Key::AdditionalProperties => value.is_map() && !value.is_empty(),
        Key::Required => value.is_seq() && !value.is_empty(),
        Key::Items | Key::Properties | Key::PatternProperties | Key::PropertyNames | Key::Contains => {
            value.is_map() && !value.is_empty()
        }
        _ => true,
    }
}

/// The exclusive keywords are marks beside a bound before 3.1, and bounds of their own since.
fn marks<'a>(schema: Schema<'a>, severity: Severity, cx: &mut Cx<'a>) {
    for (key, bound) in [(Key::ExclusiveMaximum, Key::Maximum), (Key::ExclusiveMinimum, Key::Minimum)] {
        let Some(value) = schema.own(key) else { continue };
        let name = key.as_str();
        let (is_void, message, help) = if schema.api.version >= Version::V31 {
            (
                value.bool() == Some(true),
                format!("`{name}: true` means nothing in this version: the keyword holds the limit itself"),
                format!("write the limit of `{}` into `{name}`", bound.as_str()),
            )
        } else if value.number().is_some() {
            (
                true,
                format!("`{name}` is `true` or `false` in this version, and no limit by itself"),
                format!("write the limit into `{}` and `true` beside it", bound.as_str()),
            )
        } else {
            (
                value.bool() == Some(true) && schema.keyword(bound).is_none(),
                format!("`{name}: true` says nothing without `{}`", bound.as_str()),
                format!("write the limit into `{}`", bound.as_str()),
            )
        };
        if is_void {
            cx.report(Place::key(value), message).label("has no effect").help(help).value("mark").severity(severity);
        }
    }
}

/// `uniqueItems` on what has no items is lost on nothing: one remark for the description.
fn unique<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let stated = api.schemas().filter_map(|schema| {
        let stated = schema.own(Key::UniqueItems).filter(|stated| stated.bool() == Some(true))?;
        schema.effective_types().is_some_and(|types| !types.has(Type::Array)).then_some(stated)
    });
    let stated: Vec<_> = stated.collect();
    let Some(first) = stated.first() else { return };
    if cx.profile() == Profile::Recommended {
        return;
    }
    let places = match stated.len() {
        1 => String::new(),
        count => format!(", at {count} places"),
    };
    let message = format!("`uniqueItems` says something about arrays only, and stands where the type is none{places}");
    let finding =
        cx.report(Place::key(*first), message).severity(Severity::Info).label("has no effect").known_by("uniqueItems");
    finding.help("delete it; no keyword demands that a value differ from those of other objects");
    for node in stated.iter().skip(1).take(5) {
        finding.related(Place::key(*node), "nor here");
    }
}
