//! References to policies: which document they name, and which policy they lead to.

use hashbrown::{HashMap, HashSet};

use super::index::{Index, Mention, is_wsp, names_policies};
use crate::model::wsdl::imports::{ImportTarget, Place, base_uri, is_address, place};
use crate::source::{SourceId, normalise_path};
use crate::syntax::{At, Document, Element};

/// Where a reference to a policy leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// To this policy.
    Policy(At),
    /// To this policy, by an identifier that no stack reads.
    ByUnrecognisedId(At),
    /// Nowhere: there is no uri.
    Empty,
    /// Nowhere: the document is at hand and has no policy of that identifier.
    MissingId,
    /// Nowhere: the document could not be had.
    MissingDocument,
    /// To the root of a document, which is no policy.
    NoPolicy,
    /// To an address, which is never fetched.
    Remote,
    /// To a name that only a vendor's catalogue or a class path resolves.
    Opaque,
}

impl Target {
    /// The policy, if one was found.
    pub fn policy(self) -> Option<At> {
        match self {
            Self::Policy(at) | Self::ByUnrecognisedId(at) => Some(at),
            _ => None,
        }
    }

    /// True for a reference that should lead somewhere and does not.
    pub fn is_broken(self) -> bool {
        matches!(self, Self::Empty | Self::MissingId | Self::MissingDocument | Self::NoPolicy)
    }
}

/// A `wsp:PolicyReference`, or one uri of a `wsp:PolicyURIs` attribute.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The reference element, or the attribute `wsp:PolicyURIs`.
    pub at: At,
    /// The element it stands in, or that has the attribute.
    pub parent: Option<At>,
    /// The attribute with the uri; `None` where it is missing.
    pub uri_at: Option<At>,
    /// The uri, decoded; empty when there is none.
    pub uri: Box<str>,
    /// True when it stands inside a policy, and not under what the policy is attached to.
    pub inside: bool,
    /// Where it leads.
    pub target: Target,
}

/// The documents that references of a document name relative to it, other than itself; resolved, each once.
pub(in crate::model::wsdl) fn documents_named(document: &Document) -> Vec<String> {
    if !names_policies(document) {
        return Vec::new();
    }
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mentions = Index::build(std::slice::from_ref(document)).mentions;
    for mention in mentions.iter().filter(|mention| !is_own(document, &mention.uri)) {
        let Some(element) = owner(document, mention) else { continue };
        let Place::File(uri) = place_of(element, &mention.uri) else { continue };
        if uri != normalise_path(&document.source.uri) && seen.insert(uri.clone()) {
            found.push(uri);
        }
    }
    found
}

/// True for a fragment alone in a document without any `xml:base`: the common case, and cheap to tell.
fn is_own(document: &Document, uri: &str) -> bool {
    uri.starts_with('#') && document.tree.symbols().lookup("base").is_none()
}

/// The element whose `xml:base` counts: the reference, or the owner of the attribute.
fn owner<'a>(document: &'a Document, mention: &Mention) -> Option<Element<'a>> {
    let node = document.node(mention.at.node);
    Element::new(node).or_else(|| node.parent().and_then(Element::new))
}

fn place_of(element: Element<'_>, uri: &str) -> Place {
    if uri.is_empty() {
        return Place::None;
    }
    let base = base_uri(element);
    match place(&base, uri) {
        // What a fragment alone stands in is its base, which may be elsewhere.
        Place::File(file) if is_address(&file) => Place::Remote(file),
        other => other,
    }
}

/// Resolves every reference of the documents.
pub(super) fn resolve(
    documents: &[Document],
    index: &Index,
    referenced: &HashMap<String, ImportTarget>,
) -> Vec<Reference> {
    let by_uri: HashMap<&str, SourceId> =
        documents.iter().rev().map(|document| (document.source.uri.as_str(), document.source.id)).collect();
    let resolver = Resolver { documents, index, referenced, by_uri };
    index.mentions.iter().map(|mention| resolver.resolve(mention)).collect()
}

struct Resolver<'a> {
    documents: &'a [Document],
    index: &'a Index,
    referenced: &'a HashMap<String, ImportTarget>,
    by_uri: HashMap<&'a str, SourceId>,
}

impl Resolver<'_> {
    fn resolve(&self, mention: &Mention) -> Reference {
        let Mention { at, parent, uri_at, ref uri, inside, .. } = *mention;
        let document = self.documents.get(at.source.0 as usize);
        let element = document.and_then(|document| owner(document, mention));
        let target = element.map_or(Target::Opaque, |element| self.target(element, uri));
        Reference { at, parent, uri_at, uri: uri.clone(), inside, target }
    }

    fn target(&self, element: Element<'_>, uri: &str) -> Target {
        if uri.is_empty() {
            return Target::Empty;
        }
        if let Some(at) = self.index.named(uri).filter(|_| is_address(uri)) {
            return Target::Policy(at);
        }
        let own = element.node().doc;
        if let Some(id) = uri.strip_prefix('#').filter(|_| is_own(own, uri)) {
            return self.by_id(own.source.id, id);
        }
        let fragment = uri.split_once('#').map(|(_, fragment)| fragment);
        let source = match place_of(element, uri) {
            Place::None => return Target::Empty,
            Place::Remote(_) => {
                let scheme = uri.split(':').next().unwrap_or_default();
                return if scheme.eq_ignore_ascii_case("classpath") { Target::Opaque } else { Target::Remote };
            }
            Place::File(file) if file == normalise_path(&own.source.uri) => own.source.id,
            Place::File(file) => match (self.referenced.get(&file), self.by_uri.get(file.as_str())) {
                (Some(ImportTarget::Loaded(id)), _) | (None, Some(id)) => *id,
                _ if fragment.is_none() && is_catalogue_name(uri) => return Target::Opaque,
                _ => return Target::MissingDocument,
            },
        };
        match fragment {
            Some(id) => self.by_id(source, id),
            None => self.root(source),
        }
    }

    fn by_id(&self, source: SourceId, id: &str) -> Target {
        match self.index.find(source, id) {
            Some((at, true)) => Target::Policy(at),
            Some((at, false)) => Target::ByUnrecognisedId(at),
            // What could not be read may hold it.
            None if self.documents.get(source.0 as usize).is_none_or(|document| !document.complete) => {
                Target::MissingDocument
            }
            None => Target::MissingId,
        }
    }

    fn root(&self, source: SourceId) -> Target {
        let root = self.documents.get(source.0 as usize).and_then(Document::root).and_then(Element::new);
        match root.filter(|root| is_wsp(*root, "Policy")) {
            Some(root) => Target::Policy(root.node().at()),
            None => Target::NoPolicy,
        }
    }
}

/// `oracle/wss_username_token_service_policy`: nothing that looks like a file.
fn is_catalogue_name(uri: &str) -> bool {
    !uri.rsplit(['/', '\\']).next().unwrap_or(uri).contains('.')
}
