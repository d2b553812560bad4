//! From what the walk collected to the finished graph: which schema is read into which namespace, and where names lead.

use hashbrown::{HashMap, HashSet};

use super::builtin::{BuiltinId, Builtins};
use super::cycles::Cycles;
use super::edges::sort_by_owner;
use super::standard::is_standard_namespace;
use super::walk::{Aim, Data, NONE, Space, Walk};
use super::words::Words;
use super::{Edge, Kind, Role, To, Xsd};
use crate::model::wsdl::namespaces::{XML, XSD, XSD_OLD};
use crate::model::wsdl::{Direction, ImportKind, ImportTarget, Wsdl, children, is_wsdl};
use crate::source::SourceId;
use crate::syntax::{At, Element, NodeRef, Symbol};

/// Namespaces that one schema without target namespace is read into; further includers see unknown names.
const MOST_HOMES: usize = 16;
/// Substitution heads followed to find a type.
const MOST_HEADS: usize = 64;

/// Reads the schemas of a closure.
pub(super) fn build(wsdl: &Wsdl) -> Xsd {
    let homes = Homes::of(wsdl);
    let mut walk = Walk::default();
    for (_, namespace) in &homes.schemas {
        let namespace = walk.namespaces.intern(namespace).0;
        walk.declared.insert(namespace);
    }
    let mut words: Option<(SourceId, Words)> = None;
    for (schema, namespace) in &homes.schemas {
        let document = schema.node().doc;
        let known = words.take().filter(|(source, _)| *source == document.source.id);
        let (_, words) = words.insert(known.unwrap_or_else(|| (document.source.id, Words::of(document))));
        walk.schema(*schema, namespace, words);
    }
    let parts = read_parts(wsdl, &mut walk);
    let sight = Sight::of(wsdl, &homes, &mut walk);
    let mut edges = std::mem::take(&mut walk.edges);
    for (index, aim) in std::mem::take(&mut walk.named) {
        if let Some(edge) = edges.get_mut(index as usize) {
            (edge.to, edge.is_guessed) = find(edge.owner, &aim, &walk, &sight);
        }
    }
    add_substitutes(&walk, &sight, &mut edges);
    let is_abstract_type = |data: &Data| data.is_abstract && data.kind == Kind::ComplexType;
    if !walk.substitutions.is_empty() || walk.components.iter().any(is_abstract_type) {
        sort_by_owner(&mut edges, walk.components.len());
    }
    add_implied_types(&walk, &sight, &mut edges);
    add_derived(&mut walk, &mut edges);
    let starts = sort_by_owner(&mut edges, walk.components.len());
    let mut names: HashMap<(Space, u32), HashMap<Box<str>, u32>> = HashMap::new();
    for ((space, namespace, local), named) in &walk.names {
        names.entry((*space, *namespace)).or_default().insert((*local).into(), named.component);
    }
    let all = (0..).map_while(|id| Some(walk.namespaces.text(Symbol(id))).filter(|_| id < sight.namespaces));
    let standard = all.map(is_standard_namespace).collect();
    let mut xsd = Xsd {
        components: walk.components,
        edges,
        starts,
        names,
        namespaces: walk.namespaces,
        standard,
        facets: walk.facets,
        parts,
        cycles: Cycles::default(),
    };
    xsd.cycles = Cycles::of(&xsd);
    xsd
}

/// The parts of all messages, and what names an element in WSDL 2.0.
fn read_parts<'a>(wsdl: &'a Wsdl, walk: &mut Walk<'a>) -> HashMap<At, u32> {
    let mut parts = HashMap::new();
    let mut add = |element: Element<'a>, space, qname: Option<NodeRef<'a>>| {
        if let Some(qname) = qname.filter(|qname| !qname.raw().trim_ascii().starts_with('#')) {
            parts.entry(element.node().at()).or_insert_with(|| walk.part(element, space, qname));
        }
    };
    for message in wsdl.messages() {
        for part in message.parts() {
            match part.element_node() {
                Some(element) => add(part.element(), Space::Element, Some(element)),
                None => add(part.element(), Space::Type, part.type_node()),
            }
        }
    }
    let bound = wsdl.bindings().flat_map(|binding| binding.operations()).flat_map(|bound| bound.messages());
    for header in bound.flat_map(|message| message.headers_20()) {
        match header.attr("", "element") {
            Some(element) => add(header, Space::Element, Some(element)),
            None => add(header, Space::Type, header.attr("", "type")),
        }
    }
    for interface in wsdl.port_types() {
        let messages = interface.operations().flat_map(|operation| operation.messages());
        let named = messages.filter(|message| message.direction() != Direction::Fault).map(|message| message.element());
        for element in named.chain(children(interface.element(), "fault")) {
            add(element, Space::Element, element.attr("", "element"));
        }
    }
    parts
}

/// The schemas of a closure, each with the namespace it is read into; several times for a chameleon.
struct Homes<'a> {
    schemas: Vec<(Element<'a>, String)>,
    /// Namespaces that a schema should have been read into as well.
    left_out: Vec<String>,
}

impl<'a> Homes<'a> {
    fn of(wsdl: &'a Wsdl) -> Self {
        let all: Vec<Element<'a>> = wsdl.schemas().collect();
        let by_at: HashMap<At, usize> = all.iter().enumerate().map(|(at, schema)| (schema.node().at(), at)).collect();
        let mut includes: HashMap<usize, Vec<usize>> = HashMap::new();
        for import in wsdl.imports() {
            let ImportTarget::Loaded(source) = import.target else { continue };
            if import.kind.is_wsdl() || import.kind == ImportKind::SchemaImport {
                continue;
            }
            let from = import.element(wsdl).and_then(Element::parent).map(|schema| schema.node().at());
            let to = wsdl.documents.get(source.0 as usize).and_then(|document| document.root()).map(NodeRef::at);
            if let (Some(from), Some(to)) = (from.and_then(|at| by_at.get(&at)), to.and_then(|at| by_at.get(&at))) {
                includes.entry(*from).or_default().push(*to);
            }
        }
        let mut homes: Vec<Vec<String>> = all
            .iter()
            .map(|schema| schema.attr_text("targetNamespace").map(|own| own.trim().to_owned()).into_iter().collect())
            .collect();
        let has_own: Vec<bool> = homes.iter().map(|homes| !homes.is_empty()).collect();
        let mut work: Vec<(usize, String)> = Vec::new();
        let mut left_out = Vec::new();
        work.extend(homes.iter().enumerate().filter_map(|(at, homes)| Some((at, homes.first()?.clone()))));
        while let Some((from, namespace)) = work.pop() {
            for to in includes.get(&from).into_iter().flatten() {
                let Some(known) = homes.get_mut(*to) else { continue };
                if has_own.get(*to).copied().unwrap_or(true) || known.contains(&namespace) {
                    continue;
                }
                if known.len() == MOST_HOMES {
                    left_out.push(namespace.clone());
                    continue;
                }
                known.push(namespace.clone());
                work.push((*to, namespace.clone()));
            }
        }
        let mut schemas = Vec::new();
        for (schema, mut homes) in all.into_iter().zip(homes) {
            if homes.is_empty() {
                homes.push(String::new());
            }
            homes.sort();
            schemas.extend(homes.into_iter().map(|namespace| (schema, namespace)));
        }
        Self { schemas, left_out }
    }
}

/// Which namespaces this run sees whole.
struct Sight {
    /// By symbol; what is not here is interned later and no schema's.
    known: Vec<Seen>,
    /// Anything may be unread.
    is_open: bool,
    xml: u32,
    none: u32,
    /// Number of symbols.
    namespaces: u32,
}

/// What is known of a namespace.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Some schema declares it.
    is_declared: bool,
    /// It has something unread in it.
    is_open: bool,
    builtins: Option<Builtins>,
}

impl Sight {
    fn of(wsdl: &Wsdl, homes: &Homes<'_>, walk: &mut Walk<'_>) -> Self {
        let declared = std::mem::take(&mut walk.declared);
        let mut open = HashSet::new();
        let mut by_schema: HashMap<At, Vec<u32>> = HashMap::new();
        for (schema, namespace) in &homes.schemas {
            let symbol = walk.namespaces.intern(namespace).0;
            by_schema.entry(schema.node().at()).or_default().push(symbol);
        }
        open.extend(homes.left_out.iter().map(|namespace| walk.namespaces.intern(namespace).0));
        for import in wsdl.imports() {
            if matches!(import.target, ImportTarget::Loaded(_)) && import.kind != ImportKind::SchemaImport {
                continue;
            }
            let Some(element) = import.element(wsdl) else { continue };
            match import.kind {
                ImportKind::WsdlImport | ImportKind::WsdlInclude => {}
                ImportKind::SchemaImport => {
                    let namespace = element.attr_text("namespace").unwrap_or_default();
                    let symbol = walk.namespaces.intern(namespace.trim()).0;
                    // Without a location, a schema of that namespace beside it is what is meant. What was loaded may
                    // be no schema at all.
                    if import.is_unresolved() || !declared.contains(&symbol) {
                        open.insert(symbol);
                    }
                }
                _ => {
                    let schema = element.parent().map(|schema| schema.node().at());
                    open.extend(schema.and_then(|at| by_schema.get(&at)).into_iter().flatten());
                }
            }
        }
        let xml = walk.namespaces.intern(XML).0;
        let none = walk.namespaces.intern("").0;
        let is_broken = wsdl.documents.iter().any(|document| !document.errors.is_empty());
        let is_open = !wsdl.is_complete() || is_broken || has_foreign_types(wsdl);
        // Interned last, so it counts all.
        let namespaces = walk.namespaces.intern("\u{0}").0;
        let seen = |symbol: u32| Seen {
            is_declared: declared.contains(&symbol),
            is_open: open.contains(&symbol),
            builtins: Builtins::of(walk.namespaces.text(Symbol(symbol))),
        };
        let known = (0..namespaces).map(seen).collect();
        Self { known, is_open, xml, none, namespaces }
    }

    fn of_namespace(&self, namespace: u32) -> Seen {
        self.known.get(namespace as usize).copied().unwrap_or_default()
    }

    fn absent(&self, namespace: u32) -> To {
        if self.is_open || self.of_namespace(namespace).is_open { To::Unknown } else { To::Missing }
    }
}

/// True when types are declared in another language than XML Schema, or in one of its drafts.
fn has_foreign_types(wsdl: &Wsdl) -> bool {
    let roots = wsdl.documents.iter().filter_map(|document| Element::new(document.root()?));
    let mut declared = roots.flat_map(|root| children(root, "types")).flat_map(Element::elements);
    declared.any(|child| child.namespace() != XSD && !is_wsdl(child, "documentation"))
}

/// Where a name leads, and whether that is a guess.
fn find(owner: u32, aim: &Aim<'_>, walk: &Walk<'_>, sight: &Sight) -> (To, bool) {
    let home = walk.components.get(owner as usize).map_or(sight.none, |data| data.home);
    let (space, namespace, local) = match *aim {
        Aim::Name { space, namespace, local } => (space, namespace, local),
        Aim::Unprefixed { space, local } => (space, sight.none, local),
    };
    let own = |namespace| {
        if !sight.of_namespace(namespace).is_declared {
            return None;
        }
        let named = walk.names.get(&(space, namespace, local))?;
        let Some(original) = named.original else { return Some(named.component) };
        // Inside a redefinition its own name means what it redefines.
        let is_itself = std::iter::successors(Some(owner), |id| {
            walk.components.get(*id as usize).map(|data| data.parent).filter(|parent| *parent != NONE)
        })
        .last()
            == Some(named.component);
        Some(if is_itself { original } else { named.component })
    };
    if let Some(id) = own(namespace) {
        return (To::Component(id), false);
    }
    let Seen { is_declared, builtins, .. } = sight.of_namespace(namespace);
    let builtin = builtins.and_then(|builtins| builtins.find(local));
    if let Some(builtin) = builtin.filter(|_| matches!(space, Space::Type | Space::Element)) {
        return (To::Builtin(builtin), false);
    }
    if namespace == sight.xml && space == Space::Attribute {
        return (To::Builtin(BuiltinId::XML_ATTRIBUTE), false);
    }
    let text = walk.namespaces.text(Symbol(namespace));
    let is_home = builtins.is_some_and(Builtins::is_home);
    if is_home && !is_declared {
        let to = match space {
            // Names of the old days are not all in the tables.
            Space::Type | Space::Element if XSD_OLD.contains(&text) => To::Unknown,
            Space::Type | Space::Element => sight.absent(namespace),
            _ => To::Builtin(BuiltinId::ANY_SIMPLE_TYPE),
        };
        return (to, false);
    }
    match own(home) {
        Some(id) => (To::Component(id), true),
        // Stacks know the schemas of standards by themselves.
        None if !is_declared && !is_home && is_standard_namespace(text) => (To::Unknown, false),
        None => (sight.absent(namespace), false),
    }
}

fn add_substitutes(walk: &Walk<'_>, sight: &Sight, edges: &mut Vec<Edge>) {
    for (head, member) in &walk.substitutions {
        if let (To::Component(head), is_guessed) = find(*member, head, walk, sight)
            && let Some(data) = walk.components.get(*member as usize)
        {
            let mut edge = Edge::once(head, Role::Substitution, To::Component(*member), data.at);
            edge.is_guessed = is_guessed;
            edges.push(edge);
        }
    }
}

/// `edges` are sorted by owner where there are abstract types.
///
/// An abstract type is only ever met as one derived from it. What is of such a type gets an edge to a component that
/// stands for the derived ones, so that a base reached from one of them does not lead to the others.
fn add_derived(walk: &mut Walk<'_>, edges: &mut Vec<Edge>) {
    let mut stand_ins: HashMap<u32, u32> = HashMap::new();
    for edge in edges.iter().filter(|edge| edge.is_derivation()) {
        let To::Component(base) = edge.to else { continue };
        let Some(data) = walk.components.get(base as usize).copied() else { continue };
        if data.is_abstract && data.kind == Kind::ComplexType && !stand_ins.contains_key(&base) {
            stand_ins.insert(base, walk.components.len() as u32);
            walk.components.push(Data { kind: Kind::Substitutes, is_global: false, is_typed: true, ..data });
        }
    }
    let mut added = Vec::new();
    for edge in edges.iter() {
        let To::Component(to) = edge.to else { continue };
        let Some(stand_in) = stand_ins.get(&to).copied() else { continue };
        let derived = |owner, to| {
            let mut derived = *edge;
            (derived.owner, derived.role, derived.to) = (owner, Role::Derived, To::Component(to));
            derived
        };
        if edge.is_derivation() {
            added.push(derived(stand_in, edge.owner));
            added.extend(stand_ins.get(&edge.owner).map(|further| derived(stand_in, *further)));
        } else if matches!(edge.role, Role::Type | Role::ArrayItem) {
            added.push(derived(edge.owner, stand_in));
        }
    }
    edges.extend(added);
}

/// What has no type of its own has that of its substitution head, else any. `edges` are sorted by owner where there are
/// substitutions.
fn add_implied_types(walk: &Walk<'_>, sight: &Sight, edges: &mut Vec<Edge>) {
    let mut heads: HashMap<u32, u32> = HashMap::new();
    for (head, member) in &walk.substitutions {
        if let (To::Component(head), _) = find(*member, head, walk, sight) {
            heads.entry(*member).or_insert(head);
        }
    }
    let mut implied = Vec::new();
    for (id, data) in walk.components.iter().enumerate() {
        if data.is_typed || !matches!(data.kind, Kind::Element | Kind::Attribute) {
            continue;
        }
        let owner = id as u32;
        let any = if data.kind == Kind::Attribute { BuiltinId::ANY_SIMPLE_TYPE } else { BuiltinId::ANY_TYPE };
        let to = inherited(owner, &heads, walk, edges).unwrap_or(To::Builtin(any));
        implied.push(Edge::once(owner, Role::Type, to, data.at));
    }
    edges.extend(implied);
}

/// `edges` are sorted by owner.
fn inherited(member: u32, heads: &HashMap<u32, u32>, walk: &Walk<'_>, edges: &[Edge]) -> Option<To> {
    let mut at = *heads.get(&member)?;
    for _ in 0..MOST_HEADS {
        if walk.components.get(at as usize)?.is_typed {
            let start = edges.partition_point(|edge| edge.owner < at);
            let own = edges.get(start..)?.iter().take_while(|edge| edge.owner == at);
            return own.into_iter().find(|edge| edge.role == Role::Type).map(|edge| edge.to);
        }
        at = *heads.get(&at)?;
    }
    None
}
