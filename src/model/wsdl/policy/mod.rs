//! WS-Policy: which policies a description has, what they come to, and what they protect.
//!
//! Three questions, three entries:
//!
//! * What is written: [`Wsdl::policies`] has every policy, reference, attachment and identifier, with what is wrong with
//!   them, and the normal form of each policy ([`Policies::alternatives`]).
//! * What protects a message: [`Wsdl::protections`] has one [`Protection`] for each message through each port, with its
//!   [`State`], the policies attached ([`Protection::attached`], the causes), its alternatives as written
//!   ([`Protection::alternatives`]) and as typed [`reading`]s ([`Protection::readings`]).
//! * How good that is: [`Facts`] of each alternative ([`Protection::facts`]), and [`Strength`], which compares.
//!
//! [`Unknown`] is neither there nor missing: before a rule says that something is missing it asks [`Facts::unknown`] or
//! [`Strength::weaker_than`], which leave out what is hidden. Bootstrap policies are readings of their own
//! ([`reading::Reading::bootstraps`]).
//!
//! Everything keeps the address ([`At`]) of its element ([`Wsdl::element`] gives it back). Computed when first asked,
//! once. A document that is no description but holds policies is loaded as a [`Wsdl`] without services.

mod attachment;
mod dialect;
mod facts;
mod index;
mod normal;
mod protection;
pub mod reading;
mod reference;
mod strength;
mod subject;
#[cfg(test)]
mod tests;
mod view;
mod vocabulary;
mod wording;

use std::sync::OnceLock;

use hashbrown::HashMap;

use super::Wsdl;
use crate::syntax::At;
use attachment::Attachments;
use index::Index;
use normal::{AlternativeData, Form, Forms, Normaliser};
use reading::Reading;

pub use attachment::{Attached, Expression, Means, Place, PolicyAttachment};
pub use dialect::{Dialect, SP11, SP12, SP13};
pub use facts::{Authenticated, Facts, Proof, Transport};
pub use index::{DuplicateId, IdKind, Policy, PolicyId, stands_in_policy};
pub(super) use index::{configures_a_stack, has_policy};
pub use normal::{State, Unknown, is_ignorable, is_optional};
pub use protection::Protection;
pub(super) use reference::documents_named;
pub use reference::{Reference, Target};
pub use strength::{Component, Grade, Strength};
pub use subject::Level;
pub(super) use subject::Subjects;
pub use view::{Alternative, Assertion};
pub use vocabulary::{Fault, Misread, names as vocabulary};

/// What [`Policies`] looks at, without a lifetime.
#[derive(Debug)]
pub(super) struct Known {
    index: Index,
    references: Vec<Reference>,
    forms: Forms,
    by_policy: HashMap<At, Form>,
    cycles: Vec<At>,
    attachments: Attachments,
    misread: OnceLock<Vec<Misread>>,
    /// Of each policy with a form, read when first asked.
    readings: HashMap<At, OnceLock<Vec<Reading>>>,
}

impl Known {
    fn build(wsdl: &Wsdl) -> Self {
        let documents = wsdl.documents.as_slice();
        let index = Index::build(documents);
        let references = reference::resolve(documents, &index, &wsdl.referenced);
        let mut normaliser = Normaliser::new(documents, &references);
        for policy in index.policies.iter().filter(|policy| !policy.nested) {
            // Kept in the normaliser.
            let _ = normaliser.policy(policy.at);
        }
        for target in references.iter().filter_map(|reference| reference.target.policy()) {
            let _ = normaliser.policy(target);
        }
        let (forms, by_policy, cycles) = normaliser.finish();
        let attachments = Attachments::build(wsdl, &index, &references);
        let readings = by_policy.keys().map(|policy| (*policy, OnceLock::new())).collect();
        Self { index, references, forms, by_policy, cycles, attachments, misread: OnceLock::new(), readings }
    }

    /// How many security bindings an alternative asks for.
    fn bindings_of(&self, wsdl: &Wsdl, alternative: &AlternativeData) -> usize {
        let view = Alternative { documents: &wsdl.documents, forms: &self.forms, data: alternative };
        let is_binding = |assertion: &Assertion<'_>| {
            let names = ["TransportBinding", "SymmetricBinding", "AsymmetricBinding"];
            assertion.dialect().is_sp() && names.contains(&assertion.local())
        };
        view.assertions().filter(is_binding).count()
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
        let known = self.policies.get_or_init(|| Known::build(self));
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

    /// Assertions of WS-SecurityPolicy that no stack reads as they were meant: misspelt, of another version, in a
    /// namespace that is none, or misplaced. In order of place.
    pub fn misread(self) -> &'a [Misread] {
        self.known.misread.get_or_init(|| vocabulary::misread(self.wsdl, self.all(), self.references()))
    }

    /// References that lead back to the policy they stand in.
    pub fn cycles(self) -> &'a [At] {
        &self.known.cycles
    }

    /// Where a policy stands.
    pub fn place(self, policy: &Policy) -> Place {
        attachment::place(policy.parent.and_then(|parent| self.wsdl.element(parent)))
    }

    /// Where a reference stands that is not inside a policy.
    pub fn place_of_reference(self, reference: &Reference) -> Place {
        attachment::place(reference.parent.and_then(|parent| self.wsdl.element(parent)))
    }

    /// Every `wsp:PolicyAttachment`.
    pub fn attachments(self) -> &'a [PolicyAttachment] {
        &self.known.attachments.external
    }

    /// The policies attached to an element itself; empty for none.
    pub fn attached_to(self, element: At) -> &'a [Attached] {
        self.known.attachments.by_element.get(&element).map_or(&[], Vec::as_slice)
    }

    /// True for a policy that something attaches, straight or through other policies. An attachment whose expression
    /// is not understood counts too.
    pub fn is_attached(self, policy: At) -> bool {
        self.known.attachments.reached.contains(&policy)
    }

    /// Policies that stand in no other and that nothing attaches.
    pub fn unattached(self) -> impl Iterator<Item = &'a Policy> {
        self.all().iter().filter(move |policy| !policy.nested && !self.is_attached(policy.at))
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

    /// The typed readings of [`Policies::alternatives`], in their order.
    pub fn readings(self, policy: At) -> &'a [Reading] {
        let read = self.known.readings.get(&policy);
        read.map_or(&[], |read| read.get_or_init(|| Reading::all(self.alternatives(policy))))
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

    fn views(self, all: &'a [AlternativeData]) -> impl Iterator<Item = Alternative<'a>> {
        let documents = self.wsdl.documents.as_slice();
        all.iter().map(move |data| Alternative { documents, forms: &self.known.forms, data })
    }
}

/// An alternative of a merge that is not attached anywhere; see [`Policies::merge`].
#[derive(Debug)]
pub struct Merged {
    data: AlternativeData,
}

impl Merged {
    /// The view of it.
    pub fn alternative<'a>(&'a self, policies: Policies<'a>) -> Alternative<'a> {
        Alternative { documents: &policies.wsdl.documents, forms: &policies.known.forms, data: &self.data }
    }
}
