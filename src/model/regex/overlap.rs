//! Repetitions that overlap: parts of a text that a pattern can take in more ways than one, which makes a backtracking
//! engine try them all where the text does not match in the end. Found on the automaton, proven by counting steps.

use std::ops::Range;

use super::ast::{Item, What};
use super::backtrack::search;
use super::fuel::Fuel;
use super::nfa::{Counting, FEW, build};
use super::program::Program;
use super::steps::{Steps, Written};
use super::suspects::{Finder, Suspect};

/// Steps the search on the automaton may take, and each trial run.
const SEARCH_STEPS: u64 = 200_000;
/// More steps than that on a short text are proof.
pub(super) const MANY_STEPS: u64 = 50_000;
/// Texts that do not match that are tried for one suspect.
const FAILING: usize = 3;
/// Steps that all trials of one pattern may cost.
const PROOF_STEPS: u64 = 400_000;

/// How steps grow with the length of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// Each further round multiplies them.
    Exponential,
    /// A text of twice the length takes two to the power of this as many.
    Polynomial(u32),
}

/// A text that keeps a backtracking engine busy, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// How bad it is.
    pub growth: Growth,
    /// What the text begins with.
    pub prefix: String,
    /// What is repeated.
    pub pump: String,
    /// What makes the text fail.
    pub suffix: String,
    /// Two ways to take what is repeated, in words.
    pub ways: (String, String),
    /// The repetitions that overlap, in bytes of the pattern.
    pub at: Range<usize>,
    /// Rounds of the text that was tried.
    pub rounds: usize,
    /// Steps it took at least.
    pub steps: u64,
}

impl Overlap {
    /// The text with so many rounds.
    pub fn text(&self, rounds: usize) -> String {
        format!("{}{}{}", self.prefix, self.pump.repeat(rounds), self.suffix)
    }

    /// Rounds that fit into a text of so many characters.
    pub fn rounds_within(&self, most: usize) -> usize {
        let fixed = self.prefix.chars().count() + self.suffix.chars().count();
        most.saturating_sub(fixed) / self.pump.chars().count().max(1)
    }
}

/// The worst overlap that can be proven.
pub(super) fn find(text: &str, root: &Item, program: &Program, fuel: &Fuel) -> Option<Overlap> {
    let mut loops: Vec<(Written, u32)> = Vec::new();
    root.visit(&mut |item| {
        if let What::Repeat(repeat, _) = &item.what
            && repeat.max.is_none_or(|max| max > FEW)
        {
            loops.push(((item.range.start, item.range.end), repeat.max.unwrap_or(u32::MAX)));
        }
    });
    if loops.is_empty() {
        return None;
    }
    let nfa = build(root, Counting::Loose)?;
    let budget = fuel.part(SEARCH_STEPS);
    let steps = Steps::new(&nfa, &budget);
    let finder = steps.as_ref().map(|steps| Finder::new(text, steps, loops, &budget));
    let suspects = finder.as_ref().map(Finder::suspects).unwrap_or_default();
    fuel.give_back(&budget);
    let steps = steps.as_ref()?;
    let budget = fuel.part(PROOF_STEPS);
    let mut best: Option<Overlap> = None;
    for suspect in suspects {
        // The simplest text that shows it; half of what is left, so that the other is tried as well.
        let half = budget.part(budget.left() / 2);
        let simple = simpler(&suspect).and_then(|suspect| prove(&suspect, steps, program, &half));
        budget.give_back(&half);
        let found = simple.or_else(|| prove(&suspect, steps, program, &budget));
        let Some(found) = found else { continue };
        let is_worse = |best: &Overlap| found.growth == Growth::Exponential && best.growth != Growth::Exponential;
        if best.as_ref().is_none_or(is_worse) {
            best = Some(found);
        }
        if best.as_ref().is_some_and(|best| best.growth == Growth::Exponential) {
            break;
        }
    }
    fuel.give_back(&budget);
    best
}

/// One character in place of several that are the same.
fn simpler(suspect: &Suspect) -> Option<Suspect> {
    let first = suspect.pump.chars().next()?;
    if suspect.pump.chars().any(|c| c != first) || (suspect.pump.len() == first.len_utf8() && suspect.prefix.is_empty())
    {
        return None;
    }
    let prefix = suspect.prefix.trim_end_matches(first).to_owned();
    Some(Suspect { prefix, pump: first.to_string(), ways: suspect.ways.clone(), at: suspect.at.clone(), ..*suspect })
}

/// Tries a suspect out: texts that do not match, longer and longer.
fn prove(suspect: &Suspect, steps: &Steps, program: &Program, fuel: &Fuel) -> Option<Overlap> {
    let mut suffixes: Vec<String> = vec!["!".to_owned(), String::new(), "\n".to_owned()];
    suffixes.extend(steps.strange().take(12).map(String::from));
    let mut overlap = Overlap {
        growth: Growth::Exponential,
        prefix: suspect.prefix.clone(),
        pump: suspect.pump.clone(),
        suffix: String::new(),
        ways: suspect.ways.clone(),
        at: suspect.at.clone(),
        rounds: 0,
        steps: 0,
    };
    let mut trial = Trial { program, fuel };
    let mut failing = 0;
    for suffix in suffixes {
        overlap.suffix = suffix;
        if failing == FAILING {
            break;
        }
        // A text that matches ends the search early.
        if trial.steps(&overlap.text(6), 20_000)?.0 == Some(true) {
            continue;
        }
        failing += 1;
        let proven = match suspect.is_exponential {
            true => trial.exponential(&overlap).or_else(|| trial.polynomial(&overlap)),
            false => trial.polynomial(&overlap),
        };
        if let Some((growth, rounds, steps)) = proven {
            return Some(Overlap { growth, rounds, steps, ..overlap });
        }
    }
    None
}

struct Trial<'p> {
    program: &'p Program,
    fuel: &'p Fuel,
}

impl Trial<'_> {
    /// Whether a text matches, and in how many steps; `None` when there is no fuel left.
    fn steps(&mut self, text: &str, most: u64) -> Option<(Option<bool>, u64)> {
        let text: Vec<char> = text.chars().collect();
        let outcome = search(self.program, &text, most);
        // A step of the matcher is a small one.
        self.fuel
            .take(usize::try_from(outcome.steps / 4).unwrap_or(usize::MAX))
            .then_some((outcome.matches, outcome.steps))
    }

    /// Each further round multiplies the steps, up to many on a short text.
    fn exponential(&mut self, overlap: &Overlap) -> Option<(Growth, usize, u64)> {
        let mut last: Vec<u64> = Vec::new();
        for rounds in 1..=40 {
            let (matches, steps) = self.steps(&overlap.text(rounds), MANY_STEPS)?;
            // Two steps for three, at least: more than any power of the length at this length.
            let grows = |before: u64, after: u64| after * 10 >= before * 14;
            match (matches, last.as_slice()) {
                (Some(true), _) => return None,
                // Cut off: the rounds before have to have grown by themselves, unless there were hardly any.
                (None, [.., a, b]) => return grows(*a, *b).then_some((Growth::Exponential, rounds, steps)),
                (None, _) => return Some((Growth::Exponential, rounds, steps)),
                (Some(false), [.., b]) if rounds > 12 && !grows(*b, steps) => return None,
                _ => last.push(steps),
            }
        }
        None
    }

    /// A text of twice the length takes several times the steps.
    fn polynomial(&mut self, overlap: &Overlap) -> Option<(Growth, usize, u64)> {
        let mut last: Option<u64> = None;
        let mut found = None;
        for length in [60, 120, 240, 480] {
            let rounds = overlap.rounds_within(length).max(2);
            let Some((matches, steps)) = self.steps(&overlap.text(rounds), MANY_STEPS * 8) else { break };
            match matches {
                Some(true) => return None,
                None => break,
                Some(false) => {}
            }
            if let Some(last) = last {
                let degree = match steps * 10 / last.max(1) {
                    0..=31 => return None,
                    32..=56 => 2,
                    57..=113 => 3,
                    _ => 4,
                };
                found = Some((Growth::Polynomial(degree), rounds, steps));
            }
            last = Some(steps);
        }
        found
    }
}
