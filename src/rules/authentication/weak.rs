//! Weak schemes: mild where they are only defined, in full where a requirement makes them reachable.

use super::LISTED;
use crate::finding::{Finding, Severity};
use crate::model::openapi::{Alternative, Operation, SecurityScheme};
use crate::rules::{Place, Related};

/// Who is let in by a scheme.
pub(super) struct Reach<'a> {
    /// Operations that accept it in at least one way of being called.
    pub(super) operations: Vec<Operation<'a>>,
    scheme: SecurityScheme<'a>,
}

impl<'a> Reach<'a> {
    /// Operations that accept the scheme.
    pub(super) fn of(scheme: SecurityScheme<'a>) -> Self {
        Self { operations: scheme.used_by(), scheme }
    }

    /// `GET /users needs it`, `12 operations accept it`, `no operation requires it`. Accepting is not needing: another
    /// alternative may do.
    pub(super) fn words(&self) -> String {
        let node = self.scheme.node().at();
        let needed = self.operations.iter().all(|operation| {
            let mut ways = operation.security().alternatives().iter();
            ways.all(|way| way.schemes.iter().any(|required| required.target == Some(node)))
        });
        match (self.operations.as_slice(), needed) {
            ([], _) if self.is_of_others() => "only webhooks or callbacks use it".to_owned(),
            ([], _) => "no operation requires it".to_owned(),
            ([one], true) => format!("`{}` needs it", one.title()),
            ([one], false) => format!("`{}` accepts it", one.title()),
            (many, true) => format!("{} operations need it", many.len()),
            (many, false) => format!("{} operations accept it", many.len()),
        }
    }

    /// True when operations that this API calls name the scheme.
    fn is_of_others(&self) -> bool {
        let node = self.scheme.node().at();
        let names = |way: &Alternative| way.schemes.iter().any(|required| required.target == Some(node));
        let mut others = self.scheme.api.operations().filter(|operation| !operation.is_served());
        others.any(|operation| operation.security().alternatives().iter().any(names))
    }

    /// Grades a finding about the scheme and lists its first uses.
    pub(super) fn apply(&self, finding: &mut Finding) {
        if self.scheme.is_deprecated() {
            finding.severity(Severity::Info);
        } else if self.operations.is_empty() {
            finding.severity(Severity::Low);
        }
        for operation in self.operations.iter().take(LISTED) {
            finding.related(Place::key(operation.node()), format!("accepted by `{}`", operation.title()));
        }
    }
}

/// The scheme as messages name it.
pub(super) fn title(scheme: SecurityScheme<'_>) -> String {
    scheme.name().map_or_else(|| "this scheme".to_owned(), |name| format!("the scheme `{name}`"))
}
