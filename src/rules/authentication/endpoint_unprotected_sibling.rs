//! See `rules/authentication/endpoint-unprotected-sibling.md`.

use hashbrown::{HashMap, HashSet};

use crate::model::wsdl::policy::reading::BindingKind;
use crate::model::wsdl::policy::{Component, Facts, Grade, Protection, Strength, Transport};
use crate::model::wsdl::{Direction, Port, Wsdl};
use crate::rules::soap::causes::{listed, tag};
use crate::rules::soap::ports::{Reached, bare, reached};
use crate::rules::transport::cleartext::marked;
use crate::rules::{Check, Cx, Related, many};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Ports of one port type that each is compared with.
const COMPARED: usize = 16;

/// A port that gives away what another protects.
struct Weaker<'a> {
    port: Port<'a>,
    stronger: Port<'a>,
    lacks: Vec<Component>,
    operations: Vec<&'a str>,
    /// What a client gets here, and there.
    words: (String, String),
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // Without any policy only TLS can differ, which is the business of `endpoint-cleartext-sibling`.
    if wsdl.policies().is_empty() {
        return;
    }
    let all = reached(wsdl);
    let soap = all.iter().filter_map(|reached| {
        reached.port.binding().target().filter(|binding| binding.protocol().is_soap())?;
        Some((reached.port.port_type().target()?.element().node().at(), reached))
    });
    for group in many::by_key(soap, |(port_type, _)| *port_type).into_iter().filter(|group| group.len() > 1) {
        let group: Vec<_> = group.into_iter().map(|(_, reached)| reached).collect();
        let found = group.iter().filter(|one| !one.is_hidden()).filter_map(|one| weaker(one, &group));
        // What one port asks for and others lack is one cause, whichever bindings they use.
        let cause = |weaker: &Weaker<'_>| (weaker.stronger.element().node().at(), weaker.lacks.clone());
        for alike in many::by_key(found.collect::<Vec<_>>(), cause) {
            report(&alike, cx);
        }
    }
}

fn weaker<'a>(one: &Reached<'a>, group: &[&Reached<'a>]) -> Option<Weaker<'a>> {
    let at = one.port.element().node().at();
    let others = group.iter().filter(|other| other.port.element().node().at() != at).take(COMPARED);
    others.filter_map(|other| compare(one, other)).max_by_key(|weaker| weaker.operations.len())
}

fn compare<'a>(one: &Reached<'a>, other: &Reached<'a>) -> Option<Weaker<'a>> {
    // Two documents that describe one endpoint do not stand side by side.
    let address = |port: &Reached<'a>| port.port.address().map(|address| address.text.to_string());
    let source = |port: &Reached<'a>| port.port.element().node().at().source;
    if source(one) != source(other) && address(one) == address(other) {
        return None;
    }
    let mut strengths: HashMap<(usize, bool), Strength> = HashMap::new();
    let mut strength = |message: &Protection<'_>, own: bool| {
        *strengths.entry((message.effective(), own)).or_insert_with(|| message.strength())
    };
    let mut there: HashMap<(&str, Direction), Protection<'a>> = HashMap::new();
    for message in bodies(other) {
        if let Some(operation) = message.operation() {
            there.entry((operation.name(), message.direction())).or_insert(message);
        }
    }
    let (mut lacks, mut operations, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    let mut words = None;
    for message in bodies(one) {
        let Some(operation) = message.operation() else { continue };
        let Some(twin) = there.get(&(operation.name(), message.direction())) else { continue };
        let (own, best) = (strength(&message, true), strength(twin, false));
        let lower = lacking(&message, &own, twin, &best);
        if lower.is_empty() {
            continue;
        }
        words.get_or_insert_with(|| (message.weakest().1.words(), twin.weakest().1.words()));
        if seen.insert(operation.name()) {
            operations.push(operation.name());
        }
        for component in lower {
            if !lacks.contains(&component) {
                lacks.push(component);
            }
        }
    }
    Some(Weaker { port: one.port, stronger: other.port, lacks, operations, words: words? })
}

fn bodies<'a>(reached: &Reached<'a>) -> impl Iterator<Item = Protection<'a>> {
    reached.messages.iter().copied().filter(|message| message.direction() != Direction::Fault)
}

/// What a message lacks altogether that its twin has, where it has nothing more than the twin. TLS alone is left out:
/// that the address decides.
fn lacking(message: &Protection<'_>, own: &Strength, twin: &Protection<'_>, best: &Strength) -> Vec<Component> {
    let has_more = best.weaker_than(own).iter().any(|component| *component != Component::Freshness);
    if has_more {
        return Vec::new();
    }
    // A binding of the message that protects no part of it is told where it stands.
    let is_told = |facts: &Facts| facts.binding.is_some_and(BindingKind::is_message);
    if own.integrity == Grade::None && own.confidentiality == Grade::None && is_told(&message.weakest().1) {
        return Vec::new();
    }
    let mut lower = bare(own, best);
    if message.transport() == Transport::Http && twin.transport() == Transport::Https {
        lower.retain(|component| {
            *component == Component::ClientAuthentication || best.get(*component) == Grade::Message
        });
    }
    lower
}

/// The names of both ports, with those of their services where they are the same.
fn names(weaker: &Weaker<'_>) -> (String, String) {
    let name = |port: Port<'_>| match port.service() {
        Some(service) if weaker.port.name() == weaker.stronger.name() => format!("{}/{}", service.name(), port.name()),
        _ => port.name().to_owned(),
    };
    (name(weaker.port), name(weaker.stronger))
}

fn report<'a>(alike: &[Weaker<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = alike.split_first() else { return };
    let lacks = match first.lacks.iter().map(|component| component.words()).collect::<Vec<_>>().as_slice() {
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
        [] => return,
    };
    let (here, there) = names(first);
    let operations = listed(&first.operations);
    let more = match others.len() {
        0 => String::new(),
        1 => ", and so does 1 more port".to_owned(),
        more => format!(", and so do {more} more ports"),
    };
    let message =
        format!("the port `{here}` takes {operations} without {lacks}, which the port `{there}` asks for{more}");
    let finding = cx.report(tag(first.port.element()), message);
    finding.help("attach the policy of the other port to this one too, or remove this one");
    if let Some(address) = first.port.address() {
        finding.related(marked(&address), format!("here: {}", first.words.0));
    }
    let stronger = first.stronger.address().map_or(tag(first.stronger.element()), |address| marked(&address));
    finding.related(stronger, format!("there: {}", first.words.1));
    let mut seen: HashSet<At> = HashSet::new();
    for other in others.iter().take(5).filter(|other| seen.insert(other.port.element().node().at())) {
        finding.related(tag(other.port.element()), "this port too");
        if let Some(address) = other.port.address() {
            finding.related(marked(&address), "and its address");
        }
    }
}
