//! See `rules/inventory/path-ambiguous.md`.

use std::collections::BTreeMap;

use hashbrown::HashSet;

use super::path_duplicate::blanked;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Effective, Operation, Route, Routes, Segment, may_hold, variable_name};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Clashes of one path that are looked at; what more there is has the same cause.
const MOST: usize = 20;

/// How two paths are in each other's way, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Clash {
    /// The more specific needs credentials, the more general none.
    Open,
    /// Neither is more specific, and they ask for different credentials.
    OtherCredentials,
    /// Neither is more specific.
    Crossing,
}

/// The clashes of one path with others.
#[derive(Default)]
struct Clashes {
    found: Vec<(Clash, usize)>,
    /// True when there may be more.
    is_cut_off: bool,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let routes = Routes::new(api);
    let is_repeated = repeated(&routes);
    let is_judged = |index: usize| !is_repeated.get(index).copied().unwrap_or(true);
    let mut clashes: BTreeMap<usize, Clashes> = BTreeMap::new();
    for (later, route) in routes.all.iter().enumerate().filter(|(index, _)| is_judged(*index)) {
        if route.segments.iter().all(|segment| segment.weight() == 2) {
            // Without parameters: met from the side of the other path.
            continue;
        }
        let mut met = 0;
        for earlier in routes.overlapping(&route.segments) {
            let Some(other) = routes.all.get(earlier).filter(|_| earlier != later && is_judged(earlier)) else {
                continue;
            };
            let has_parameters = other.segments.iter().any(|segment| segment.weight() < 2);
            if has_parameters && earlier > later {
                continue;
            }
            let Some((clash, at_other)) = clash(route, other).filter(|(clash, _)| is_told(*clash, route, other, cx))
            else {
                continue;
            };
            // Where neither is to blame, one of them is told of, whichever comes first in the description.
            let at_other = at_other || (clash != Clash::Open && blanked(other) < blanked(route));
            let (place, with) = if at_other { (earlier, later) } else { (later, earlier) };
            if met == MOST {
                clashes.entry(place).or_default().is_cut_off = true;
                break;
            }
            clashes.entry(place).or_default().found.push((clash, with));
            met += 1;
        }
    }
    clashes.values_mut().for_each(|clashes| clashes.found.sort_unstable());
    for (place, clashes) in &clashes {
        report(&routes, *place, clashes, cx);
    }
}

/// For each path whether it is an earlier one but for the names of parameters, which is the business of
/// `path-duplicate`.
fn repeated(routes: &Routes<'_>) -> Vec<bool> {
    let mut known = HashSet::new();
    routes.all.iter().map(|route| !known.insert((route.servers, blanked(route)))).collect()
}

fn report(routes: &Routes<'_>, place: usize, clashes: &Clashes, cx: &mut Cx<'_>) {
    let Some(route) = routes.all.get(place) else { return };
    let Some((clash, other)) = clashes.found.first().and_then(|(clash, with)| Some((*clash, routes.all.get(*with)?)))
    else {
        return;
    };
    let more = match (clashes.found.len() - 1, clashes.is_cut_off) {
        (0, _) => String::new(),
        (more, true) => format!(" (at least {more} more like it)"),
        (more, false) => format!(" ({more} more like it)"),
    };
    let finding = cx.report(Place::key(route.key), message(clash, route, other) + &more);
    finding.help(help(clash));
    // Whoever is let in at one is let in at the other.
    finding.severity(if clash == Clash::Crossing { Severity::Low } else { Severity::High });
    for (_, with) in clashes.found.iter().take(5) {
        if let Some(with) = routes.all.get(*with) {
            finding.related(Place::key(with.key), "matches the same URL");
        }
    }
}

/// Whoever is let in at one of two crossing paths is let in at the other, so the default profile tells only of those
/// with different credentials, and only where some text in the way of a parameter can be chosen: no server gives out the
/// id `status`.
fn is_told(clash: Clash, route: &Route<'_>, other: &Route<'_>, cx: &Cx<'_>) -> bool {
    if cx.profile() != Profile::Recommended || clash == Clash::Open {
        return true;
    }
    let is_chosen = |pair: (&Segment, &Segment)| match pair {
        (Segment::Parameter(name), Segment::Literal(_)) | (Segment::Literal(_), Segment::Parameter(name)) => {
            !is_given_out(name)
        }
        (Segment::Mixed(..), other) | (other, Segment::Mixed(..)) => !matches!(other, Segment::Mixed(..)),
        _ => false,
    };
    clash == Clash::OtherCredentials && route.segments.iter().zip(&other.segments).any(is_chosen)
}

/// Names of values that servers make up.
fn is_given_out(name: &str) -> bool {
    words::split(variable_name(name)).last().is_some_and(|word| matches!(word.as_str(), "id" | "uuid" | "guid" | "sid"))
}

/// What is wrong with a pair of overlapping paths, and whether the second is to blame.
fn clash(route: &Route<'_>, other: &Route<'_>) -> Option<(Clash, bool)> {
    if route.servers != other.servers {
        return None;
    }
    let fits = || some_url_fits(route, other) && some_url_fits(other, route);
    let pairs = || route.segments.iter().zip(&other.segments);
    let wins = pairs().all(|(a, b)| a.equals(b) || a.weight() > b.weight());
    let loses = pairs().all(|(a, b)| a.equals(b) || a.weight() < b.weight());
    let mut shared = shared_methods(route, other).peekable();
    if wins || loses {
        let (special, general) = if wins { (0, 1) } else { (1, 0) };
        let is_open = shared.any(|both| {
            !both[special].security().admits_anonymous()
                && both[general].security().admits_anonymous()
                && both[general].public_reason().is_none()
        });
        return (is_open && fits()).then_some((Clash::Open, wins));
    }
    shared.peek()?;
    if !fits() {
        return None;
    }
    let differs = shared.any(|[a, b]| credentials(a.api, a.security()) != credentials(b.api, b.security()));
    Some((if differs { Clash::OtherCredentials } else { Clash::Crossing }, false))
}

pub(super) fn shared_methods<'r, 'a>(
    a: &'r Route<'a>,
    b: &'r Route<'a>,
) -> impl Iterator<Item = [Operation<'a>; 2]> + 'r {
    a.operations.iter().filter_map(|one| {
        let other = b.operations.iter().find(|other| other.method() == one.method())?;
        Some([*one, *other])
    })
}

/// False when a parameter of the first cannot hold the text the second has in its place.
fn some_url_fits(route: &Route<'_>, other: &Route<'_>) -> bool {
    route.segments.iter().zip(&other.segments).all(|(own, theirs)| match (own, theirs) {
        (Segment::Parameter(name), Segment::Literal(text)) => {
            route.parameter_schema(name).is_none_or(|schema| may_hold(schema, text))
        }
        _ => true,
    })
}

/// What lets a caller in, in a form that can be compared.
pub(super) fn credentials(api: &Api, security: Effective<'_>) -> Vec<Vec<(String, Vec<String>)>> {
    let mut all: Vec<Vec<(String, Vec<String>)>> = Vec::new();
    for alternative in security.alternatives() {
        let mut one = Vec::new();
        for scheme in &alternative.schemes {
            let scopes = api.node(scheme.scopes).items().filter_map(NodeRef::text);
            let mut scopes: Vec<String> = scopes.map(|scope| scope.into_owned()).collect();
            scopes.sort_unstable();
            one.push((scheme.name.clone(), scopes));
        }
        one.sort_unstable();
        all.push(one);
    }
    all.sort_unstable();
    all
}

fn message(clash: Clash, route: &Route<'_>, other: &Route<'_>) -> String {
    let (own, theirs) = (route.path(), other.path());
    let url = url_of_both(route, other);
    match clash {
        Clash::Crossing => format!("`{url}` can mean `{own}` and `{theirs}`, and nothing says which wins"),
        Clash::OtherCredentials => {
            format!("`{url}` can mean `{own}` and `{theirs}`, which ask for different credentials")
        }
        Clash::Open => format!("`{own}` needs no credentials and also matches `{theirs}`, which needs some"),
    }
}

fn help(clash: Clash) -> &'static str {
    match clash {
        Clash::Crossing | Clash::OtherCredentials => {
            "Give one of them a segment the other cannot match, or restrict the parameter by `enum` or `format`"
        }
        Clash::Open => {
            "Ask for the same credentials in both, or move the protected path out of the reach of the parameter"
        }
    }
}

/// A URL both match, with what neither decides left as it is.
fn url_of_both(route: &Route<'_>, other: &Route<'_>) -> String {
    let own = route.segments.iter().zip(&other.segments);
    let parts = own.map(|(a, b)| {
        let one = if a.weight() >= b.weight() { a } else { b };
        match one {
            Segment::Literal(text) => text.clone(),
            Segment::Parameter(name) => format!("{{{name}}}"),
            Segment::Mixed(head, tail, _) => format!("{head}{{}}{tail}"),
        }
    });
    format!("/{}", parts.collect::<Vec<_>>().join("/"))
}
