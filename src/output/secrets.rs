//! Where secrets stand that a run found, so that no format repeats one, whichever finding it reports.

use crate::finding::Checked;
use crate::source::Span;

/// Places of one description that hold a secret, by finding; those of ignored findings included.
pub(super) struct Secrets(Vec<Span>);

impl Secrets {
    pub(super) fn of(checked: &Checked) -> Self {
        let mut places = Vec::new();
        for finding in checked.findings.iter().filter(|finding| finding.rule.family == "secrets") {
            match finding.rule.id {
                // Marks a name.
                "credentials-in-url" => {}
                // What is related here explains the place.
                "server-url-credentials" => places.push(finding.primary.span),
                _ => places.extend(std::iter::once(&finding.primary).chain(&finding.related).map(|label| label.span)),
            }
        }
        Self(places)
    }

    /// The secrets that share bytes with a place.
    pub(super) fn within(&self, place: Span) -> impl Iterator<Item = Span> {
        let meets =
            move |secret: &&Span| secret.source == place.source && secret.start < place.end && place.start < secret.end;
        self.0.iter().filter(meets).copied()
    }
}
