//! What policies are attached to: the children and `wsp:PolicyURIs` of elements, and `wsp:PolicyAttachment`.

use hashbrown::{HashMap, HashSet};

use super::index::{Index, is_wsp};
use super::normal::Unknown;
use super::reference::Reference;
use crate::model::wsdl::namespaces::ADDRESSING;
use crate::model::wsdl::symbols::target_namespace;
use crate::model::wsdl::{Direction, Wsdl, children, describes, name_of, operation, version_of};
use crate::syntax::{At, Element};

/// How a policy comes to what it is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Means {
    /// It stands inside.
    Inline,
    /// A `wsp:PolicyReference` stands inside.
    Reference,
    /// The attribute `wsp:PolicyURIs` names it.
    Uris,
    /// A `wsp:PolicyAttachment` says so.
    External,
}

/// A policy attached to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attached {
    /// What attaches it: the policy itself, the reference, or the attribute.
    pub by: At,
    /// The policy element, or why it is not known.
    pub policy: Result<At, Unknown>,
    /// How.
    pub means: Means,
    /// The element it is attached to.
    pub to: At,
}

impl Attached {
    /// What counts as the same policy when it arrives by two ways.
    pub(super) fn key(&self) -> At {
        self.policy.unwrap_or(self.by)
    }
}

/// Where a policy or reference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Under an element that policies can be attached to.
    Subject,
    /// Under `definitions` or `description`, where policies wait to be referred to.
    Container,
    /// In a `wsp:PolicyAttachment`.
    Attachment,
    /// Elsewhere in a description: under `types`, `part`, elements of the SOAP binding, `documentation` …
    Unsupported,
    /// In a document that is no description.
    Standalone,
}

/// What a `wsp:AppliesTo` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// The address of an endpoint reference.
    Address(Box<str>),
    /// An identifier of an element of WSDL 1.1, such as `urn:shop#wsdl11.port(Shop/Secure)`.
    Identifier(Box<str>),
    /// Something else, which is not understood.
    Unreadable,
}

/// A `wsp:PolicyAttachment`.
#[derive(Clone, Debug)]
pub struct PolicyAttachment {
    /// The element.
    pub at: At,
    /// What it applies to: the element inside `wsp:AppliesTo` and what it says.
    pub applies_to: Vec<(At, Expression)>,
    /// The elements of this description that it means.
    pub targets: Vec<At>,
    /// What it attaches; `to` is the attachment itself.
    pub policies: Vec<Attached>,
}

/// All attachments of a description.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    pub(super) by_element: HashMap<At, Vec<Attached>>,
    pub(super) external: Vec<PolicyAttachment>,
    /// Policies that an attachment leads to, straight or through others.
    pub(super) reached: HashSet<At>,
}

/// The place of what stands in an element.
pub(super) fn place(parent: Option<Element<'_>>) -> Place {
    let Some(parent) = parent else { return Place::Standalone };
    if is_wsp(parent, "PolicyAttachment") {
        return Place::Attachment;
    }
    let root = std::iter::successors(Some(parent), |inner| inner.parent()).last().unwrap_or(parent);
    if describes(root).is_none() {
        return Place::Standalone;
    }
    let local = parent.local();
    if parent == root {
        return Place::Container;
    }
    let around = parent.parent();
    let at_top = around == Some(root);
    let around = around.map_or("", Element::local);
    let is_subject = match local {
        "service" | "binding" | "portType" | "interface" | "message" => at_top,
        "port" | "endpoint" => around == "service",
        "operation" => matches!(around, "binding" | "portType" | "interface"),
        "input" | "output" | "infault" | "outfault" => around == "operation",
        "fault" => matches!(around, "operation" | "interface" | "binding"),
        _ => false,
    };
    if is_subject && version_of(parent.namespace()).is_some() { Place::Subject } else { Place::Unsupported }
}

impl Attachments {
    pub(super) fn build(wsdl: &Wsdl, index: &Index, references: &[Reference]) -> Self {
        let mut all = Self::default();
        // In order of place: references and policies of one element are found apart.
        let mut found: Vec<Attached> = Vec::new();
        for policy in index.policies.iter().filter(|policy| !policy.nested) {
            let Some(to) = policy.parent else { continue };
            found.push(Attached { by: policy.at, policy: Ok(policy.at), means: Means::Inline, to });
        }
        for reference in references.iter().filter(|reference| !reference.inside) {
            let Some(to) = reference.parent else { continue };
            let means = if reference.uri_at == Some(reference.at) { Means::Uris } else { Means::Reference };
            let policy = reference.target.policy().ok_or_else(|| reference.target.unknown());
            found.push(Attached { by: reference.at, policy, means, to });
        }
        found.sort_by_key(|attached| attached.by);
        let mut in_attachment: HashMap<At, Vec<Attached>> = HashMap::new();
        for attached in found {
            let parent = wsdl.element(attached.to);
            match place(parent) {
                Place::Subject => all.by_element.entry(attached.to).or_default().push(attached),
                Place::Attachment => in_attachment.entry(attached.to).or_default().push(attached),
                _ => {}
            }
        }
        all.add_external(wsdl, &index.attachments, in_attachment);
        all.reach(index, references);
        all
    }

    fn add_external(&mut self, wsdl: &Wsdl, attachments: &[At], mut policies: HashMap<At, Vec<Attached>>) {
        if attachments.is_empty() {
            return;
        }
        let names = element_identifiers(wsdl);
        let mut addresses: HashMap<String, Vec<At>> = HashMap::new();
        for port in wsdl.ports() {
            for address in port.addresses() {
                addresses.entry(address.text.trim().to_owned()).or_default().push(port.element().node().at());
            }
        }
        for at in attachments {
            let Some(element) = wsdl.element(*at) else { continue };
            let applies_to = applies_to(element);
            let mut targets = Vec::new();
            for (_, expression) in &applies_to {
                let found = match expression {
                    Expression::Address(address) => addresses.get(&**address),
                    Expression::Identifier(identifier) => names.get(&**identifier),
                    Expression::Unreadable => None,
                };
                targets.extend(found.into_iter().flatten().copied());
            }
            let policies = policies.remove(at).unwrap_or_default();
            for to in &targets {
                let attached = policies.iter().map(|policy| Attached { to: *to, means: Means::External, ..*policy });
                self.by_element.entry(*to).or_default().extend(attached);
            }
            self.external.push(PolicyAttachment { at: *at, applies_to, targets, policies });
        }
    }

    /// Follows the references inside policies that are attached.
    fn reach(&mut self, index: &Index, references: &[Reference]) {
        let mut inside: HashMap<At, Vec<At>> = HashMap::new();
        for (mention, reference) in index.mentions.iter().zip(references) {
            if let (Some(outermost), Some(target)) = (mention.within, reference.target.policy()) {
                inside.entry(outermost).or_default().push(target);
            }
        }
        let external = self.external.iter().flat_map(|external| &external.policies);
        let attached = self.by_element.values().flatten().chain(external);
        let mut queue: Vec<At> = attached.filter_map(|attached| attached.policy.ok()).collect();
        while let Some(policy) = queue.pop() {
            if self.reached.insert(policy) {
                queue.extend(inside.get(&policy).into_iter().flatten().copied());
            }
        }
    }
}

fn applies_to(attachment: Element<'_>) -> Vec<(At, Expression)> {
    let inside = attachment.elements().filter(|child| is_wsp(*child, "AppliesTo")).flat_map(Element::elements);
    inside.map(|element| (element.node().at(), expression(element))).collect()
}

fn expression(element: Element<'_>) -> Expression {
    // Some write the name of the type where that of the element belongs.
    if ADDRESSING.contains(&element.namespace()) && element.local().starts_with("EndpointReference") {
        let address = element.elements().find(|child| child.is(element.namespace(), "Address"));
        return address.map_or(Expression::Unreadable, |address| Expression::Address(address.text().into()));
    }
    let text = element.text();
    match is_wsp(element, "URI") && text.contains("#wsdl11.") {
        true => Expression::Identifier(text.into()),
        false => Expression::Unreadable,
    }
}

/// Elements by their identifiers of WSDL 1.1 (WS-Policy attachment and WSDL 1.1 Element Identifiers).
fn element_identifiers(wsdl: &Wsdl) -> HashMap<String, Vec<At>> {
    let mut names: HashMap<String, Vec<At>> = HashMap::new();
    let mut add = |namespace: &str, pointer: String, element: Element<'_>| {
        names.entry(format!("{namespace}#wsdl11.{pointer}")).or_default().push(element.node().at());
    };
    let space = |element: Element<'_>| element.parent().and_then(target_namespace).unwrap_or_default();
    for service in wsdl.services() {
        let namespace = space(service.element());
        add(&namespace, format!("service({})", service.name()), service.element());
        for port in service.ports() {
            for kind in ["port", "endpoint"] {
                add(&namespace, format!("{kind}({}/{})", service.name(), port.name()), port.element());
            }
        }
    }
    for message in wsdl.messages() {
        add(&space(message.element()), format!("message({})", message.name()), message.element());
    }
    let bindings = wsdl.bindings().map(|binding| ("binding", binding.element()));
    let port_types = wsdl.port_types().map(|port_type| ("portType", port_type.element()));
    for (kind, element) in bindings.chain(port_types) {
        let (namespace, name) = (space(element), name_of(element, "name").unwrap_or_default());
        add(&namespace, format!("{kind}({name})"), element);
        for inner in children(element, "operation") {
            let path = format!("{name}/{}", name_of(inner, "name").unwrap_or_default());
            add(&namespace, format!("{kind}Operation({path})"), inner);
            for message in inner.elements() {
                let pointer = match operation::direction(message) {
                    Some(Direction::Input) => format!("{kind}Operation.input({path})"),
                    Some(Direction::Output) => format!("{kind}Operation.output({path})"),
                    Some(Direction::Fault) => {
                        format!("{kind}Operation.fault({path}/{})", name_of(message, "name").unwrap_or_default())
                    }
                    None => continue,
                };
                add(&namespace, pointer, message);
            }
        }
    }
    names
}
