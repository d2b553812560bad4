//! See `rules/inventory/path-duplicate.md`.

use super::path_ambiguous::{credentials, shared_methods};
use crate::finding::Severity;
use crate::model::openapi::{Api, Route, Routes, Segment};
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// In what two spellings of a path differ, what matters most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    Names,
    Slash,
    Case,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let routes = Routes::new(api);
    let indexes = 0..routes.all.len();
    let spelled = indexes.filter_map(|index| routes.all.get(index));
    for group in many::by_key(spelled, |route| (route.servers, blanked(route).to_lowercase())) {
        let Some((first, others)) = group.split_first() else { continue };
        for other in others {
            // The nearest of those before it.
            let earlier = group.iter().take_while(|earlier| earlier.key != other.key);
            let near = earlier.min_by_key(|earlier| difference(earlier, other)).unwrap_or(first);
            report(near, other, cx);
        }
    }
}

fn report(first: &Route<'_>, other: &Route<'_>, cx: &mut Cx<'_>) {
    let (own, theirs) = (other.path(), first.path());
    let difference = difference(first, other);
    let what = match difference {
        Difference::Names => format!("`{own}` and `{theirs}` are the same path: only the names of parameters differ"),
        Difference::Slash => {
            format!("`{own}` and `{theirs}` differ in the slash at the end, which many routers ignore")
        }
        Difference::Case => format!("`{own}` and `{theirs}` differ in case, which some routers ignore"),
    };
    let differs =
        shared_methods(first, other).any(|[a, b]| credentials(a.api, a.security()) != credentials(b.api, b.security()));
    let is_shared = shared_methods(first, other).next().is_some();
    let ask = if differs { ", and they ask for different credentials" } else { "" };
    let severity = match difference {
        _ if differs => Severity::High,
        // Nobody has to choose where they share no method; readers that know one of the two see half the operations.
        Difference::Names if is_shared => Severity::Medium,
        _ => Severity::Low,
    };
    let finding = cx.report(Place::key(other.key), what + ask).severity(severity);
    finding.help("merge the two into one path").related(Place::key(first.key), "the other one");
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
