//! A description beside what it was before: what is new, and what has become worse.

use std::cell::{OnceCell, RefCell};
use std::sync::{Mutex, PoisonError};

use super::{Beside, NO_DESCRIPTION, Settings, dispatch, guarded, judge};
use crate::finding::{Checked, Finding, InputState, Was};
use crate::model::openapi::{self, Api, Detected, WORDS};
use crate::source::{LoadError, Loader, Source, SourceId};
use crate::syntax::{NodeId, parse};

/// The description as it was.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    /// Its root, as `loader` knows it.
    pub uri: &'a str,
    /// The texts of then.
    pub loader: &'a dyn Loader,
    /// True when none of the texts behind these uris of today has changed.
    pub is_same: &'a dyn Fn(&[&str]) -> bool,
}

/// What is known of the description as it was. It is read and judged when that is first asked for, once.
pub(super) struct Earlier<'a> {
    before: Before<'a>,
    settings: &'a Settings,
    judged: OnceCell<Judged>,
}

/// What it comes to.
#[derive(Default)]
struct Judged {
    was: Was,
    /// Its model; of a stream that of the first description.
    api: Option<Api>,
}

impl<'a> Earlier<'a> {
    pub(super) fn new(before: Before<'a>, settings: &'a Settings) -> Self {
        Self { before, settings, judged: OnceCell::new() }
    }

    pub(super) fn is_same(&self, uris: &[&str]) -> bool {
        (self.before.is_same)(uris)
    }

    /// Its findings; ignored ones count as well.
    pub(super) fn was(self) -> Was {
        self.judged();
        self.judged.into_inner().unwrap_or_default().was
    }

    fn judged(&self) -> &Judged {
        let unread = |why| Judged { was: Was { unread: Some(why), ..Was::default() }, api: None };
        self.judged.get_or_init(|| guarded(|| self.judge()).unwrap_or_else(unread))
    }

    fn judge(&self) -> Judged {
        let text = self.before.loader.load(self.before.uri);
        if matches!(text, Err(LoadError::NotFound)) {
            return Judged::default();
        }
        let loader = Loaded { uri: self.before.uri, text: Mutex::new(Some(text)), others: self.before.loader };
        let kept = RefCell::new(None);
        let all: Vec<Checked> = judge(self.before.uri, &loader, self.settings, Beside::Kept(&kept));
        let failed = all.iter().filter(|one| one.input.state == InputState::Failed);
        let mut reasons = failed.filter_map(|one| one.input.reason.as_deref());
        // What was something else is new as a description.
        let unread = reasons.find(|reason| !reason.starts_with(NO_DESCRIPTION)).map(str::to_owned);
        let findings = all.into_iter().flat_map(|one| one.findings);
        let was = Was { fingerprints: findings.map(|finding| finding.fingerprint).collect(), unread };
        Judged { was, api: kept.into_inner() }
    }

    /// What has become worse since.
    pub(super) fn changes(&self, now: &Api, out: &mut Vec<Finding>) {
        if !self.settings.rules.iter().any(|enabled| enabled.rule.compares()) {
            return;
        }
        let root = now.root().id;
        match &self.judged().api {
            Some(before) if before.root().id == root || before.documents()[0].tree.roots().len() == 1 => {
                dispatch::changes(before, now, self.settings, out);
            }
            Some(_) => {
                if let Some(before) = self.another(root) {
                    dispatch::changes(&before, now, self.settings, out);
                }
            }
            None => {}
        }
    }

    /// Of a stream that had several descriptions the one that is to be compared.
    fn another(&self, root: NodeId) -> Option<Api> {
        let text = super::read(self.before.uri, self.before.loader, &self.settings.limits).ok()?;
        let document = parse(Source::new(SourceId(0), self.before.uri, text), &self.settings.limits, WORDS);
        // In a stream the one that starts it, unless it is the same as now.
        let roots = document.tree.roots();
        let id = roots.iter().copied().find(|id| *id == root).or_else(|| roots.first().copied())?;
        let Detected::Known(version) = openapi::detect(document.node(id)) else { return None };
        if !document.complete {
            return None;
        }
        let at = document.node(id).at();
        let declared = self.settings.declared.clone();
        Some(Api::load(document, at, version, declared, self.before.loader, &self.settings.limits))
    }
}

/// A text that was read already, in front of the others.
struct Loaded<'a> {
    uri: &'a str,
    text: Mutex<Option<Result<Vec<u8>, LoadError>>>,
    others: &'a dyn Loader,
}

impl Loader for Loaded<'_> {
    fn load(&self, uri: &str) -> Result<Vec<u8>, LoadError> {
        let first = self.text.lock().unwrap_or_else(PoisonError::into_inner).take_if(|_| uri == self.uri);
        first.unwrap_or_else(|| self.others.load(uri))
    }
}
