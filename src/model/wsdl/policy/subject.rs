//! What each message is protected by: the policies of its service, endpoint, operation and message, merged.

use std::borrow::Cow;
use std::sync::OnceLock;

use hashbrown::HashMap;

use super::Known;
use super::attachment::Attached;
use super::facts::Transport;
use super::normal::{AlternativeData, Budget, Form, Unknown, hidden};
use super::reading::Reading;
use crate::model::wsdl::{AbstractOperation, Binding, BoundOperation, Direction, Link, Port, Wsdl, children, name_of};
use crate::syntax::{At, Element};

/// Messages that are looked at; a description with more is looked at in part.
const MOST_SUBJECTS: usize = 100_000;
/// Policies attached to one endpoint, or to one message and its operation; more are too complex.
const MOST_ATTACHED: usize = 256;

/// Which policy subject a policy is attached to (WS-Policy attachment).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The service.
    Service,
    /// The port, its binding, or the port type.
    Endpoint,
    /// The operation, of the binding or of the port type.
    Operation,
    /// The message, or an input, output or fault.
    Message,
}

/// One message as it passes through one port.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// `None` for a binding that no port uses.
    pub(super) port: Option<At>,
    /// By the first address of the port.
    pub(super) transport: Transport,
    pub(super) binding: At,
    pub(super) operation: At,
    pub(super) abstract_operation: Option<At>,
    pub(super) direction: Direction,
    /// The element that stands for the message: of the binding, else of the port type, else the operation.
    pub(super) message: At,
    pub(super) sees_all: bool,
    pub(super) effective: u32,
}

/// Policies merged.
#[derive(Debug)]
pub(super) struct Effective {
    /// Those of the endpoint, which these come on top of; 0 for none.
    pub(super) base: u32,
    pub(super) attached: Vec<(Level, Attached)>,
    pub(super) form: Form,
    /// Alternatives with two bindings that were left out because there are others.
    pub(super) dropped: usize,
    pub(super) readings: OnceLock<Vec<Reading>>,
}

/// All messages and what their policies come to.
#[derive(Debug)]
pub(in crate::model::wsdl) struct Subjects {
    pub(super) subjects: Vec<Subject>,
    /// The first stands for no policy.
    pub(super) effective: Vec<Effective>,
    pub(super) complete: bool,
}

impl Subjects {
    pub(super) fn build(wsdl: &Wsdl, known: &Known) -> Self {
        let none =
            Effective { base: 0, attached: Vec::new(), form: Ok(Vec::new()), dropped: 0, readings: OnceLock::new() };
        let mut builder = Builder {
            wsdl,
            known,
            subjects: Vec::new(),
            effective: vec![none],
            by_policies: HashMap::new(),
            budget: Budget::new(),
        };
        let mut used = hashbrown::HashSet::new();
        let mut complete = true;
        for port in wsdl.ports() {
            if let Some(binding) = port.binding().target() {
                used.insert(binding.element.node().at());
                complete &= builder.binding(Some(port), binding);
            }
        }
        for binding in wsdl.bindings().filter(|binding| !used.contains(&binding.element.node().at())) {
            complete &= builder.binding(None, binding);
        }
        Self { subjects: builder.subjects, effective: builder.effective, complete }
    }
}

struct Builder<'a> {
    wsdl: &'a Wsdl,
    known: &'a Known,
    subjects: Vec<Subject>,
    effective: Vec<Effective>,
    /// What policies, on top of what others, come to.
    by_policies: HashMap<(u32, Vec<At>), u32>,
    budget: Budget,
}

/// The elements whose policies count for a message.
type Elements = Vec<(Level, At)>;

/// What the messages of a port have in common.
#[derive(Clone, Copy)]
struct Through<'a> {
    /// `None` for a binding that no port uses.
    port: Option<Port<'a>>,
    transport: Transport,
    /// What the policies of service, port, binding and port type come to.
    endpoint: u32,
}

impl<'a> Builder<'a> {
    /// Adds the messages of a binding; false when there are too many.
    fn binding(&mut self, port: Option<Port<'a>>, binding: Binding<'a>) -> bool {
        let mut endpoint = Elements::new();
        if let Some(port) = port {
            endpoint.extend(port.service().map(|service| (Level::Service, service.element.node().at())));
            endpoint.push((Level::Endpoint, port.element.node().at()));
        }
        endpoint.push((Level::Endpoint, binding.element.node().at()));
        let port_type = match port {
            Some(port) => port.port_type(),
            None => binding.port_type(),
        };
        let knows_type = !matches!(port_type, Link::Unknown);
        if let Some(port_type) = port_type.target() {
            let all = port_type.with_extended();
            endpoint.extend(all.iter().map(|port_type| (Level::Endpoint, port_type.element.node().at())));
        }
        let address = port.and_then(Port::address);
        let transport = Transport::of(address.as_ref().map(|address| &*address.text));
        let through = Through { port, transport, endpoint: self.merge(0, &endpoint) };
        for operation in binding.operations() {
            if self.subjects.len() >= MOST_SUBJECTS {
                return false;
            }
            let link = operation.abstract_operation();
            let sees_all = knows_type && !matches!(link, Link::Unknown);
            self.operation(through, operation, link.target(), sees_all);
        }
        true
    }

    fn operation(
        &mut self,
        through: Through<'a>,
        operation: BoundOperation<'a>,
        declared: Option<AbstractOperation<'a>>,
        sees_all: bool,
    ) {
        let bound = operation.element();
        let mut around = Elements::new();
        around.extend(declared.map(|declared| (Level::Operation, declared.element.node().at())));
        around.push((Level::Operation, bound.node().at()));
        let mut messages = messages(operation, declared);
        if messages.is_empty() {
            messages.push(Message { direction: Direction::Input, elements: vec![] });
        }
        for message in messages {
            let mut elements = around.clone();
            elements.extend(message.elements.iter().map(|element| (Level::Message, element.node().at())));
            let effective = self.merge(through.endpoint, &elements);
            self.subjects.push(Subject {
                port: through.port.map(|port| port.element.node().at()),
                transport: through.transport,
                binding: operation.binding().element.node().at(),
                operation: bound.node().at(),
                abstract_operation: declared.map(|declared| declared.element.node().at()),
                direction: message.direction,
                message: message.elements.last().copied().unwrap_or(bound).node().at(),
                sees_all,
                effective,
            });
        }
    }

    /// The number of what the policies of some elements come to on top of others, each policy counted once.
    fn merge(&mut self, base: u32, elements: &Elements) -> u32 {
        let (mut attached, mut keys) = (Vec::new(), Vec::new());
        let below = self.effective.get(base as usize).map_or(&[][..], |base| &base.attached);
        let mut is_cut = false;
        for (level, element) in elements {
            for policy in self.known.attachments.by_element.get(element).into_iter().flatten() {
                let key = policy.key();
                if keys.len() >= MOST_ATTACHED {
                    is_cut = true;
                    break;
                }
                if !keys.contains(&key) && below.iter().all(|(_, other)| other.key() != key) {
                    keys.push(key);
                    attached.push((*level, *policy));
                }
            }
        }
        if keys.is_empty() {
            return base;
        }
        let keys = (base, keys);
        if let Some(known) = self.by_policies.get(&keys) {
            return *known;
        }
        let mut form = if is_cut { Err(Unknown::TooComplex) } else { self.form(base, &attached) };
        let dropped = form.as_mut().map_or(0, |alternatives| self.drop_contradictions(alternatives));
        let number = self.effective.len() as u32;
        self.effective.push(Effective { base, attached, form, dropped, readings: OnceLock::new() });
        self.by_policies.insert(keys, number);
        number
    }

    fn form(&mut self, base: u32, attached: &[(Level, Attached)]) -> Form {
        let known = self.known;
        let forms: Vec<_> = attached.iter().map(|(_, policy)| form_of(known, policy)).collect();
        let below = self.effective.get(base as usize).filter(|_| base != 0).map(|base| &base.form);
        self.budget.merge(below.into_iter().chain(forms.iter().map(|form| &**form)))
    }

    /// Leaves out alternatives with two security bindings, if others are left.
    fn drop_contradictions(&self, alternatives: &mut Vec<AlternativeData>) -> usize {
        let before = alternatives.len();
        let is_consistent = |alternative: &AlternativeData| self.known.bindings_of(self.wsdl, alternative) <= 1;
        if before > 1 && alternatives.iter().any(is_consistent) {
            alternatives.retain(is_consistent);
        }
        before - alternatives.len()
    }
}

fn form_of<'a>(known: &'a Known, attached: &Attached) -> Cow<'a, Form> {
    match attached.policy {
        Ok(policy) => match known.by_policy.get(&policy) {
            Some(form) => Cow::Borrowed(form),
            None => Cow::Owned(Err(Unknown::Unresolved)),
        },
        Err(unknown) => Cow::Owned(Ok(hidden(attached.by, unknown))),
    }
}

/// A message of an operation: its elements, the more specific last.
struct Message<'a> {
    direction: Direction,
    elements: Vec<Element<'a>>,
}

/// The messages of an operation: those the port type declares, and those only the binding has.
fn messages<'a>(operation: BoundOperation<'a>, declared: Option<AbstractOperation<'a>>) -> Vec<Message<'a>> {
    let mut bound: Vec<_> = operation.messages().map(|message| (message.direction(), message.element())).collect();
    let mut all = Vec::new();
    for message in declared.into_iter().flat_map(AbstractOperation::messages) {
        let (direction, element) = (message.direction(), message.element());
        let mut elements: Vec<Element<'a>> = Vec::new();
        elements.extend(message.message().target().map(|named| named.element()));
        if direction == Direction::Fault {
            elements.extend(interface_fault(declared, element));
        }
        elements.push(element);
        let same = bound.iter().position(|(way, other)| *way == direction && is_same(element, *other));
        if let Some((_, other)) = same.map(|at| bound.remove(at)) {
            if direction == Direction::Fault {
                elements.extend(binding_fault(operation, other));
            }
            elements.push(other);
        }
        all.push(Message { direction, elements });
    }
    all.extend(bound.into_iter().map(|(direction, element)| Message { direction, elements: vec![element] }));
    all
}

/// True when an element of a binding stands for one of the port type: inputs and outputs by their labels where both
/// have one, faults by name.
fn is_same(declared: Element<'_>, bound: Element<'_>) -> bool {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let fault = |element| name_of(element, "name").or_else(|| name_of(element, "ref")).map(local);
    match declared.local() {
        "fault" | "infault" | "outfault" => declared.local() == bound.local() && fault(declared) == fault(bound),
        _ => match (name_of(declared, "messageLabel"), name_of(bound, "messageLabel")) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        },
    }
}

/// `interface/fault` that an `infault` or `outfault` of WSDL 2.0 refers to.
fn interface_fault<'a>(declared: Option<AbstractOperation<'a>>, fault: Element<'a>) -> Option<Element<'a>> {
    let name = name_of(fault, "ref")?.rsplit(':').next()?;
    let interfaces = declared?.port_type()?.with_extended();
    interfaces
        .iter()
        .find_map(|interface| children(interface.element, "fault").find(|fault| name_of(*fault, "name") == Some(name)))
}

/// `binding/fault` for an `infault` or `outfault` of WSDL 2.0.
fn binding_fault<'a>(operation: BoundOperation<'a>, fault: Element<'a>) -> Option<Element<'a>> {
    let name = name_of(fault, "ref")?.rsplit(':').next()?;
    let is_it = |fault: &Element<'_>| name_of(*fault, "ref").and_then(|name| name.rsplit(':').next()) == Some(name);
    children(operation.binding().element, "fault").find(is_it)
}
