//! See `rules/resources/schema-nested-unbounded.md`.

use super::schema_unconstrained_binary::is_unlimited;
use crate::finding::Profile;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::{Component, Family, Kind, Role, Use};
use crate::rules::carried::{Weak, groups, relate, sent};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for group in groups(lists_in_lists(wsdl), Profile::Strict, Way::Input, cx) {
        let Some(worst) = group.first() else { continue };
        let (trail, who) = (worst.trail(Way::Input), worst.operations(Way::Input));
        let message = match group.len() {
            1 => format!("the list `{trail}`, taken by {who}, repeats without bound inside a list that does"),
            count => format!(
                "{count} lists in inputs repeat without bound inside a list that does, such as `{trail}` (taken by {who})"
            ),
        };
        let finding = cx.report(worst.place(), message).help("write a `maxOccurs` for both lists");
        relate(finding, &group, Way::Input, "and this one");
    }
    for group in groups(heavy_items(wsdl), Profile::Strict, Way::Input, cx) {
        let Some(worst) = group.first() else { continue };
        let (trail, who) = (worst.trail(Way::Input), worst.operations(Way::Input));
        let what =
            if is_unlimited(worst.reached.component()) { "binary data of any size" } else { "content of any kind" };
        let message = format!("an input list without bound holds {what} in each item: `{trail}` (taken by {who})");
        let finding = cx.report(worst.place(), message);
        finding.value("items").help("write a `maxOccurs` for the list and a `maxLength` for what an item holds");
        relate(finding, &group, Way::Input, "and this one");
    }
}

/// Particles without bound below another.
fn lists_in_lists(wsdl: &Wsdl) -> impl Iterator<Item = Weak<'_>> {
    let inside = sent(wsdl).filter(|holder| holder.unbounded(Way::Input) > 0);
    inside.flat_map(|holder| {
        let lists = holder.component().uses().filter(|used| is_list(used));
        let nested = lists.filter(move |used| has_another_around(holder, *used));
        nested.filter_map(move |used| Weak::used_nested(holder, used))
    })
}

fn is_list(used: &Use<'_>) -> bool {
    // A wildcard is how a schema leaves room for later versions.
    let is_wildcard = used.target().component().is_some_and(|component| component.kind() == Kind::Any);
    used.role() == Role::Particle && used.is_unbounded() && !is_wildcard
}

/// False for a tree, whose only list is around itself: it recurs.
fn has_another_around(holder: Reached<'_>, used: Use<'_>) -> bool {
    let own = used.unbounded_by();
    let around = holder.worst_path(Way::Input);
    around.iter().any(|other| other.is_unbounded() && other.unbounded_by() != own)
}

/// What lists hold that is large by itself. A list of bytes is caught here, not above.
fn heavy_items(wsdl: &Wsdl) -> impl Iterator<Item = Weak<'_>> {
    let values = wsdl.reach().values(Way::Input).filter(|reached| reached.unbounded(Way::Input) > 0);
    let heavy = values.filter(|reached| {
        let component = reached.component();
        component.kind() == Kind::Element && !component.is_abstract() && (is_unlimited(component) || is_any(component))
    });
    heavy.filter_map(Weak::nested)
}

/// `anyType` that somebody wrote: an element without a type is more often an empty one.
fn is_any(component: Component<'_>) -> bool {
    let is_written = component.element().is_some_and(|element| element.attr("", "type").is_some());
    let builtin = component.value_type().and_then(|target| target.builtin());
    is_written && builtin.is_some_and(|builtin| builtin.family == Family::Any)
}
