//! The normal form of policies: alternatives of assertions, each assertion with the element it was read from.
//!
//! Assertions live in one arena and alternatives hold numbers of them, so that a product copies numbers only. What
//! products may come to is bounded by a budget; references cost nothing twice, because each policy is read once.

use hashbrown::HashMap;

use super::dialect::Dialect;
use super::index::is_wsp;
use super::reference::Reference;
use crate::model::wsdl::namespaces::POLICY;
use crate::syntax::{At, Document, Element};

/// Alternatives of one policy, nested or merged.
const MOST_ALTERNATIVES: usize = 4096;
/// Assertions written into alternatives, over all policies of a model.
const MOST_COPIES: usize = 500_000;
/// Assertions written into alternatives for one policy.
const MOST_COPIES_OF_ONE: usize = 150_000;
/// Operators, assertions and references inside each other.
const DEEPEST: usize = 256;

/// Why something of a policy cannot be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// A reference that should lead to a policy does not.
    Unresolved,
    /// A reference leads to an address, which is never fetched.
    Remote,
    /// A reference names a policy of a vendor's catalogue or of a class path.
    Opaque,
    /// References lead in a circle.
    Cycle,
    /// The policy stands for more alternatives than anybody computes.
    TooComplex,
    /// An assertion of a vendor's own security dialect.
    VendorDialect,
}

impl Unknown {
    /// The reason as a clause: `a policy it refers to is at an address, which is not fetched`.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Unresolved => "a policy it refers to was not found",
            Self::Remote => "a policy it refers to is at an address, which is not fetched",
            Self::Opaque => "it names a policy of a vendor's catalogue",
            Self::Cycle => "its references lead in a circle",
            Self::TooComplex => "it stands for too many alternatives",
            Self::VendorDialect => "it is written in a vendor's own dialect",
        }
    }
}

/// What is known of the policy of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// No policy is attached.
    None,
    /// One alternative, without assertions: nothing is asked for.
    Empty,
    /// No alternative is left: nobody can comply.
    Unsatisfiable,
    /// Not all of it is known. Alternatives that are there hold what is known, and a missing assertion proves nothing.
    Unknown(Unknown),
    /// Alternatives, one of which has an assertion.
    Alternatives,
}

/// An assertion in an alternative; one with a nested policy stands there once for each alternative of that.
#[derive(Clone, Debug)]
pub(super) struct AssertionData {
    pub(super) at: At,
    pub(super) dialect: Dialect,
    pub(super) nested: Option<u32>,
    pub(super) optional: bool,
    pub(super) ignorable: bool,
}

/// An alternative as numbers of assertions.
#[derive(Clone, Debug, Default)]
pub(super) struct AlternativeData {
    pub(super) assertions: Vec<u32>,
    /// The reference or assertion that hides the rest.
    pub(super) unknown: Option<(At, Unknown)>,
}

/// The arenas behind all forms of a model.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub(super) assertions: Vec<AssertionData>,
    /// Alternatives of nested policies.
    pub(super) nested: Vec<AlternativeData>,
}

/// A normal form; `Err` where none was computed.
pub(super) type Form = Result<Vec<AlternativeData>, Unknown>;

/// The state a form stands for, given that a policy is attached.
pub(super) fn state(form: &Form) -> State {
    let alternatives = match form {
        Ok(alternatives) => alternatives,
        Err(unknown) => return State::Unknown(*unknown),
    };
    if let Some((_, unknown)) = alternatives.iter().find_map(|alternative| alternative.unknown) {
        return State::Unknown(unknown);
    }
    match alternatives.as_slice() {
        [] => State::Unsatisfiable,
        all if all.iter().all(|alternative| alternative.assertions.is_empty()) => State::Empty,
        _ => State::Alternatives,
    }
}

/// Computes forms. A policy whose form is asked again is not read again.
pub(super) struct Normaliser<'a> {
    documents: &'a [Document],
    references: HashMap<At, &'a Reference>,
    forms: Forms,
    /// `None` while a policy is being read.
    done: HashMap<At, Option<Form>>,
    /// References that lead into a circle.
    cycles: Vec<At>,
    budget: Budget,
}

/// Assertions that may still be written into alternatives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    left: usize,
    of_one: usize,
}

impl<'a> Normaliser<'a> {
    pub(super) fn new(documents: &'a [Document], references: &'a [Reference]) -> Self {
        let inside = references.iter().filter(|reference| reference.inside);
        Self {
            documents,
            references: inside.map(|reference| (reference.at, reference)).collect(),
            forms: Forms::default(),
            done: HashMap::new(),
            cycles: Vec::new(),
            budget: Budget::new(),
        }
    }

    /// The form of a policy element.
    pub(super) fn policy(&mut self, at: At) -> Form {
        self.budget.next_policy();
        self.referenced(at, 0).unwrap_or(Err(Unknown::Cycle))
    }

    /// Forms by policy element, as far as they were asked for, and the arenas they point into.
    pub(super) fn finish(self) -> (Forms, HashMap<At, Form>, Vec<At>) {
        let done = self.done.into_iter().filter_map(|(at, form)| Some((at, form?)));
        (self.forms, done.collect(), self.cycles)
    }

    /// The form of a policy; `None` when it is being read just now.
    fn referenced(&mut self, at: At, depth: usize) -> Option<Form> {
        if let Some(known) = self.done.get(&at) {
            let known = known.as_ref()?;
            let cost = known.as_ref().map_or(0, |alternatives| cost(alternatives));
            return Some(self.budget.spend(cost).and_then(|()| known.clone()));
        }
        self.done.insert(at, None);
        let element =
            self.documents.get(at.source.0 as usize).and_then(|document| Element::new(document.node(at.node)));
        let form = element.map_or(Err(Unknown::Unresolved), |element| self.all(element, depth));
        self.done.insert(at, Some(form.clone()));
        Some(form)
    }

    fn form(&mut self, element: Element<'a>, depth: usize) -> Form {
        if depth > DEEPEST {
            return Err(Unknown::TooComplex);
        }
        if POLICY.contains(&element.namespace()) {
            match element.local() {
                "All" | "Policy" => return self.all(element, depth),
                "ExactlyOne" => return self.exactly_one(element, depth),
                "PolicyReference" => return self.reference(element, depth),
                _ => {}
            }
        }
        self.assertion(element, depth)
    }

    /// `wsp:All` and `wsp:Policy`: every child holds.
    fn all(&mut self, element: Element<'a>, depth: usize) -> Form {
        let mut all = vec![AlternativeData::default()];
        for child in element.elements() {
            let form = self.form(child, depth + 1)?;
            all = self.budget.product(all, &form)?;
        }
        Ok(all)
    }

    /// `wsp:ExactlyOne`: the alternatives of every child.
    fn exactly_one(&mut self, element: Element<'a>, depth: usize) -> Form {
        let mut all = Vec::new();
        for child in element.elements() {
            all.extend(self.form(child, depth + 1)?);
            if all.len() > MOST_ALTERNATIVES {
                return Err(Unknown::TooComplex);
            }
        }
        Ok(all)
    }

    fn reference(&mut self, element: Element<'a>, depth: usize) -> Form {
        let at = element.node().at();
        let Some(reference) = self.references.get(&at).copied() else { return Ok(hidden(at, Unknown::Unresolved)) };
        let Some(policy) = reference.target.policy() else { return Ok(hidden(at, reference.target.unknown())) };
        match self.referenced(policy, depth + 1) {
            Some(form) => form,
            None => {
                self.cycles.push(at);
                Err(Unknown::Cycle)
            }
        }
    }

    fn assertion(&mut self, element: Element<'a>, depth: usize) -> Form {
        let at = element.node().at();
        let dialect = Dialect::of(element.namespace());
        let optional = is_optional(element);
        let data = AssertionData { at, dialect, nested: None, optional, ignorable: is_ignorable(element) };
        let unknown = (dialect == Dialect::Vendor).then_some((at, Unknown::VendorDialect));
        let mut alternatives = Vec::new();
        match element.elements().find(|child| is_wsp(*child, "Policy")) {
            None => alternatives.push(AlternativeData { assertions: vec![self.add(data)], unknown }),
            Some(policy) => {
                for nested in self.all(policy, depth + 1)? {
                    let unknown = unknown.or(nested.unknown);
                    let number = self.forms.nested.len() as u32;
                    self.forms.nested.push(nested);
                    let assertion = self.add(AssertionData { nested: Some(number), ..data.clone() });
                    alternatives.push(AlternativeData { assertions: vec![assertion], unknown });
                }
            }
        }
        if optional {
            alternatives.push(AlternativeData::default());
        }
        self.budget.spend(alternatives.len())?;
        Ok(alternatives)
    }

    fn add(&mut self, data: AssertionData) -> u32 {
        let number = self.forms.assertions.len() as u32;
        self.forms.assertions.push(data);
        number
    }
}

impl Budget {
    /// What normalising, or merging, of a whole model may cost.
    pub(super) fn new() -> Self {
        Self { left: MOST_COPIES, of_one: MOST_COPIES_OF_ONE }
    }

    /// From here on the next policy pays.
    fn next_policy(&mut self) {
        self.of_one = MOST_COPIES_OF_ONE;
    }

    fn spend(&mut self, copies: usize) -> Result<(), Unknown> {
        match (self.left.checked_sub(copies), self.of_one.checked_sub(copies)) {
            (Some(left), Some(of_one)) => {
                *self = Self { left, of_one };
                Ok(())
            }
            _ => Err(Unknown::TooComplex),
        }
    }

    /// Every combination of an alternative of `left` and one of `right`.
    fn product(&mut self, mut left: Vec<AlternativeData>, right: &[AlternativeData]) -> Form {
        if left.len() * right.len() > MOST_ALTERNATIVES {
            return Err(Unknown::TooComplex);
        }
        if let [only] = right {
            self.spend(left.len() * (1 + only.assertions.len()))?;
            for alternative in &mut left {
                alternative.extend(only);
            }
            return Ok(left);
        }
        self.spend(cost(&left) * right.len() + cost(right) * left.len())?;
        let mut all = Vec::with_capacity(left.len() * right.len());
        for first in &left {
            for second in right {
                let mut both = AlternativeData::default();
                both.assertions.reserve_exact(first.assertions.len() + second.assertions.len());
                both.extend(first);
                both.extend(second);
                all.push(both);
            }
        }
        Ok(all)
    }

    /// The product of several forms.
    pub(super) fn merge<'f>(&mut self, forms: impl IntoIterator<Item = &'f Form>) -> Form {
        self.next_policy();
        let mut all = vec![AlternativeData::default()];
        for form in forms {
            all = self.product(all, form.as_ref().map_err(|unknown| *unknown)?)?;
        }
        Ok(all)
    }
}

impl AlternativeData {
    fn extend(&mut self, other: &Self) {
        self.assertions.extend_from_slice(&other.assertions);
        self.unknown = self.unknown.or(other.unknown);
    }
}

/// What it takes to copy alternatives.
fn cost(alternatives: &[AlternativeData]) -> usize {
    alternatives.iter().map(|alternative| 1 + alternative.assertions.len()).sum()
}

/// One alternative of which nothing is known.
pub(super) fn hidden(at: At, why: Unknown) -> Vec<AlternativeData> {
    vec![AlternativeData { assertions: Vec::new(), unknown: Some((at, why)) }]
}

/// True for an assertion written with `wsp:Optional`.
pub fn is_optional(assertion: Element<'_>) -> bool {
    is_marked(assertion, "Optional")
}

/// True for an assertion written with `wsp:Ignorable`.
pub fn is_ignorable(assertion: Element<'_>) -> bool {
    is_marked(assertion, "Ignorable")
}

/// `wsp:Optional` or `wsp:Ignorable`, in any of the namespaces of WS-Policy.
fn is_marked(element: Element<'_>, name: &str) -> bool {
    let written = POLICY.iter().find_map(|namespace| element.attr(namespace, name));
    written.is_some_and(|node| matches!(node.raw().trim_ascii(), "true" | "1"))
}

impl super::reference::Target {
    /// Why the policy it leads to is not known; asked where there is none.
    pub(super) fn unknown(self) -> Unknown {
        match self {
            Self::Remote => Unknown::Remote,
            Self::Opaque => Unknown::Opaque,
            _ => Unknown::Unresolved,
        }
    }
}
