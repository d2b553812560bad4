//! What the rules on policies share: alternatives of messages judged one by one, and one cause for each element to
//! blame, with the messages it harms.

use hashbrown::{HashMap, HashSet};

use crate::finding::Finding;
use crate::model::wsdl::policy::reading::Reading;
use crate::model::wsdl::policy::{Facts, Protection, Transport};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Cx, Place, Related};
use crate::syntax::{At, Element};

/// Operations and ports named in a message.
const NAMED: usize = 3;
/// What the messages of a bootstrap policy are.
const SET_UP: &str = "the messages that set up the session";
/// Operations listed with a finding.
const LISTED: usize = 5;

/// One alternative, as it protects messages of one direction over one transport.
pub(in crate::rules) struct Seen<'r> {
    /// What it asks for.
    pub(in crate::rules) reading: &'r Reading,
    /// What it does; of a bootstrap policy, what it does for the messages that set the session up.
    pub(in crate::rules) facts: Facts,
    /// Which way the messages go; `None` for a policy in a document of its own, which protects no message here.
    pub(in crate::rules) direction: Option<Direction>,
    /// True within `sp:BootstrapPolicy`.
    pub(in crate::rules) is_bootstrap: bool,
    /// The `sp:BootstrapPolicy` it belongs to.
    pub(in crate::rules) bootstrap: Option<At>,
    /// Which alternative, 1-based; 0 where it is no choice of its own.
    number: usize,
}

/// The element to blame, and what tells two causes at one element apart.
#[derive(PartialEq, Eq)]
pub(in crate::rules) struct Blame {
    /// The element.
    pub(in crate::rules) at: At,
    /// A word for messages; causes with different words are different. May be empty.
    pub(in crate::rules) about: String,
}

impl Blame {
    /// Blames an element, in one way.
    pub(in crate::rules) fn on(at: At) -> Self {
        Self { at, about: String::new() }
    }

    /// Blames an element for one of several things.
    pub(in crate::rules) fn for_what(at: At, about: impl Into<String>) -> Self {
        Self { at, about: about.into() }
    }
}

/// An element to blame, with all it harms.
pub(in crate::rules) struct Cause<'a> {
    wsdl: &'a Wsdl,
    /// The element.
    pub(in crate::rules) at: At,
    /// See [`Blame::about`].
    pub(in crate::rules) about: String,
    /// The messages, in the order of the description; none for a policy in a document of its own.
    pub(in crate::rules) messages: Vec<Protection<'a>>,
    /// The facts of the first alternative that is harmed.
    pub(in crate::rules) facts: Facts,
    /// Which alternative of how many, 1-based, of the first message; 0 where all of them are meant.
    pub(in crate::rules) alternative: (usize, usize),
}

/// Judges every alternative of every message, bootstrap policies too: for weaknesses that a client may choose. An
/// alternative may be to blame for nothing, for one thing or for several.
pub(in crate::rules) fn any_alternative<'a, B: IntoIterator<Item = Blame>>(
    wsdl: &'a Wsdl,
    judge: impl Fn(&Seen<'_>) -> B,
) -> Vec<Cause<'a>> {
    causes(wsdl, |seen| {
        let mut found: Found = Vec::new();
        for seen in seen {
            for blame in judge(seen) {
                // What several alternatives have in common is one cause.
                if found.iter().all(|(.., known)| *known != blame) {
                    found.push((seen.number, seen.facts, blame));
                }
            }
        }
        found
    })
}

/// Judges every alternative of every message and blames only what holds in all of them: for protection that is missing
/// whatever a client chooses. Where one alternative has it, the choice is the weakness (`policy-weaker-alternative`).
pub(in crate::rules) fn every_alternative<'a>(
    wsdl: &'a Wsdl,
    judge: impl Fn(&Seen<'_>) -> Option<Blame>,
) -> Vec<Cause<'a>> {
    causes(wsdl, |seen| {
        let (within, own): (Vec<&Seen<'_>>, Vec<&Seen<'_>>) = seen.iter().partition(|seen| seen.is_bootstrap);
        let mut found = Vec::new();
        let all: Option<Vec<Blame>> = own.iter().map(|seen| judge(seen)).collect();
        if let (Some(first), Some(seen)) = (all.and_then(|all| all.into_iter().next()), own.first()) {
            found.push((0, seen.facts, first));
        }
        found.extend(within.into_iter().filter_map(|seen| Some((0, seen.facts, judge(seen)?))));
        found
    })
}

/// Judges the alternatives of each message together, bootstrap policies with them: for weaknesses that one has beside
/// another. Says for which of them what is to blame.
pub(in crate::rules) fn among_alternatives<'a>(
    wsdl: &'a Wsdl,
    judge: impl Fn(&[Seen<'_>]) -> Vec<(usize, Blame)>,
) -> Vec<Cause<'a>> {
    causes(wsdl, |seen| {
        let found = judge(seen).into_iter();
        found.filter_map(|(index, blame)| seen.get(index).map(|seen| (seen.number, seen.facts, blame))).collect()
    })
}

type Found = Vec<(usize, Facts, Blame)>;

fn causes<'a>(wsdl: &'a Wsdl, judge: impl Fn(&[Seen<'_>]) -> Found) -> Vec<Cause<'a>> {
    if wsdl.policies().is_empty() {
        return Vec::new();
    }
    let mut out = Causes { wsdl, known: HashMap::new(), all: Vec::new() };
    // Messages with the same policies over the same transport come to the same.
    let mut groups: HashMap<(usize, Transport, Direction), usize> = HashMap::new();
    let mut grouped: Vec<(Vec<Protection<'a>>, Found, usize)> = Vec::new();
    for message in wsdl.protections().filter(|message| message.effective() != 0) {
        let key = (message.effective(), message.transport(), message.direction());
        let index = *groups.entry(key).or_insert(grouped.len());
        if index == grouped.len() {
            let readings = message.readings();
            let found = judge(&seen(readings, message.transport(), Some(message.direction())));
            grouped.push((Vec::new(), found, readings.len()));
        }
        if let Some((messages, ..)) = grouped.get_mut(index) {
            messages.push(message);
        }
    }
    for (messages, found, alternatives) in grouped {
        for (number, facts, blame) in found {
            out.add(blame, facts, (number, alternatives), &messages);
        }
    }
    // In a document of policies nothing is attached: each stands for itself.
    if wsdl.services().next().is_none() && wsdl.bindings().next().is_none() {
        let policies = wsdl.policies();
        for policy in policies.all().iter().filter(|policy| !policy.nested) {
            let readings = policies.readings(policy.at);
            for (number, facts, blame) in judge(&seen(readings, Transport::Missing, None)) {
                out.add(blame, facts, (number, readings.len()), &[]);
            }
        }
    }
    out.all
}

fn seen(readings: &[Reading], transport: Transport, direction: Option<Direction>) -> Vec<Seen<'_>> {
    let view = |reading, bootstrap: Option<At>, number| Seen {
        reading,
        facts: Facts::of(reading, transport),
        direction,
        is_bootstrap: bootstrap.is_some(),
        bootstrap,
        number,
    };
    let own = readings.iter().zip(1..).map(|(reading, number)| view(reading, None, number));
    let within = readings.iter().flat_map(Reading::bootstraps);
    let within = within.map(|bootstrap| view(&bootstrap.reading, Some(bootstrap.at), 0));
    own.chain(within).collect()
}

struct Causes<'a> {
    wsdl: &'a Wsdl,
    known: HashMap<(At, String), usize>,
    all: Vec<Cause<'a>>,
}

impl<'a> Causes<'a> {
    fn add(&mut self, blame: Blame, facts: Facts, alternative: (usize, usize), messages: &[Protection<'a>]) {
        let Blame { at, about } = blame;
        let index = *self.known.entry((at, about.clone())).or_insert(self.all.len());
        match self.all.get_mut(index) {
            Some(cause) => cause.messages.extend_from_slice(messages),
            None => {
                let messages = messages.to_vec();
                self.all.push(Cause { wsdl: self.wsdl, at, about, messages, facts, alternative });
            }
        }
    }
}

impl<'a> Cause<'a> {
    /// The messages it harms, for a sentence: `the input of `Pay` through port `Bank``, or `4 messages of `Pay`, `Ask` …`.
    /// Within `sp:BootstrapPolicy` they are those that set up the session. Empty for a policy in a document of its own.
    pub(in crate::rules) fn whom(&self) -> String {
        let is_bootstrap = self.is_bootstrap();
        let Some(first) = self.messages.first() else {
            return if is_bootstrap { SET_UP.to_owned() } else { String::new() };
        };
        let mut seen = HashSet::new();
        let operations: Vec<&str> = self
            .messages
            .iter()
            .filter_map(|message| Some(message.operation()?.name()))
            .filter(|name| seen.insert(*name))
            .collect();
        let mut seen = HashSet::new();
        let ports: Vec<String> = self.messages.iter().map(through).filter(|port| seen.insert(port.clone())).collect();
        let through = match ports.as_slice() {
            [one] => format!(" through {one}"),
            many => format!(" through {} ports", many.len()),
        };
        let what = match (self.messages.len(), operations.as_slice()) {
            _ if is_bootstrap => format!("{SET_UP} for {}", listed(&operations)),
            (1, [one]) => format!("the {} of `{one}`", first.direction().words()),
            (_, [one]) => format!("messages of `{one}`"),
            (count, many) => format!("{count} messages of {}", listed(many)),
        };
        format!("{what}{through}")
    }

    /// `in alternative 2 of 3`, with a blank in front; empty where there is no choice.
    pub(in crate::rules) fn which(&self) -> String {
        match self.alternative {
            (at, all) if all > 1 && at > 0 => format!(" in alternative {at} of {all}"),
            _ => String::new(),
        }
    }

    /// A sentence that says what is wrong, in which alternative, and of which messages.
    pub(in crate::rules) fn sentence(&self, what: &str) -> String {
        let (which, whom) = (self.which(), self.whom());
        if whom.is_empty() { format!("{what}{which}") } else { format!("{what}{which}: {whom}") }
    }

    /// True where the element to blame stands within `sp:BootstrapPolicy`: the messages are those that set up a session.
    pub(in crate::rules) fn is_bootstrap(&self) -> bool {
        let around = self.element().and_then(|element| element.parent());
        std::iter::successors(around, |inner| inner.parent()).any(|element| element.local() == "BootstrapPolicy")
    }

    /// True where only answers are harmed.
    pub(in crate::rules) fn is_of_answers(&self) -> bool {
        !self.messages.is_empty() && self.messages.iter().all(|message| message.direction() != Direction::Input)
    }

    /// The element to blame.
    pub(in crate::rules) fn element(&self) -> Option<Element<'a>> {
        self.wsdl.element(self.at)
    }

    /// Reports the cause at its element, with the operations it harms as related places.
    pub(in crate::rules) fn report<'c>(&self, message: String, cx: &'c mut Cx<'a>) -> Option<&'c mut Finding> {
        let place = tag(self.element()?);
        let finding = cx.report(place, message);
        if !self.about.is_empty() {
            finding.value(self.about.as_str());
        }
        let mut seen = HashSet::new();
        for message in &self.messages {
            let Some(operation) = message.operation() else { continue };
            if seen.len() < LISTED && seen.insert(operation.element().node().at()) {
                let words = format!("the {} here", message.direction().words());
                finding.related(tag(operation.element()), words);
            }
        }
        Some(finding)
    }
}

/// The name in the start tag of an element.
pub(in crate::rules) fn tag(element: Element<'_>) -> Place<'_> {
    Place::within(element.node(), element.name_span())
}

/// The port of a message, or the binding that no port uses, for a sentence.
pub(in crate::rules) fn through(message: &Protection<'_>) -> String {
    match (message.port(), message.binding()) {
        (Some(port), _) => format!("port `{}`", port.name()),
        (None, Some(binding)) => format!("binding `{}`", binding.name()),
        (None, None) => "an unknown port".to_owned(),
    }
}

/// `` `A`, `B`, `C` and 4 more``.
pub(in crate::rules) fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(NAMED);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
