//! Port types (interfaces), their operations, and which of them a binding's operation means.

use hashbrown::HashSet;

use super::message::resolve;
use super::symbols::SymbolKind;
use super::{Link, Message, Wsdl, children, name_of, version_of};
use crate::syntax::{At, Element, NodeRef};

/// Overloads of one name that are compared one by one; beyond, the pairing is unknown.
const MOST_OVERLOADS: usize = 64;
/// Interfaces that one may extend before the search for an operation is given up.
pub(super) const MOST_EXTENDED: usize = 256;

/// A `portType` (1.1) or `interface` (2.0).
#[derive(Clone, Copy)]
pub struct PortType<'a> {
    pub(super) wsdl: &'a Wsdl,
    pub(super) element: Element<'a>,
}

impl<'a> PortType<'a> {
    /// Operations it declares itself.
    pub fn operations(self) -> impl Iterator<Item = AbstractOperation<'a>> {
        children(self.element, "operation").map(move |element| AbstractOperation { wsdl: self.wsdl, element })
    }

    /// Operations of a name that it declares itself, overloads in order.
    pub fn named(self, name: &str) -> impl Iterator<Item = AbstractOperation<'a>> {
        let wsdl = self.wsdl;
        let found = wsdl.symbols.overloads(self.element.node().at(), name);
        wsdl.views(found).map(|(wsdl, element)| AbstractOperation { wsdl, element })
    }

    /// This interface and those it extends, each once, at most a few hundred; only WSDL 2.0 has `extends`.
    pub fn with_extended(self) -> Vec<PortType<'a>> {
        let wsdl = self.wsdl;
        // Asked for each operation of a binding.
        let known = wsdl.extended.get_or_init(|| {
            let bound = wsdl.bindings().filter_map(|binding| binding.port_type().target());
            let at = |port_type: PortType<'_>| port_type.element.node().at();
            bound.map(|each| (at(each), each.search_extended().into_iter().map(at).collect())).collect()
        });
        match known.get(&self.element.node().at()) {
            Some(known) => wsdl.views(known).map(|(wsdl, element)| PortType { wsdl, element }).collect(),
            None => self.search_extended(),
        }
    }

    fn search_extended(self) -> Vec<PortType<'a>> {
        let wsdl = self.wsdl;
        let mut seen: HashSet<At> = std::iter::once(self.element.node().at()).collect();
        let mut all = vec![self];
        let mut at = 0;
        while let Some(next) = all.get(at).copied() {
            at += 1;
            if all.len() >= MOST_EXTENDED {
                break;
            }
            let names = next.element.attr_text("extends").unwrap_or_default();
            for name in names.split_ascii_whitespace() {
                let found = wsdl.link_text(SymbolKind::PortType, next.element, name).target();
                if let Some(element) = found.filter(|element| seen.insert(element.node().at())) {
                    all.push(PortType { wsdl, element });
                }
            }
        }
        all
    }
}

/// An `operation` of a port type.
#[derive(Clone, Copy)]
pub struct AbstractOperation<'a> {
    pub(super) wsdl: &'a Wsdl,
    pub(super) element: Element<'a>,
}

/// In which order the messages of an operation pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// Input only.
    OneWay,
    /// Input, then output.
    RequestResponse,
    /// Output, then input: the service calls the client.
    SolicitResponse,
    /// Output only: the service calls the client.
    Notification,
    /// Neither is declared.
    None,
}

/// Which way a message goes, seen from the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the service.
    Input,
    /// From the service.
    Output,
    /// A fault: `fault`, and `infault` and `outfault` of WSDL 2.0.
    Fault,
}

impl Direction {
    /// In a sentence: `input`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::Fault => "fault",
        }
    }
}

/// The direction an element stands for.
pub(super) fn direction(element: Element<'_>) -> Option<Direction> {
    version_of(element.namespace())?;
    match element.local() {
        "input" => Some(Direction::Input),
        "output" => Some(Direction::Output),
        "fault" | "infault" | "outfault" => Some(Direction::Fault),
        _ => None,
    }
}

impl<'a> AbstractOperation<'a> {
    /// The port type that declares it.
    pub fn port_type(self) -> Option<PortType<'a>> {
        Some(PortType { wsdl: self.wsdl, element: self.element.parent()? })
    }

    /// Its messages in the order written, faults included.
    pub fn messages(self) -> impl Iterator<Item = MessageReference<'a>> {
        let wsdl = self.wsdl;
        self.element.elements().filter_map(move |element| {
            let direction = direction(element)?;
            Some(MessageReference { wsdl, element, direction })
        })
    }

    /// Its first input.
    pub fn input(self) -> Option<MessageReference<'a>> {
        self.messages().find(|message| message.direction == Direction::Input)
    }

    /// Its first output.
    pub fn output(self) -> Option<MessageReference<'a>> {
        self.messages().find(|message| message.direction == Direction::Output)
    }

    /// Its faults.
    pub fn faults(self) -> impl Iterator<Item = MessageReference<'a>> {
        self.messages().filter(|message| message.direction == Direction::Fault)
    }

    /// In which order its messages pass, from the order they are written in.
    pub fn pattern(self) -> Pattern {
        let mut order = self.messages().map(|message| message.direction).filter(|way| *way != Direction::Fault);
        match (order.next(), order.next()) {
            (Some(Direction::Input), None | Some(Direction::Input)) => Pattern::OneWay,
            (Some(Direction::Input), _) => Pattern::RequestResponse,
            (Some(_), Some(Direction::Input)) => Pattern::SolicitResponse,
            (Some(_), _) => Pattern::Notification,
            (None, _) => Pattern::None,
        }
    }

    /// The name of its input or output, or the one WSDL 1.1, 2.4.5 gives it.
    pub fn message_name(self, way: Direction) -> Option<String> {
        let message = self.messages().find(|message| message.direction == way)?;
        if let Some(name) = name_of(message.element, "name") {
            return Some(name.to_owned());
        }
        let suffix = match (self.pattern(), way) {
            (Pattern::RequestResponse, Direction::Input) => "Request",
            (Pattern::SolicitResponse, Direction::Output) => "Solicit",
            (Pattern::RequestResponse, Direction::Output) | (Pattern::SolicitResponse, Direction::Input) => "Response",
            _ => "",
        };
        Some(format!("{}{suffix}", self.name()))
    }

    /// True in WSDL 1.1, where messages are named and not the elements in them.
    pub(super) fn is_11(self) -> bool {
        version_of(self.element.namespace()).is_some_and(super::WsdlVersion::is_11)
    }

    /// True for an operation of WSDL 2.0 marked safe.
    pub fn is_safe(self) -> bool {
        let safe = self.element.attr(super::namespaces::WSDL20_EXTENSIONS, "safe");
        safe.is_some_and(|node| matches!(node.raw().trim_ascii(), "true" | "1"))
    }
}

/// An `input`, `output` or fault of a port type's operation.
#[derive(Clone, Copy)]
pub struct MessageReference<'a> {
    wsdl: &'a Wsdl,
    pub(super) element: Element<'a>,
    direction: Direction,
}

impl<'a> MessageReference<'a> {
    /// Which way it goes.
    pub fn direction(self) -> Direction {
        self.direction
    }

    /// Its name as written.
    pub fn name(self) -> Option<&'a str> {
        name_of(self.element, "name")
    }

    /// The message it names; absent in WSDL 2.0.
    pub fn message(self) -> Link<Message<'a>> {
        let wsdl = self.wsdl;
        wsdl.link(SymbolKind::Message, self.element, "message").map(|element| Some(Message { wsdl, element }))
    }

    /// The attribute that names the message (1.1) or the schema element (2.0).
    pub fn reference_node(self) -> Option<NodeRef<'a>> {
        self.element.attr("", "message").or_else(|| self.element.attr("", "element"))
    }

    /// (namespace, local name) of the schema element a message of WSDL 2.0 carries.
    pub fn schema_element(self) -> Option<(String, String)> {
        resolve(self.element, self.element.attr("", "element")?)
    }
}

/// The operation of `port_type` that an operation of a binding means: by name, and between overloads by the names of
/// its input and output (WSDL 1.1, 2.5).
pub(super) fn pair<'a>(port_type: PortType<'a>, bound: Element<'a>, name: &str) -> Link<AbstractOperation<'a>> {
    let wsdl = port_type.wsdl;
    if wsdl.symbols.overloads(port_type.element.node().at(), name).len() > MOST_OVERLOADS {
        return Link::Unknown;
    }
    let candidates: Vec<_> = port_type.named(name).collect();
    match candidates.as_slice() {
        // A text that could not be read to its end may have declared it.
        [] if !port_type.element.node().doc.errors.is_empty() => return Link::Unknown,
        [] => return Link::Missing,
        [only] => return Link::To(*only),
        _ => {}
    }
    let child = |way| bound.elements().find(|child| direction(*child) == Some(way));
    let agrees = |candidate: &&AbstractOperation<'a>, way| match child(way) {
        Some(message) => match name_of(message, "name") {
            Some(written) => candidate.message_name(way).as_deref() == Some(written),
            None => candidate.messages().any(|other| other.direction == way),
        },
        None => !candidate.messages().any(|other| other.direction == way),
    };
    let fits = candidates
        .iter()
        .filter(|candidate| agrees(candidate, Direction::Input) && agrees(candidate, Direction::Output));
    match fits.collect::<Vec<_>>().as_slice() {
        [only] => Link::To(**only),
        _ => Link::Unknown,
    }
}
