//! See `rules/input/readonly-writeonly-conflict.md`.

use crate::model::openapi::{Key, KeySet, Kind, Schema};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] =
    &[Check::Keyword(KeySet::of(&[Key::ReadOnly, Key::WriteOnly, Key::AllOf, Key::Ref]), check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let parts = schema.conjuncts().parts;
    let both = |parts: &[Schema<'a>]| Some((find(parts, Key::ReadOnly)?, find(parts, Key::WriteOnly)?));
    let Some((read, write)) = both(&parts) else { return };
    // Where a part holds both, it is found there.
    if parts.iter().skip(1).any(|part| both(&part.conjuncts().parts).is_some()) {
        return;
    }
    // Below `properties` and the like keys are names, elsewhere words of the specification.
    let key = schema.node().key();
    let is_name = key.and_then(NodeRef::parent).is_some_and(|map| schema.api.kind(map) == Kind::None);
    let what = if is_name { format!("`{}`", schema.title()) } else { "a schema".to_owned() };
    cx.report(
        Place::key(schema.node()),
        format!("{what} is both `readOnly` and `writeOnly`: it may be neither sent nor returned"),
    )
    .related(Place::value(read), "only returned")
    .related(Place::value(write), "only sent")
    .help("keep `writeOnly` for secrets that clients set, `readOnly` for what the server sets");
}

fn find<'a>(parts: &[Schema<'a>], key: Key) -> Option<NodeRef<'a>> {
    parts.iter().find_map(|part| part.own(key).filter(|value| value.bool() == Some(true)))
}
