//! Messages of an operation that are protected less than another message of it.

use hashbrown::HashSet;

use crate::finding::Finding;
use crate::model::wsdl::policy::{Component, Grade, Protection, Strength, Transport};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::soap::causes::{listed, tag};
use crate::rules::{Cx, Related, many};

use crate::syntax::At;

/// A message that is protected less than another of its operation.
#[derive(Clone)]
pub(super) struct Less<'a> {
    /// The one that has less.
    pub(super) message: Protection<'a>,
    /// The one that has more.
    pub(super) than: Protection<'a>,
    /// What it lacks.
    pub(super) lacks: Vec<Component>,
}

/// Messages of one direction without the signature or encryption that the one of another direction has, those of one
/// binding together.
pub(super) fn less(wsdl: &Wsdl, direction: Direction, than: Direction) -> Vec<Vec<Less<'_>>> {
    if wsdl.policies().is_empty() {
        return Vec::new();
    }
    let key = |message: &Protection<'_>| {
        let at = message.operation().map(|operation| operation.element().node().at());
        (message.port().map(|port| port.element().node().at()), at)
    };
    // The messages of an operation follow each other.
    let all: Vec<_> = wsdl.protections().collect();
    let pairs = all.chunk_by(|one, other| key(one) == key(other)).flat_map(|messages| {
        let more = messages.iter().find(|message| message.direction() == than);
        let lower = messages.iter().filter(move |message| message.direction() == direction);
        lower.filter_map(move |message| compare(*message, *more?))
    });
    let binding = |less: &Less<'_>| -> Option<At> { Some(less.message.binding()?.element().node().at()) };
    many::by_key(pairs.collect::<Vec<_>>(), binding)
}

fn compare<'a>(message: Protection<'a>, than: Protection<'a>) -> Option<Less<'a>> {
    if message.effective() == than.effective() || !message.sees_all() {
        return None;
    }
    let (own, other): (Strength, Strength) = (message.strength(), than.strength());
    let mut lacks = own.weaker_than(&other);
    lacks.retain(|component| {
        matches!(component, Component::Integrity | Component::Confidentiality)
            && other.get(*component) == Grade::Message
    });
    (!lacks.is_empty()).then_some(Less { message, than, lacks })
}

/// True when TLS protects every one of them below.
pub(super) fn has_tls(group: &[Less<'_>]) -> bool {
    group.iter().all(|less| matches!(less.message.transport(), Transport::Https | Transport::Local))
}

/// Reports what one binding leaves bare: at the first message, with the others and the policy of the one that has more.
pub(super) fn report<'a, 'c>(wsdl: &'a Wsdl, group: &[Less<'a>], cx: &'c mut Cx<'a>) -> Option<&'c mut Finding> {
    let (first, others) = group.split_first()?;
    let element = first.message.message()?;
    let (way, than) = (first.message.direction().words(), first.than.direction().words());
    let lacks = match first.lacks.as_slice() {
        [Component::Integrity] => "is not signed",
        [_] => "is not encrypted",
        _ => "is neither signed nor encrypted",
    };
    let mut seen = HashSet::new();
    let names: Vec<&str> = group
        .iter()
        .filter_map(|less| Some(less.message.operation()?.name()))
        .filter(|name| seen.insert(*name))
        .collect();
    let text = format!("the {way} of {} {lacks}, and the {than} is", listed(&names));
    let finding = cx.report(tag(element), text).value(names.first().copied().unwrap_or_default());
    let of_message = first.than.attached().last().and_then(|(_, attached)| wsdl.element(attached.by));
    if let Some(policy) = of_message {
        finding.related(tag(policy), format!("protects the {than}"));
    }
    let mut seen: HashSet<At> = [element.node().at()].into_iter().collect();
    let places = others.iter().filter_map(|less| less.message.message()).filter(|at| seen.insert(at.node().at()));
    many::list(finding, places.map(tag), "this one too");
    Some(finding)
}
