//! See `rules/resources/regex-catastrophic.md`.

use super::schema_patterns;
use crate::finding::{Confidence, Finding, Severity};
use crate::model::openapi::{Api, Key, Pattern};
use crate::model::regex::{Growth, Overlap, Regex};
use crate::rules::patterns::{self, Origin, Wrong, shown};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check), Check::Wsdl(schema_patterns::check)];

/// So many steps keep a server busy for long enough to be worth an attacker's request.
const HARMFUL: u64 = 50_000;
/// Fewer are none of anybody's business.
const HARMLESS: u64 = 50_000;

pub(super) struct Costly<'a> {
    pub(super) overlap: &'a Overlap,
    pub(super) severity: Severity,
    /// Why it is milder than it might be.
    pub(super) bound: Option<u64>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let all = patterns::wants_all(cx);
    let found = api.patterns().filter_map(|pattern| {
        let costly = costly(pattern)?;
        (all || costly.severity >= Severity::Medium).then_some(Wrong { pattern, what: costly })
    });
    for group in patterns::groups(found) {
        for told in patterns::told(&group, cx) {
            let Some(Wrong { pattern, what: costly }) = told.first() else { continue };
            let what = if pattern.is_key { "a property name" } else { "a text" };
            let message = format!("{}{}", costly.sentence(what), patterns::times(told));
            let known = patterns::known(told, cx);
            let finding = costly.report(pattern.node, message, "maxLength: ", cx);
            if let Some(known) = known {
                finding.known_by(known);
            }
            patterns::list(finding, told);
        }
    }
}

fn costly(pattern: Pattern<'_>) -> Option<Costly<'_>> {
    let is_client = patterns::origin(pattern) == Origin::Client;
    let limits = pattern.schema.conjuncts().parts.into_iter().filter_map(|part| part.own(Key::MaxLength));
    let most = limits.filter_map(NodeRef::number).filter(|most| *most >= 0.0).map(|most| most as u64).min();
    Costly::of(pattern.regex, is_client, most.filter(|_| !pattern.is_key))
}

impl<'a> Costly<'a> {
    /// Judges a pattern on texts of at most so many characters.
    pub(super) fn of(regex: &'a Regex, is_client: bool, most: Option<u64>) -> Option<Self> {
        let overlap = regex.overlap.as_ref()?;
        let mut severity = match overlap.growth {
            Growth::Exponential => Severity::Medium,
            Growth::Polynomial(_) => Severity::Low,
        };
        if !is_client {
            severity = Severity::Info;
        }
        // A validator may look at the pattern first, so that a limit bounds the damage but is no cure.
        match most.map(|most| steps_within(regex, overlap, most)) {
            Some(steps) if steps < HARMLESS => return None,
            Some(steps) if steps < HARMFUL => severity = severity.min(Severity::Info),
            Some(_) if overlap.growth == Growth::Exponential => {}
            _ => return Some(Self { overlap, severity, bound: None }),
        }
        Some(Self { overlap, severity, bound: most })
    }

    /// Reports it where it is written; `limit` is how a limit of the length is written there.
    pub(super) fn report<'c, 'n>(
        &self,
        node: NodeRef<'n>,
        message: String,
        limit: &str,
        cx: &'c mut Cx<'n>,
    ) -> &'c mut Finding {
        let finding = cx.report(Place::part(node, self.overlap.at.clone()), message);
        finding.severity(self.severity).label(label(self.overlap));
        if self.overlap.growth != Growth::Exponential {
            finding.confidence(Confidence::Low);
        }
        finding.help(help(self, limit))
    }

    /// What is wrong, of a text or a name.
    pub(super) fn sentence(&self, what: &str) -> String {
        let overlap = self.overlap;
        let length = overlap.text(overlap.rounds).chars().count();
        let text = example(overlap);
        let pump = shown(&overlap.pump);
        match overlap.growth {
            Growth::Exponential => format!(
                "{what} of {length} characters, {text}, takes a backtracking engine more than {} steps, and each further \
                 {pump} multiplies them",
                overlap.steps
            ),
            Growth::Polynomial(degree) => format!(
                "{what} of {length} characters, {text}, takes a backtracking engine {} steps, and twice the length takes \
                 {} times as many",
                overlap.steps,
                1_u64 << degree.min(16)
            ),
        }
    }
}

/// Steps that the worst text of so many characters takes.
fn steps_within(regex: &Regex, overlap: &Overlap, most: u64) -> u64 {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let rounds = overlap.rounds_within(most);
    let tried = rounds.min(overlap.rounds);
    let steps = regex.search(&overlap.text(tried), HARMFUL).steps;
    match overlap.growth {
        Growth::Polynomial(degree) if rounds > tried => {
            let times = (rounds / tried.max(1)) as u64;
            steps.saturating_mul(times.saturating_pow(degree))
        }
        _ => steps,
    }
}

/// The text in short: `aaaaaa…!`.
fn example(overlap: &Overlap) -> String {
    let whole = overlap.text(overlap.rounds);
    if whole.chars().count() <= 40 {
        return shown(&whole);
    }
    let start = format!("{}{}", overlap.prefix, overlap.pump.repeat(3));
    shown(&format!("{start}…{}", overlap.suffix))
}

fn label(overlap: &Overlap) -> String {
    format!("{} fits {} and {}", shown(&overlap.pump), overlap.ways.0, overlap.ways.1)
}

fn help(costly: &Costly<'_>, written: &str) -> String {
    let limit = match (costly.bound, costly.overlap.growth) {
        (Some(most), _) => format!("; `{written}{most}` helps only where it is checked first"),
        (None, Growth::Exponential) => String::new(),
        (None, Growth::Polynomial(_)) => ", or bound the length with `maxLength`".to_owned(),
    };
    format!("write it so that every text fits in one way only{limit}")
}
