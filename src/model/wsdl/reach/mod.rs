//! Which schema components travel in which messages: input, output, fault or header, of how many bound operations, and
//! along which way.
//!
//! Worked out once for a closure. An operation of a port type counts once however many bindings bind it, bindings that
//! no port uses included. Values follow the type, content, attributes, extension base, substitutes and array items of a
//! component, and the derived types of an abstract one; not what a wildcard or `xsi:type` may bring.

mod flow;
mod holders;
mod roots;
#[cfg(test)]
mod tests;

use super::binding::{Binding, BoundOperation};
use super::xsd::{Component, ComponentId, Kind, Use};
use super::{At, Wsdl};
use crate::syntax::Element;

use flow::{Flow, Order};
use roots::{Root, Roots};

/// Operations that are named for each component.
const FIRST: usize = 5;

/// Where values travel, seen from the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// To the service: inputs with their headers, and `infault` of WSDL 2.0.
    Input,
    /// From the service: outputs with their headers.
    Output,
    /// From the service, in faults and header faults.
    Fault,
    /// In a bound header of SOAP or HTTP, whichever way; counted under [`Way::Input`] or [`Way::Output`] as well.
    Header,
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 4] = [Way::Input, Way::Output, Way::Fault, Way::Header];
}

/// The facts as stored.
#[derive(Debug)]
pub(super) struct Reach {
    operations: Vec<At>,
    is_complete: bool,
    flows: [Flow; Way::ALL.len()],
    /// By [`Way`]: what is reached, in order, and what of it is a value, see [`Reaching::values`].
    components: [Vec<u32>; Way::ALL.len()],
    values: [Vec<u32>; Way::ALL.len()],
    /// Elements of the operations in each of their bindings.
    bound: Vec<At>,
    /// By [`Way`], in order of operation, numbered as in `bound`.
    by_bound: [Vec<Root>; Way::ALL.len()],
}

/// What the messages of a description hold. Free to copy; all facts are worked out when it is first asked for.
#[derive(Clone, Copy)]
pub struct Reaching<'a> {
    wsdl: &'a Wsdl,
    reach: &'a Reach,
}

impl Wsdl {
    /// Which schema components travel in which messages.
    pub fn reach(&self) -> Reaching<'_> {
        Reaching { wsdl: self, reach: self.reach.get_or_init(|| Reach::of(self)) }
    }
}

impl Reach {
    fn of(wsdl: &Wsdl) -> Self {
        let roots = Roots::of(wsdl);
        let xsd = wsdl.xsd();
        let order = Order::of(xsd);
        let flows = roots.by_way.each_ref().map(|roots| Flow::of(xsd, &order, roots));
        let components = flows.each_ref().map(Flow::reached);
        let is_value = |id: &u32| is_value(wsdl.component(ComponentId(*id)));
        let values = components.each_ref().map(|ids| ids.iter().copied().filter(is_value).collect());
        let Roots { operations, is_complete, bound, by_bound, .. } = roots;
        Self { operations, is_complete, flows, components, values, bound, by_bound }
    }

    fn flow(&self, way: Way) -> &Flow {
        &self.flows[way as usize]
    }
}

impl<'a> Reaching<'a> {
    /// How many operations are bound, each operation of a port type once.
    pub fn operations(self) -> usize {
        self.reach.operations.len()
    }

    /// False when a bound operation or its message could not be found: then more may travel than is told here.
    pub fn is_complete(self) -> bool {
        self.reach.is_complete
    }

    /// What reaches one component.
    pub fn of(self, component: Component<'a>) -> Reached<'a> {
        Reached { reaching: self, component }
    }

    /// Every component that travels some way, in document order; message parts too.
    pub fn components(self, way: Way) -> impl Iterator<Item = Reached<'a>> {
        self.all(&self.reach.components[way as usize])
    }

    /// Elements and attributes, and message parts with a type, that travel some way: what holds values. Those of
    /// schemas that belong to a standards body are left out.
    pub fn values(self, way: Way) -> impl Iterator<Item = Reached<'a>> {
        self.all(&self.reach.values[way as usize])
    }

    fn all(self, ids: &'a [u32]) -> impl Iterator<Item = Reached<'a>> {
        ids.iter().map(move |id| self.of(self.wsdl.component(ComponentId(*id))))
    }

    fn operation(self, index: u32) -> Option<BoundOperation<'a>> {
        self.at(*self.reach.operations.get(index as usize)?)
    }

    fn at(self, at: At) -> Option<BoundOperation<'a>> {
        let element = self.wsdl.element(at)?;
        let binding = Binding { wsdl: self.wsdl, element: element.parent()? };
        Some(BoundOperation { binding, element })
    }
}

/// True for what [`Reaching::values`] gives.
fn is_value(component: Component<'_>) -> bool {
    let holds = match component.kind() {
        Kind::Element | Kind::Attribute => true,
        Kind::Part => component.element().is_some_and(|part| part.attr("", "element").is_none()),
        _ => false,
    };
    holds && !component.is_standard()
}

/// A component with what reaches it.
#[derive(Clone, Copy)]
pub struct Reached<'a> {
    reaching: Reaching<'a>,
    component: Component<'a>,
}

impl<'a> Reached<'a> {
    /// The component.
    pub fn component(self) -> Component<'a> {
        self.component
    }

    /// True when it travels this way.
    pub fn is_in(self, way: Way) -> bool {
        self.flow(way).is_reached(self.component.id().0)
    }

    /// By how many operations, whose messages can hold it; at least so many where [`Reached::is_exact`] is false.
    pub fn count(self, way: Way) -> usize {
        let counted = self.flow(way).tally(self.reaching.wsdl.xsd(), self.component.id().0).count as usize;
        counted.max(usize::from(self.is_in(way)))
    }

    /// False in a description so large that not all operations were counted.
    pub fn is_exact(self, way: Way) -> bool {
        self.flow(way).is_exact
    }

    /// The first five of those operations, in document order, each as its first binding binds it.
    pub fn operations(self, way: Way) -> impl Iterator<Item = BoundOperation<'a>> {
        let tally = self.flow(way).tally(self.reaching.wsdl.xsd(), self.component.id().0);
        let shown = (tally.count as usize).min(FIRST);
        (0..shown).filter_map(move |at| self.reaching.operation(*tally.first.get(at)?))
    }

    /// How many particles without bound can be around it on some way there: 0, 1, or 2 for two and more. The particle
    /// that holds it counts.
    pub fn unbounded(self, way: Way) -> u32 {
        self.flow(way).level(self.component.id().0).unwrap_or(0)
    }

    /// The shortest way there: uses from a message part to it. Empty for a part itself.
    pub fn path(self, way: Way) -> Vec<Use<'a>> {
        let lowest = (0..3).map(|level| self.uses(way, level)).filter(|path| !path.is_empty());
        lowest.min_by_key(Vec::len).unwrap_or_default()
    }

    /// The shortest of the ways with the most particles without bound around it, see [`Reached::unbounded`].
    pub fn worst_path(self, way: Way) -> Vec<Use<'a>> {
        self.uses(way, self.unbounded(way))
    }

    /// [`Reached::path`] in the names of its elements, for messages: `order/items/item/@id`; never empty for something
    /// that has a name.
    pub fn trail(self, way: Way) -> String {
        self.named_trail(&self.path(way))
    }

    /// [`Reached::worst_path`] in the names of its elements.
    pub fn worst_trail(self, way: Way) -> String {
        self.named_trail(&self.worst_path(way))
    }

    fn named_trail(self, path: &[Use<'a>]) -> String {
        if !path.is_empty() {
            return trail(path);
        }
        step(self.component).map_or(String::new(), |(mark, name)| format!("{mark}{name}"))
    }

    fn uses(self, way: Way, level: u32) -> Vec<Use<'a>> {
        let edges = self.flow(way).path(self.reaching.wsdl.xsd(), self.component.id().0, level);
        edges.into_iter().map(|edge| self.component.use_of(edge)).collect()
    }

    fn flow(self, way: Way) -> &'a Flow {
        self.reaching.reach.flow(way)
    }
}

/// A way in the names of its elements: `order/items/item/@id`. A way from a part with a type begins with the name of the
/// part. What is anonymous has no say.
pub fn trail(path: &[Use<'_>]) -> String {
    let first = path.first().and_then(|first| step(first.owner()));
    let steps = first.into_iter().chain(path.iter().filter_map(|used| step(used.target().component()?)));
    let mut trail = String::new();
    for (index, (mark, name)) in steps.enumerate() {
        if index > 0 {
            trail.push('/');
        }
        trail.push_str(mark);
        trail.push_str(name);
    }
    trail
}

/// What stands before its name, and its name.
fn step(component: Component<'_>) -> Option<(&'static str, &str)> {
    match component.kind() {
        Kind::Element => Some(("", component.name())),
        Kind::Attribute => Some(("@", component.name())),
        Kind::Any => Some(("", "*")),
        Kind::AnyAttribute => Some(("@", "*")),
        Kind::Part if component.element().is_some_and(has_type) => Some(("", component.name())),
        _ => None,
    }
}

fn has_type(part: Element<'_>) -> bool {
    part.attr("", "type").is_some()
}
