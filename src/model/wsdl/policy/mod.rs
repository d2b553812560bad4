//! WS-Policy: which policies a description has, what they come to, and what they protect.
//!
//! Ask [`Wsdl::policies`] for the policies and references as written, [`Policies::alternatives`] for the normal form
//! of one. Everything keeps the address ([`At`]) of the element it was read from. Computed when first asked, once.

mod dialect;
mod index;
mod normal;
mod reference;
#[cfg(test)]
mod tests;
mod view;

use hashbrown::HashMap;

use super::Wsdl;
use crate::syntax::{At, Document};
use index::Index;
use normal::{Form, Forms, Normaliser};

pub use dialect::{Dialect, SP11, SP12, SP13};
pub use index::{DuplicateId, IdKind, Policy, PolicyId};
pub use normal::{State, Unknown};
pub(super) use reference::documents_named;
pub use reference::{Reference, Target};
pub use view::{Alternative, Assertion};

/// What [`Policies`] looks at, without a lifetime.
#[derive(Debug)]
pub(super) struct Known {
    index: Index,
    references: Vec<Reference>,
    forms: Forms,
    by_policy: HashMap<At, Form>,
    cycles: Vec<At>,
}

impl Known {
    fn build(documents: &[Document], referenced: &HashMap<String, super::ImportTarget>) -> Self {
        let index = Index::build(documents);
        let references = reference::resolve(documents, &index, referenced);
        let mut normaliser = Normaliser::new(documents, &references);
        for policy in index.policies.iter().filter(|policy| !policy.nested) {
            // Kept in the normaliser.
            let _ = normaliser.policy(policy.at);
        }
        let (forms, by_policy, cycles) = normaliser.finish();
        Self { index, references, forms, by_policy, cycles }
    }
}

/// The policies of a description, or of a policy document.
#[derive(Clone, Copy, Debug)]
pub struct Policies<'a> {
    wsdl: &'a Wsdl,
    known: &'a Known,
}

impl Wsdl {
    /// The policies of all documents of the closure; computed when first asked.
    pub fn policies(&self) -> Policies<'_> {
        let known = self.policies.get_or_init(|| Known::build(&self.documents, &self.referenced));
        Policies { wsdl: self, known }
    }
}

impl<'a> Policies<'a> {
    /// True when no document has a policy, a reference to one or an attachment.
    pub fn is_empty(self) -> bool {
        let index = &self.known.index;
        index.policies.is_empty() && index.mentions.is_empty() && index.obsolete.is_empty()
    }

    /// Every `wsp:Policy`, in order of documents and place; those nested in assertions too.
    pub fn all(self) -> &'a [Policy] {
        &self.known.index.policies
    }

    /// Every reference, resolved.
    pub fn references(self) -> &'a [Reference] {
        &self.known.references
    }

    /// Identifiers used again in one document.
    pub fn duplicate_ids(self) -> &'a [DuplicateId] {
        &self.known.index.duplicates
    }

    /// `Policy` elements in the namespace of 2002, which no stack reads; they count for nothing here.
    pub fn obsolete(self) -> &'a [At] {
        &self.known.index.obsolete
    }

    /// References that lead back to the policy they stand in.
    pub fn cycles(self) -> &'a [At] {
        &self.known.cycles
    }

    /// The state of one policy element that is not nested, or that a reference leads to.
    pub fn state(self, policy: At) -> State {
        self.known.by_policy.get(&policy).map_or(State::None, normal::state)
    }

    /// The alternatives of one policy element that is not nested, or that a reference leads to; empty where
    /// [`Policies::state`] says that none were computed.
    pub fn alternatives(self, policy: At) -> impl Iterator<Item = Alternative<'a>> {
        let found = self.known.by_policy.get(&policy).and_then(|form| form.as_ref().ok());
        self.views(found.map_or(&[], Vec::as_slice))
    }

    /// The alternatives of several policies taken together, each counted once; `Err` where they cannot be known.
    ///
    /// # Errors
    /// Where one of them is in a circle of references, or they come to too many alternatives.
    pub fn merge(self, policies: &[At]) -> Result<Vec<Merged>, Unknown> {
        let mut seen = Vec::new();
        let once = policies.iter().filter(|at| {
            !seen.contains(*at) && {
                seen.push(**at);
                true
            }
        });
        let forms = once.filter_map(|at| self.known.by_policy.get(at));
        let all = normal::Budget::new().merge(forms)?;
        Ok(all.into_iter().map(|data| Merged { data }).collect())
    }

    fn views(self, all: &'a [normal::AlternativeData]) -> impl Iterator<Item = Alternative<'a>> {
        let documents = self.wsdl.documents.as_slice();
        all.iter().map(move |data| Alternative { documents, forms: &self.known.forms, data })
    }
}

/// An alternative of a merge that is not attached anywhere; see [`Policies::merge`].
#[derive(Debug)]
pub struct Merged {
    data: normal::AlternativeData,
}

impl Merged {
    /// The view of it.
    pub fn alternative<'a>(&'a self, policies: Policies<'a>) -> Alternative<'a> {
        Alternative { documents: &policies.wsdl.documents, forms: &policies.known.forms, data: &self.data }
    }
}
