//! Which rules run: the profile, what the configuration says of single rules, and what a command line selects.

use std::str::FromStr;

use super::{Choice, Decision, Enabled, Layer};
use crate::finding::Profile;
use crate::rules::{self, Options, RULES, Rule};
use crate::source::Spot;
use crate::words;

/// What the command line says about rules.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Wins over every profile of the configuration.
    pub profile: Option<Profile>,
    /// When not empty, only these. A rule named by its id runs whatever profile and configuration say; a family or tag
    /// picks among the rules that would run anyway.
    pub only: Vec<Selector>,
    /// None of these.
    pub skip: Vec<Selector>,
}

/// A rule id or earlier name, a family such as `transport`, or an OWASP tag such as `API8` or `API8:2023`.
#[derive(Clone, Debug)]
pub enum Selector {
    /// One rule.
    Rule(&'static Rule),
    /// All of a family.
    Family(&'static str),
    /// All with an OWASP tag: its number, and its year where one is given, both in upper case.
    Owasp(String),
}

impl FromStr for Selector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(rule) = rules::find(text) {
            return Ok(Self::Rule(rule));
        }
        if let Some(rule) = RULES.iter().find(|rule| rule.meta.family == text) {
            return Ok(Self::Family(rule.meta.family));
        }
        let owasp = Self::Owasp(text.to_ascii_uppercase());
        if RULES.iter().any(|rule| owasp.picks(rule)) {
            return Ok(owasp);
        }
        let names = RULES.iter().flat_map(|rule| [rule.meta.id, rule.meta.family]);
        Err(match words::nearest(text, names) {
            Some(near) => format!("unknown rule `{text}`; did you mean `{near}`?"),
            None => format!("unknown rule `{text}`; `apivet rules` lists them all"),
        })
    }
}

impl Selector {
    /// Whether it is the id of a rule.
    fn names(&self, rule: &Rule) -> bool {
        matches!(self, Self::Rule(_)) && self.picks(rule)
    }

    /// Whether it stands for a rule.
    pub fn picks(&self, rule: &Rule) -> bool {
        match self {
            Self::Rule(one) => one.meta.id == rule.meta.id,
            Self::Family(family) => *family == rule.meta.family,
            Self::Owasp(tag) => {
                rule.meta.owasp.iter().any(|found| found == tag || found.split(':').next() == Some(tag))
            }
        }
    }
}

/// The rules that remain; later layers win.
pub(super) fn enabled(layers: &[&Layer], selection: &Selection) -> Vec<Enabled> {
    let profile = profile(layers, selection).unwrap_or(Profile::Recommended);
    RULES.iter().filter_map(|rule| one(rule, profile, layers, selection)).collect()
}

/// The profile of the command line, else that of the last layer that states one.
pub(super) fn profile(layers: &[&Layer], selection: &Selection) -> Option<Profile> {
    selection
        .profile
        .or_else(|| layers.iter().rev().find_map(|layer| layer.profile.as_ref()).map(|stated| stated.value))
}

/// What a configuration says of a rule in the end.
pub(super) struct Decided<'l> {
    pub(super) choice: &'l Choice,
    /// The place that decides.
    pub(super) by: &'l Spot,
    pub(super) options: Options,
}

/// See [`Decided`]; none where no layer speaks of the rule.
pub(super) fn decided<'l>(rule: &Rule, layers: &[&'l Layer]) -> Option<Decided<'l>> {
    let decision = decisions(rule, layers).last()?;
    Some(Decided { choice: &decision.choice, by: &decision.by, options: options(rule, layers) })
}

/// The first rule that is asked for by name and cannot run for want of an option.
pub(super) fn unset(layers: &[&Layer], selection: &Selection) -> Option<&'static Rule> {
    let is_named = |rule: &Rule| selection.only.iter().any(|selector| selector.names(rule));
    let is_on = |rule: &Rule| selection.only.is_empty() && matches!(choices(rule, layers).last(), Some(Choice::On(..)));
    let lacks = |rule| lacks_option(&Enabled { rule, severity: None, least: None, options: options(rule, layers) });
    RULES.iter().find(|rule| !rule.meta.needs.is_empty() && (is_named(rule) || is_on(rule)) && lacks(rule))
}

fn lacks_option(enabled: &Enabled) -> bool {
    enabled.rule.meta.needs.iter().any(|name| enabled.options.get(name).is_empty())
}

/// What the layers say about a rule, the deciding one last.
fn choices<'l>(rule: &Rule, layers: &[&'l Layer]) -> impl Iterator<Item = &'l Choice> {
    decisions(rule, layers).map(|decision| &decision.choice)
}

fn decisions<'l>(rule: &Rule, layers: &[&'l Layer]) -> impl Iterator<Item = &'l Decision> {
    let about = |layer: &&'l Layer| layer.rules.iter().find(|other| other.rule.meta.id == rule.meta.id);
    layers.iter().filter_map(about)
}

/// Each option as the last layer that sets it has it.
fn options(rule: &Rule, layers: &[&Layer]) -> Options {
    let mut options = Options::default();
    for choice in choices(rule, layers) {
        if let Choice::On(_, set) = choice {
            set.iter().for_each(|(name, values)| options.set(name, values.to_vec()));
        }
    }
    options
}

fn one(rule: &'static Rule, profile: Profile, layers: &[&Layer], selection: &Selection) -> Option<Enabled> {
    if selection.skip.iter().any(|selector| selector.picks(rule)) {
        return None;
    }
    let decided = choices(rule, layers).last();
    let severity = match decided {
        Some(Choice::On(severity, _)) => *severity,
        Some(Choice::Off) | None => None,
    };
    let enabled = Enabled { rule, severity, least: None, options: options(rule, layers) };
    if lacks_option(&enabled) {
        return None;
    }
    if selection.only.iter().any(|selector| selector.names(rule)) {
        return Some(enabled);
    }
    let runs = match decided {
        Some(Choice::Off) => false,
        Some(Choice::On(..)) => true,
        None => rule.meta.profile <= profile,
    };
    let picked = selection.only.is_empty() || selection.only.iter().any(|selector| selector.picks(rule));
    (runs && picked).then_some(enabled)
}
