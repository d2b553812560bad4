//! See `rules/soap/policy-weaker-alternative.md`.

use std::cell::RefCell;

use hashbrown::HashMap;

use super::causes::{Blame, Seen, among_alternatives, tag};
use super::choice::{Choice, between, protects, sets};
use crate::finding::Severity;
use crate::model::wsdl::policy::reading::Reading;
use crate::model::wsdl::policy::{Component, Grade, Strength};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

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
            let all = || set.iter().filter(|(_, seen)| protects(seen.reading));
            if all().nth(1).is_none() {
                continue;
            }
            let pairs = all().flat_map(|weak| all().map(move |strong| (weak, strong)));
            let compared = pairs.map(|(weak, strong)| (behind(weak.1, strong.1), weak, strong));
            let worst = compared.filter(|(lacks, ..)| !lacks.is_empty()).reduce(|worst, other| {
                if other.0.len() > worst.0.len() { other } else { worst }
            });
            let Some((lacks, (index, weak), (_, strong))) = worst else { continue };
            let Some(choice) = between(wsdl, weak.reading, strong.reading) else { continue };
            found.push((*index, Blame::on(choice.at)));
            let is_less = lacks.iter().all(|(_, is_less)| *is_less);
            let lacks = lacks.into_iter().map(|(words, _)| words).collect();
            let behind = Behind { choice, lacks, weak: weak.facts.words(), strong: strong.facts.words(), is_less };
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
            true => "remove `wsp:Optional`",
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
fn behind(weak: &Seen<'_>, strong: &Seen<'_>) -> Vec<(String, bool)> {
    let (least, most) = (Strength::of(&weak.facts), Strength::of(&strong.facts));
    let counts = |component: &Component| {
        *component != Component::ClientAuthentication || matches!(weak.direction, None | Some(Direction::Input))
    };
    let mut lacks: Vec<(String, bool)> = least
        .weaker_than(&most)
        .into_iter()
        .filter(counts)
        .map(|component| (component.words().to_owned(), least.get(component) > Grade::None))
        .collect();
    let (weak, strong) = (outdated(weak.reading), outdated(strong.reading));
    if let (Some(weak), Some(strong)) = (weak, strong) {
        let is_worse = |(weak, strong): (&bool, &bool)| *weak && !*strong;
        if weak.iter().zip(&strong).any(is_worse) && !strong.iter().zip(&weak).any(is_worse) {
            lacks.push(("algorithms".to_owned(), true));
        }
    }
    lacks
}

/// Whether the suite of a message binding has outdated ciphers, key transport and digests; `None` for none or an unknown one.
fn outdated(reading: &Reading) -> Option<[bool; 3]> {
    let binding = reading.bindings.iter().find(|binding| binding.kind.is_message())?;
    let (_, name) = binding.algorithm_suite.as_ref()?.suite.as_ref()?;
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
