//! See `rules/resources/schema-recursive-type.md`.

use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::Role;
use crate::rules::carried::{operations, place, related_operation, sent};
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for each circle of types.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let recursive = sent(wsdl).filter(|reached| reached.component().is_recursive());
    for circle in many::by_key(recursive, |reached| reached.component().cycle()) {
        // The one with a name that clients meet first.
        let first = circle.iter().filter(|one| !one.component().name().is_empty());
        let Some(first) = first.min_by_key(|one| one.path(Way::Input).len()).or(circle.first()) else { continue };
        let Some((element, through)) = first.component().element().zip(way_back(*first)) else { continue };
        let name = first.component().named().name();
        let message = format!(
            "`{name}` can hold itself, through `{through}`, and is taken by {} to any depth",
            operations(*first, Way::Input)
        );
        let finding = cx.report(place(element), message);
        finding
            .value(name)
            .help("make the nesting finite, or have the parser limit the depth before it builds objects");
        if let Some(operation) = first.operations(Way::Input).next() {
            related_operation(finding, operation);
        }
    }
}

/// The name of a particle that leads on in the circle.
fn way_back<'a>(from: Reached<'a>) -> Option<&'a str> {
    let cycle = from.component().cycle()?;
    let mut at = from.component();
    for _ in 0..32 {
        let mut inside = at.uses().filter_map(|used| {
            let to = used.target().component().filter(|to| to.cycle() == Some(cycle))?;
            Some((used.role(), to))
        });
        let (role, to) = inside.next()?;
        if matches!(role, Role::Particle | Role::ArrayItem) && !to.name().is_empty() {
            return Some(to.name());
        }
        at = to;
    }
    None
}
