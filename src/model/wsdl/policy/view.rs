//! Borrowed views of normal forms: alternatives and their assertions.

use super::dialect::Dialect;
use super::normal::{AlternativeData, AssertionData, Forms, Unknown};
use crate::syntax::{At, Document, Element};

/// An alternative of a policy, or of the policy nested in an assertion.
#[derive(Clone, Copy, Debug)]
pub struct Alternative<'a> {
    pub(super) documents: &'a [Document],
    pub(super) forms: &'a Forms,
    pub(super) data: &'a AlternativeData,
}

impl<'a> Alternative<'a> {
    /// Its assertions, in the order policies name them.
    pub fn assertions(self) -> impl Iterator<Item = Assertion<'a>> {
        self.data.assertions.iter().filter_map(move |number| {
            let data = self.forms.assertions.get(*number as usize)?;
            let element = Element::new(self.documents.get(data.at.source.0 as usize)?.node(data.at.node))?;
            Some(Assertion { documents: self.documents, forms: self.forms, data, element })
        })
    }

    /// True when it asks for nothing and hides nothing.
    pub fn is_empty(self) -> bool {
        self.data.assertions.is_empty() && self.data.unknown.is_none()
    }

    /// The reference or vendor's assertion that hides a part of it, and why; then a missing assertion proves nothing.
    pub fn unknown(self) -> Option<(At, Unknown)> {
        self.data.unknown
    }
}

/// An assertion of an alternative. One with a nested policy has exactly one alternative of that.
#[derive(Clone, Copy, Debug)]
pub struct Assertion<'a> {
    documents: &'a [Document],
    forms: &'a Forms,
    data: &'a AssertionData,
    element: Element<'a>,
}

impl<'a> Assertion<'a> {
    /// Its element.
    pub fn element(self) -> Element<'a> {
        self.element
    }

    /// The address of its element.
    pub fn at(self) -> At {
        self.data.at
    }

    /// Local name.
    pub fn local(self) -> &'a str {
        self.element.local()
    }

    /// The vocabulary of its namespace.
    pub fn dialect(self) -> Dialect {
        self.data.dialect
    }

    /// True for an assertion of WS-SecurityPolicy of this local name, in any version that stacks implement.
    pub fn is_sp(self, local: &str) -> bool {
        self.data.dialect.is_sp() && self.element.local() == local
    }

    /// True when it is written with `wsp:Optional`: another alternative goes without it.
    pub fn is_optional(self) -> bool {
        self.data.optional
    }

    /// True when it is written with `wsp:Ignorable`.
    pub fn is_ignorable(self) -> bool {
        self.data.ignorable
    }

    /// The alternative of its nested policy; `None` without a nested policy.
    pub fn nested(self) -> Option<Alternative<'a>> {
        let data = self.forms.nested.get(self.data.nested? as usize)?;
        Some(Alternative { documents: self.documents, forms: self.forms, data })
    }

    /// The assertions of its nested policy; none without one.
    pub fn inner(self) -> impl Iterator<Item = Assertion<'a>> {
        self.nested().into_iter().flat_map(Alternative::assertions)
    }

    /// The assertion of WS-SecurityPolicy of this name in its nested policy.
    pub fn inner_sp(self, local: &str) -> Option<Assertion<'a>> {
        self.inner().find(|assertion| assertion.is_sp(local))
    }
}
