//! See `rules/integrity/ref-siblings-ignored.md`.

use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Key, Kind, Reference, Version, grammar};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What describes a value without saying which values are right.
const ANNOTATIONS: [Key; 11] = [
    Key::Title,
    Key::Summary,
    Key::Description,
    Key::Example,
    Key::Examples,
    Key::ExternalDocs,
    Key::Xml,
    Key::Deprecated,
    Key::Default,
    Key::Comment,
    Key::Ref,
];
/// Losing one of these makes a schema say less, but hardly a validator accepts more.
const HINTS: [Key; 5] = [Key::Nullable, Key::Discriminator, Key::Format, Key::Type, Key::ReadOnly];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let references = api.references_in_order();
    let all = references.into_iter().filter_map(|(holder, reference)| lost(api, holder, reference, cx.profile()));
    // A generator that writes the same key beside every reference is one decision.
    for alike in many::by_key(all, |lost| (lost.sorted.clone(), lost.reference.expected)) {
        for told in many::told(&alike, cx) {
            report(api, told, cx);
        }
    }
}

/// What one reference makes ineffective.
struct Lost<'a> {
    reference: &'a Reference,
    /// The first of the keys.
    key: NodeRef<'a>,
    /// The keys in words.
    list: String,
    /// The same whatever their order.
    sorted: String,
    is_plural: bool,
    /// Nothing is lost but what [`HINTS`] names.
    is_hint: bool,
}

fn lost<'a>(api: &'a Api, holder: NodeRef<'a>, reference: &'a Reference, profile: Profile) -> Option<Lost<'a>> {
    // A Path Item Object may hold a `$ref` beside its own fields; schemas may from 3.1 on.
    let kept = match reference.expected {
        Kind::PathItem => true,
        Kind::Schema => api.version >= Version::V31,
        _ => false,
    };
    if kept {
        return None;
    }
    let target = api.resolve(holder);
    let lost: Vec<_> = holder
        .entries()
        .filter_map(|(key, value)| {
            let known = key.symbol().and_then(Key::from_symbol)?;
            let field = grammar::field(reference.expected, known)?;
            let matters = field.versions.has(api.version.as_set())
                && !ANNOTATIONS.contains(&known)
                && !states_the_default(known, value)
                && match known {
                    // Values are refused that should be accepted: a defect, but none that lets anything in.
                    Key::Nullable => profile > Profile::Recommended,
                    Key::ReadOnly => is_property(api, holder) && may_be_sent(api, holder),
                    // What lists properties is meant for objects, and nothing else is lost.
                    Key::Type => profile > Profile::Recommended || !is_meant(target, value),
                    _ => true,
                };
            (matters && !repeats(target, known, value)).then_some((known, key))
        })
        .collect();
    let (_, key) = *lost.first()?;
    let names: Vec<_> = lost.iter().map(|(known, _)| format!("`{}`", known.as_str())).collect();
    let list = match names.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        _ => names.concat(),
    };
    let is_hint = reference.expected == Kind::Schema && lost.iter().all(|(known, _)| HINTS.contains(known));
    let mut sorted: Vec<_> = lost.iter().map(|(known, _)| known.as_str()).collect();
    sorted.sort_unstable();
    let sorted = sorted.join("+");
    Some(Lost { reference, key, list, sorted, is_plural: names.len() > 1, is_hint })
}

fn report<'a>(api: &'a Api, alike: &[Lost<'a>], cx: &mut Cx<'a>) {
    let Some(Lost { reference, key, list, sorted, is_plural, is_hint }) = alike.first() else { return };
    let verb = if *is_plural { "stand" } else { "stands" };
    let count = if alike.len() > 1 { format!(", at {} places", alike.len()) } else { String::new() };
    // Alone it is known by the reference, whichever of its siblings comes first.
    let known = if alike.len() > 1 { sorted.clone() } else { cx.address(api.node(reference.text)) };
    let finding =
        cx.report(Place::key(*key), format!("{list} {verb} beside `$ref`, where nothing else is read{count}"));
    finding.known_by(known);
    if *is_hint {
        finding.severity(Severity::Low);
    }
    finding
        .help(if reference.expected == Kind::Schema {
            "write `allOf` with the reference as its only item beside these keys, or move them into the definition"
        } else {
            "move them into the definition, or write the object here in full"
        })
        .related(api.node(reference.text), "this is all that counts");
    many::list(finding, alike.iter().skip(1).map(|lost| Place::key(lost.key)), "here too");
}

/// `nullable: false` says what is true without it.
fn states_the_default(key: Key, value: NodeRef<'_>) -> bool {
    value.bool() == Some(false) && !matches!(key, Key::AdditionalProperties | Key::UnevaluatedProperties)
}

/// `readOnly` speaks of properties; on items and branches it says nothing anyhow.
fn is_property(api: &Api, holder: NodeRef<'_>) -> bool {
    let map = holder.parent();
    let is_map = map.and_then(NodeRef::key).is_some_and(|key| key.key_text() == Key::Properties.as_str());
    is_map && map.and_then(NodeRef::parent).is_some_and(|around| api.kind(around) == Kind::Schema)
}

/// False when values of the schema around are only ever returned: there is nothing `readOnly` could keep out.
fn may_be_sent(api: &Api, holder: NodeRef<'_>) -> bool {
    let mut around = holder.parent();
    while let Some(node) = around {
        let direction = api.direction(node);
        if !direction.is_unreachable() {
            return direction.is_request();
        }
        around = node.parent();
    }
    // Nobody uses it yet.
    true
}

/// True for `type: object` beside a reference to what lists properties and states no type.
fn is_meant(target: Option<NodeRef<'_>>, value: NodeRef<'_>) -> bool {
    let lists = |target: NodeRef<'_>| {
        let has = |key: Key| target.get(key.as_str()).is_some();
        !has(Key::Type) && (has(Key::Properties) || has(Key::AdditionalProperties) || has(Key::AllOf))
    };
    value.string().is_some_and(|text| text == "object") && target.is_some_and(lists)
}

/// True when the target says the same, so that nothing is lost.
fn repeats(target: Option<NodeRef<'_>>, key: Key, value: NodeRef<'_>) -> bool {
    let own = target.and_then(|target| target.get(key.as_str()));
    own.is_some_and(|own| own.is_scalar() && value.is_scalar() && own.text() == value.text())
}
