//! The XML Schemas of a description as one graph: components, and what each of them uses.
//!
//! A component is an element, type, group, attribute or wildcard, global or local, or the part of a message that brings
//! schemas into a WSDL. A schema without target namespace is read once for each namespace that includes it. `redefine`
//! and `override` are read as an include whose definitions replace those of the same name. A name that no document read
//! here declares is missing when nothing was left unread, else unknown.

mod attributes;
mod builtin;
mod cycles;
mod edges;
mod facets;
mod resolve;
mod scopes;
mod standard;
#[cfg(test)]
mod tests;
mod walk;
mod words;

use hashbrown::HashMap;

use super::Wsdl;
use crate::syntax::{At, Element, Interner, NodeId, NodeRef, Symbol};

pub use builtin::{Builtin, Family};
pub use facets::{Facets, TextLimit};
pub use standard::is_standard_namespace;

use attributes::Attributes;
pub(super) use edges::{Edge, To};
use facets::OwnFacets;
use walk::{Data, NONE, Space};

/// A finite `maxOccurs` above this is as good as none.
const MOST_OCCURS: u32 = 100_000;

/// Index of a component. Stable within one loaded description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComponentId(pub(super) u32);

/// What a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `xs:element` that declares, not one that refers.
    Element,
    /// `xs:complexType`, named or not.
    ComplexType,
    /// `xs:simpleType`, named or not.
    SimpleType,
    /// `xs:group` with a name.
    Group,
    /// `xs:attributeGroup` with a name.
    AttributeGroup,
    /// `xs:attribute` that declares.
    Attribute,
    /// `xs:any`.
    Any,
    /// `xs:anyAttribute`.
    AnyAttribute,
    /// No schema component: what stands for the types derived from an abstract type, at the element of that.
    Substitutes,
    /// No schema component: the `part` of a message, or in WSDL 2.0 the `input`, `output` or `fault` that names an
    /// element.
    Part,
}

/// What a component is used for by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// An element, group or wildcard in a content model.
    Particle,
    /// An attribute, attribute group or attribute wildcard.
    Attribute,
    /// The type of an element, attribute or part.
    Type,
    /// The element of a part.
    Element,
    /// The base of an extension, whose content comes along.
    Extension,
    /// The base of a restriction. Its content is written again, so this leads to nothing new.
    Restriction,
    /// The item type of a list.
    Item,
    /// A member type of a union.
    Member,
    /// From the head of a substitution group to a member.
    Substitution,
    /// From what is of an abstract type to its [`Kind::Substitutes`], and from there to each type derived from it.
    Derived,
    /// The items of an array of SOAP encoding, by `wsdl:arrayType`.
    ArrayItem,
}

/// How often a particle may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Occurs {
    /// Lower bound; 0 also where a choice or an optional group is around it.
    pub min: u32,
    /// Upper bound of the particle itself; `None` for `unbounded` and for numbers above 100,000.
    pub max: Option<u32>,
}

impl Occurs {
    const ONCE: Self = Self { min: 1, max: Some(1) };

    /// `None` for bounds that are no numbers.
    fn read(attributes: &Attributes<'_>) -> Option<Self> {
        fn text(node: NodeRef<'_>) -> &str {
            node.raw().trim_ascii()
        }
        let min = attributes.min_occurs.map_or(1, |node| text(node).parse().unwrap_or(0));
        let max = match attributes.max_occurs.map(text) {
            None => Some(1),
            Some("unbounded") => None,
            // More digits than fit are more than any limit.
            Some(number) => number.parse().ok().filter(|max| *max <= MOST_OCCURS),
        };
        Some(Self { min, max })
    }
}

/// The components of a closure. See the module.
#[derive(Debug)]
pub(super) struct Xsd {
    components: Vec<Data>,
    /// By owner, in document order.
    pub(super) edges: Vec<Edge>,
    /// Where the edges of each component begin, and one past the last.
    starts: Vec<u32>,
    names: HashMap<(Space, u32), HashMap<Box<str>, u32>>,
    namespaces: Interner,
    /// By [`Interner`] symbol: whether the namespace is a standard's.
    standard: Vec<bool>,
    facets: HashMap<u32, OwnFacets>,
    /// Parts by their element.
    parts: HashMap<At, u32>,
    pub(super) cycles: cycles::Cycles,
}

/// A schema component, or the part of a message. Free to copy.
#[derive(Clone, Copy)]
pub struct Component<'a> {
    wsdl: &'a Wsdl,
    xsd: &'a Xsd,
    id: ComponentId,
}

/// Where a use leads.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// To this component.
    To(Component<'a>),
    /// To a type that needs no schema.
    Builtin(&'static Builtin),
    /// Nowhere: every schema that could declare the name was read.
    Missing,
    /// Out of sight: a schema that could declare the name was not read.
    Unknown,
}

impl<'a> Target<'a> {
    /// The component, if it leads to one.
    pub fn component(self) -> Option<Component<'a>> {
        match self {
            Self::To(component) => Some(component),
            _ => None,
        }
    }

    /// The built-in type, if it leads to one.
    pub fn builtin(self) -> Option<&'static Builtin> {
        match self {
            Self::Builtin(builtin) => Some(builtin),
            _ => None,
        }
    }
}

impl PartialEq for Component<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl std::fmt::Debug for Component<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}", self.kind(), self.name())
    }
}

impl<'a> Component<'a> {
    fn data(self) -> &'a Data {
        // Ids are made by the model alone and count its components.
        &self.xsd.components[self.id.0 as usize]
    }

    fn at(self, id: u32) -> Component<'a> {
        Component { id: ComponentId(id), ..self }
    }

    fn node(self, at: At) -> Option<NodeRef<'a>> {
        self.wsdl.documents.get(at.source.0 as usize).map(|document| document.node(at.node))
    }

    /// Its index, to keep facts about it in a table or a set.
    pub fn id(self) -> ComponentId {
        self.id
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.data().kind
    }

    /// The description it belongs to.
    pub fn wsdl(self) -> &'a Wsdl {
        self.wsdl
    }

    /// The element that declares it. A schema included into several namespaces has several components at one element.
    pub fn element(self) -> Option<Element<'a>> {
        Element::new(self.node(self.data().at)?)
    }

    /// Its name; empty for anonymous types and wildcards.
    pub fn name(self) -> &'a str {
        self.name_node().map_or("", |node| node.raw().trim_ascii())
    }

    /// The attribute with its name, to point at.
    pub fn name_node(self) -> Option<NodeRef<'a>> {
        let Data { at, name, .. } = *self.data();
        if name == NONE { None } else { self.node(At { node: NodeId(name), ..at }) }
    }

    /// Namespace of its name: empty for a local element or attribute that its schema leaves unqualified.
    pub fn namespace(self) -> &'a str {
        self.xsd.namespaces.text(Symbol(self.data().namespace))
    }

    /// Target namespace of the schema it stands in; of a schema without one, that of the schema that includes it.
    pub fn home(self) -> &'a str {
        self.xsd.namespaces.text(Symbol(self.data().home))
    }

    /// True where its schema belongs to W3C, OASIS or another body: not the reader's to change.
    pub fn is_standard(self) -> bool {
        self.xsd.standard.get(self.data().home as usize).copied().unwrap_or(false)
    }

    /// True for what stands directly below `xs:schema`.
    pub fn is_global(self) -> bool {
        self.data().is_global && self.kind() != Kind::Part
    }

    /// The component it is declared inside of; `None` for a global one.
    pub fn parent(self) -> Option<Component<'a>> {
        let parent = self.data().parent;
        (parent != NONE).then(|| self.at(parent))
    }

    /// The nearest component with a name: itself, or for an anonymous type or a wildcard what it stands in.
    pub fn named(self) -> Component<'a> {
        std::iter::successors(Some(self), |inner| inner.parent()).find(|each| !each.name().is_empty()).unwrap_or(self)
    }

    /// True for `abstract="true"`.
    pub fn is_abstract(self) -> bool {
        self.data().is_abstract
    }

    /// True for a complex type that has text between its elements.
    pub fn is_mixed(self) -> bool {
        self.data().is_mixed
    }

    /// True for a complex type whose content is text with attributes.
    pub fn has_simple_content(self) -> bool {
        self.data().has_simple_content
    }

    /// True when it can hold itself: values of it nest without limit.
    pub fn is_recursive(self) -> bool {
        self.cycle().is_some()
    }

    /// What it recurs through, as a number that all components of the same cycles share; `None` when it does not recur.
    pub fn cycle(self) -> Option<u32> {
        self.xsd.cycles.cycle(self.id.0)
    }

    /// What it uses, in document order: particles, attributes, its type, its base, its substitutes.
    pub fn uses(self) -> impl DoubleEndedIterator<Item = Use<'a>> {
        let range = self.xsd.range(self.id.0);
        let edges = self.xsd.edges.get(range).unwrap_or_default();
        edges.iter().map(move |edge| Use { owner: self, edge })
    }

    pub(super) fn use_of(self, edge: &'a Edge) -> Use<'a> {
        Use { owner: self.at(edge.owner), edge }
    }

    /// The type of an element, attribute or part; of a part with an element, that element's. An element without any is
    /// of its substitution head's type, else `anyType`. `None` for other components.
    pub fn value_type(self) -> Option<Target<'a>> {
        let mut at = self;
        for _ in 0..4 {
            let used = at.uses().find(|used| matches!(used.role(), Role::Type | Role::Element))?;
            match used.target() {
                Target::To(inner) if used.role() == Role::Element => at = inner,
                target => return Some(target),
            }
        }
        None
    }
}

/// A component or built-in type in its use by a component.
#[derive(Clone, Copy)]
pub struct Use<'a> {
    owner: Component<'a>,
    edge: &'a Edge,
}

impl<'a> Use<'a> {
    /// What uses it.
    pub fn owner(self) -> Component<'a> {
        self.owner
    }

    /// What for.
    pub fn role(self) -> Role {
        self.edge.role
    }

    /// Where it leads.
    pub fn target(self) -> Target<'a> {
        match self.edge.to {
            To::Component(id) => Target::To(self.owner.at(id)),
            To::Builtin(id) => Target::Builtin(id.builtin()),
            To::Missing => Target::Missing,
            To::Unknown => Target::Unknown,
        }
    }

    /// True where the name as written leads nowhere and the schema's own namespace was tried instead.
    pub fn is_guessed(self) -> bool {
        self.edge.is_guessed
    }

    /// The element that says so: the particle, the attribute, the `extension` …
    pub fn element(self) -> Option<Element<'a>> {
        Element::new(self.owner.node(self.edge.at)?)
    }

    /// How often; once for everything that is no particle.
    pub fn occurs(self) -> Occurs {
        self.edge.occurs()
    }

    /// The element that lets it repeat without bound: the particle itself, else the nearest such model group around it.
    pub fn unbounded_by(self) -> Option<Element<'a>> {
        if self.occurs().max.is_none() {
            return self.element();
        }
        let node = NodeId(self.edge.group);
        (self.edge.group != NONE).then(|| self.owner.node(At { node, ..self.edge.at })).flatten().and_then(Element::new)
    }

    /// True when it may repeat without bound, by itself or with a group around it.
    pub fn is_unbounded(self) -> bool {
        self.edge.is_unbounded()
    }
}

impl Xsd {
    /// Number of components.
    pub(super) fn count(&self) -> usize {
        self.components.len()
    }

    /// True for a component that uses no other.
    fn is_leaf(&self, id: u32) -> bool {
        let edges = self.edges.get(self.range(id)).unwrap_or_default();
        edges.iter().all(|edge| !matches!(edge.to, To::Component(_)))
    }

    pub(super) fn range(&self, id: u32) -> std::ops::Range<usize> {
        let start = |at: usize| self.starts.get(at).copied().unwrap_or(0) as usize;
        start(id as usize)..start(id as usize + 1)
    }
}

impl Wsdl {
    /// Every component of the closure's schemas, each schema in document order, and every part of a message.
    pub fn components(&self) -> impl Iterator<Item = Component<'_>> {
        let xsd = self.xsd();
        (0..xsd.components.len() as u32).map(move |id| Component { wsdl: self, xsd, id: ComponentId(id) })
    }

    /// The component of an id of this description.
    pub fn component(&self, id: ComponentId) -> Component<'_> {
        Component { wsdl: self, xsd: self.xsd(), id }
    }

    /// The component of a message part, or of the element of WSDL 2.0 that stands for one; `None` where it names
    /// neither element nor type.
    pub fn part_component(&self, part: Element<'_>) -> Option<Component<'_>> {
        let id = self.xsd().parts.get(&part.node().at())?;
        Some(self.component(ComponentId(*id)))
    }

    /// The global element of a name.
    pub fn global_element(&self, namespace: &str, local: &str) -> Option<Component<'_>> {
        self.global(Space::Element, namespace, local)
    }

    /// The named type of a name, complex or simple; built-in types are none.
    pub fn global_type(&self, namespace: &str, local: &str) -> Option<Component<'_>> {
        self.global(Space::Type, namespace, local)
    }

    fn global(&self, space: Space, namespace: &str, local: &str) -> Option<Component<'_>> {
        let xsd = self.xsd();
        let namespace = xsd.namespaces.lookup(namespace)?;
        let id = xsd.names.get(&(space, namespace.0))?.get(local)?;
        Some(self.component(ComponentId(*id)))
    }

    pub(super) fn xsd(&self) -> &Xsd {
        self.xsd.get_or_init(|| resolve::build(self))
    }
}
