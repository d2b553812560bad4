//! See `rules/soap/policy-weaker-alternative.md`.

use std::cell::RefCell;

use hashbrown::{HashMap, HashSet};

use super::causes::{Blame, Seen, among_alternatives, tag};
use super::choice::{Choice, between, protects, sets};
use super::policy_security_assertion_optional::remove;
use crate::finding::Severity;
use crate::model::wsdl::policy::reading::Reading;
use crate::model::wsdl::policy::{Component, Grade, Strength};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const ALGORITHMS: &str = "algorithms";

/// An alternative with what is compared.
struct Ranked<'s, 'r> {
    index: usize,
    seen: &'s Seen<'r>,
    strength: Strength,
    /// Whether ciphers, key transport and digests are outdated; `None` where that is not known.
    outdated: Option<[bool; 3]>,
}

/// How one alternative falls behind another.
struct Behind {
    choice: Choice,
    /// In what.
    lacks: Vec<String>,
    /// What each does.
    weak: String,
    strong: String,
    /// Nothing is missing, it is only less.
    is_less: bool,
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let known: RefCell<HashMap<At, Behind>> = RefCell::new(HashMap::new());
    let causes = among_alternatives(wsdl, |seen| {
        let mut found = Vec::new();
        for set in sets(seen) {
            // Those without any security are `policy-unprotected-alternative`.
            // With several bindings none can hold: `policy-conflicting-bindings`.
            let can_hold = |reading: &Reading| protects(reading) && reading.bindings.len() < 2;
            let all = set.into_iter().filter(|(_, seen)| can_hold(seen.reading));
            let mut classes = HashSet::new();
            let ranked = all.map(|(index, seen)| Ranked {
                index,
                seen,
                strength: Strength::of(&seen.facts),
                outdated: outdated(seen.reading),
            });
            // Of those that are as strong as each other the first is enough.
            let all: Vec<Ranked<'_, '_>> = ranked.filter(|one| classes.insert((one.strength, one.outdated))).collect();
            let pairs = all.iter().flat_map(|weak| all.iter().map(move |strong| (weak, strong)));
            let compared = pairs.map(|(weak, strong)| (behind(weak, strong), weak, strong));
            let worst = compared
                .filter(|(lacks, ..)| !lacks.is_empty())
                .reduce(|worst, other| if other.0.len() > worst.0.len() { other } else { worst });
            let Some((lacks, Ranked { index, seen: weak, .. }, Ranked { seen: strong, .. })) = worst else { continue };
            let Some(choice) = between(wsdl, weak.reading, strong.reading) else { continue };
            found.push((*index, Blame::on(choice.at)));
            let is_less = lacks.iter().all(|(_, is_less)| *is_less);
            let lacks: Vec<String> = lacks.into_iter().map(|(words, _)| words).collect();
            let shows_suite = lacks.iter().any(|words| words == ALGORITHMS);
            let does = |seen: &Seen<'_>| match suite(seen.reading).filter(|_| shows_suite) {
                Some(suite) => format!("{}; {suite}", seen.facts.words()),
                None => seen.facts.words(),
            };
            let behind = Behind { choice, lacks, weak: does(weak), strong: does(strong), is_less };
            known.borrow_mut().entry(behind.choice.at).or_insert(behind);
        }
        found
    });
    for cause in causes {
        let known = known.borrow();
        let Some(Behind { choice, lacks, weak, strong, is_less }) = known.get(&cause.at) else { continue };
        let whom = match cause.whom() {
            whom if whom.is_empty() => String::new(),
            whom => format!(" for {whom}"),
        };
        let how = if choice.is_optional { "`wsp:Optional` lets clients choose" } else { "clients may choose" };
        let message = format!(
            "{how} weaker {}{whom}{}: {weak}; another alternative gives: {strong}",
            joined(lacks),
            cause.which()
        );
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help(match choice.is_optional {
            true => cause.element().map_or("", remove),
            false => "make the weaker alternative ask for as much, or remove it",
        });
        for other in choice.others.iter().filter_map(|at| wsdl.element(*at)) {
            finding.related(tag(other), "optional too");
        }
        if *is_less {
            finding.severity(Severity::Low);
        }
    }
}

/// What an alternative has less of than another: in words, and whether it has some.
fn behind(weak: &Ranked<'_, '_>, strong: &Ranked<'_, '_>) -> Vec<(String, bool)> {
    let (least, most) = (&weak.strength, &strong.strength);
    // A client certificate of TLS proves no less than a token; in responses no client proves anything.
    let counts = |component: &Component| {
        *component != Component::ClientAuthentication
            || (least.client == Grade::None && matches!(weak.seen.direction, None | Some(Direction::Input)))
    };
    let lacks = least.weaker_than(most).into_iter().filter(counts);
    let mut lacks: Vec<(String, bool)> =
        lacks.map(|component| (named(component).to_owned(), least.get(component) > Grade::None)).collect();
    // What is signed and encrypted may stand where the policy is attached: only a binding can do it.
    let has_binding = |seen: &Seen<'_>| seen.reading.bindings.iter().any(|binding| binding.kind.is_message());
    if weak.seen.reading.bindings.is_empty()
        && has_binding(strong.seen)
        && strong.seen.reading.protects.is_empty()
        && weak.seen.reading.unknown.is_none()
    {
        lacks.splice(0..0, ["signing", "encryption"].map(|words| (words.to_owned(), false)));
    }
    if let (Some(weak), Some(strong)) = (weak.outdated, strong.outdated) {
        let is_worse = |(weak, strong): (&bool, &bool)| *weak && !*strong;
        if weak.iter().zip(&strong).any(is_worse) && !strong.iter().zip(&weak).any(is_worse) {
            lacks.insert(0, (ALGORITHMS.to_owned(), true));
        }
    }
    lacks
}

/// What is compared, as something an alternative has less of.
fn named(component: Component) -> &'static str {
    if component == Component::Freshness { "protection against replay" } else { component.words() }
}

/// The algorithm suite of a message binding.
fn suite(reading: &Reading) -> Option<&str> {
    let binding = reading.bindings.iter().find(|binding| binding.kind.is_message())?;
    binding.algorithm_suite.as_ref()?.suite.as_ref().map(|(_, name)| &**name)
}

fn outdated(reading: &Reading) -> Option<[bool; 3]> {
    let name = suite(reading)?;
    let is_known = name.starts_with("Basic") || name.starts_with("TripleDes");
    is_known.then(|| [name.starts_with("TripleDes"), name.ends_with("Rsa15"), !name.contains("Sha256")])
}

fn joined(words: &[String]) -> String {
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
