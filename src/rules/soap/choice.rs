//! Where the writer of a policy left a choice between two alternatives.

use hashbrown::HashSet;

use super::causes::Seen;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::POLICY;
use crate::model::wsdl::policy::is_optional;
use crate::model::wsdl::policy::reading::{AlgorithmSuite, Protects, Reading, Token};
use crate::syntax::{At, Element};

/// References followed from a policy to the one that refers to it.
const DEEPEST: usize = 8;

/// Where the ways of two alternatives part.
#[derive(Clone)]
pub(super) struct Choice {
    /// The assertion with `wsp:Optional`, or the operator or the part of it that leads to the weaker alternative.
    pub(super) at: At,
    /// True for an assertion with `wsp:Optional`.
    pub(super) is_optional: bool,
    /// More assertions that the weaker alternative goes without because of their `wsp:Optional`.
    pub(super) others: Vec<At>,
}

/// What clients choose among: the alternatives of a message, and those of each bootstrap policy.
pub(super) fn sets<'s, 'r>(seen: &'s [Seen<'r>]) -> Vec<Vec<(usize, &'s Seen<'r>)>> {
    crate::rules::many::by_key(seen.iter().enumerate(), |(_, seen)| seen.bootstrap)
}

/// True when an alternative surely asks for something that protects: a binding, a token, authentication over HTTP. What
/// is to be signed is not enough without anything that signs.
pub(super) fn protects(reading: &Reading) -> bool {
    let is_security = reading.features.iter().any(|(feature, _)| feature.is_security());
    !reading.bindings.is_empty() || !reading.supporting.is_empty() || is_security
}

/// Where the writer left the choice of one alternative instead of another, which asks for more.
pub(super) fn between(wsdl: &Wsdl, weak: &Reading, strong: &Reading) -> Option<Choice> {
    let (weak, strong) = (elements(weak), elements(strong));
    let has: HashSet<At> = weak.iter().copied().collect();
    let left_out: Vec<Element<'_>> =
        strong.iter().filter(|at| !has.contains(*at)).filter_map(|at| wsdl.element(*at)).collect();
    let mut optional: Vec<At> = left_out.iter().filter(|element| is_optional(**element)).map(at).collect();
    if !optional.is_empty() {
        let first = optional.remove(0);
        return Some(Choice { at: first, is_optional: true, others: optional });
    }
    let only: HashSet<At> = strong.iter().copied().collect();
    let added: Vec<At> = weak.into_iter().filter(|at| !only.contains(at)).collect();
    let first = left_out.first().copied().or_else(|| wsdl.element(*added.first()?))?;
    let place = match operator(wsdl, first) {
        Some(operator) => part(wsdl, operator, &left_out, &added),
        None => around(first).filter(|element| is_policy(*element)).last()?,
    };
    Some(Choice { at: at(&place), is_optional: false, others: Vec::new() })
}

/// The part of an operator that leads to the weaker alternative, or the operator itself.
fn part<'a>(wsdl: &'a Wsdl, operator: Element<'a>, left_out: &[Element<'a>], added: &[At]) -> Element<'a> {
    let holds = |part: Element<'_>, inner: &Element<'_>| around(*inner).any(|around| around == part);
    let added: Vec<Element<'_>> = added.iter().filter_map(|at| wsdl.element(*at)).collect();
    let other = |part: &Element<'a>| !left_out.iter().any(|inner| holds(*part, inner));
    let leads = |part: &Element<'a>| match added.is_empty() {
        true => part.elements().next().is_none() && part.local() != "PolicyReference",
        false => added.iter().any(|inner| holds(*part, inner)),
    };
    operator.elements().filter(other).find(leads).unwrap_or(operator)
}

/// The operator that chooses an element, in its own policy or in one that refers to it.
fn operator<'a>(wsdl: &'a Wsdl, chosen: Element<'a>) -> Option<Element<'a>> {
    let is_choice = |operator: &Element<'_>| {
        operator.local() == "ExactlyOne" && is_policy(*operator) && operator.elements().nth(1).is_some()
    };
    let references = wsdl.policies().references();
    let mut inner = chosen;
    for _ in 0..DEEPEST {
        if let Some(operator) = around(inner).find(is_choice) {
            return Some(operator);
        }
        let policies: HashSet<At> = around(inner).map(|element| at(&element)).collect();
        let leads_here = |target: At| policies.contains(&target);
        let reference = references
            .iter()
            .find(|reference| reference.inside && reference.target.policy().is_some_and(leads_here))?;
        inner = wsdl.element(reference.at)?;
    }
    None
}

fn around(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    std::iter::successors(Some(element), |inner| inner.parent())
}

fn is_policy(element: Element<'_>) -> bool {
    POLICY.contains(&element.namespace())
}

fn at(element: &Element<'_>) -> At {
    element.node().at()
}

/// Every assertion a reading was made from, as far as it is understood, the outer ones first.
pub(super) fn elements(reading: &Reading) -> Vec<At> {
    let mut all = Vec::new();
    for binding in &reading.bindings {
        all.push(binding.at);
        for key in &binding.keys {
            all.push(key.at);
            key.tokens.iter().for_each(|inner| token(inner, &mut all));
        }
        binding.algorithm_suite.iter().for_each(|inner| suite(inner, &mut all));
        all.extend(binding.layout.map(|layout| layout.at));
        let flags = [
            binding.include_timestamp,
            binding.encrypt_before_signing,
            binding.encrypt_signature,
            binding.protect_tokens,
            binding.only_sign_entire_headers_and_body,
        ];
        all.extend(flags.into_iter().flatten());
    }
    for supporting in &reading.supporting {
        all.push(supporting.at);
        supporting.tokens.iter().for_each(|inner| token(inner, &mut all));
        supporting.algorithm_suite.iter().for_each(|inner| suite(inner, &mut all));
        parts_of(&supporting.protects, &mut all);
    }
    parts_of(&reading.protects, &mut all);
    for options in reading.wss.iter().chain(&reading.trust) {
        all.push(options.at);
        all.extend(options.properties.iter().map(|property| property.at));
    }
    all.extend(reading.features.iter().map(|(_, at)| *at));
    all.extend(&reading.misplaced);
    all.extend(reading.other.iter().map(|(_, at)| *at));
    all
}

fn token(token: &Token, all: &mut Vec<At>) {
    all.push(token.at);
    all.extend(token.properties.iter().map(|property| property.at));
    if let Some(bootstrap) = &token.bootstrap {
        all.extend(elements(&bootstrap.reading));
    }
}

fn suite(suite: &AlgorithmSuite, all: &mut Vec<At>) {
    all.push(suite.at);
    all.extend(suite.suite.iter().map(|(at, _)| *at));
    all.extend(suite.properties.iter().map(|property| property.at));
}

fn parts_of(protects: &Protects, all: &mut Vec<At>) {
    let parts = protects.signed_parts.iter().chain(&protects.encrypted_parts).chain(&protects.required_parts);
    all.extend(parts.map(|parts| parts.at));
    let elements = protects.signed_elements.iter().chain(&protects.encrypted_elements);
    let elements = elements.chain(&protects.content_encrypted_elements).chain(&protects.required_elements);
    all.extend(elements.map(|elements| elements.at));
}
