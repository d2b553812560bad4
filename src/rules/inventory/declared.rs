//! Which endpoints a description declares, and whether something it speaks of is one of them.

use hashbrown::{HashMap, HashSet};

use crate::model::openapi::{Api, Kind, Mention, Route, Routes, Segment, segments};
use crate::words;

/// Directories, and members of this very description, that prose writes like paths.
const NO_ENDPOINTS: &[&str] =
    &["etc", "usr", "tmp", "var", "home", "dev", "proc", "opt", "mnt", "bin", "components", "definitions", "paths"];

/// What is declared, arranged for the question whether a mention is of it.
pub(super) struct Declared<'a> {
    api: &'a Api,
    pub(super) routes: Routes<'a>,
    bases: Vec<String>,
    /// What several paths start with, such as `api/v1` or `orgs/{org}`, which prose leaves out: by the segment behind it.
    prefixes: HashMap<String, Vec<Vec<Segment>>>,
    starts: HashSet<String>,
    /// Paths whose last parameter may hold slashes.
    swallowing: Vec<usize>,
}

/// What is known about a mention.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub(super) is_undeclared: bool,
    /// The path that is declared, where only the method is not.
    pub(super) other_method: Option<&'a str>,
}

impl<'a> Declared<'a> {
    /// Reads the paths of a description.
    pub(super) fn new(api: &'a Api) -> Self {
        let routes = Routes::declared(api);
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut starts = HashSet::new();
        for route in &routes.all {
            if let Some(Segment::Literal(text)) = route.segments.first() {
                starts.insert(text.clone());
            }
            for (name, ..) in beginnings(route) {
                *counts.entry(name).or_insert(0) += 1;
            }
        }
        let mut prefixes: HashMap<String, Vec<Vec<Segment>>> = HashMap::new();
        let mut known: HashSet<(String, String)> = HashSet::new();
        for route in &routes.all {
            for (name, prefix, behind) in beginnings(route) {
                let is_common = counts.get(&name).is_some_and(|count| *count > 1);
                let Some(behind) = behind.filter(|_| is_common).map(text_of) else { continue };
                if known.insert((name, behind.clone())) {
                    prefixes.entry(behind).or_default().push(prefix.to_vec());
                }
            }
        }
        let swallowing = (0..routes.all.len()).filter(|index| routes.all.get(*index).is_some_and(swallows)).collect();
        Self { api, swallowing, routes, bases: api.base_paths(), prefixes, starts }
    }

    /// Looks a mention up.
    pub(super) fn find(&self, mention: &Mention<'a>) -> Found<'a> {
        let mut ways: Vec<Vec<Segment>> = vec![parse(&mention.path)];
        for base in &self.bases {
            if let Some(rest) = mention.path.strip_prefix(base.as_str()).filter(|rest| rest.starts_with('/')) {
                ways.push(parse(rest));
            }
        }
        if !self.may_be_endpoint(mention, &ways) {
            return Found::default();
        }
        let mut other_method = None;
        for way in &ways {
            for route in self.matching(way) {
                if has_method(route, mention.method.as_deref()) {
                    return Found::default();
                }
                other_method = Some(route.path());
            }
            let swallowing = self.swallowing.iter().filter_map(|index| self.routes.all.get(*index));
            if swallowing.into_iter().any(|route| begins_like(route, way)) {
                return Found::default();
            }
        }
        if !mention.is_certain && self.is_short_for_a_path(mention) {
            return Found::default();
        }
        Found { is_undeclared: true, other_method }
    }

    fn matching(&self, way: &[Segment]) -> impl Iterator<Item = &Route<'a>> {
        self.routes.overlapping(way).into_iter().filter_map(|index| self.routes.all.get(index))
    }

    /// True when the mention is what is left of a declared path without its usual beginning.
    fn is_short_for_a_path(&self, mention: &Mention<'a>) -> bool {
        let own = parse(&mention.path);
        let Some(first) = own.first() else { return false };
        self.prefixes.get(&text_of(first)).into_iter().flatten().any(|prefix| {
            let whole: Vec<Segment> = prefix.iter().chain(&own).cloned().collect();
            let same_start = |route: &&Route<'a>| route.segments.get(prefix.len()) == Some(first);
            self.matching(&whole).filter(same_start).any(|route| has_method(route, mention.method.as_deref()))
        })
    }

    fn may_be_endpoint(&self, mention: &Mention<'a>, ways: &[Vec<Segment>]) -> bool {
        if mention.is_certain {
            return true;
        }
        let first = segments(&mention.path).first().copied().unwrap_or("");
        if NO_ENDPOINTS.contains(&first) {
            return false;
        }
        // A path alone must start like one of the API, and be no part of one.
        let is_like_ours =
            |way: &Vec<Segment>| matches!(way.first(), Some(Segment::Literal(text)) if self.starts.contains(text));
        let is_prefix = || {
            self.bases.iter().any(|base| base.starts_with(mention.path.trim_end_matches('/')))
                || ways.iter().any(|way| self.routes.goes_on_behind(way))
        };
        // Descriptions of schemas are often copied with the types they come from.
        let parent = mention.node.parent();
        let is_copied = || parent.is_some_and(|parent| self.api.kind(parent) == Kind::Schema);
        if mention.method.is_some() {
            return !is_copied() || ways.iter().any(is_like_ours);
        }
        ways.iter().any(is_like_ours) && !is_copied() && !is_prefix()
    }
}

/// Up to three first segments of a path, each time with their text, names of parameters left out, and what follows.
fn beginnings<'r>(route: &'r Route<'_>) -> impl Iterator<Item = (String, &'r [Segment], Option<&'r Segment>)> {
    let mut name = String::new();
    route.segments.iter().take(3).enumerate().map(move |(at, segment)| {
        match segment {
            Segment::Literal(text) => name.push_str(text),
            _ => name.push('{'),
        }
        name.push('/');
        (name.clone(), route.segments.get(..=at).unwrap_or(&[]), route.segments.get(at + 1))
    })
}

/// A segment as a key.
fn text_of(segment: &Segment) -> String {
    match segment {
        Segment::Literal(text) | Segment::Mixed(.., text) => text.clone(),
        Segment::Parameter(name) => format!("{{{name}}}"),
    }
}

/// True when the last parameter of a path is one that holds slashes in practice, such as a Git reference or a file path.
fn swallows(route: &Route<'_>) -> bool {
    const WITH_SLASHES: &[&str] =
        &["ref", "path", "file", "filepath", "filename", "proxy", "key", "name", "uri", "url"];
    let [.., Segment::Literal(_), Segment::Parameter(name)] = route.segments.as_slice() else { return false };
    name.contains(['+', '*']) || words::split(name).last().is_some_and(|word| WITH_SLASHES.contains(&word.as_str()))
}

/// True when a mention is longer than a path and like it up to the last parameter.
fn begins_like(route: &Route<'_>, way: &[Segment]) -> bool {
    way.len() > route.segments.len() && route.segments.iter().zip(way).all(|(own, theirs)| own.overlaps(theirs))
}

/// Segments of a mention: `{id}`, `:id`, `<id>` and `[id]` are parameters.
fn parse(path: &str) -> Vec<Segment> {
    let parse = |text: &str| {
        let is_parameter = text.starts_with([':', '<', '[']) || text.contains(['<', '[']);
        if is_parameter { Segment::Parameter(text.to_owned()) } else { Segment::parse(text) }
    };
    segments(path).into_iter().map(parse).collect()
}

fn has_method(route: &Route<'_>, method: Option<&str>) -> bool {
    // Nothing known about the operations, or a method servers add by themselves.
    let Some(method) = method.filter(|method| !matches!(*method, "HEAD" | "OPTIONS")) else { return true };
    route.operations.is_empty() || route.operations.iter().any(|operation| operation.method() == method)
}
