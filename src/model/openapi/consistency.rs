//! Whether what a schema says can hold together: the types that remain, and the parts that leave nothing.

use hashbrown::HashSet;

use super::{Bound, Bounds, Key, Range, Schema, Type, Types};
use crate::model::Decimal;
use crate::model::openapi::validate::{Reading, Verdict};
use crate::syntax::NodeRef;

/// The types of JSON, with their names.
const NAMES: &[(Type, &str)] = &[
    (Type::Null, "null"),
    (Type::Boolean, "boolean"),
    (Type::Object, "object"),
    (Type::Array, "array"),
    (Type::Number, "number"),
    (Type::Integer, "integer"),
    (Type::String, "string"),
    (Type::File, "file"),
];

impl Types {
    /// For people: `string` or `null`. Whole numbers are not named beside numbers.
    pub fn words(self) -> String {
        let named =
            NAMES.iter().filter(|(one, _)| self.has(*one) && !(*one == Type::Integer && self.has(Type::Number)));
        named.map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
    }
}

/// Two statements of which no value satisfies both.
pub struct Clash<'a> {
    /// The value of one keyword.
    pub one: NodeRef<'a>,
    /// The value of the other.
    pub other: NodeRef<'a>,
    /// Why, as a sentence without a full stop.
    pub reason: String,
}

impl<'a> Schema<'a> {
    /// The types this very schema states; `None` when it states none or one that JSON Schema does not know.
    pub fn known_types(self) -> Option<Types> {
        let stated = self.own(Key::Type)?;
        let is_known = |node: NodeRef<'_>| node.string().is_some_and(|name| NAMES.iter().any(|(_, one)| *one == name));
        let all_known = if stated.is_seq() { stated.items().all(is_known) } else { is_known(stated) };
        self.own_types().filter(|types| all_known && *types != Types::NONE)
    }

    /// The types that remain when everything that must hold is taken together; `None` when nothing states any.
    pub fn effective_types(self) -> Option<Types> {
        self.conjuncts().parts.into_iter().filter_map(Schema::known_types).reduce(Types::and)
    }

    /// What in this schema, and in all that must hold with it, excludes each other.
    pub fn clashes(self) -> Vec<Clash<'a>> {
        let parts = self.conjuncts().parts;
        let mut out = Vec::new();
        let types = types_clash(&parts, &mut out);
        ranges(self, types, &mut out);
        self.listed(&parts, &mut out);
        closed(&parts, &mut out);
        out
    }

    /// Lists of values none of which fits the rest. What does not fit the schema of its own list is left to others.
    fn listed(self, parts: &[Schema<'a>], out: &mut Vec<Clash<'a>>) {
        if parts.len() < 2 {
            return;
        }
        for part in parts {
            let constant = part.own(Key::Const).filter(|_| self.api.version >= super::Version::V31);
            let list = part.own(Key::Enum).filter(|list| list.is_seq() && !list.is_empty());
            for keyword in list.into_iter().chain(constant) {
                let is_list = Some(keyword) == list;
                let entries: Vec<_> = if is_list { keyword.items().collect() } else { vec![keyword] };
                let mut reason = None;
                let fits_nowhere = entries.into_iter().all(|entry| {
                    if !matches!(part.judge(entry, Reading::default()), Verdict::Fits) {
                        return false;
                    }
                    match self.judge(entry, Reading::default()) {
                        Verdict::Differs(mismatch) => {
                            reason.get_or_insert(mismatch);
                            true
                        }
                        _ => false,
                    }
                });
                if let Some(mismatch) = reason.filter(|_| fits_nowhere) {
                    let word = if is_list { "no value of `enum`" } else { "the value of `const` does not" };
                    let fits = if is_list { "fits" } else { "fit" };
                    let reason = format!("{word} {fits} what else must hold: {}", mismatch.message());
                    out.push(Clash { one: keyword, other: mismatch.keyword, reason });
                    return;
                }
            }
        }
    }
}

/// Types of which none is left; the ones that are left otherwise.
fn types_clash<'a>(parts: &[Schema<'a>], out: &mut Vec<Clash<'a>>) -> Option<Types> {
    let mut left: Option<(Types, NodeRef<'a>)> = None;
    for part in parts {
        let (Some(types), Some(node)) = (part.known_types(), part.own(Key::Type)) else { continue };
        let Some((before, first)) = left else {
            left = Some((types, node));
            continue;
        };
        let both = before.and(types);
        if both == Types::NONE {
            let reason = format!("no value is both {} and {}", before.words(), types.words());
            out.push(Clash { one: first, other: node, reason });
            return Some(Types::NONE);
        }
        left = Some((both, first));
    }
    left.map(|(types, _)| types)
}

fn ranges<'a>(schema: Schema<'a>, types: Option<Types>, out: &mut Vec<Clash<'a>>) {
    let Bounds { number, length, items, properties, .. } = schema.bounds();
    let may_be = |one: &[Type]| types.is_none_or(|types| one.iter().any(|one| types.has(*one)));
    let all: [(&Range<'a>, &[Type], &str); 4] = [
        (&number, &[Type::Number, Type::Integer], "number"),
        (&length, &[Type::String], "text"),
        (&items, &[Type::Array], "array"),
        (&properties, &[Type::Object], "object"),
    ];
    for (range, one, noun) in all {
        if let (true, true, Some(least), Some(most)) = (range.is_empty(), may_be(one), &range.least, &range.most) {
            let reason = format!("no {noun} satisfies both {} and {}", bound(least), bound(most));
            out.push(Clash { one: least.node, other: most.node, reason });
        }
    }
    let Some(most) = properties.most.as_ref().filter(|_| may_be(&[Type::Object])) else { return };
    let mut walk = schema.api.walk();
    let required: HashSet<_> = schema
        .conjuncts()
        .parts
        .into_iter()
        .filter_map(|part| part.own(Key::Required))
        .flat_map(NodeRef::items)
        .take_while(|_| walk.goes_on())
        .filter_map(NodeRef::string)
        .collect();
    let count = Decimal::from(i64::try_from(required.len()).unwrap_or(i64::MAX));
    if most.value < count
        && let Some(list) = schema.keyword(Key::Required)
    {
        let reason = format!("{count} properties are required, and {} admits fewer", bound(most));
        out.push(Clash { one: list, other: most.node, reason });
    }
}

fn bound(bound: &Bound<'_>) -> String {
    let exclusive = if bound.is_exclusive && bound.key != Key::ExclusiveMaximum && bound.key != Key::ExclusiveMinimum {
        " (exclusive)"
    } else {
        ""
    };
    format!("`{}: {}`{exclusive}", bound.key.as_str(), bound.value)
}

/// Required properties that a closed object rules out.
fn closed<'a>(parts: &[Schema<'a>], out: &mut Vec<Clash<'a>>) {
    for part in parts {
        let others = part.own(Key::AdditionalProperties).filter(|others| others.bool() == Some(false));
        let Some(others) = others.filter(|_| part.own(Key::PatternProperties).is_none()) else { continue };
        let properties = part.own(Key::Properties);
        let required = parts.iter().filter_map(|part| part.own(Key::Required)).flat_map(NodeRef::items);
        let mut names: Vec<String> = Vec::new();
        let mut known = HashSet::new();
        let mut first = None;
        let mut walk = part.api.walk();
        for entry in required.take_while(|_| walk.goes_on()) {
            let Some(name) = entry.string() else { continue };
            let is_there = |properties: NodeRef<'_>| properties.get(&name).is_some();
            // A reference in the place of the map: no version knows it, some tools follow.
            let is_open = |properties: NodeRef<'_>| properties.get("$ref").is_some_and(NodeRef::is_scalar);
            if properties.is_some_and(|properties| is_there(properties) || is_open(properties)) {
                continue;
            }
            first.get_or_insert(entry);
            let name = format!("`{name}`");
            if known.insert(name.clone()) {
                names.push(name);
            }
        }
        if let Some(one) = first {
            let verb = if names.len() == 1 { "is" } else { "are" };
            let pronoun = if names.len() == 1 { "it" } else { "them" };
            let list = names.join(", ");
            let reason = format!("{list} {verb} required, and `additionalProperties: false` rules {pronoun} out");
            out.push(Clash { one, other: others, reason });
        }
    }
}
