//! See `rules/input/schema-wildcard.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::Kind;
use crate::rules::carried::{Weak, groups, relate, sent};
use crate::rules::{Check, Cx};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// How open a wildcard is, the worst first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Anything, unread.
    Skipped,
    /// Anything, read where a declaration is at hand.
    Lax,
    /// Anything, behind what is declared: room for later versions of the same namespace too.
    Room,
    /// Elements of other namespaces: the usual room for later versions.
    Extension,
    /// Attributes.
    Attributes,
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for open in [Open::Skipped, Open::Lax, Open::Room, Open::Extension, Open::Attributes] {
        let is_remark = matches!(open, Open::Extension | Open::Attributes);
        if is_remark && cx.profile() < Profile::Audit {
            continue;
        }
        let found = sent(wsdl).filter(|reached| openness(*reached) == Some(open));
        // Remarks come by the hundred: one for the description in every profile.
        let kept: Vec<_> = if is_remark {
            vec![found.filter_map(Weak::component).collect()]
        } else {
            groups(found.filter_map(Weak::component), Profile::Audit, Way::Input, cx)
        };
        for group in kept {
            report(&group, open, cx);
        }
    }
}

fn report<'a>(group: &[Weak<'a>], open: Open, cx: &mut Cx<'a>) {
    let Some(worst) = group.first() else { return };
    let (trail, who) = (worst.trail(Way::Input), worst.operations(Way::Input));
    let what = match open {
        Open::Skipped => "any content, which nothing validates",
        Open::Lax => "any content, which is validated only where a declaration is at hand",
        Open::Room => "any elements behind the declared ones, validated only where a declaration is at hand",
        Open::Extension => "any elements of other namespaces",
        Open::Attributes => "any attributes",
    };
    let message = match group.len() {
        1 => format!("`{trail}`, taken by {who}, admits {what}"),
        count => format!("{count} places of inputs admit {what}, such as `{trail}` (taken by {who})"),
    };
    let finding = cx.report(worst.place(), message);
    match open {
        Open::Skipped => finding.severity(Severity::Medium),
        Open::Lax => finding,
        Open::Room | Open::Extension | Open::Attributes => finding.severity(Severity::Info),
    };
    finding.value(what).help("declare the elements that may come, or leave out what the service does not read");
    relate(finding, group, Way::Input, "and here");
}

fn openness(reached: Reached<'_>) -> Option<Open> {
    let component = reached.component();
    if !matches!(component.kind(), Kind::Any | Kind::AnyAttribute) {
        return None;
    }
    let element = component.element()?;
    let processing = word(element, "processContents");
    if !matches!(processing.as_deref(), Some("lax" | "skip")) {
        return None;
    }
    match component.kind() {
        Kind::AnyAttribute => Some(Open::Attributes),
        Kind::Any => match word(element, "namespace").as_deref() {
            None | Some("##any") if processing.as_deref() == Some("skip") => Some(Open::Skipped),
            None | Some("##any") if is_room(element) => Some(Open::Room),
            None | Some("##any") => Some(Open::Lax),
            Some("##other") => Some(Open::Extension),
            // A list of namespaces is a choice somebody made.
            Some(_) => None,
        },
        _ => None,
    }
}

/// True for what may be left out at the end of a sequence, behind elements or beside attributes that are declared, or in a
/// type that says it is for that.
fn is_room(element: Element<'_>) -> bool {
    if word(element, "minOccurs").as_deref() != Some("0") {
        return false;
    }
    let Some(sequence) = element.parent().filter(|parent| parent.local() == "sequence") else { return false };
    let particles: Vec<_> = sequence.elements().filter(|child| child.local() != "annotation").collect();
    let is_last = particles.last().is_some_and(|last| last.node().at() == element.node().at());
    let Some(of) = sequence.parent() else { return false };
    let is_named = word(of, "name").is_some_and(|name| name.ends_with("Extension"));
    let has_attributes = of.elements().any(|child| child.local() == "attribute");
    is_last && (particles.len() > 1 || is_named || has_attributes)
}

fn word(element: Element<'_>, attribute: &str) -> Option<String> {
    Some(element.attr_text(attribute)?.trim().to_owned())
}
