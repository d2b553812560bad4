//! See `rules/resources/schema-unconstrained-binary.md`.

use crate::finding::Profile;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::Way;
use crate::model::wsdl::xsd::{Component, Family};
use crate::rules::carried::{Weak, groups, relate};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let found = wsdl.reach().values(Way::Input).filter(|reached| is_unlimited(reached.component()));
    for group in groups(found.filter_map(Weak::component), Profile::Audit, Way::Input, cx) {
        let Some(worst) = group.first() else { continue };
        let (trail, who) = (worst.trail(Way::Input), worst.operations(Way::Input));
        let message = match group.len() {
            1 => format!("`{trail}`, taken by {who}, is binary data of any size"),
            count => {
                format!("{count} values of inputs are binary data of any size, such as `{trail}` (taken by {who})")
            }
        };
        let finding = cx.report(worst.place(), message).help("write a `maxLength`, in bytes, in a type of its own");
        relate(finding, &group, Way::Input, "and this one");
    }
}

/// True for bytes whose number nothing limits.
pub(super) fn is_unlimited(component: Component<'_>) -> bool {
    if let Some(builtin) = component.builtin_type() {
        return builtin.family == Family::Binary;
    }
    component.facets().is_some_and(|facets| {
        facets.builtin.is_some_and(|builtin| builtin.family == Family::Binary) && !facets.limits_length()
    })
}
