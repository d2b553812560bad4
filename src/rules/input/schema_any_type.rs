//! See `rules/input/schema-any-type.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::{Family, Kind, Target};
use crate::rules::carried::{Weak, groups, relate};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// What a value admits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Anything, elements of any class included.
    Anything,
    /// One value of any simple type: no structure, and no limit.
    Text,
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for open in [Open::Anything, Open::Text] {
        if open == Open::Text && cx.profile() == Profile::Recommended {
            continue;
        }
        let is_so = |reached: &Reached<'a>| open_type(*reached).is_some_and(|(what, _)| what == open);
        let found = wsdl.reach().values(Way::Input).filter(is_so);
        for group in groups(found.filter_map(Weak::component), Profile::Strict, Way::Input, cx) {
            report(&group, open, cx);
        }
    }
}

fn report<'a>(group: &[Weak<'a>], open: Open, cx: &mut Cx<'a>) {
    let Some(worst) = group.first() else { return };
    let Some((_, name)) = open_type(worst.reached) else { return };
    let (trail, who) = (worst.trail(Way::Input), worst.operations(Way::Input));
    let message = match group.len() {
        1 => format!("`{trail}`, taken by {who}, is {name}: the sender chooses what it holds"),
        count => format!(
            "the sender chooses what {count} values of inputs hold, such as `{trail}` (taken by {who}), which is {name}"
        ),
    };
    let finding = cx.report(worst.place(), message);
    finding.help("give it a type of its own, or a `choice` of the types that the service can handle");
    if open == Open::Text {
        finding.severity(Severity::Info);
    }
    relate(finding, group, Way::Input, "and this one");
}

/// The type of a value in words, where it admits any content.
fn open_type(reached: Reached<'_>) -> Option<(Open, String)> {
    let component = reached.component();
    if component.is_abstract() {
        return None;
    }
    let is_typed = || component.element().is_some_and(|element| element.attr("", "type").is_some());
    match component.value_type()? {
        Target::Builtin(builtin) if !matches!(builtin.family, Family::Any | Family::AnySimple | Family::Array) => None,
        Target::Builtin(builtin) if is_typed() => {
            // An array of SOAP encoding is the matter of `soap-encoded-use`.
            let is_open = matches!(builtin.family, Family::Any | Family::AnySimple)
                || (builtin.family == Family::Array && builtin.name == "Vector");
            let is_text = component.kind() == Kind::Attribute;
            let open = if builtin.family == Family::AnySimple { Open::Text } else { Open::Anything };
            (is_open && !is_text && builtin.name != "Struct").then(|| (open, format!("`{}`", builtin.name)))
        }
        // A global one without a type is most often a message without content.
        Target::Builtin(builtin) => {
            let is_open = builtin.family == Family::Any && component.kind() == Kind::Element && !component.is_global();
            is_open.then(|| (Open::Anything, "without a type, which is `anyType`".to_owned()))
        }
        // Types that WCF writes for `object[]` and dictionaries of `object`.
        Target::To(of) if of.is_standard() && of.name().ends_with("anyType") => {
            of.name().starts_with("ArrayOf").then(|| (Open::Anything, format!("`{}`", of.name())))
        }
        _ => None,
    }
}
