//! See `rules/input/parameter-duplicate.md`.

use std::borrow::Cow;

use hashbrown::HashMap;

use crate::finding::Severity;
use crate::model::openapi::{Api, Kind, Listed, Location};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Object(check)];

fn check<'a>(api: &'a Api, holder: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if !matches!(kind, Kind::Operation | Kind::PathItem) {
        return;
    }
    let mut known: HashMap<(Location, Cow<'a, str>), Listed<'a>> = HashMap::new();
    for listed in api.listed_parameters(holder) {
        let Some(parameter) = listed.parameter.filter(|parameter| parameter.location() != Location::Other) else {
            continue;
        };
        let Some(first) = known.get(&parameter.identity()).copied() else {
            known.insert(parameter.identity(), listed);
            continue;
        };
        let is_same = first.parameter.is_some_and(|first| first.node() == parameter.node());
        let what = match parameter.location() {
            Location::Body => "a second body".to_owned(),
            location => format!("the {} `{}`", location.words(), parameter.name()),
        };
        let message = match (is_same, parameter.location()) {
            (_, Location::Body) => format!("{what} stands in one list, and nothing says which counts"),
            (true, _) => format!("{what} stands twice in one list"),
            (false, _) => format!("{what} stands twice in one list, and nothing says which counts"),
        };
        let finding = cx.report(Place::listed(listed), message).value(parameter.name());
        finding.help("keep one; an operation may override a parameter of its path item, but not its own");
        if is_same {
            finding.severity(Severity::Low);
        }
        finding.related(Place::listed(first), "stands here already");
    }
}
