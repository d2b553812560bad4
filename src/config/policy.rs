//! The policy of an organisation: what holds in every project, whatever the project says. It comes with the pipeline, not
//! with the repository.
//!
//! ```yaml
//! profile: strict               # at least
//! fail-on: high                 # findings of this severity and worse always fail a run
//! rules:
//!   server-cleartext: locked    # runs with at least its own severity; no ignore and no baseline hides it
//!   auth-http-basic: high       # runs with at least this severity
//!   media-type-disallowed: {allow: [application/json], severity: high, locked: true}
//! ignores:                      # terms; an ignore that does not keep them hides nothing
//!   reason: required
//!   expires: required
//!   longest: 90 days            # from today to its last day, so that it needs one
//! controls: [rate-limiting]     # those that a project may declare; all when left out
//! exclude: ["vendor/**"]        # what a project may exclude, as its own patterns are read; nothing when left out
//! public: [GET /health]         # operations that a project may declare or mark as public; all when left out
//! baseline: unlocked            # findings a baseline may hold: all, unlocked (of rules that are not locked), none
//! since: all                    # findings that `--since` may leave out as they were there before: the same words
//! ```
//!
//! A project may be stricter. Where it is not, that is said and not obeyed: [`super::Config::ruling`].

use super::extend::parsed;
use super::read::{self, excluded, is_control, operation, root};
use super::reader::{Map, Reader};
use super::terms::Terms;
use super::{Broken, Choice, Excluded, FailOn, Stated};
use crate::finding::{Profile, Severity};
use crate::model::{MayBePublic, Operations};
use crate::rules::{Options, Rule};
use crate::source::{Source, Spot};
use crate::syntax::{Document, Limits, NodeRef};

const KEYS: &[&str] = &["profile", "fail-on", "rules", "ignores", "controls", "public", "exclude", "baseline", "since"];

/// A valid policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The file.
    pub path: String,
    /// The narrowest profile.
    pub profile: Option<Stated<Profile>>,
    /// From here on findings fail a run.
    pub fail_on: Option<Stated<Severity>>,
    /// What is demanded of single rules.
    pub demands: Vec<Demand>,
    /// On which terms findings may be hidden.
    pub terms: Terms,
    /// The controls a project may declare.
    pub controls: Option<Stated<Vec<String>>>,
    /// The operations that a project may declare or mark as public.
    pub public: Option<MayBePublic>,
    /// What a project may exclude.
    pub(super) exclude: Vec<Excluded>,
}

/// What is demanded of one rule. It runs.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The rule.
    pub rule: &'static Rule,
    /// At least this.
    pub severity: Option<Severity>,
    /// Nothing in a project loosens or hides it.
    pub locked: bool,
    /// What is set for it.
    pub options: Options,
    /// The place that says so.
    pub by: Spot,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// Every problem of the file; a policy with one is not used at all.
    pub fn read(source: Source, limits: &Limits) -> Result<Self, Box<Broken>> {
        let mut reader = Reader::default();
        let document = parsed(source, limits, &mut reader);
        let mut policy = Self {
            path: document.source.uri.clone(),
            profile: None,
            fail_on: None,
            demands: Vec::new(),
            terms: Terms::default(),
            controls: None,
            public: None,
            exclude: Vec::new(),
        };
        if reader.problems.is_empty() {
            policy.whole(&mut reader, &document);
        }
        if reader.problems.is_empty() {
            return Ok(policy);
        }
        let mut problems = reader.problems;
        problems.sort_by_key(|problem| problem.span.start);
        Err(Box::new(Broken { source: document.source, problems }))
    }

    /// What is demanded of a rule.
    pub fn demand(&self, rule: &Rule) -> Option<&Demand> {
        self.demands.iter().find(|demand| demand.rule.meta.id == rule.meta.id)
    }

    /// True when a project may exclude a file. `file` as for [`super::Config::excludes`].
    pub fn lets_exclude(&self, file: &str) -> bool {
        self.exclude.iter().any(|excluded| excluded.files.is_match(file))
    }

    /// The place that forbids a project to declare a control.
    pub fn forbids_control(&self, name: &str) -> Option<&Spot> {
        self.controls.as_ref().filter(|known| !known.value.iter().any(|known| known == name)).map(|known| &known.by)
    }

    /// The place that forbids a project to declare operations public, unless it lists them all.
    pub fn forbids_public(&self, operations: &Operations) -> Option<&Spot> {
        let limit = self.public.as_ref()?;
        (!limit.operations.iter().any(|listed| listed.covers(operations))).then_some(&limit.by)
    }

    /// The place that fails a run on more findings than something else does.
    pub fn outdoes(&self, fail_on: FailOn) -> Option<&Stated<Severity>> {
        self.fail_on.as_ref().filter(|own| fail_on.gate().is_none_or(|gate| gate > own.value))
    }

    fn whole(&mut self, reader: &mut Reader, document: &Document) {
        let Some(map) = root(reader, document, ("policy", KEYS)) else { return };
        self.profile = word(reader, document, (&map, "profile"));
        self.fail_on = word(reader, document, (&map, "fail-on"));
        self.terms.baseline = word(reader, document, (&map, "baseline"));
        self.terms.since = word(reader, document, (&map, "since"));
        if let Some(rules) = map.get("rules").and_then(|node| reader.open_map(node, "`rules`")) {
            for entry in rules.entries() {
                if let Some(demand) = demand(reader, document, entry) {
                    if self.demand(demand.rule).is_some() {
                        let id = demand.rule.meta.id;
                        reader.problem(entry.0.span(), format!("the rule `{id}` stands twice in `rules`"));
                    }
                    self.terms.locked.extend(demand.locked.then(|| (demand.rule.meta.id, demand.by.clone())));
                    self.demands.push(demand);
                }
            }
        }
        if let Some(map) =
            map.get("ignores").and_then(|n| reader.map(n, "`ignores`", &["reason", "expires", "longest"]))
        {
            self.terms.reason = required(reader, document, (&map, "reason"));
            self.terms.expires = required(reader, document, (&map, "expires"));
            self.terms.longest = map.get("longest").and_then(|node| days(reader, document, node));
        }
        if let Some(node) = map.get("controls") {
            let mut controls = Vec::new();
            for item in reader.list(node, "`controls`") {
                let name = reader.text(item, "a control");
                controls
                    .extend(name.filter(|name| is_control(reader, item.span(), name)).map(|name| name.into_owned()));
            }
            self.controls = Some(Stated { value: controls, by: document.source.spot(node.grip()) });
        }
        if let Some(node) = map.get("public") {
            let items = reader.list(node, "`public`");
            let operations = items.into_iter().filter_map(|item| operation(reader, item)).collect();
            self.public = Some(MayBePublic { operations, by: document.source.spot(node.grip()) });
        }
        for item in map.get("exclude").map_or_else(Vec::new, |node| reader.list(node, "`exclude`")) {
            self.exclude.extend(excluded(reader, document, item));
        }
    }
}

/// A word under a key.
fn word<T>(reader: &mut Reader, document: &Document, (map, key): (&Map<'_>, &str)) -> Option<Stated<T>>
where
    T: std::str::FromStr<Err = String>,
{
    let node = map.get(key)?;
    Some(Stated { value: reader.word(node, &format!("`{key}`"))?, by: document.source.spot(node.grip()) })
}

/// The place of a key whose value is `required`.
fn required(reader: &mut Reader, document: &Document, (map, key): (&Map<'_>, &str)) -> Option<Spot> {
    let node = map.get(key)?;
    let text = reader.text(node, &format!("`{key}`"))?;
    if text != "required" {
        reader.problem(node.span(), format!("`{key}` can only be `required`; leave it out where it is not"));
        return None;
    }
    Some(document.source.spot(node.grip()))
}

fn days(reader: &mut Reader, document: &Document, node: NodeRef<'_>) -> Option<Stated<u32>> {
    let text = reader.text(node, "`longest`")?;
    let number = text.strip_suffix(" days").or(text.strip_suffix(" day")).and_then(|number| number.parse().ok());
    if number.is_none() {
        reader.problem(node.span(), format!("`{text}` is no number of days; write it as `90 days`"));
    }
    Some(Stated { value: number?, by: document.source.spot(node.grip()) })
}

fn demand(reader: &mut Reader, document: &Document, (key, value): (NodeRef<'_>, NodeRef<'_>)) -> Option<Demand> {
    let rule = reader.rule(key.span(), key.key_text())?;
    let by = document.source.spot(key.span());
    let mut demand = Demand { rule, severity: None, locked: false, options: Options::default(), by };
    match value.text().as_deref() {
        Some("locked") if value.is_scalar() => demand.locked = true,
        Some("off" | "on") if value.is_scalar() => {
            reader.problem(value.span(), "a policy demands: `locked`, a severity, or `{severity: high, locked: true}`");
            return None;
        }
        _ => {
            demand.locked = value.is_map() && reader.flag(value, "locked")?;
            let Choice::On(severity, options) = read::choice(reader, value, (rule, &["locked"]))? else { return None };
            (demand.severity, demand.options) = (severity, options);
        }
    }
    let lacking: Vec<&str> =
        rule.meta.needs.iter().copied().filter(|name| demand.options.get(name).is_empty()).collect();
    if !lacking.is_empty() {
        let (id, lacking) = (rule.meta.id, lacking.join("`, `"));
        reader.problem(key.span(), format!("`{id}` says nothing until its `{lacking}` is set; set it here"));
    }
    Some(demand)
}
