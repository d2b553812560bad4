//! See `rules/inventory/path-ambiguous.md`.

use std::collections::BTreeMap;

use crate::finding::Severity;
use crate::model::openapi::{Api, Effective, Operation, Route, Routes, Segment, may_hold};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Clashes of one path that are looked at.
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
    /// They differ in the names of parameters only.
    Same,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let routes = Routes::new(api);
    let mut clashes: BTreeMap<usize, Vec<(Clash, usize)>> = BTreeMap::new();
    for (later, route) in routes.all.iter().enumerate() {
        if route.segments.iter().all(|segment| segment.weight() == 2) {
            // Without parameters: met from the side of the other path.
            continue;
        }
        let mut met = 0;
        for earlier in routes.overlapping(&route.segments) {
            let Some(other) = routes.all.get(earlier).filter(|_| earlier != later) else { continue };
            let has_parameters = other.segments.iter().any(|segment| segment.weight() < 2);
            if has_parameters && earlier > later {
                continue;
            }
            let Some((clash, at_other)) = clash(route, other) else { continue };
            let (place, with) = if at_other { (earlier, later) } else { (later, earlier) };
            clashes.entry(place).or_default().push((clash, with));
            met += 1;
            // What more there is has the same cause.
            if met == MOST {
                break;
            }
        }
    }
    for (place, mut found) in clashes {
        found.sort_unstable();
        let Some(route) = routes.all.get(place) else { continue };
        let Some((clash, other)) = found.first().and_then(|(clash, with)| Some((*clash, routes.all.get(*with)?)))
        else {
            continue;
        };
        let more = match found.len() - 1 {
            0 => String::new(),
            more => format!(" ({more} more like it)"),
        };
        let finding = cx.report(Place::key(route.key), message(clash, route, other) + &more);
        finding.help(help(clash));
        let severity = match clash {
            Clash::Open | Clash::OtherCredentials => Severity::High,
            // Whoever is let in at one is let in at the other. For paths that are the same nobody has to choose where they
            // share no method; readers that know one of the two see half the operations.
            Clash::Crossing => Severity::Low,
            Clash::Same if shared_methods(route, other).next().is_none() => Severity::Low,
            Clash::Same => Severity::Medium,
        };
        finding.severity(severity);
        for (_, with) in found.iter().take(5) {
            if let Some(with) = routes.all.get(*with) {
                finding.related(Place::key(with.key), "matches the same URL");
            }
        }
    }
}

/// What is wrong with a pair of overlapping paths, and whether the second is to blame.
fn clash(route: &Route<'_>, other: &Route<'_>) -> Option<(Clash, bool)> {
    if route.servers != other.servers {
        return None;
    }
    let fits = || some_url_fits(route, other) && some_url_fits(other, route);
    let pairs = || route.segments.iter().zip(&other.segments);
    if pairs().all(|(a, b)| a.equals(b)) {
        return Some((Clash::Same, false));
    }
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

fn shared_methods<'r, 'a>(a: &'r Route<'a>, b: &'r Route<'a>) -> impl Iterator<Item = [Operation<'a>; 2]> + 'r {
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
fn credentials(api: &Api, security: Effective<'_>) -> Vec<Vec<(String, Vec<String>)>> {
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
        Clash::Same => format!("`{own}` and `{theirs}` are the same path: only the names of parameters differ"),
        Clash::Crossing => format!("`{url}` can mean `{own}` and `{theirs}`, and nothing says which wins"),
        Clash::OtherCredentials => {
            format!("`{url}` can mean `{own}` and `{theirs}`, which ask for different credentials")
        }
        Clash::Open => format!("`{own}` needs no credentials and also matches `{theirs}`, which needs some"),
    }
}

fn help(clash: Clash) -> &'static str {
    match clash {
        Clash::Same => "Merge the two into one path",
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
