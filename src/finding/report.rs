//! The result of a run: per description what was checked and found, and what that amounts to.

use hashbrown::{HashMap, HashSet};

use super::{Finding, Severity, Status};
use crate::source::{Position, Source, SourceId, Span, Spot};

/// Whether an input was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputState {
    /// Read, modelled, all rules run.
    Checked,
    /// Not an API description, and nobody said it was.
    Skipped,
    /// Could not be checked; makes the run end with exit code 2.
    Failed,
}

impl InputState {
    /// The word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// What became of one input.
#[derive(Clone, Debug)]
pub struct InputStatus {
    /// Path or pattern as shown to people.
    pub path: String,
    /// `openapi-3.1`, `wsdl-1.1` …, if that much was understood.
    pub format: Option<&'static str>,
    /// What became of it.
    pub state: InputState,
    /// Why it was skipped or failed, one sentence that says what to do.
    pub reason: Option<String>,
    /// Operations judged.
    pub operations: usize,
    /// Schemas judged.
    pub schemas: usize,
}

/// What a description took in beyond its inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Files read through references.
    pub files: usize,
    /// References not followed because their target is remote or was refused.
    pub references_not_followed: usize,
}

/// What an entry of the configuration does for one description. Ordered: of several descriptions the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing: what it names is not there.
    Nothing,
    /// A `public` entry names only operations that require credentials.
    Secured,
    /// An `ignore` entry is behind its last day.
    Expired,
    /// An `ignore` entry that the policy does not let hide anything.
    Refused,
    /// It does what it is for.
    Some,
}

/// A description as it was.
#[derive(Clone, Debug, Default)]
pub struct Was {
    /// Fingerprints of all its findings; none where there was no such description.
    pub fingerprints: HashSet<String>,
    /// Why it could not be judged as a whole, so that what became worse is not known either.
    pub unread: Option<String>,
}

/// One root description: its texts, its findings, self-contained.
#[derive(Debug)]
pub struct Checked {
    /// The input.
    pub input: InputStatus,
    /// What the description is called in fingerprints: its path below the project, without an ending that only says which
    /// notation it is written in. Empty for one that was not linted.
    pub name: String,
    /// Texts by [`crate::source::SourceId`]; a text no finding points into is emptied.
    pub sources: Vec<Source>,
    /// Sorted by path, offset and rule; ignored ones included.
    pub findings: Vec<Finding>,
    /// What else was read.
    pub coverage: Coverage,
    /// Paths of descriptions that are part of this one: a WSDL that another imports is judged with its importer.
    pub parts: Vec<String>,
    /// A number for all that was read, the same in copies of one description; `None` where copies do not matter.
    pub content: Option<u64>,
    /// The description as it was, where it was compared with that.
    pub before: Option<Was>,
    /// The effects of `public` and `ignore` entries by their place in the configuration; only of those that could be judged.
    pub entries: Vec<(Spot, Effect)>,
}

impl Checked {
    /// An input that was not linted, and why.
    pub fn not_linted(path: &str, state: InputState, reason: String) -> Self {
        let path = path.to_owned();
        let input = InputStatus { path, format: None, state, reason: Some(reason), operations: 0, schemas: 0 };
        Self {
            input,
            name: String::new(),
            sources: Vec::new(),
            findings: Vec::new(),
            coverage: Coverage::default(),
            parts: Vec::new(),
            content: None,
            before: None,
            entries: Vec::new(),
        }
    }

    /// The source a span stands in.
    pub fn source(&self, span: Span) -> &Source {
        &self.sources[span.source.0 as usize]
    }

    /// Start and end of a span, 1-based, columns in code points, end exclusive.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        let source = self.source(span);
        let lines = source.lines();
        (lines.position(&source.text, span.start), lines.position(&source.text, span.end))
    }
}

/// How a run ended; the number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was checked and nothing reaches the gate.
    Clean = 0,
    /// Findings reach the gate.
    Findings = 1,
    /// Something could not be checked.
    NotChecked = 2,
}

/// Numbers for the last line and the machine formats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Descriptions checked.
    pub documents: usize,
    /// Their number by format, in order of the format's name.
    pub by_format: Vec<(&'static str, usize)>,
    /// Operations judged.
    pub operations: usize,
    /// Schemas judged.
    pub schemas: usize,
    /// References not followed.
    pub references_not_followed: usize,
    /// Findings ignored in writing.
    pub ignored: usize,
    /// Findings in a baseline.
    pub known: usize,
    /// Inputs skipped.
    pub skipped: usize,
    /// Inputs that could not be checked.
    pub failed: usize,
    /// Findings that count and are not shown.
    pub hidden: usize,
    /// Open findings by severity, in the order of [`Severity::ALL`].
    pub by_severity: [usize; 5],
}

/// Findings that count and were there before, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EarlierCount {
    /// No longer in the report.
    pub dropped: usize,
    /// Still there, as their rules count whenever they find something.
    pub recounted: usize,
}

/// The whole run.
#[derive(Debug)]
pub struct Report {
    /// One for each description, in order of path.
    pub checked: Vec<Checked>,
    /// How many rules were enabled.
    pub rules_run: usize,
    /// Severity from which a finding fails the run; `None` never fails it.
    pub fail_on: Option<Severity>,
    /// How many findings that count were taken out because nobody wants to see them.
    pub hidden: usize,
}

impl Report {
    /// Puts descriptions together. A description that is part of another is not judged twice, nor is a copy of one, and
    /// what several descriptions share (a file of common schemas) is reported with the first of them only.
    pub fn new(mut checked: Vec<Checked>, rules_run: usize, fail_on: Option<Severity>) -> Self {
        checked.sort_by(|a, b| a.input.path.cmp(&b.input.path));
        fold_parts(&mut checked);
        fold_copies(&mut checked);
        drop_repeated(&mut checked);
        Self { checked, rules_run, fail_on, hidden: 0 }
    }

    /// Drops what was there before, where descriptions were compared with what they were, save findings of rules that
    /// `recounts` names.
    pub fn drop_earlier(&mut self, recounts: impl Fn(&str) -> bool) -> EarlierCount {
        let was = self.checked.iter_mut().filter_map(|one| one.before.as_mut());
        let known: HashSet<String> = was.flat_map(|was| std::mem::take(&mut was.fingerprints)).collect();
        let mut count = EarlierCount::default();
        for findings in self.checked.iter_mut().map(|one| &mut one.findings) {
            findings.retain(|finding| {
                let mut fingerprints = finding.twins.iter().map(|twin| &twin.fingerprint).chain([&finding.fingerprint]);
                if !fingerprints.any(|fingerprint| known.contains(fingerprint)) {
                    return true;
                }
                let stays = recounts(finding.rule.id);
                let counter = if stays { &mut count.recounted } else { &mut count.dropped };
                *counter += usize::from(finding.is_open());
                stays
            });
        }
        count
    }

    /// Findings that count, in order, each with the description it belongs to.
    pub fn open(&self) -> impl Iterator<Item = (&Checked, &Finding)> {
        self.all().filter(|(_, finding)| finding.is_open())
    }

    /// All findings in order, ignored ones included.
    pub fn all(&self) -> impl Iterator<Item = (&Checked, &Finding)> {
        self.checked.iter().flat_map(|checked| checked.findings.iter().map(move |finding| (checked, finding)))
    }

    /// The numbers of the run.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals { hidden: self.hidden, ..Totals::default() };
        for checked in &self.checked {
            let input = &checked.input;
            match input.state {
                InputState::Checked => totals.documents += 1,
                InputState::Skipped => totals.skipped += 1,
                InputState::Failed => totals.failed += 1,
            }
            totals.operations += input.operations;
            totals.schemas += input.schemas;
            totals.references_not_followed += checked.coverage.references_not_followed;
            if let (InputState::Checked, Some(format)) = (input.state, input.format) {
                match totals.by_format.iter_mut().find(|(name, _)| *name == format) {
                    Some((_, count)) => *count += 1,
                    None => totals.by_format.push((format, 1)),
                }
            }
        }
        totals.by_format.sort_unstable();
        for (_, finding) in self.all() {
            match finding.status {
                Status::Open => totals.by_severity[Severity::Critical as usize - finding.severity as usize] += 1,
                Status::Known => totals.known += 1,
                Status::Ignored { .. } => totals.ignored += 1,
            }
        }
        totals
    }

    /// How the run ended. A run that could not check something is never clean.
    pub fn outcome(&self) -> Outcome {
        let nothing = !self.checked.iter().any(|checked| checked.input.state == InputState::Checked);
        if nothing || self.checked.iter().any(|checked| checked.input.state == InputState::Failed) {
            return Outcome::NotChecked;
        }
        let fails = |severity| self.fail_on.is_some_and(|gate| severity >= gate);
        if self.open().any(|(_, finding)| fails(finding.severity)) { Outcome::Findings } else { Outcome::Clean }
    }
}

/// Skips each description that an earlier one, or one that is no part itself, imports.
fn fold_parts(checked: &mut [Checked]) {
    let is_checked = |one: &Checked| one.input.state == InputState::Checked;
    let mut whole_of: HashMap<String, String> = HashMap::new();
    for one in checked.iter().filter(|one| is_checked(one)) {
        // In a circle of imports the first by path stands for all.
        if !whole_of.contains_key(&one.input.path) {
            for part in one.parts.iter().filter(|part| **part != one.input.path) {
                whole_of.entry(part.clone()).or_insert_with(|| one.input.path.clone());
            }
        }
    }
    for one in checked.iter_mut().filter(|one| is_checked(one)) {
        if let Some(mut whole) = whole_of.get(&one.input.path) {
            // What imports it may be a part itself, of something further on; so this ends.
            while let Some(further) = whole_of.get(whole) {
                whole = further;
            }
            skip(one, format!("judged as part of {whole}, which imports it"));
        }
    }
}

/// Skips each description that has the very texts of an earlier one, with everything it imports, and the same findings:
/// contracts are handed round in copies.
fn fold_copies(checked: &mut [Checked]) {
    let mut first_of: HashMap<u64, usize> = HashMap::new();
    for at in 0..checked.len() {
        let one = &checked[at];
        let Some(content) = one.content.filter(|_| one.input.state == InputState::Checked) else { continue };
        let first = &checked[*first_of.entry(content).or_insert(at)];
        if first.input.path != one.input.path && say_the_same(&first.findings, &one.findings) {
            let reason = format!("the same text as {}, which is judged", first.input.path);
            let copies = std::mem::take(&mut checked[at].findings);
            let name = checked[at].name.clone();
            skip(&mut checked[at], reason);
            let kept = &mut checked[first_of[&content]].findings;
            kept.iter_mut().zip(copies).for_each(|(kept, copy)| kept.join(copy, &name));
        }
    }
}

fn say_the_same(one: &[Finding], other: &[Finding]) -> bool {
    let same = |(a, b): (&Finding, &Finding)| {
        (a.rule.id, a.severity, &a.status) == (b.rule.id, b.severity, &b.status)
            && (&a.primary, &a.message, &a.value) == (&b.primary, &b.message, &b.value)
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

fn skip(one: &mut Checked, reason: String) {
    one.input.state = InputState::Skipped;
    one.input.reason = Some(reason);
    (one.input.operations, one.input.schemas) = (0, 0);
    one.coverage = Coverage::default();
    one.findings.clear();
}

/// Drops findings that an earlier description already has at the same place.
fn drop_repeated(checked: &mut [Checked]) {
    type Key = (String, Span, &'static str, Option<String>);
    // Each with the index of its description and of itself there.
    let mut seen: HashMap<Key, (usize, usize)> = HashMap::new();
    for at in 0..checked.len() {
        let (before, rest) = checked.split_at_mut(at);
        let Some(Checked { findings, sources, name, .. }) = rest.first_mut() else { return };
        let mut fresh = Vec::new();
        let mut kept = Vec::new();
        for finding in std::mem::take(findings) {
            let span = finding.primary.span;
            let Some(source) = sources.get(span.source.0 as usize) else {
                kept.push(finding);
                continue;
            };
            let place = Span { source: SourceId(0), ..span };
            let key = (source.uri.clone(), place, finding.rule.id, finding.value.clone());
            if let Some((description, index)) = seen.get(&key) {
                before[*description].findings[*index].join(finding, name);
                continue;
            }
            fresh.push((key, (at, kept.len())));
            kept.push(finding);
        }
        *findings = kept;
        seen.extend(fresh);
    }
}
