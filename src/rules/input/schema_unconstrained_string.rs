//! See `rules/input/schema-unconstrained-string.md`.

use crate::finding::Profile;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::Way;
use crate::model::wsdl::xsd::{Builtin, Component, Family, TextLimit};
use crate::rules::carried::{Weak, groups, relate};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let found = wsdl.reach().values(Way::Input).filter(|reached| is_free(reached.component()));
    for group in groups(found.filter_map(Weak::component), Profile::Audit, Way::Input, cx) {
        let Some(worst) = group.first() else { continue };
        let (trail, who) = (worst.trail(Way::Input), worst.operations(Way::Input));
        let message = match group.len() {
            1 => format!("`{trail}`, taken by {who}, is text of any length and content"),
            count => format!("{count} texts of inputs have no limit, such as `{trail}` (taken by {who})"),
        };
        let finding = cx.report(worst.place(), message);
        finding.help("give it a simple type with `maxLength`, and with a `pattern` or an `enumeration` where one fits");
        relate(finding, &group, Way::Input, "and this one");
    }
}

/// Text without any limit; names, addresses and untyped values are other matters.
fn is_free(component: Component<'_>) -> bool {
    if component.text_limit() != TextLimit::Unlimited {
        return false;
    }
    let is_text = |builtin: &Builtin| matches!(builtin.family, Family::Text | Family::List);
    match component.builtin_type() {
        Some(builtin) => is_text(builtin),
        None => component.facets().is_some_and(|facets| facets.builtin.is_none_or(is_text)),
    }
}
