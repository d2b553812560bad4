//! Where schemas begin: the parts that each bound operation sends and gets.

use hashbrown::HashMap;

use super::Way;
use crate::model::wsdl::binding::{BoundMessage, BoundOperation, Encoding, Place};
use crate::model::wsdl::namespaces::MIME;
use crate::model::wsdl::symbols::SymbolKind;
use crate::model::wsdl::{
    AbstractOperation, At, Direction, Message, MessageReference, PortType, Wsdl, children, name_of,
};
use crate::syntax::Element;

/// A component in a message of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Root {
    pub(super) operation: u32,
    pub(super) component: u32,
}

/// What is known about the operations that are bound.
#[derive(Debug, Default)]
pub(super) struct Roots {
    /// Elements of the operations in their first binding; each operation of a port type once.
    pub(super) operations: Vec<At>,
    /// By [`Way`], in order of operation.
    pub(super) by_way: [Vec<Root>; Way::ALL.len()],
    /// Elements of the operations in each of their bindings.
    pub(super) bound: Vec<At>,
    /// The same by [`Way`] for each of those, numbered as in `bound`: bindings choose parts and headers of their own.
    pub(super) by_bound: [Vec<Root>; Way::ALL.len()],
    /// False when an operation of a binding, or a message, is nowhere to be seen.
    pub(super) is_complete: bool,
}

impl Roots {
    pub(super) fn of(wsdl: &Wsdl) -> Self {
        let mut search = Search {
            wsdl,
            roots: Self { is_complete: true, ..Self::default() },
            known: HashMap::new(),
            faults: HashMap::new(),
        };
        // How a draft writes messages is not known well enough.
        search.roots.is_complete = !wsdl.version().is_draft();
        let bindings = wsdl.bindings().filter(|_| !wsdl.version().is_draft());
        for bound in bindings.flat_map(|binding| binding.operations()) {
            search.operation(bound);
        }
        let mut roots = search.roots;
        for way in roots.by_way.iter_mut().chain(&mut roots.by_bound) {
            way.sort_unstable();
            way.dedup();
        }
        roots
    }
}

struct Search<'a> {
    wsdl: &'a Wsdl,
    roots: Roots,
    /// Operations of port types, by number.
    known: HashMap<At, u32>,
    /// Faults of interfaces of WSDL 2.0 by name, those of extended ones too.
    faults: HashMap<At, HashMap<&'a str, Element<'a>>>,
}

impl<'a> Search<'a> {
    fn operation(&mut self, bound: BoundOperation<'a>) {
        let Some(operation) = bound.abstract_operation().target() else {
            self.roots.is_complete = false;
            return;
        };
        let next = self.roots.operations.len() as u32;
        let index = *self.known.entry(operation.element().node().at()).or_insert(next);
        if index == next {
            self.roots.operations.push(bound.element().node().at());
        }
        self.roots.bound.push(bound.element().node().at());
        let mut faults: HashMap<Option<&str>, BoundMessage<'a>> = HashMap::new();
        for fault in bound.messages().filter(|message| message.direction() == Direction::Fault) {
            faults.entry(fault.name()).or_insert(fault);
        }
        for message in operation.messages() {
            let pair = match message.direction() {
                Direction::Fault => faults.get(&message.name()).copied(),
                direction => bound.messages().find(|pair| pair.direction() == direction),
            };
            match message.direction() {
                _ if !operation.is_11() => self.message_20(operation, message, index),
                Direction::Input => self.message(message, pair, Way::Input, index),
                Direction::Output => self.message(message, pair, Way::Output, index),
                Direction::Fault => self.message(message, pair, Way::Fault, index),
            }
        }
        for message in bound.messages() {
            self.headers(message, index);
        }
    }

    fn message(&mut self, message: MessageReference<'a>, pair: Option<BoundMessage<'a>>, way: Way, index: u32) {
        let Some(target) = message.message().target() else {
            self.roots.is_complete = false;
            return;
        };
        let listed = pair.and_then(listed_parts);
        for part in target.parts() {
            if listed.as_ref().is_none_or(|listed| listed.contains(&part.name())) {
                self.add(part.element(), way, index);
            }
        }
    }

    /// In WSDL 2.0 the message names its element itself, a fault the one its interface declares.
    fn message_20(&mut self, operation: AbstractOperation<'a>, message: MessageReference<'a>, index: u32) {
        let element = message.element();
        match message.direction() {
            Direction::Input => self.add(element, Way::Input, index),
            Direction::Output => self.add(element, Way::Output, index),
            Direction::Fault => {
                let way = if element.local() == "infault" { Way::Input } else { Way::Fault };
                let Some(interface) = operation.port_type() else { return };
                let name = name_of(element, "ref").unwrap_or("");
                let name = name.rsplit(':').next().unwrap_or(name);
                let faults = self.faults.entry(interface.element().node().at()).or_insert_with(|| faults_of(interface));
                match faults.get(name).copied() {
                    Some(fault) => self.add(fault, way, index),
                    None => self.roots.is_complete = false,
                }
            }
        }
    }

    /// `soap:header` and `soap:headerfault`, each with a message of its own; `wsoap:header` of WSDL 2.0 names an element,
    /// `whttp:header` a type.
    fn headers(&mut self, message: BoundMessage<'a>, index: u32) {
        let way = match message.direction() {
            Direction::Input => Way::Input,
            Direction::Output => Way::Output,
            Direction::Fault => Way::Fault,
        };
        for header in message.headers_20() {
            self.add(header, way, index);
            self.add(header, Way::Header, index);
        }
        for piece in message.encodings() {
            let way = match piece.place {
                Place::Header => way,
                Place::HeaderFault => Way::Fault,
                Place::Body | Place::Fault => continue,
            };
            match self.header_part(&piece) {
                Some(part) => {
                    self.add(part, way, index);
                    if piece.place == Place::Header {
                        self.add(part, Way::Header, index);
                    }
                }
                None => self.roots.is_complete = false,
            }
        }
    }

    fn header_part(&self, header: &Encoding<'a>) -> Option<Element<'a>> {
        let wsdl = self.wsdl;
        let element = wsdl.link(SymbolKind::Message, header.element, "message").target()?;
        let name = name_of(header.element, "part")?;
        let mut parts = Message { wsdl, element }.parts();
        parts.find(|part| part.name() == name).map(|part| part.element())
    }

    fn add(&mut self, part: Element<'a>, way: Way, operation: u32) {
        // A part without element and type has no schema to lead to.
        let Some(component) = self.wsdl.part_component(part) else { return };
        let component = component.id().0;
        let bound = self.roots.bound.len().saturating_sub(1) as u32;
        if let Some(roots) = self.roots.by_way.get_mut(way as usize) {
            roots.push(Root { operation, component });
        }
        if let Some(roots) = self.roots.by_bound.get_mut(way as usize) {
            roots.push(Root { operation: bound, component });
        }
    }
}

/// The parts that travel in the body or as MIME parts, where the binding names them; `None` for all.
fn listed_parts(bound: BoundMessage<'_>) -> Option<Vec<&str>> {
    let mut listed = Vec::new();
    let body = bound.encodings().find(|piece| piece.place == Place::Body)?;
    listed.extend(body.element.attr("", "parts")?.raw().split_ascii_whitespace());
    let contents = bound.element().descendants().filter(|inner| inner.is(MIME, "content"));
    listed.extend(contents.filter_map(|content| name_of(content, "part")));
    Some(listed)
}

fn faults_of(interface: PortType<'_>) -> HashMap<&str, Element<'_>> {
    let mut faults = HashMap::new();
    for each in interface.with_extended() {
        for fault in children(each.element(), "fault") {
            if let Some(name) = name_of(fault, "name") {
                faults.entry(name).or_insert(fault);
            }
        }
    }
    faults
}
