//! Weak schemes: mild where they are only defined, in full where a requirement makes them reachable.

use hashbrown::HashSet;

use super::LISTED;
use crate::finding::{Finding, Severity};
use crate::model::openapi::{Operation, Required, SecurityScheme};
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
        // A list of requirements is looked at once, however many operations have it.
        let mut known = HashSet::new();
        let lists = self.operations.iter().filter_map(|operation| operation.security().requirements);
        let mut walk = self.scheme.api.walk();
        let needed = lists.filter(|list| known.insert(list.at)).all(|list| {
            let mut is_it = |required: &Required| required.target == Some(node) || !walk.goes_on();
            list.alternatives.iter().all(|way| way.schemes.iter().any(&mut is_it))
        });
        match (self.operations.as_slice(), needed) {
            ([], _) if self.scheme.is_used_by_others() => "only webhooks or callbacks use it".to_owned(),
            ([], _) => "no operation requires it".to_owned(),
            ([one], true) => format!("`{}` needs it", one.title()),
            ([one], false) => format!("`{}` accepts it", one.title()),
            (many, true) => format!("{} operations need it", many.len()),
            (many, false) => format!("{} operations accept it", many.len()),
        }
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
