//! From schema documents to components: one pass over each schema in document order, names kept for later.
//!
//! Nothing recurses: the tree is pre-order, so the elements around are a stack.

use hashbrown::{HashMap, HashSet};

use super::attributes::Attributes;
use super::builtin::Builtins;
use super::facets::OwnFacets;
use super::scopes::Declared;
use super::words::{Word, Words};
use super::{Edge, Kind, Occurs, Role, To};
use crate::model::wsdl::namespaces::XML;
use crate::syntax::{At, Element, Interner, Kind as NodeKind, NodeId, NodeRef};

/// No component, no element.
pub(super) const NONE: u32 = u32::MAX;

/// The tables in which names of schema components are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Space {
    Element,
    Type,
    Group,
    AttributeGroup,
    Attribute,
}

/// A component as stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Data {
    pub(super) at: At,
    pub(super) kind: Kind,
    pub(super) is_global: bool,
    /// It has a type of its own, or says which.
    pub(super) is_typed: bool,
    pub(super) has_simple_content: bool,
    pub(super) is_mixed: bool,
    pub(super) is_abstract: bool,
    /// The component around it; [`NONE`] for a global one.
    pub(super) parent: u32,
    /// Namespace of its name: empty for an unqualified local one.
    pub(super) namespace: u32,
    /// Target namespace of the schema it stands in, as included.
    pub(super) home: u32,
    /// The attribute with its name, a node of the same document; else [`NONE`].
    pub(super) name: u32,
}

/// A name that refers to a component, before names are resolved.
pub(super) enum Aim<'a> {
    Name {
        space: Space,
        namespace: u32,
        local: &'a str,
    },
    /// A prefix nobody declares; the local name may still be one of the home namespace.
    Unprefixed {
        space: Space,
        local: &'a str,
    },
}

/// What stands under a name; `original` is what a redefinition replaced.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub(super) component: u32,
    pub(super) original: Option<u32>,
}

/// What the walk collects.
#[derive(Default)]
pub(super) struct Walk<'a> {
    pub(super) components: Vec<Data>,
    /// Namespaces that some schema declares.
    pub(super) declared: HashSet<u32>,
    /// By namespace, as far as asked: the built-in types that its names mean.
    pub(super) builtins: Vec<Option<Builtins>>,
    /// What leads to the name of a component leads to [`To::Unknown`] for now.
    pub(super) edges: Vec<Edge>,
    /// Edges by index, in order, and the names they lead to.
    pub(super) named: Vec<(u32, Aim<'a>)>,
    pub(super) names: HashMap<(Space, u32, &'a str), Named>,
    pub(super) namespaces: Interner,
    pub(super) facets: HashMap<u32, OwnFacets>,
    /// (head, member element) of each `substitutionGroup`.
    pub(super) substitutions: Vec<(Aim<'a>, u32)>,
    pub(super) scopes: Vec<Declared<'a>>,
}

/// An element whose content is being read.
struct Frame {
    end: NodeId,
    owner: u32,
    /// What a type written directly inside is to the owner.
    role: Role,
    scope: u32,
    is_optional: bool,
    group: u32,
    is_redefining: bool,
}

/// What is the same all over one schema.
pub(super) struct Home<'w> {
    words: &'w Words,
    pub(super) namespace: u32,
    /// No namespace.
    none: u32,
    pub(super) is_chameleon: bool,
    qualifies_elements: bool,
    qualifies_attributes: bool,
}

impl<'a> Walk<'a> {
    /// Reads one schema as part of a namespace, which is its own or, of a chameleon, that of its includer.
    pub(super) fn schema(&mut self, schema: Element<'a>, namespace: &str, words: &Words) {
        let qualified = |name: &str| schema.attr("", name).is_some_and(|node| node.raw().trim_ascii() == "qualified");
        let home = Home {
            words,
            namespace: self.namespaces.intern(namespace).0,
            none: self.namespaces.intern("").0,
            is_chameleon: !namespace.is_empty() && schema.attr("", "targetNamespace").is_none(),
            qualifies_elements: qualified("elementFormDefault"),
            qualifies_attributes: qualified("attributeFormDefault"),
        };
        let xml = self.namespaces.intern(XML).0;
        self.scopes.push(Declared { prefix: "xml", namespace: xml, around: NONE });
        let mut scope = self.scopes.len() as u32 - 1;
        let around: Vec<_> = std::iter::successors(Some(schema), |inner| inner.parent()).collect();
        for element in around.into_iter().rev() {
            scope = self.declare(&Attributes::of(element, words), scope);
        }
        let mut stack = vec![Frame {
            end: schema.node().subtree_end(),
            owner: NONE,
            role: Role::Type,
            scope,
            is_optional: false,
            group: NONE,
            is_redefining: false,
        }];
        let document = schema.node().doc;
        let mut id = NodeId(schema.node().id.0 + 1);
        // Room costs nothing until it is used; moving does.
        let nodes = (schema.node().subtree_end().0 - id.0) as usize;
        self.components.reserve(nodes / 4);
        self.edges.reserve(nodes / 2);
        while id < schema.node().subtree_end() {
            let node = document.node(id);
            id = NodeId(id.0 + 1);
            if node.kind() != NodeKind::Element {
                continue;
            }
            let Some(element) = Element::new(node) else { continue };
            while stack.len() > 1 && stack.last().is_some_and(|frame| frame.end <= node.id) {
                stack.pop();
            }
            let Some(around) = stack.last() else { break };
            let is_schema = words.is_xsd(element.namespace_symbol());
            match if is_schema { self.enter(element, around, &home) } else { None } {
                Some(frame) => stack.push(frame),
                None => id = node.subtree_end(),
            }
        }
    }

    /// Reads one element; `None` when nothing inside it matters.
    fn enter(&mut self, element: Element<'a>, around: &Frame, home: &Home<'_>) -> Option<Frame> {
        let word = home.words.word(element.local_symbol());
        if word == Word::Annotation {
            return None;
        }
        let attributes = Attributes::of(element, home.words);
        let scope = self.declare(&attributes, around.scope);
        let frame = Frame {
            end: element.node().subtree_end(),
            owner: around.owner,
            role: around.role,
            scope,
            is_optional: around.is_optional,
            group: around.group,
            is_redefining: around.is_redefining,
        };
        if around.owner == NONE {
            return self.enter_global(element, word, &attributes, frame, home);
        }
        match word {
            Word::Element | Word::Group | Word::Any => self.particle(element, word, &attributes, frame, home),
            Word::Attribute | Word::AttributeGroup | Word::AnyAttribute => {
                self.attribute(element, word, &attributes, frame, home)
            }
            Word::ComplexType | Word::SimpleType => {
                let kind = if word == Word::ComplexType { Kind::ComplexType } else { Kind::SimpleType };
                let inner = self.component(element, kind, frame.owner, attributes.name, home.namespace);
                self.note_type(inner, &attributes);
                self.hold(&frame, frame.role, inner, element, Occurs::ONCE);
                if frame.role == Role::Type {
                    self.with(frame.owner, |data| data.is_typed = true);
                }
                Some(Frame { owner: inner, role: Role::Type, is_optional: false, group: NONE, ..frame })
            }
            Word::Sequence | Word::Choice | Word::All => {
                let occurs = Occurs::read(&attributes).filter(|occurs| occurs.max != Some(0))?;
                let group = if occurs.max.is_none() { element.node().id.0 } else { frame.group };
                let is_optional = frame.is_optional || occurs.min == 0 || word == Word::Choice;
                Some(Frame { group, is_optional, ..frame })
            }
            Word::ComplexContent | Word::SimpleContent => {
                self.with(frame.owner, |data| data.has_simple_content |= word == Word::SimpleContent);
                self.note_type(frame.owner, &attributes);
                Some(frame)
            }
            Word::Extension | Word::Restriction => {
                let role = if word == Word::Extension { Role::Extension } else { Role::Restriction };
                self.refer_by_name(&frame, role, Space::Type, attributes.base, element, home);
                Some(Frame { role, ..frame })
            }
            Word::List => {
                self.facets.entry(frame.owner).or_default().is_list = true;
                self.refer_by_name(&frame, Role::Item, Space::Type, attributes.item_type, element, home);
                Some(Frame { role: Role::Item, ..frame })
            }
            Word::Union => {
                self.facets.entry(frame.owner).or_default().is_union = true;
                let members = attributes.member_types.map_or("", NodeRef::raw);
                for member in members.split_ascii_whitespace() {
                    let aim = self.aim(Space::Type, member, frame.scope, home);
                    self.refer(&frame, Role::Member, aim, element, Occurs::ONCE);
                }
                Some(Frame { role: Role::Member, ..frame })
            }
            Word::OpenContent => Some(frame),
            _ => {
                if let Some(value) = attributes.value {
                    self.facets.entry(frame.owner).or_default().read(element.local(), value);
                }
                None
            }
        }
    }

    fn enter_global(
        &mut self,
        element: Element<'a>,
        word: Word,
        attributes: &Attributes<'a>,
        frame: Frame,
        home: &Home<'_>,
    ) -> Option<Frame> {
        let (kind, space) = match word {
            Word::Element => (Kind::Element, Space::Element),
            Word::ComplexType => (Kind::ComplexType, Space::Type),
            Word::SimpleType => (Kind::SimpleType, Space::Type),
            Word::Group => (Kind::Group, Space::Group),
            Word::AttributeGroup => (Kind::AttributeGroup, Space::AttributeGroup),
            Word::Attribute => (Kind::Attribute, Space::Attribute),
            Word::Redefine | Word::Override => return Some(Frame { is_redefining: true, ..frame }),
            _ => return None,
        };
        let id = self.component(element, kind, NONE, attributes.name, home.namespace);
        self.note_type(id, attributes);
        if let Some(name) = attributes.name.map(|node| node.raw().trim_ascii()).filter(|name| !name.is_empty()) {
            let fresh = Named { component: id, original: None };
            self.names
                .entry((space, home.namespace, name))
                .and_modify(|named| {
                    // A definition and its redefinition come in either order.
                    if frame.is_redefining {
                        *named = Named { component: id, original: Some(named.component) };
                    } else if named.original.is_none() {
                        named.original = Some(id);
                    }
                })
                .or_insert(fresh);
        }
        let frame = Frame { owner: id, role: Role::Type, is_redefining: false, ..frame };
        if matches!(kind, Kind::Element | Kind::Attribute) {
            self.declared_type(&frame, element, attributes, home);
            let heads = attributes.substitution_group.map_or("", NodeRef::raw);
            for head in heads.split_ascii_whitespace() {
                let aim = self.aim(Space::Element, head, frame.scope, home);
                self.substitutions.push((aim, id));
            }
        }
        Some(frame)
    }

    /// `element`, `group` and `any` inside a content model.
    fn particle(
        &mut self,
        element: Element<'a>,
        word: Word,
        attributes: &Attributes<'a>,
        frame: Frame,
        home: &Home<'_>,
    ) -> Option<Frame> {
        let occurs = Occurs::read(attributes).filter(|occurs| occurs.max != Some(0))?;
        let occurs = Occurs { min: if frame.is_optional { 0 } else { occurs.min }, ..occurs };
        let space = match word {
            Word::Any => {
                let any = self.component(element, Kind::Any, frame.owner, attributes.name, home.namespace);
                self.hold(&frame, Role::Particle, any, element, occurs);
                return None;
            }
            Word::Group => Space::Group,
            _ => Space::Element,
        };
        if let Some(reference) = attributes.reference {
            let aim = self.aim(space, reference.raw(), frame.scope, home);
            self.refer(&frame, Role::Particle, aim, element, occurs);
            return None;
        }
        if space == Space::Group {
            return None;
        }
        let id = self.component(element, Kind::Element, frame.owner, attributes.name, home.namespace);
        if !attributes.form.map_or(home.qualifies_elements, |form| form.raw().trim_ascii() == "qualified") {
            self.with(id, |data| data.namespace = home.none);
        }
        self.hold(&frame, Role::Particle, id, element, occurs);
        let frame = Frame { owner: id, role: Role::Type, is_optional: false, group: NONE, ..frame };
        self.declared_type(&frame, element, attributes, home);
        Some(frame)
    }

    /// `attribute`, `attributeGroup` and `anyAttribute` inside a type.
    fn attribute(
        &mut self,
        element: Element<'a>,
        word: Word,
        attributes: &Attributes<'a>,
        frame: Frame,
        home: &Home<'_>,
    ) -> Option<Frame> {
        let usage = attributes.usage.map_or("", |node| node.raw().trim_ascii());
        if usage == "prohibited" {
            return None;
        }
        let occurs = Occurs { min: u32::from(usage == "required"), max: Some(1) };
        if let Some(array) = attributes.array_type {
            // `t:Item[][,]`: an array of arrays of items.
            let item = array.raw().trim_ascii().split('[').next().unwrap_or("");
            let aim = self.aim(Space::Type, item, frame.scope, home);
            self.refer(&frame, Role::ArrayItem, aim, element, Occurs { min: 0, max: None });
        }
        let space = match word {
            Word::AnyAttribute => {
                let any = self.component(element, Kind::AnyAttribute, frame.owner, attributes.name, home.namespace);
                self.hold(&frame, Role::Attribute, any, element, occurs);
                return None;
            }
            Word::AttributeGroup => Space::AttributeGroup,
            _ => Space::Attribute,
        };
        if let Some(reference) = attributes.reference {
            let aim = self.aim(space, reference.raw(), frame.scope, home);
            self.refer(&frame, Role::Attribute, aim, element, occurs);
            return None;
        }
        if space == Space::AttributeGroup {
            return None;
        }
        let id = self.component(element, Kind::Attribute, frame.owner, attributes.name, home.namespace);
        if !attributes.form.map_or(home.qualifies_attributes, |form| form.raw().trim_ascii() == "qualified") {
            self.with(id, |data| data.namespace = home.none);
        }
        self.hold(&frame, Role::Attribute, id, element, occurs);
        let frame = Frame { owner: id, role: Role::Type, is_optional: false, group: NONE, ..frame };
        self.declared_type(&frame, element, attributes, home);
        Some(frame)
    }

    fn declared_type(&mut self, frame: &Frame, element: Element<'a>, attributes: &Attributes<'a>, home: &Home<'_>) {
        if attributes.type_name.is_some() {
            self.with(frame.owner, |data| data.is_typed = true);
            self.refer_by_name(frame, Role::Type, Space::Type, attributes.type_name, element, home);
        }
        let is_abstract = attributes.is_true(attributes.is_abstract);
        self.with(frame.owner, |data| data.is_abstract = is_abstract);
    }

    fn note_type(&mut self, id: u32, attributes: &Attributes<'a>) {
        let (mixed, is_abstract) = (attributes.is_true(attributes.mixed), attributes.is_true(attributes.is_abstract));
        self.with(id, |data| {
            data.is_mixed |= mixed;
            data.is_abstract |= is_abstract;
        });
    }

    fn component(
        &mut self,
        element: Element<'a>,
        kind: Kind,
        parent: u32,
        name: Option<NodeRef<'a>>,
        home: u32,
    ) -> u32 {
        let id = self.components.len() as u32;
        self.components.push(Data {
            at: element.node().at(),
            kind,
            is_global: parent == NONE,
            is_typed: false,
            has_simple_content: false,
            is_mixed: false,
            is_abstract: false,
            parent,
            namespace: home,
            home,
            name: name.map_or(NONE, |name| name.id.0),
        });
        id
    }

    /// Adds what is no schema component but refers to some: the part of a message.
    pub(super) fn part(&mut self, element: Element<'a>, space: Space, qname: NodeRef<'a>) -> u32 {
        let none = self.namespaces.intern("").0;
        let id = self.component(element, Kind::Part, NONE, element.attr("", "name"), none);
        let local = qname.raw().trim_ascii();
        let aim = match element.resolve_qname(local) {
            Some((namespace, local)) => {
                Aim::Name { space, namespace: self.namespaces.intern(namespace.trim()).0, local }
            }
            None => Aim::Unprefixed { space, local: local.rsplit(':').next().unwrap_or(local) },
        };
        let role = if space == Space::Element { Role::Element } else { Role::Type };
        let at = element.node().at();
        self.lead(Edge::once(id, role, To::Unknown, at), aim);
        id
    }

    fn with(&mut self, id: u32, change: impl FnOnce(&mut Data)) {
        if let Some(data) = self.components.get_mut(id as usize) {
            change(data);
        }
    }

    /// To a component written inside.
    fn hold(&mut self, frame: &Frame, role: Role, inner: u32, element: Element<'a>, occurs: Occurs) {
        let at = element.node().at();
        self.edges.push(Edge::new(frame.owner, role, To::Component(inner), at, occurs, frame.group));
    }

    fn refer(&mut self, frame: &Frame, role: Role, aim: Aim<'a>, element: Element<'a>, occurs: Occurs) {
        let at = element.node().at();
        self.lead(Edge::new(frame.owner, role, To::Unknown, at, occurs, frame.group), aim);
    }

    fn lead(&mut self, edge: Edge, aim: Aim<'a>) {
        match self.builtin(&aim) {
            Some(builtin) => self.edges.push(edge.leading(To::Builtin(builtin))),
            None => {
                self.named.push((self.edges.len() as u32, aim));
                self.edges.push(edge);
            }
        }
    }

    fn refer_by_name(
        &mut self,
        frame: &Frame,
        role: Role,
        space: Space,
        name: Option<NodeRef<'a>>,
        element: Element<'a>,
        home: &Home<'_>,
    ) {
        if let Some(name) = name {
            let aim = self.aim(space, name.raw(), frame.scope, home);
            self.refer(frame, role, aim, element, Occurs::ONCE);
        }
    }
}
