//! Where secrets stand that a run found, so that no format repeats one, whichever finding it reports.

use crate::finding::{Checked, Finding};
use crate::source::Span;

/// Places of one description that hold a secret, by finding; those of ignored findings included.
pub(super) struct Secrets(Vec<Span>);

impl Secrets {
    pub(super) fn of(checked: &Checked) -> Self {
        Self(checked.findings.iter().flat_map(Finding::secrets).collect())
    }

    /// The secrets that share bytes with a place.
    pub(super) fn within(&self, place: Span) -> impl Iterator<Item = Span> {
        let meets =
            move |secret: &&Span| secret.source == place.source && secret.start < place.end && place.start < secret.end;
        self.0.iter().filter(meets).copied()
    }
}
