//! See `rules/resources/schema-unbounded-occurs.md`.

use crate::finding::Profile;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::Way;
use crate::model::wsdl::xsd::Role;
use crate::rules::carried::{Weak, groups, relate, sent};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let found = sent(wsdl).flat_map(|holder| {
        let lists = holder.component().uses().filter(|used| used.role() == Role::Particle && used.is_unbounded());
        lists.filter_map(move |used| Weak::used(holder, used))
    });
    for group in groups(found, Profile::Audit, Way::Input, cx) {
        let Some(worst) = group.first() else { continue };
        let (trail, who) = (worst.trail(Way::Input), worst.operations(Way::Input));
        let message = match group.len() {
            1 => format!("`{trail}`, taken by {who}, repeats without bound"),
            count => format!("{count} particles of inputs repeat without bound, such as `{trail}` (taken by {who})"),
        };
        let finding =
            cx.report(worst.place(), message).help("write the largest `maxOccurs` that the service can handle");
        relate(finding, &group, Way::Input, "and this one");
    }
}
