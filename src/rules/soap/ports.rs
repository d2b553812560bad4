//! Ports as clients reach them, with what protects the messages that pass: what rules on endpoints and on the coverage
//! of a service share.

use std::cell::OnceCell;
use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use crate::model::wsdl::policy::{Component, Grade, Protection, State, Strength};
use crate::model::wsdl::{Binding, Direction, Link, Place, Port, Wsdl};
use crate::syntax::At;
use crate::words;

/// A port and its messages.
pub(in crate::rules) struct Reached<'a> {
    /// The port.
    pub(in crate::rules) port: Port<'a>,
    /// Its messages, in the order of the binding; none where the description has no policy at all.
    pub(in crate::rules) messages: Vec<Protection<'a>>,
    /// See [`has_own_headers`]; the ports of one binding share the answer.
    own_headers: Rc<OnceCell<bool>>,
}

/// Every port of the description.
pub(in crate::rules) fn reached(wsdl: &Wsdl) -> Vec<Reached<'_>> {
    let mut bindings: HashMap<Option<At>, Rc<OnceCell<bool>>> = HashMap::new();
    let binding = |port: Port<'_>| port.binding().target().map(|binding| binding.element().node().at());
    let ports = wsdl.ports().map(|port| Reached {
        port,
        messages: Vec::new(),
        own_headers: Rc::clone(bindings.entry(binding(port)).or_default()),
    });
    let mut all: Vec<Reached<'_>> = ports.collect();
    if wsdl.policies().is_empty() {
        return all;
    }
    let known: HashMap<At, usize> =
        all.iter().enumerate().map(|(index, reached)| (reached.port.element().node().at(), index)).collect();
    for message in wsdl.protections() {
        let at = message.port().and_then(|port| known.get(&port.element().node().at()).copied());
        if let Some(reached) = at.and_then(|at| all.get_mut(at)) {
            reached.messages.push(message);
        }
    }
    all
}

impl<'a> Reached<'a> {
    /// True when something that may hold its policy is not known.
    pub(in crate::rules) fn is_hidden(&self) -> bool {
        let hidden = |message: &Protection<'_>| !message.sees_all() || matches!(message.state(), State::Unknown(_));
        let is_unread = match self.port.binding() {
            Link::To(binding) | Link::Guessed(binding) => matches!(binding.port_type(), Link::Unknown),
            Link::Unknown => true,
            Link::Missing | Link::Absent => false,
        };
        is_unread || self.distinct().any(|message| hidden(&message))
    }

    /// One message for each that is protected in a way of its own.
    pub(in crate::rules) fn distinct(&self) -> impl Iterator<Item = Protection<'a>> {
        let mut seen = HashSet::new();
        let first =
            move |message: &Protection<'a>| seen.insert((message.effective(), message.direction(), message.sees_all()));
        self.messages.iter().copied().filter(first)
    }

    /// True when every input and output is signed and encrypted itself, whichever alternative is chosen.
    pub(in crate::rules) fn protects_itself(&self) -> bool {
        let mut bodies = self.distinct().filter(|message| message.direction() != Direction::Fault).peekable();
        bodies.peek().is_some()
            && bodies.all(|message| {
                let strength = message.strength();
                [strength.integrity, strength.confidentiality] == [Grade::Message; 2]
            })
    }

    /// The assertion that asks for HTTPS, where every alternative of a message does.
    pub(in crate::rules) fn asks_for_https(&self) -> Option<At> {
        self.distinct().find_map(|message| {
            let all: Option<Vec<At>> = message.facts().iter().map(|facts| facts.https_token).collect();
            all.and_then(|all| all.first().copied())
        })
    }

    /// What is left of all inputs and outputs; `None` where nothing is known of them.
    pub(in crate::rules) fn weakest(&self) -> Option<Strength> {
        let bodies = self.distinct().filter(|message| message.direction() != Direction::Fault);
        bodies.map(Protection::strength).reduce(Strength::weakest)
    }

    /// True when something says how its messages are protected, or who may send them.
    pub(in crate::rules) fn is_secured(&self) -> bool {
        self.port.authentication_scheme().is_some()
            || self.distinct().any(Protection::has_security)
            || self
                .port
                .binding()
                .target()
                .is_some_and(|binding| *self.own_headers.get_or_init(|| has_own_headers(binding)))
    }
}

/// True when a SOAP header of a binding is named like something that proves who the client is: a session, a token, a
/// user name.
pub(in crate::rules) fn has_own_headers(binding: Binding<'_>) -> bool {
    let pieces =
        binding.operations().flat_map(|operation| operation.messages()).flat_map(|message| message.encodings());
    let mut headers = pieces.filter(|piece| piece.place == Place::Header);
    headers.any(|header| {
        let message = header.message_name().map_or(String::new(), |(_, local)| local);
        let part = header.element.attr_text("part").unwrap_or_default();
        is_credential_like(&message) || is_credential_like(&part)
    })
}

fn is_credential_like(name: &str) -> bool {
    const WORDS: [&str; 24] = [
        "auth",
        "authentication",
        "authenticate",
        "authorization",
        "authorisation",
        "credential",
        "credentials",
        "session",
        "sessionid",
        "token",
        "security",
        "signature",
        "login",
        "logon",
        "password",
        "user",
        "username",
        "apikey",
        "key",
        "licence",
        "license",
        "ticket",
        "assertion",
        "identity",
    ];
    words::split(name).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// The services with ports of which nothing, seen or hidden, says how any is protected.
pub(in crate::rules) fn declaring_nothing(ports: &[Reached<'_>]) -> HashSet<At> {
    let mut services: HashMap<At, bool> = HashMap::new();
    for reached in ports {
        let Some(service) = reached.port.service() else { continue };
        let is_silent = services.entry(service.element().node().at()).or_insert(true);
        *is_silent = *is_silent && !reached.is_hidden() && !reached.is_secured();
    }
    services.into_iter().filter(|(_, is_silent)| *is_silent).map(|(at, _)| at).collect()
}

/// The components in which a message has nothing at all while another has something, leaving out when it was made.
pub(in crate::rules) fn bare(weaker: &Strength, stronger: &Strength) -> Vec<Component> {
    let mut lower = weaker.weaker_than(stronger);
    lower.retain(|component| *component != Component::Freshness && weaker.get(*component) == Grade::None);
    lower
}
