//! Security requirements and what protects an operation in effect: its own `security` if the key is there, even empty,
//! else that of the entry document. Absent, empty and "may be anonymous" are three different things.

use hashbrown::HashMap;

use super::{Api, Fields, Key, Kind, Operation, SecurityScheme};
use crate::syntax::{At, Document, NodeRef};

/// A `security` list: any one of its alternatives suffices.
#[derive(Debug)]
pub struct Requirements {
    /// The list.
    pub at: At,
    /// In order.
    pub alternatives: Vec<Alternative>,
    /// One of them lets anybody in, or there is none.
    is_optional: bool,
    /// All of them do.
    is_open: bool,
}

impl Requirements {
    /// The first scheme that is named.
    pub fn first_name(&self) -> Option<&str> {
        let named = self.alternatives.iter().filter(|_| !self.is_open).flat_map(|alternative| &alternative.schemes);
        named.map(|required| &*required.name).next()
    }
}

/// A Security Requirement Object: all of its schemes are needed. None at all means anonymous.
#[derive(Debug)]
pub struct Alternative {
    /// The object.
    pub at: At,
    /// The schemes it names.
    pub schemes: Vec<Required>,
}

impl Alternative {
    /// True when it lets anybody in.
    pub fn is_anonymous(&self) -> bool {
        self.schemes.is_empty()
    }
}

/// One scheme named by a requirement.
#[derive(Debug)]
pub struct Required {
    /// The key that names it.
    pub key: At,
    /// The name.
    pub name: String,
    /// The list of scopes or roles.
    pub scopes: At,
    /// The Security Scheme Object, when it is known.
    pub target: Option<At>,
    /// False when nothing defines the name. A definition that could not be followed counts as defined.
    pub defined: bool,
}

impl Api {
    /// True when the description says which operations need credentials. Where none does, the missing authentication is
    /// one cause and has its own rules; where something in front of the API authenticates, all callers are known.
    pub fn tells_callers(&self) -> bool {
        let is_needed = |list: &&Requirements| list.alternatives.iter().any(|one| !one.is_anonymous());
        self.declared.control("authentication").is_none() && self.requirement_lists().iter().any(is_needed)
    }
}

/// Reads every requirement list of the description once.
pub(super) fn collect(api: &Api) -> HashMap<At, Requirements> {
    let mut lists: HashMap<At, Requirements> = HashMap::new();
    for holder in std::iter::once(api.root()).chain(api.nodes_of(Kind::Operation)) {
        let Some(list) = holder.field(Key::Security).filter(|list| list.is_seq()) else { continue };
        lists.entry(list.at()).or_insert_with(|| read(api, list));
    }
    lists
}

fn read(api: &Api, list: NodeRef<'_>) -> Requirements {
    let alternatives = list.items().filter(|item| item.is_map()).map(|item| Alternative {
        at: item.at(),
        schemes: item.entries().map(|(key, scopes)| required(api, key, scopes)).collect(),
    });
    let alternatives: Vec<Alternative> = alternatives.collect();
    let is_optional = alternatives.is_empty() || alternatives.iter().any(Alternative::is_anonymous);
    let is_open = alternatives.iter().all(Alternative::is_anonymous);
    Requirements { at: list.at(), alternatives, is_optional, is_open }
}

fn required(api: &Api, key: NodeRef<'_>, scopes: NodeRef<'_>) -> Required {
    let name = key.key_text().to_owned();
    let named = api.scheme_names.get(&name).map(|at| &api.schemes[*at]);
    let by_uri = if named.is_none() { api.scheme_by_uri(key) } else { None };
    Required {
        key: key.at(),
        scopes: scopes.at(),
        target: named.and_then(|named| named.target).or(by_uri.flatten()),
        defined: named.is_some() || by_uri.is_some(),
        name,
    }
}

impl Api {
    /// 3.2 lets a requirement name a scheme by URI. `Some(None)` when the URI leads where we do not look.
    fn scheme_by_uri(&self, key: NodeRef<'_>) -> Option<Option<At>> {
        if self.version != super::Version::V32 {
            return None;
        }
        let text = key.key_text();
        let (document, pointer) = self.named_document(key, text);
        let root = if text.starts_with('#') { Some(key.root()) } else { document.and_then(Document::root) };
        let Some(root) = root else {
            // A file that no reference had read is as unknown as an address on the web.
            let leads_elsewhere = text.contains('/') || text.contains('#');
            return leads_elsewhere.then_some(None);
        };
        let node = self.resolve(root.at_pointer(&pointer)?)?;
        (self.kind(node) == Kind::SecurityScheme).then(|| Some(node.at()))
    }

    /// The requirement list of the entry document's root, if it is there.
    pub fn root_requirements(&self) -> Option<&Requirements> {
        let list = self.root().field(Key::Security)?;
        self.requirements.get(&list.at())
    }

    /// The requirement list an operation states itself.
    pub fn own_requirements(&self, operation: NodeRef<'_>) -> Option<&Requirements> {
        let list = operation.field(Key::Security)?;
        self.requirements.get(&list.at())
    }

    /// Every requirement list, by place.
    pub fn requirement_lists(&self) -> Vec<&Requirements> {
        let mut lists: Vec<&Requirements> = self.requirements.values().collect();
        lists.sort_by_key(|list| list.at);
        lists
    }

    /// The scheme a requirement names, when it is known.
    pub fn required_scheme<'a>(&'a self, required: &Required) -> Option<SecurityScheme<'a>> {
        required.target.map(|at| SecurityScheme::new(self, self.node(at)))
    }
}

/// What protects an operation.
#[derive(Clone, Copy)]
pub struct Effective<'a> {
    /// The list that applies; `None` when neither the operation nor the root has one.
    pub requirements: Option<&'a Requirements>,
    /// True when the list is the root's.
    pub inherited: bool,
    /// Whether the gateway lets in nobody without credentials, where its extensions say so.
    by_gateway: Option<bool>,
}

impl<'a> Effective<'a> {
    pub(super) fn of(operation: Operation<'a>) -> Self {
        let api = operation.api;
        let by_gateway = operation.gateway_authentication().and_then(|setting| setting.fact().as_authentication());
        match api.own_requirements(operation.node()) {
            Some(own) => Self { requirements: Some(own), inherited: false, by_gateway },
            None => Self { requirements: api.root_requirements(), inherited: true, by_gateway },
        }
    }

    /// Neither the operation nor the root says anything.
    pub fn is_absent(self) -> bool {
        self.requirements.is_none()
    }

    /// The ways to be let in; empty when nothing is required.
    pub fn alternatives(self) -> &'a [Alternative] {
        self.requirements.map_or(&[], |list| &list.alternatives)
    }

    /// An explicit `security: []`.
    pub fn is_empty_list(self) -> bool {
        self.requirements.is_some_and(|list| list.alternatives.is_empty())
    }

    /// At least one way in needs no credentials: absent, `[]`, or a list with `{}`; or the gateway is told to ask for none.
    pub fn admits_anonymous(self) -> bool {
        if let Some(is_on) = self.by_gateway {
            return !is_on;
        }
        self.requirements.is_none_or(|list| list.is_optional)
    }

    /// No way in needs credentials: absent, `[]`, or nothing but `{}`, and the gateway is not told to ask for any.
    pub fn is_open(self) -> bool {
        self.by_gateway != Some(true) && self.requirements.is_none_or(|list| list.is_open)
    }
}
