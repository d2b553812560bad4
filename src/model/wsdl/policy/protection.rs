//! The messages of a description and what protects each.

use super::attachment::Attached;
use super::facts::{Facts, Transport};
use super::normal::{self, State};
use super::reading::Reading;
use super::strength::Strength;
use super::subject::{Effective, Level, Subject, Subjects};
use super::{Alternative, Policies};
use crate::model::wsdl::{AbstractOperation, Binding, BoundOperation, Direction, Port, Service, Wsdl, name_of};
use crate::syntax::Element;

impl Wsdl {
    /// Every message as it passes through every port, and through every binding that no port uses, with the policies
    /// that count for it. Computed when first asked. Costs something without any policy too: a caller that only wants
    /// messages with a policy asks [`Policies::is_empty`] first.
    pub fn protections(&self) -> impl Iterator<Item = Protection<'_>> {
        let subjects = self.subjects();
        let policies = self.policies();
        subjects.subjects.iter().filter_map(move |data| {
            let effective = subjects.effective.get(data.effective as usize)?;
            let base = subjects.effective.get(effective.base as usize)?;
            Some(Protection { policies, data, effective, base })
        })
    }

    /// False when the description has so many messages that [`Wsdl::protections`] leaves some out.
    pub fn has_all_protections(&self) -> bool {
        self.subjects().complete
    }

    fn subjects(&self) -> &Subjects {
        let policies = self.policies();
        self.protections.get_or_init(|| Subjects::build(self, policies.known))
    }
}

/// One message of one operation through one port, and what protects it.
#[derive(Clone, Copy)]
pub struct Protection<'a> {
    policies: Policies<'a>,
    data: &'a Subject,
    effective: &'a Effective,
    base: &'a Effective,
}

impl<'a> Protection<'a> {
    /// The service; `None` for a binding that no port uses.
    pub fn service(self) -> Option<Service<'a>> {
        self.port()?.service()
    }

    /// The port; `None` for a binding that no port uses.
    pub fn port(self) -> Option<Port<'a>> {
        let wsdl = self.policies.wsdl;
        Some(Port { wsdl, element: wsdl.element(self.data.port?)? })
    }

    /// The binding.
    pub fn binding(self) -> Option<Binding<'a>> {
        let wsdl = self.policies.wsdl;
        Some(Binding { wsdl, element: wsdl.element(self.data.binding)? })
    }

    /// The operation of the binding.
    pub fn operation(self) -> Option<BoundOperation<'a>> {
        let element = self.policies.wsdl.element(self.data.operation)?;
        Some(BoundOperation { binding: self.binding()?, element })
    }

    /// The operation of the port type, where it is known.
    pub fn abstract_operation(self) -> Option<AbstractOperation<'a>> {
        let wsdl = self.policies.wsdl;
        Some(AbstractOperation { wsdl, element: wsdl.element(self.data.abstract_operation?)? })
    }

    /// Which way the message goes.
    pub fn direction(self) -> Direction {
        self.data.direction
    }

    /// The element that stands for the message: of the binding, else of the port type, else the bound operation.
    pub fn message(self) -> Option<Element<'a>> {
        self.policies.wsdl.element(self.data.message)
    }

    /// The name of a fault; of WSDL 2.0 the local name of its `ref`.
    pub fn fault(self) -> Option<&'a str> {
        let element = self.message().filter(|_| self.data.direction == Direction::Fault)?;
        let name = name_of(element, "name").or_else(|| name_of(element, "ref"))?;
        name.rsplit(':').next()
    }

    /// False when the port type or its operation is where this run cannot see, policies of theirs with it.
    pub fn sees_all(self) -> bool {
        self.data.sees_all
    }

    /// What is known of its policy.
    pub fn state(self) -> State {
        if self.effective.attached.is_empty() { State::None } else { normal::state(&self.effective.form) }
    }

    /// The policies that count for it, each once, with the subject each is attached to: the causes of what they do.
    pub fn attached(self) -> impl Iterator<Item = &'a (Level, Attached)> {
        self.base.attached.iter().chain(&self.effective.attached)
    }

    /// The same number for all messages with the same policies; 0 for those without.
    pub fn effective(self) -> usize {
        self.data.effective as usize
    }

    /// Its alternatives; none where [`Protection::state`] says that there are none or that none were computed.
    pub fn alternatives(self) -> impl Iterator<Item = Alternative<'a>> {
        self.policies.views(self.effective.form.as_deref().unwrap_or(&[]))
    }

    /// How many alternatives were left out because they ask for two security bindings at once while others do not.
    pub fn contradictions(self) -> usize {
        self.base.dropped + self.effective.dropped
    }
}

impl<'a> Protection<'a> {
    /// How it travels, by the first address of its port.
    pub fn transport(self) -> Transport {
        self.data.transport
    }

    /// The typed readings of its alternatives, in their order; read once for all messages with the same policies.
    pub fn readings(self) -> &'a [Reading] {
        self.effective.readings.get_or_init(|| Reading::all(self.alternatives()))
    }

    /// What each alternative does for it, in their order. Without a policy, or where none could be computed, the one
    /// entry says what the address does.
    pub fn facts(self) -> Vec<Facts> {
        let transport = self.transport();
        if let (Err(unknown), Some((_, attached))) = (&self.effective.form, self.attached().next()) {
            return vec![Facts { unknown: Some((attached.by, *unknown)), ..Facts::without_policy(transport) }];
        }
        let facts: Vec<_> = self.readings().iter().map(|reading| Facts::of(reading, transport)).collect();
        if facts.is_empty() { vec![Facts::without_policy(transport)] } else { facts }
    }

    /// The number, in [`Protection::facts`], of the alternative that protects least, and its facts: what a client that
    /// chooses badly gets.
    pub fn weakest(self) -> (usize, Facts) {
        let facts = self.facts().into_iter().enumerate();
        let weakest = facts.min_by_key(|(_, facts)| Strength::of(facts).rank());
        weakest.unwrap_or_else(|| (0, Facts::without_policy(self.transport())))
    }

    /// The strength that is left in each component whichever alternative is chosen.
    pub fn strength(self) -> Strength {
        let each = self.facts().into_iter().map(|facts| Strength::of(&facts));
        each.reduce(Strength::weakest).unwrap_or_else(|| Strength::of(&Facts::without_policy(self.transport())))
    }

    /// True when an alternative has an assertion about security, or hides what it has.
    pub fn has_security(self) -> bool {
        self.effective.form.is_err() || self.readings().iter().any(Reading::is_security)
    }
}
