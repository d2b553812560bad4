//! See `rules/resources/attachment-unbounded.md`.

use hashbrown::HashSet;

use super::schema_unconstrained_binary::is_unlimited;
use crate::model::wsdl::namespaces::{MIME, SWA_REF, XMIME};
use crate::model::wsdl::policy::reading::Feature;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::{BoundOperation, Direction, Wsdl};
use crate::rules::carried::{operations, place, related_operation};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, Element};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for the description: MIME parts only where no value says more.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let optimised = optimised(wsdl);
    let values = wsdl.reach().values(Way::Input).filter(|reached| is_unlimited(reached.component()));
    let mut seen: HashSet<At> = HashSet::new();
    let sent: Vec<(Reached<'a>, &'static str)> = values
        .filter_map(|reached| Some((reached, attached(reached, &optimised)?)))
        .filter(|(reached, _)| reached.component().element().is_some_and(|element| seen.insert(element.node().at())))
        .collect();
    let most = sent.iter().max_by_key(|(reached, _)| (reached.unbounded(Way::Input), reached.count(Way::Input)));
    if let Some(((worst, why), element)) = most.and_then(|most| Some((most, most.0.component().element()?))) {
        let (trail, who) = (worst.worst_trail(Way::Input), operations(*worst, Way::Input));
        let often = if worst.unbounded(Way::Input) > 0 { ", as often as the sender likes" } else { "" };
        let message = match sent.len() {
            1 => format!("`{trail}`, taken by {who}, is an attachment of any size ({why}){often}"),
            count => format!(
                "{count} values of inputs are attachments of any size, such as `{trail}` (taken by {who}) ({why}){often}"
            ),
        };
        let finding = cx.report(place(element), message);
        finding.help(
            "write a `maxLength` in bytes, bound the list around it, and limit message and attachments in the stack",
        );
        if let Some(operation) = worst.operations(Way::Input).next() {
            related_operation(finding, operation);
        }
        let others = sent.iter().filter(|(other, _)| other.component() != worst.component());
        for other in others.filter_map(|(other, _)| other.component().element()).take(4) {
            finding.related(place(other), "and this one");
        }
        return;
    }
    parts(wsdl, cx);
}

/// What makes a value an attachment, in words.
fn attached(reached: Reached<'_>, optimised: &HashSet<At>) -> Option<&'static str> {
    let component = reached.component();
    let element = component.element()?;
    if XMIME.iter().any(|namespace| element.attr(namespace, "expectedContentTypes").is_some()) {
        return Some("`xmime:expectedContentTypes`");
    }
    let named = element.attr_text("type");
    if named.as_deref().and_then(|name| element.resolve_qname(name)).is_some_and(|(namespace, _)| namespace == SWA_REF)
    {
        return Some("`swaRef`");
    }
    let by_policy = reached.operations(Way::Input).any(|operation| {
        let operation = operation.abstract_operation().target();
        operation.is_some_and(|operation| optimised.contains(&operation.element().node().at()))
    });
    by_policy.then_some("the policy asks for MTOM")
}

/// Operations whose inputs a policy wants as MTOM.
fn optimised(wsdl: &Wsdl) -> HashSet<At> {
    if wsdl.policies().is_empty() {
        return HashSet::new();
    }
    let inputs = wsdl.protections().filter(|message| message.direction() == Direction::Input);
    let asked = inputs.filter(|message| message.readings().iter().any(|one| one.feature(Feature::Mtom).is_some()));
    asked.filter_map(|message| Some(message.abstract_operation()?.element().node().at())).collect()
}

/// Inputs with `mime:content`: nothing in WSDL limits a MIME part.
fn parts<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let bound = wsdl.bindings().flat_map(|binding| binding.operations());
    let contents: Vec<(BoundOperation<'a>, Element<'a>)> =
        bound.filter_map(|bound| Some((bound, first_content(bound)?))).collect();
    let Some(((operation, first), others)) = contents.split_first() else { return };
    let who = match others.len() {
        0 => format!("`{}` takes", operation.name()),
        1 => format!("`{}` and 1 more bound operation take", operation.name()),
        more => format!("`{}` and {more} more bound operations take", operation.name()),
    };
    let message = format!("{who} MIME attachments of any size");
    let finding = cx.report(Place::within(first.node(), first.name_span()), message).value("mime");
    finding.help("limit the size and number of attachments in the stack, and say the limits in the documentation");
    for (_, other) in others.iter().take(4) {
        finding.related(Place::within(other.node(), other.name_span()), "and here");
    }
}

fn first_content(bound: BoundOperation<'_>) -> Option<Element<'_>> {
    let inputs = bound.messages().filter(|message| message.direction() == Direction::Input);
    inputs.into_iter().find_map(|input| {
        let mut inner = input.element().descendants();
        inner.find(|inner| inner.is(MIME, "content") && inner.parent().is_some_and(|part| part.is(MIME, "part")))
    })
}
