//! Every policy, reference and attachment of the documents, found in one pass, and what they are called.

use hashbrown::HashMap;

use crate::model::wsdl::namespaces::{POLICY, POLICY_OBSOLETE, STACK_CONFIGURATION, XML, XSD};
use crate::source::SourceId;
use crate::syntax::{At, Document, Element, NodeRef};

const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

/// True for an element of WS-Policy, of any of its versions that are read.
pub(super) fn is_wsp(element: Element<'_>, local: &str) -> bool {
    element.local() == local && POLICY.contains(&element.namespace())
}

/// True when the text names WS-Policy at all; without, nothing else has to be looked at.
pub(super) fn names_policies(document: &Document) -> bool {
    let symbols = document.tree.symbols();
    POLICY.iter().chain([&POLICY_OBSOLETE]).any(|namespace| symbols.lookup(namespace).is_some())
}

/// True for a document that is no schema and holds a policy: one by itself, or the configuration of a stack.
pub(in crate::model::wsdl) fn has_policy(root: Element<'_>) -> bool {
    let is_policy = |element: Element<'_>| is_wsp(element, "Policy") || is_wsp(element, "PolicyAttachment");
    let symbols = root.node().doc.tree.symbols();
    let names_one = || POLICY.iter().any(|namespace| symbols.lookup(namespace).is_some());
    is_policy(root) || (root.namespace() != XSD && names_one() && root.descendants().any(is_policy))
}

/// True for a document that configures a stack in words of the stack's own, by the namespace of one of its elements. A
/// schema that only describes such words does not.
pub(in crate::model::wsdl) fn configures_a_stack(root: Element<'_>) -> bool {
    let symbols = root.node().doc.tree.symbols();
    let is_named = || STACK_CONFIGURATION.iter().any(|namespace| symbols.lookup(namespace).is_some());
    let is_of_stack = |element: Element<'_>| STACK_CONFIGURATION.contains(&element.namespace());
    root.namespace() != XSD && is_named() && (is_of_stack(root) || root.descendants().any(is_of_stack))
}

/// True for a policy element and for what stands inside one, even where nothing declares the prefix of the policy.
pub fn stands_in_policy(element: Element<'_>) -> bool {
    let is_policy = |element: Element<'_>| {
        let is_undeclared = || element.node().doc.source.slice(element.name_span()).contains(':');
        is_wsp(element, "Policy") || (element.local() == "Policy" && element.namespace().is_empty() && is_undeclared())
    };
    std::iter::successors(Some(element), |inner| inner.parent()).any(is_policy)
}

/// What an identifier is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// `wsu:Id`.
    Wsu,
    /// `xml:id`.
    Xml,
    /// `Id`, `ID` or `id` without a namespace, or of a foreign one: no stack reads it.
    Unrecognised,
}

/// An identifier of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyId {
    /// Its value, white space around it left out.
    pub text: Box<str>,
    /// The attribute.
    pub at: At,
    /// What it is written as.
    pub kind: IdKind,
}

/// A `wsp:Policy` element.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The element.
    pub at: At,
    /// Its identifiers, good and unrecognised ones.
    pub ids: Vec<PolicyId>,
    /// The attribute `Name` and its value.
    pub name: Option<(At, Box<str>)>,
    /// The element around it; `None` for a root.
    pub parent: Option<At>,
    /// True for one that stands inside another policy: the content of an assertion, or an operator.
    pub nested: bool,
}

/// Two policies of one document with the same identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DuplicateId {
    /// The policy that keeps the identifier here.
    pub first: At,
    /// The attribute of the policy that comes later.
    pub again: At,
}

/// A `wsp:PolicyReference`, or one uri of a `wsp:PolicyURIs`.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// The reference element, or the attribute.
    pub(super) at: At,
    /// The element around the reference; the owner of the attribute.
    pub(super) parent: Option<At>,
    /// The attribute with the uri, where there is one.
    pub(super) uri_at: Option<At>,
    pub(super) uri: Box<str>,
    /// Stands inside a policy.
    pub(super) inside: bool,
    /// The outermost policy it stands in.
    pub(super) within: Option<At>,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) policies: Vec<Policy>,
    pub(super) mentions: Vec<Mention>,
    /// `wsp:PolicyAttachment` elements.
    pub(super) attachments: Vec<At>,
    /// `Policy` elements of 2002, which no stack reads.
    pub(super) obsolete: Vec<At>,
    pub(super) duplicates: Vec<DuplicateId>,
    ids: HashMap<(SourceId, Box<str>), At>,
    /// Under identifiers that no stack reads.
    unrecognised: HashMap<(SourceId, Box<str>), At>,
    names: HashMap<Box<str>, At>,
}

impl Index {
    pub(super) fn build(documents: &[Document]) -> Self {
        let mut index = Self::default();
        for document in documents.iter().filter(|document| names_policies(document)) {
            index.add(document);
        }
        index
    }

    /// The policy of a document with an identifier, and whether the identifier is one that stacks read.
    pub(super) fn find(&self, source: SourceId, id: &str) -> Option<(At, bool)> {
        let key = (source, Box::from(id));
        let good = self.ids.get(&key).map(|at| (*at, true));
        good.or_else(|| self.unrecognised.get(&key).map(|at| (*at, false)))
    }

    /// The policy with an absolute name.
    pub(super) fn named(&self, name: &str) -> Option<At> {
        self.names.get(name).copied()
    }

    fn add(&mut self, document: &Document) {
        let Some(root) = document.root() else { return };
        let uris = document.tree.symbols().lookup("PolicyURIs").is_some();
        // Where the outermost policy around the current element ends.
        let mut end = root.id;
        let mut outermost = None;
        for element in root.subtree().filter_map(Element::new) {
            let node = element.node();
            let inside = node.id < end;
            let within = outermost.filter(|_| inside);
            if uris {
                self.add_uris(element, within);
            }
            if element.local() == "Policy" && element.namespace() == POLICY_OBSOLETE {
                self.obsolete.push(node.at());
            }
            if !POLICY.contains(&element.namespace()) {
                continue;
            }
            match element.local() {
                "Policy" => {
                    self.add_policy(element, inside);
                    if !inside {
                        (end, outermost) = (node.subtree_end(), Some(node.at()));
                    }
                }
                "PolicyReference" => self.add_reference(element, within),
                "PolicyAttachment" => self.attachments.push(node.at()),
                _ => {}
            }
        }
    }

    fn add_policy(&mut self, element: Element<'_>, nested: bool) {
        let node = element.node();
        let at = node.at();
        let ids: Vec<_> =
            element.attributes().filter_map(|attr| id_of(attr.namespace(), attr.local(), attr.node())).collect();
        for id in &ids {
            let table = if id.kind == IdKind::Unrecognised { &mut self.unrecognised } else { &mut self.ids };
            let first = *table.entry((at.source, id.text.clone())).or_insert(at);
            if first != at {
                self.duplicates.push(DuplicateId { first, again: id.at });
            }
        }
        let name = element.attr("", "Name").map(|name| (name.at(), trimmed(name)));
        if let Some((_, name)) = name.as_ref().filter(|(_, name)| !name.is_empty()) {
            self.names.entry(name.clone()).or_insert(at);
        }
        let parent = element.parent().map(|parent| parent.node().at());
        self.policies.push(Policy { at, ids, name, parent, nested });
    }

    fn add_reference(&mut self, element: Element<'_>, within: Option<At>) {
        let qualified = || POLICY.iter().find_map(|namespace| element.attr(namespace, "URI"));
        let uri = element.attr("", "URI").or_else(qualified);
        self.mentions.push(Mention {
            at: element.node().at(),
            parent: element.parent().map(|parent| parent.node().at()),
            uri_at: uri.map(NodeRef::at),
            uri: uri.map(trimmed).unwrap_or_default(),
            inside: within.is_some(),
            within,
        });
    }

    fn add_uris(&mut self, element: Element<'_>, within: Option<At>) {
        let Some(attr) = POLICY.iter().find_map(|namespace| element.attr(namespace, "PolicyURIs")) else { return };
        let (at, parent) = (attr.at(), Some(element.node().at()));
        for uri in attr.text().unwrap_or_default().split_ascii_whitespace() {
            self.mentions.push(Mention {
                at,
                parent,
                uri_at: Some(at),
                uri: uri.into(),
                inside: within.is_some(),
                within,
            });
        }
    }
}

fn trimmed(attribute: NodeRef<'_>) -> Box<str> {
    attribute.text().unwrap_or_default().trim().into()
}

fn id_of(namespace: &str, local: &str, attribute: NodeRef<'_>) -> Option<PolicyId> {
    let kind = match (namespace, local) {
        (WSU, "Id") => IdKind::Wsu,
        (XML, "id") => IdKind::Xml,
        (_, "Id" | "ID" | "id") => IdKind::Unrecognised,
        _ => return None,
    };
    let text = trimmed(attribute);
    (!text.is_empty()).then(|| PolicyId { text, at: attribute.at(), kind })
}
