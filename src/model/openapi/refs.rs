//! References: what each one names, and how a chain of them ends.

use hashbrown::HashSet;

use super::load::percent_decode;
use super::{Api, Kind};
use crate::source::{LoadError, SourceId, join_uri};
use crate::syntax::{At, Document, NodeRef};

/// One `$ref`.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The string that names the target.
    pub text: At,
    /// What stands here according to the grammar.
    pub expected: Kind,
    /// Where it leads.
    pub target: Target,
}

impl Reference {
    pub(super) fn unresolved(text: At, expected: Kind) -> Self {
        Self { text, expected, target: Target::Missing }
    }
}

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// To a node, which may be a reference itself.
    Node(At),
    /// To a node that is something else.
    WrongKind(At, Kind),
    /// To nothing.
    Missing,
    /// Off this machine, or to an absolute `file:` address; never followed.
    Remote(String),
    /// To a file that was not read.
    Unloaded(LoadError),
    /// Into a file that is not readable as a whole.
    Unreadable(SourceId),
    /// Not decided yet; does not occur after loading.
    Later,
}

impl Api {
    /// The reference a map holds, if it holds one.
    pub fn reference(&self, at: At) -> Option<&Reference> {
        self.graph.references.get(&at)
    }

    /// All references, in no particular order.
    pub fn references(&self) -> impl Iterator<Item = (At, &Reference)> {
        self.graph.references.iter().map(|(at, reference)| (*at, reference))
    }

    /// All references by document and place.
    pub fn references_in_order(&self) -> Vec<(NodeRef<'_>, &Reference)> {
        let in_order = self.reference_order.get_or_init(|| {
            let mut order: Vec<At> = self.graph.references.keys().copied().collect();
            order.sort_unstable();
            order
        });
        in_order.iter().filter_map(|at| Some((self.node(*at), self.reference(*at)?))).collect()
    }

    /// Follows a chain of references to the object it ends at. `None` when it leads nowhere, in a circle, to something
    /// else or off this machine: then the object is unknown.
    pub fn resolve<'a>(&'a self, node: NodeRef<'a>) -> Option<NodeRef<'a>> {
        let mut at = node.at();
        for _ in 0..self.reference_steps {
            if self.kind_at(at) != Kind::Reference {
                return Some(self.node(at));
            }
            match &self.reference(at)?.target {
                Target::Node(to) => at = *to,
                _ => return None,
            }
        }
        if !self.is_in_circle(at) {
            let most = self.reference_steps;
            self.exceed(format!("more than {most} references stand one behind another (limit `reference-steps`)"));
        }
        None
    }

    /// True when following references from a place leads back to it.
    fn is_in_circle(&self, start: At) -> bool {
        let mut at = start;
        for _ in 0..self.reference_steps {
            match self.reference(at).map(|reference| &reference.target) {
                Some(Target::Node(to)) => at = *to,
                _ => return false,
            }
            if at == start {
                return true;
            }
        }
        false
    }

    /// The document that a reference names, where it was read, and the pointer or anchor into it, decoded.
    pub fn named_document<'a>(&'a self, holder: NodeRef<'a>, text: &str) -> (Option<&'a Document>, String) {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        let fragment = percent_decode(fragment);
        if file.is_empty() {
            return (Some(holder.doc), fragment);
        }
        let uri = join_uri(&holder.doc.source.uri, &percent_decode(file));
        (self.documents().iter().find(|document| document.source.uri == uri), fragment)
    }

    /// How many references are followed one after another before a chain is given up.
    pub fn reference_steps(&self) -> usize {
        self.reference_steps
    }

    /// The chain of nodes from a reference to its target, both included; shorter when it breaks off
    /// or has more than [`Api::reference_steps`] steps.
    pub fn chain<'a>(&'a self, node: NodeRef<'a>) -> Vec<NodeRef<'a>> {
        let mut seen = HashSet::new();
        let mut chain = vec![node];
        let mut at = node.at();
        while chain.len() <= self.reference_steps
            && seen.insert(at)
            && let Some(Reference { target: Target::Node(to), .. }) = self.reference(at)
        {
            at = *to;
            chain.push(self.node(at));
        }
        chain
    }
}
