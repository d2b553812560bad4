//! See `rules/authentication/authentication-removed.md`.

use super::demands::open_at;
use super::unless_provided;
use crate::model::openapi::{Fields, Key, Operation};
use crate::rules::changes::{Changes, whom};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Change(check)];

fn check<'a>(changes: &Changes<'a>, cx: &mut Cx<'_>) {
    let now = changes.now;
    let is_opened = |was: Operation<'a>, operation: Operation<'a>| {
        !was.security().admits_anonymous() && operation.security().admits_anonymous() && !operation.is_open_by_design()
    };
    let opened = changes.operations().filter_map(|(was, operation)| {
        let was = was?;
        is_opened(was, operation).then_some((was, operation))
    });
    // What the root says is one cause.
    for group in many::by_key(opened, |(_, operation)| match operation.security().inherited {
        true => None,
        false => Some(operation.index()),
    }) {
        let Some((was, first)) = group.first().copied() else { continue };
        let all: Vec<Operation<'a>> = group.iter().map(|(_, operation)| *operation).collect();
        let inherits = first.security().inherited;
        let place = match now.root().field(Key::Security) {
            Some(list) if inherits => Place::value(list),
            None if inherits && was.security().inherited => Place::key(many::whole(now)),
            _ => open_at(first),
        };
        let names: Vec<&str> =
            was.security().alternatives().iter().flat_map(|one| &one.schemes).map(|one| one.name.as_str()).collect();
        let needed = names.first().map_or(String::new(), |name| format!(", which needed `{name}` before"));
        let finding = cx.report(place, format!("anybody can call {} now{needed}", whom(&all)));
        finding.help("ask for the credentials again, or say why it is open: `x-apivet-public: \"reason\"`");
        if inherits {
            finding.known_by("security");
            many::list(finding, all.iter().map(|operation| Place::key(operation.node())), "open now");
        }
        unless_provided(finding, now);
    }
}
