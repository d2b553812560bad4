//! What the owner of a project decided: profile, severities, exceptions. Uses `rules` for their names, and `syntax` to
//! read itself.
//!
//! The file is `apivet.yaml`, `.apivet.yaml` or `.github/apivet.yaml`. Every key may be left out:
//!
//! ```yaml
//! extends: ../shared/apivet.yaml   # a file beside or above this one, or a list; later ones win, this file wins over all
//! profile: strict                  # recommended (default), strict, audit
//! fail-on: high                    # critical, high, medium (default), low, info, never
//! rules:
//!   server-cleartext: off          # off, on, a severity, or {severity: low}
//!   media-type-disallowed: {allow: [application/json]} # the options of its page, each a text or a list of texts
//! overrides:                       # later entries win over earlier ones
//!   - files: ["legacy/**"]
//!     profile: recommended
//!     rules: {auth-http-basic: off}
//! public:                          # operations that are open on purpose
//!   - operation: GET /health       # METHOD PATH or PATH; `*` is one segment or every method, `**` any number of segments
//!     reason: liveness probe
//! controls:                        # what something in front of the API provides
//!   rate-limiting: {by: gateway, reason: plan "standard"}
//!   authentication: gateway        # short form
//! ignore:
//!   - rule: server-cleartext
//!     files: ["old/*.yaml"]        # linted descriptions; all of them when left out
//!     pointer: /servers/0          # or operation: GET /users
//!     reason: internal network
//!     expires: 2027-01-31          # last day it holds
//! exclude: ["vendor/**"]
//! ```
//!
//! Patterns are relative to the folder of the file ([`folder_of`]); those of a file that is extended to the folder of the
//! file that extends it, so that one file serves many projects. What is extended counts as if it stood in front: `public`,
//! `ignore`, `exclude` and `overrides` add up, single values and rules are as the last one says. A file with any problem
//! is refused as a whole, with all its problems: see [`Broken`].

mod baseline;
mod extend;
mod policy;
mod problem;
mod read;
mod reader;
mod ruling;
mod select;
mod terms;

pub use baseline::{Baseline, Entry};
pub use extend::read;
pub use policy::{Demand, Policy};
pub use problem::{Broken, Problem};

pub use ruling::{Overruled, Ruling};
pub use select::{Selection, Selector};
pub use terms::{Held, Ignoring, Refusal, Terms};

use globset::GlobSet;

use crate::finding::{Profile, Severity};
use crate::model::Declared;
use crate::rules::{Options, Rule};
use crate::source::Spot;

/// The places of a configuration file, relative to the folder it rules; the first that exists is taken.
pub const FILE_NAMES: [&str; 3] = ["apivet.yaml", ".apivet.yaml", ".github/apivet.yaml"];

/// A rule that runs, with the severity the configuration gives it.
#[derive(Clone, Debug)]
pub struct Enabled {
    /// The rule.
    pub rule: &'static Rule,
    /// Replaces the severity of all its findings.
    pub severity: Option<Severity>,
    /// No finding of it is less severe: what a policy demands.
    pub least: Option<Severity>,
    /// What is set for it.
    pub options: Options,
}

/// An `ignore` entry of the configuration that applies to the linted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreEntry {
    /// Rule id.
    pub rule: String,
    /// RFC 6901 pointer into the file of the finding; `*` stands for one token, `**` for any number. Covers what lies below.
    pub pointer: Option<String>,
    /// `GET /users/{id}`; covers the operation and what lies below.
    pub operation: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day it holds, `YYYY-MM-DD`.
    pub expires: Option<String>,
    /// The `files` it is limited to; empty when it holds for all.
    pub files: Vec<String>,
    /// Its place in the configuration file, for messages.
    pub at: Spot,
}

impl IgnoreEntry {
    /// What it ignores, for [`Terms::refuse`].
    pub fn ignoring(&self) -> Ignoring<'_> {
        Ignoring { rule: &self.rule, reason: Some(&self.reason), expires: self.expires.as_deref() }
    }
}

/// From which severity on findings fail a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// This one and all that are worse.
    Severity(Severity),
    /// Findings never fail a run.
    Never,
}

impl FailOn {
    /// The form a report takes.
    pub fn gate(self) -> Option<Severity> {
        match self {
            Self::Severity(severity) => Some(severity),
            Self::Never => None,
        }
    }
}

impl Default for FailOn {
    fn default() -> Self {
        Self::Severity(Severity::Medium)
    }
}

impl std::fmt::Display for FailOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.gate().map_or("never", Severity::as_str))
    }
}

impl std::str::FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "never" {
            return Ok(Self::Never);
        }
        text.parse().map(Self::Severity).map_err(|why: String| format!("{why}, never"))
    }
}

/// A valid configuration.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The files it was read from, each behind those it extends.
    pub files: Vec<String>,
    /// `fail-on`, where it is given.
    pub fail_on: Option<Stated<FailOn>>,
    /// `public` and `controls`.
    pub declared: Declared,
    /// What each file says and what its overrides say for some files; later ones win.
    layers: Vec<(Option<GlobSet>, Layer)>,
    ignores: Vec<(Option<GlobSet>, IgnoreEntry)>,
    exclude: Vec<Excluded>,
}

/// Something that is decided, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// What.
    pub value: T,
    /// The place that says so.
    pub by: Spot,
}

/// A pattern of files that are not to be linted.
#[derive(Clone, Debug)]
pub struct Excluded {
    /// As it is written.
    pub pattern: String,
    /// Where.
    pub at: Spot,
    files: GlobSet,
}

/// What the top level and each override can say about rules.
#[derive(Clone, Debug, Default)]
struct Layer {
    profile: Option<Stated<Profile>>,
    rules: Vec<Decision>,
}

/// What a file says of one rule.
#[derive(Clone, Debug)]
struct Decision {
    rule: &'static Rule,
    choice: Choice,
    by: Spot,
}

/// What is decided about one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Off,
    /// Runs whatever the profile; with this severity, or the rule's own, and with these options.
    On(Option<Severity>, Options),
}

impl Config {
    /// True for a file that is not to be linted. `file` is relative to the folder of the configuration, with `/`.
    pub fn excludes(&self, file: &str) -> bool {
        self.exclusion(file).is_some()
    }

    /// The pattern by which a file is not to be linted. `file` as for [`Config::excludes`].
    pub fn exclusion(&self, file: &str) -> Option<&Excluded> {
        self.exclude.iter().find(|excluded| excluded.files.is_match(file))
    }

    /// The rules for a description, in the order of the registry. `file` as for [`Config::excludes`].
    pub fn rules(&self, file: &str, selection: &Selection) -> Vec<Enabled> {
        select::enabled(&self.layers(file), selection)
    }

    /// A rule that is asked for by name, here or by the selection, and lacks an option without which it says nothing.
    /// `file` as for [`Config::excludes`].
    pub fn unset(&self, file: &str, selection: &Selection) -> Option<&'static Rule> {
        select::unset(&self.layers(file), selection)
    }

    /// The profile a description is linted with: whoever names a rule and no profile wants to see all it can say. `file` as for [`Config::excludes`].
    pub fn profile(&self, file: &str, selection: &Selection) -> Profile {
        let names_a_rule = selection.only.iter().any(|selector| matches!(selector, Selector::Rule(_)));
        match selection.profile {
            None if names_a_rule => Profile::Audit,
            _ => select::profile(&self.layers(file), selection).unwrap_or(Profile::Recommended),
        }
    }

    /// The profile the file itself states for a description, if it does. `file` as for [`Config::excludes`].
    pub fn stated_profile(&self, file: &str) -> Option<Profile> {
        select::profile(&self.layers(file), &Selection::default())
    }

    /// Who states that profile. `file` as for [`Config::excludes`].
    pub fn profile_by(&self, file: &str) -> Option<&Stated<Profile>> {
        self.layers(file).into_iter().rev().find_map(|layer| layer.profile.as_ref())
    }

    /// The place that decides about a rule. `file` as for [`Config::excludes`].
    pub fn decided_by(&self, rule: &Rule, file: &str) -> Option<&Spot> {
        select::decided(rule, &self.layers(file)).map(|decided| decided.by)
    }

    /// All `ignore` entries, whatever file they are for.
    pub fn all_ignores(&self) -> impl Iterator<Item = &IgnoreEntry> {
        self.ignores.iter().map(|(_, entry)| entry)
    }

    /// The `ignore` entries for a description. `file` as for [`Config::excludes`].
    pub fn ignores(&self, file: &str) -> Vec<IgnoreEntry> {
        self.ignores
            .iter()
            .filter(|(files, _)| files.as_ref().is_none_or(|files| files.is_match(file)))
            .map(|(_, entry)| entry.clone())
            .collect()
    }

    fn layers(&self, file: &str) -> Vec<&Layer> {
        let holds = |files: &Option<GlobSet>| files.as_ref().is_none_or(|files| files.is_match(file));
        self.layers.iter().filter(|(files, _)| holds(files)).map(|(_, layer)| layer).collect()
    }

    /// Puts another configuration on top.
    fn extend(&mut self, by: Config) {
        self.files.extend(by.files);
        self.fail_on = by.fail_on.or(self.fail_on.take());
        self.declared.public.extend(by.declared.public);
        for control in by.declared.controls {
            self.declared.controls.retain(|known| known.name != control.name);
            self.declared.controls.push(control);
        }
        self.layers.extend(by.layers);
        self.ignores.extend(by.ignores);
        self.exclude.extend(by.exclude);
    }
}

/// The folder a configuration file rules, from its path with `/`: its own, or the one above a `.github`. Empty for the
/// working directory.
pub fn folder_of(path: &str) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.strip_suffix("/.github").or_else(|| (folder == ".github").then_some("")).unwrap_or(folder)
}

#[cfg(test)]
mod tests;
