//! The baseline: findings that were there when somebody decided to look only at new ones.
//!
//! `.apivet-baseline.json` has one entry a line, sorted, so that two branches merge:
//!
//! ```json
//! {
//!   "schema": "apivet-baseline/1",
//!   "entries": [
//!     {"document": "apis/orders", "rule": "server-cleartext", "place": "servers/http://a", "fingerprint": "0123456789abcdef"}
//!   ]
//! }
//! ```
//!
//! Only the fingerprint is compared; the rest is for people. What an entry does not say it does not depend on: lines,
//! formatting, order, messages, releases.

use std::collections::BTreeSet;
use std::io::{self, Write};

use hashbrown::HashSet;
use serde_json::json;

use super::reader::Reader;
use super::{Broken, Problem};
use crate::finding::{Finding, InputState, Report, Status};
use crate::rules;
use crate::source::Source;
use crate::syntax::{self, Format, Limits, NodeRef};

const SCHEMA: &str = "apivet-baseline/1";
const KEYS: &[&str] = &["document", "rule", "place", "fingerprint"];

/// One finding that is known. Ordered as the file is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Name of the description, see [`crate::finding::Checked::name`].
    pub document: String,
    /// Id of the rule.
    pub rule: String,
    /// Where, for people.
    pub place: String,
    /// See [`Finding::fingerprint`].
    pub fingerprint: String,
}

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeSet<Entry>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// Every problem of the file; a file with one is not used at all.
    pub fn read(source: Source, limits: &Limits) -> Result<Self, Box<Broken>> {
        let document = syntax::parse_as(Format::Json, source, limits, &[]);
        let mut reader = Reader::default();
        let mut baseline = Self::default();
        for error in &document.errors {
            reader.problem(error.span, error.message.clone());
        }
        if reader.problems.is_empty()
            && let Some(root) = document.root()
        {
            baseline.entries = whole(&mut reader, root);
        }
        let mut problems: Vec<Problem> = reader.problems;
        if problems.is_empty() {
            return Ok(baseline);
        }
        problems.sort_by_key(|problem| problem.span.start);
        Err(Box::new(Broken { source: document.source, problems }))
    }

    /// All findings of a report that count, as each description has them.
    pub fn of(report: &Report) -> Self {
        let mut entries = BTreeSet::new();
        for (checked, finding) in report.all().filter(|(_, finding)| counts(finding)) {
            let entry = |document: &str, place: &str, fingerprint: &str| Entry {
                document: document.to_owned(),
                rule: finding.rule.id.to_owned(),
                place: place.to_owned(),
                fingerprint: fingerprint.to_owned(),
            };
            entries.insert(entry(&checked.name, &finding.place, &finding.fingerprint));
            entries.extend(finding.twins.iter().map(|twin| entry(&twin.name, &twin.place, &twin.fingerprint)));
        }
        Self { entries }
    }

    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// True without any entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What this has and another has not.
    pub fn without(&self, other: &Self) -> Self {
        let known: HashSet<&str> = other.entries.iter().map(|entry| entry.fingerprint.as_str()).collect();
        let entries = self.entries.iter().filter(|entry| !known.contains(entry.fingerprint.as_str()));
        Self { entries: entries.cloned().collect() }
    }

    /// Everything that one of two has.
    pub fn and(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self
    }

    /// The part of this that concerns some documents.
    pub fn only(&self, concerns: impl Fn(&Entry) -> bool) -> Self {
        Self { entries: self.entries.iter().filter(|entry| concerns(entry)).cloned().collect() }
    }

    /// Marks the findings of a report that are known.
    pub fn mark(&self, report: &mut Report) {
        let known: HashSet<&str> = self.entries.iter().map(|entry| entry.fingerprint.as_str()).collect();
        for finding in report.checked.iter_mut().flat_map(|checked| &mut checked.findings).filter(|one| one.is_open()) {
            let mut fingerprints = finding.twins.iter().map(|twin| &twin.fingerprint).chain([&finding.fingerprint]);
            if fingerprints.any(|fingerprint| known.contains(fingerprint.as_str())) {
                finding.status = Status::Known;
            }
        }
    }

    /// Entries whose finding is no more: of descriptions that were judged by the rule, and of those that `is_gone` says
    /// are there no longer.
    pub fn stale(&self, report: &Report, ran: impl Fn(&str) -> bool, is_gone: impl Fn(&str) -> bool) -> Self {
        let found = Self::of(report);
        let judged: HashSet<&str> = report
            .checked
            .iter()
            .filter(|checked| checked.input.state == InputState::Checked)
            .map(|checked| checked.name.as_str())
            .collect();
        let is_judged = |document: &str| judged.contains(document);
        let is_known = |rule: &str| rules::find(rule).is_some();
        self.without(&found).only(|entry| {
            let by_rule = ran(&entry.rule) || !is_known(&entry.rule);
            (by_rule && is_judged(&entry.document)) || is_gone(&entry.document)
        })
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Only those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n  \"schema\": {},\n  \"entries\": [", json!(SCHEMA))?;
        for (at, entry) in self.entries.iter().enumerate() {
            let Entry { document, rule, place, fingerprint } = entry;
            let comma = if at == 0 { "" } else { "," };
            let (document, rule, place) = (json!(document), json!(rule), json!(place));
            let fingerprint = json!(fingerprint);
            write!(
                out,
                "{comma}\n    {{\"document\": {document}, \"rule\": {rule}, \"place\": {place}, \"fingerprint\": {fingerprint}}}"
            )?;
        }
        let end = if self.entries.is_empty() { "" } else { "\n  " };
        writeln!(out, "{end}]\n}}")
    }
}

/// True for what nobody ignores, known or not.
fn counts(finding: &Finding) -> bool {
    finding.is_open() || finding.is_known()
}

fn whole(reader: &mut Reader, root: NodeRef<'_>) -> BTreeSet<Entry> {
    let mut entries = BTreeSet::new();
    let Some(map) = reader.map(root, "the baseline", &["schema", "entries"]) else { return entries };
    match map.get("schema").and_then(|schema| Some((schema, schema.text()?))) {
        Some((_, schema)) if schema == SCHEMA => {}
        Some((node, schema)) => {
            reader.problem(
                node.span(),
                format!("the schema `{schema}` is not known here; this program reads `{SCHEMA}`"),
            );
        }
        None => reader.problem(map.grip(), format!("`\"schema\": \"{SCHEMA}\"` is missing")),
    }
    let Some(list) = map.get("entries") else {
        reader.problem(map.grip(), "`entries` is missing");
        return entries;
    };
    for item in reader.list(list, "`entries`") {
        let Some(map) = reader.map(item, "an entry", KEYS) else { continue };
        let mut text = |key: &str| match map.get(key).map(|value| (value, value.text())) {
            Some((_, Some(text))) => Some(text.into_owned()),
            Some((value, None)) => {
                reader.problem(value.span(), format!("`{key}` must be text"));
                None
            }
            None => {
                reader.problem(map.grip(), format!("`{key}` is missing"));
                None
            }
        };
        if let [Some(document), Some(rule), Some(place), Some(fingerprint)] =
            ["document", "rule", "place", "fingerprint"].map(&mut text)
        {
            entries.insert(Entry { document, rule, place, fingerprint });
        }
    }
    entries
}
