//! See `rules/inventory/path-duplicate.md`.

use super::path_ambiguous::{credentials, shared_methods};
use crate::finding::Severity;
use crate::model::openapi::{Api, Route, Routes, Segment};
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// In what two spellings of a path differ, what matters most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Difference {
    Names,
    Slash,
    Case,
}

/// A path that stands there already.
struct Repeated<'r, 'a> {
    first: &'r Route<'a>,
    other: &'r Route<'a>,
    difference: Difference,
    /// They ask for different credentials.
    differs: bool,
    severity: Severity,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let routes = Routes::new(api);
    let mut found: Vec<Repeated<'_, 'a>> = Vec::new();
    for group in many::by_key(&routes.all, |route| (route.servers, blanked(route).to_lowercase())) {
        let Some((first, others)) = group.split_first() else { continue };
        for (at, other) in others.iter().enumerate() {
            // The nearest of those before it; further back they are alike.
            let earlier = group.iter().take(at + 1).take(MOST);
            let near = earlier.min_by_key(|earlier| difference(earlier, other)).unwrap_or(first);
            found.push(judge(near, other));
        }
    }
    let (low, grave): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.severity == Severity::Low);
    grave.iter().for_each(|one| report(one, 0, &[], cx));
    for group in many::by_key(low, |one| one.difference) {
        for told in many::told(&group, cx) {
            let Some((first, others)) = told.split_first() else { continue };
            report(first, others.len(), others, cx);
        }
    }
}

/// Spellings of one path that a further one is compared with.
const MOST: usize = 8;

fn judge<'r, 'a>(first: &'r Route<'a>, other: &'r Route<'a>) -> Repeated<'r, 'a> {
    let difference = difference(first, other);
    let differs =
        shared_methods(first, other).any(|[a, b]| credentials(a.api, a.security()) != credentials(b.api, b.security()));
    let is_shared = shared_methods(first, other).next().is_some();
    let severity = match difference {
        _ if differs => Severity::High,
        // Nobody has to choose where they share no method; readers that know one of the two see half the operations.
        Difference::Names if is_shared => Severity::Medium,
        _ => Severity::Low,
    };
    Repeated { first, other, difference, differs, severity }
}

fn report(one: &Repeated<'_, '_>, more: usize, others: &[Repeated<'_, '_>], cx: &mut Cx<'_>) {
    let (own, theirs) = (one.other.path(), one.first.path());
    let what = match one.difference {
        Difference::Names => format!("`{own}` and `{theirs}` are the same path: only the names of parameters differ"),
        Difference::Slash => {
            format!("`{own}` and `{theirs}` differ in the slash at the end, which many routers ignore")
        }
        Difference::Case => format!("`{own}` and `{theirs}` differ in case, which some routers ignore"),
    };
    let ask = if one.differs { ", and they ask for different credentials" } else { "" };
    let more = if more > 0 { format!(" ({more} more pairs like it)") } else { String::new() };
    let finding = cx.report(Place::key(one.other.key), format!("{what}{ask}{more}")).severity(one.severity);
    finding.help("merge the two into one path").related(Place::key(one.first.key), "the other one");
    many::list(finding, others.iter().map(|one| Place::key(one.other.key)), "there twice too");
}

/// The path with its parameters' names left out.
pub(super) fn blanked(route: &Route<'_>) -> String {
    let blank = |segment: &Segment| match segment {
        Segment::Literal(text) | Segment::Mixed(.., text) => text.clone(),
        Segment::Parameter(_) => "{}".to_owned(),
    };
    route.segments.iter().map(blank).collect::<Vec<_>>().join("/")
}

fn difference(a: &Route<'_>, b: &Route<'_>) -> Difference {
    let ends = |route: &Route<'_>| route.path().len() > 1 && route.path().ends_with('/');
    if blanked(a) != blanked(b) {
        Difference::Case
    } else if ends(a) != ends(b) {
        Difference::Slash
    } else {
        Difference::Names
    }
}
