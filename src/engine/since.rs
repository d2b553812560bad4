//! A description beside what it was before: what is new, and what has become worse.

use super::{NO_DESCRIPTION, Settings, dispatch, lint};
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

/// What is known of the description as it was.
pub(super) struct Earlier<'a> {
    before: Before<'a>,
    settings: &'a Settings,
}

impl<'a> Earlier<'a> {
    pub(super) fn new(before: Before<'a>, settings: &'a Settings) -> Self {
        Self { before, settings }
    }

    pub(super) fn is_same(&self, uris: &[&str]) -> bool {
        (self.before.is_same)(uris)
    }

    /// What it comes to; ignored findings count as well.
    pub(super) fn judged(&self) -> Was {
        if matches!(self.before.loader.load(self.before.uri), Err(LoadError::NotFound)) {
            return Was::default();
        }
        let all: Vec<Checked> = lint(self.before.uri, self.before.loader, self.settings);
        let failed = all.iter().filter(|one| one.input.state == InputState::Failed);
        let mut reasons = failed.filter_map(|one| one.input.reason.as_deref());
        // What was something else is new as a description.
        let unread = reasons.find(|reason| !reason.starts_with(NO_DESCRIPTION)).map(str::to_owned);
        let findings = all.into_iter().flat_map(|one| one.findings);
        Was { fingerprints: findings.map(|finding| finding.fingerprint).collect(), unread }
    }

    /// What has become worse since.
    pub(super) fn changes(&self, now: &Api, out: &mut Vec<Finding>) {
        if !self.settings.rules.iter().any(|enabled| enabled.rule.compares()) {
            return;
        }
        if let Some(before) = self.api(now.root().id) {
            dispatch::changes(&before, now, self.settings, out);
        }
    }

    /// The description as it was, if it was one and could be read.
    fn api(&self, root: NodeId) -> Option<Api> {
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
