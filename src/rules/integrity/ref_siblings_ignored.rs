//! See `rules/integrity/ref-siblings-ignored.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Kind, Reference, Version, grammar};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Reference(check)];

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
/// Losing one of these makes a schema say less, but refuses no request less.
const HINTS: [Key; 4] = [Key::Nullable, Key::Discriminator, Key::Format, Key::Type];

fn check<'a>(api: &'a Api, holder: NodeRef<'a>, reference: &'a Reference, cx: &mut Cx<'a>) {
    // A Path Item Object may hold a `$ref` beside its own fields; schemas may from 3.1 on.
    let kept = match reference.expected {
        Kind::PathItem => true,
        Kind::Schema => api.version >= Version::V31,
        _ => false,
    };
    if kept {
        return;
    }
    let target = api.resolve(holder);
    let lost: Vec<_> = holder
        .entries()
        .filter_map(|(key, value)| {
            let known = key.symbol().and_then(Key::from_symbol)?;
            let field = grammar::field(reference.expected, known)?;
            let matters = field.versions.has(api.version.as_set()) && !ANNOTATIONS.contains(&known);
            (matters && !repeats(target, known, value)).then_some((known, key))
        })
        .collect();
    let Some((_, first)) = lost.first() else { return };
    let names: Vec<_> = lost.iter().map(|(known, _)| format!("`{}`", known.as_str())).collect();
    let (list, verb) = match names.as_slice() {
        [one] => (one.clone(), "stands"),
        [most @ .., last] => (format!("{} and {last}", most.join(", ")), "stand"),
        [] => return,
    };
    let finding = cx.report(Place::key(*first), format!("{list} {verb} beside `$ref`, where nothing else is read"));
    let is_hint = reference.expected == Kind::Schema && lost.iter().all(|(known, _)| HINTS.contains(known));
    if is_hint {
        finding.severity(Severity::Low);
    }
    finding
        .help(if reference.expected == Kind::Schema {
            "write `allOf` with the reference as its only item beside these keys, or move them into the definition"
        } else {
            "move them into the definition, or write the object here in full"
        })
        .related(api.node(reference.text), "this is all that counts");
}

/// True when the target says the same, so that nothing is lost.
fn repeats(target: Option<NodeRef<'_>>, key: Key, value: NodeRef<'_>) -> bool {
    let own = target.and_then(|target| target.get(key.as_str()));
    own.is_some_and(|own| own.is_scalar() && value.is_scalar() && own.text() == value.text())
}
