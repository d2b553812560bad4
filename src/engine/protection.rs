//! From a WSDL description or a document of policies to its protection table. Uses the model, as rules do; judges nothing.

use super::{Settings, guarded, read, status};
use crate::finding::{AlternativeRow, InputState, MessageRow, PolicyRow, PortRow, ProtectionTable};
use crate::model::openapi;
use crate::model::wsdl::policy::reading::Reading;
use crate::model::wsdl::policy::{Authenticated, Facts, Grade, Policy, Protection, State, Strength, Transport};
use crate::model::wsdl::{self, Wsdl};
use crate::source::{Loader, Source, SourceId};
use crate::syntax::{At, Element, parse};

/// The protection table of the WSDL description or the policies in a file.
///
/// # Errors
/// A sentence when the file cannot be read, or is neither WSDL nor a document with policies.
pub fn protection(uri: &str, loader: &dyn Loader, settings: &Settings) -> Result<Vec<ProtectionTable>, String> {
    let text = read(uri, loader, &settings.limits)?;
    let document = guarded(|| parse(Source::new(SourceId(0), uri, text), &settings.limits, openapi::WORDS))?;
    if document.root().and_then(Element::new).and_then(wsdl::detect).is_none() {
        return Err("this is neither a WSDL description nor a document with policies".to_owned());
    }
    guarded(|| vec![of(&Wsdl::load(document, loader, &settings.limits))])
}

fn of(wsdl: &Wsdl) -> ProtectionTable {
    let input = status(wsdl.documents(), wsdl.version().format());
    let broken = input.reason.filter(|_| input.state != InputState::Checked);
    let limit = (!wsdl.has_all_protections()).then(|| "there are too many messages".to_owned());
    ProtectionTable {
        path: input.path,
        format: wsdl.version().format(),
        ports: ports(wsdl),
        unattached: wsdl.policies().unattached().map(|policy| policy_row(wsdl, policy)).collect(),
        incomplete: broken.or(limit),
    }
}

/// Messages follow each other port by port.
fn ports(wsdl: &Wsdl) -> Vec<PortRow> {
    let mut rows: Vec<PortRow> = Vec::new();
    let mut last: Option<(Option<At>, Option<At>)> = None;
    for message in wsdl.protections() {
        let port = message.port().map(|port| port.element().node().at());
        let binding = message.binding().map(|binding| binding.element().node().at());
        if last != Some((port, binding)) {
            last = Some((port, binding));
            rows.push(PortRow {
                service: message.service().map(|service| service.name().to_string()),
                port: message.port().map(|port| port.name().to_string()),
                binding: message.binding().map_or(String::new(), |binding| binding.name().to_string()),
                address: message.port().and_then(|port| port.address()).map(|address| address.text.to_string()),
                messages: Vec::new(),
            });
        }
        if let Some(row) = rows.last_mut() {
            row.messages.push(message_row(wsdl, message));
        }
    }
    rows
}

fn message_row(wsdl: &Wsdl, message: Protection<'_>) -> MessageRow {
    let (file, line) = message.message().map_or((String::new(), 0), |element| place(wsdl, element.node().at()));
    let policies = message.attached().filter_map(|(_, attached)| attached.policy.ok()).map(|policy| {
        let (file, line) = place(wsdl, policy);
        format!("{file}:{line}")
    });
    // Without a policy the address speaks for itself.
    let nothing = [Reading::default()];
    let readings = if message.readings().is_empty() { nothing.as_slice() } else { message.readings() };
    MessageRow {
        operation: message.operation().map_or(String::new(), |operation| operation.name().to_owned()),
        direction: message.direction().words(),
        fault: message.fault().map(str::to_owned),
        file,
        line,
        state: word(message.state()),
        policies: policies.collect(),
        alternatives: alternatives(readings, &message.facts(), message.transport()),
    }
}

fn policy_row(wsdl: &Wsdl, policy: &Policy) -> PolicyRow {
    let (file, line) = place(wsdl, policy.at);
    let readings = wsdl.policies().readings(policy.at);
    let facts: Vec<Facts> = readings.iter().map(|reading| Facts::of(reading, Transport::Missing)).collect();
    let id = policy.ids.first().map(|id| id.text.to_string());
    PolicyRow {
        id: id.or_else(|| policy.name.as_ref().map(|(_, name)| name.to_string())).unwrap_or_default(),
        file,
        line,
        state: word(wsdl.policies().state(policy.at)),
        alternatives: alternatives(readings, &facts, Transport::Missing),
    }
}

fn alternatives(readings: &[Reading], facts: &[Facts], transport: Transport) -> Vec<AlternativeRow> {
    let strengths: Vec<Strength> = facts.iter().map(Strength::of).collect();
    let is_weaker = |strength: &Strength| strengths.iter().any(|other| !strength.weaker_than(other).is_empty());
    let weakest = facts.iter().zip(&strengths).enumerate().filter(|(_, (_, strength))| is_weaker(strength));
    let weakest = weakest.min_by_key(|(_, (_, strength))| strength.rank()).map(|(index, _)| index);
    let row = |(index, (reading, (facts, strength))): (usize, (&Reading, (&Facts, &Strength)))| AlternativeRow {
        asks: reading.words(),
        does: facts.words(),
        transport: match transport {
            Transport::Https => "https",
            Transport::Http => "http",
            Transport::Other => "other",
            Transport::Local => "local",
            Transport::Placeholder | Transport::Missing => "unknown",
        },
        integrity: grade(strength.integrity, strength.knows_policy && strength.knows_transport),
        confidentiality: grade(strength.confidentiality, strength.knows_policy && strength.knows_transport),
        client: grade(strength.client, strength.knows_policy),
        server: server(facts),
        freshness: grade(strength.freshness, strength.knows_policy && strength.knows_transport),
        is_weakest: weakest == Some(index),
    };
    readings.iter().zip(facts.iter().zip(&strengths)).enumerate().map(row).collect()
}

fn grade(grade: Grade, is_known: bool) -> &'static str {
    match grade {
        Grade::Message => "message",
        Grade::Transport => "transport",
        Grade::None if is_known => "none",
        Grade::None => "unknown",
    }
}

/// By what the policy asks for, else by the certificate of an `https` address.
fn server(facts: &Facts) -> &'static str {
    match facts.server {
        Some(Authenticated { in_message: true, .. }) => "message",
        Some(_) => "transport",
        None if facts.transport == Transport::Https => "transport",
        None if facts.unknown.is_some() || facts.is_secure.is_none() => "unknown",
        None => "none",
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::None => "none",
        State::Empty => "empty",
        State::Unsatisfiable => "unsatisfiable",
        State::Unknown(_) => "unknown",
        State::Alternatives => "alternatives",
    }
}

fn place(wsdl: &Wsdl, at: At) -> (String, u32) {
    wsdl.node(at).map_or((String::new(), 0), |node| {
        let source = &node.doc.source;
        (source.uri.clone(), source.lines().position(&source.text, node.span().start).line)
    })
}
