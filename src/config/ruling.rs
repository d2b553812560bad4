//! What holds for one file once its configuration, the command line and the policy have spoken.

use std::fmt;

use super::select::{self, Decided};
use super::{Choice, Config, Demand, Enabled, IgnoreEntry, Policy, Selection, Selector, Terms};
use crate::finding::{Profile, Severity};
use crate::model::Declared;
use crate::rules::{Options, RULES};
use crate::source::Spot;

/// See the module.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The profile the rules were chosen by.
    pub profile: Profile,
    /// The rules that run, in the order of the registry.
    pub rules: Vec<Enabled>,
    /// What the owner states about the API.
    pub declared: Declared,
    /// The `ignore` entries that are for this file.
    pub ignores: Vec<IgnoreEntry>,
    /// On which terms they hold.
    pub terms: Terms,
    /// What the project or the command line would loosen and the policy does not let it.
    pub overruled: Vec<Overruled>,
}

/// Something that is not obeyed. Ordered by place, flags first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overruled {
    /// Where it is written; none for a flag.
    pub at: Option<Spot>,
    /// What it is, and what holds in its place.
    pub message: String,
}

impl fmt::Display for Overruled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            Some(at) => write!(f, "{at}: {}", self.message),
            None => write!(f, "apivet: {}", self.message),
        }
    }
}

impl Config {
    /// What holds for a file. `file` as for [`Config::excludes`].
    pub fn ruling(&self, file: &str, selection: &Selection, policy: Option<&Policy>) -> Ruling {
        let layers = self.layers(file);
        let mut ruling = Ruling {
            profile: self.profile(file, selection),
            rules: Vec::new(),
            declared: self.declared.clone(),
            ignores: self.ignores(file),
            terms: Terms::default(),
            overruled: Vec::new(),
        };
        let Some(policy) = policy else {
            ruling.rules = select::enabled(&layers, selection);
            return ruling;
        };
        ruling.terms = policy.terms.clone();
        let mut selection = selection.clone();
        if let Some(least) = &policy.profile {
            ruling.profile = ruling.profile.max(least.value);
            let stated = layers.iter().rev().find_map(|layer| layer.profile.as_ref());
            let chosen = selection.profile.or(stated.map(|stated| stated.value)).unwrap_or(Profile::Recommended);
            if chosen < least.value {
                let why = format!("is not obeyed: {} asks for `{}` at least", least.by, least.value);
                match (selection.profile, stated) {
                    (Some(_), _) => ruling.overrule(None, format!("--profile {chosen} {why}")),
                    (None, Some(stated)) => ruling.overrule(Some(&stated.by), format!("`profile: {chosen}` {why}")),
                    (None, None) => {}
                }
            }
            selection.profile = Some(chosen.max(least.value));
        }
        ruling.rules = select::enabled(&layers, &selection);
        for demand in &policy.demands {
            ruling.demand(demand, select::decided(demand.rule, &layers));
        }
        ruling.flags(policy, &selection);
        ruling.rules.sort_by_key(|enabled| RULES.iter().position(|rule| std::ptr::eq(rule, enabled.rule)));
        if let Some((stated, least)) = self.fail_on.as_ref().and_then(|own| Some((own, policy.outdoes(own.value)?))) {
            let why = format!("{} fails on `{}` and worse", least.by, least.value);
            ruling.overrule(Some(&stated.by), format!("`fail-on: {}` is not obeyed: {why}", stated.value));
        }
        let mut disbelieved = Vec::new();
        ruling.declared.controls.retain(|control| match policy.forbids_control(&control.name) {
            Some(by) => {
                disbelieved.push((control.at.clone(), control.name.clone(), by));
                false
            }
            None => true,
        });
        for (at, name, by) in disbelieved {
            ruling.overrule(Some(&at), format!("the control `{name}` is not believed: {by} does not list it"));
        }
        ruling.public(policy);
        if let Some(excluded) = self.exclusion(file).filter(|_| !policy.lets_exclude(file)) {
            let why = format!("{} does not let a project exclude all that it matches", policy.path);
            ruling.overrule(Some(&excluded.at), format!("`exclude: {}` is not obeyed: {why}", excluded.pattern));
        }
        ruling
    }
}

impl Ruling {
    fn overrule(&mut self, at: Option<&Spot>, message: String) {
        self.overruled.push(Overruled { at: at.cloned(), message });
    }

    /// Leaves operations public only as far as the policy lets them be.
    fn public(&mut self, policy: &Policy) {
        let (obeyed, not): (Vec<_>, Vec<_>) = std::mem::take(&mut self.declared.public)
            .into_iter()
            .partition(|entry| policy.forbids_public(&entry.operations).is_none());
        self.declared.public = obeyed;
        self.declared.may_be_public = policy.public.clone();
        for entry in not {
            let Some(by) = policy.forbids_public(&entry.operations) else { continue };
            let message = format!("`public: {}` is not obeyed: {by} does not list it", entry.operations);
            self.overrule(Some(&entry.at), message);
        }
    }

    /// Takes note of flags that leave out what the policy demands.
    fn flags(&mut self, policy: &Policy, selection: &Selection) {
        let Selection { only, skip, .. } = selection;
        let picked = |selectors: &[Selector], demand: &Demand| selectors.iter().any(|one| one.picks(demand.rule));
        for (flag, selectors, leaves_out) in [("--rule", only, false), ("--skip-rule", skip, true)] {
            let missed = |demand: &&Demand| !selectors.is_empty() && picked(selectors, demand) == leaves_out;
            let ids: Vec<&str> = policy.demands.iter().filter(missed).map(|demand| demand.rule.meta.id).collect();
            if !ids.is_empty() {
                let message = format!("{flag} is not obeyed for `{}`: required by {}", ids.join("`, `"), policy.path);
                self.overrule(None, message);
            }
        }
    }

    /// Makes a rule run as the policy demands.
    fn demand(&mut self, demand: &Demand, decided: Option<Decided<'_>>) {
        let (rule, by, id) = (demand.rule, &demand.by, demand.rule.meta.id);
        let mut severity = None;
        let mut options = Options::default();
        if let Some(decided) = decided {
            let own = if demand.locked { rule.meta.severity } else { Severity::Info };
            let least = demand.severity.map_or(own, |least| least.max(own));
            match decided.choice {
                Choice::Off => {
                    self.overrule(Some(decided.by), format!("`{id}: off` is not obeyed: {by} requires the rule"));
                }
                Choice::On(Some(lower), _) if *lower < least => {
                    let message = format!("`{id}: {lower}` is not obeyed: {by} asks for `{least}` at least");
                    self.overrule(Some(decided.by), message);
                }
                Choice::On(stated, _) => severity = *stated,
            }
            for (name, values) in decided.options.iter() {
                let set = demand.options.get(name);
                if set == values || (set.is_empty() && !demand.locked) {
                    options.set(name, values.to_vec());
                } else {
                    let message = format!("`{name}` of `{id}` is not obeyed: {by} decides");
                    self.overrule(Some(decided.by), message);
                }
            }
        }
        demand.options.iter().for_each(|(name, values)| options.set(name, values.to_vec()));
        let enabled = Enabled { rule, severity, least: demand.severity, options };
        self.rules.retain(|other| !std::ptr::eq(other.rule, rule));
        self.rules.push(enabled);
    }
}
