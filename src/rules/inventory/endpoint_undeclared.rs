//! See `rules/inventory/endpoint-undeclared.md`.

use hashbrown::{HashMap, HashSet};

use crate::model::openapi::{Api, Fields, Key, Kind, Mention, Operation, Route, Routes, Segment, segments};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(endpoints), Check::Api(linked_operations)];

/// Directories, and members of this very description, that prose writes like paths.
const NO_ENDPOINTS: &[&str] =
    &["etc", "usr", "tmp", "var", "home", "dev", "proc", "opt", "mnt", "bin", "components", "definitions", "paths"];

fn endpoints<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let declared = Declared::new(api);
    if declared.routes.all.is_empty() {
        return;
    }
    let mut groups: Vec<Vec<Mention<'a>>> = Vec::new();
    let mut known: HashMap<(Option<String>, String), usize> = HashMap::new();
    let mut near: HashMap<usize, &'a str> = HashMap::new();
    for mention in api.mentions() {
        let found = declared.find(&mention);
        if !found.is_undeclared {
            continue;
        }
        let path = mention.path.trim_end_matches('/').to_owned();
        let index = *known.entry((mention.method.clone(), path)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(path) = found.other_method {
            near.insert(index, path);
        }
        if let Some(group) = groups.get_mut(index) {
            group.push(mention);
        }
    }
    for (index, group) in groups.iter().enumerate() {
        let Some(first) = group.first() else { continue };
        let title = match &first.method {
            Some(method) => format!("{method} {}", first.path),
            None => first.path.clone(),
        };
        let what = match near.get(&index) {
            Some(path) => format!("`paths` has `{path}` without that method"),
            None => "`paths` does not have it".to_owned(),
        };
        let finding = cx.report(place(first), format!("the description speaks of `{title}`, but {what}"));
        finding.help("Describe the endpoint with its security, or correct the text if it does not exist");
        for again in group.iter().skip(1).take(5) {
            finding.related(place(again), "spoken of here too");
        }
    }
}

fn place<'a>(mention: &Mention<'a>) -> Place<'a> {
    match mention.span {
        Some(span) => Place::within(mention.node, span),
        None if mention.node.raw().contains('\n') => Place::key(mention.node),
        None => Place::value(mention.node),
    }
}

/// Links to an `operationId` no operation has.
fn linked_operations<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let links: Vec<NodeRef<'a>> = api.nodes_of(Kind::Link).filter_map(|link| link.field(Key::OperationId)).collect();
    if links.is_empty() || !api.has_operations() || api.operations().any(Operation::is_elsewhere) {
        return;
    }
    // An operation behind a reference that was not followed may have the id.
    if api.references_not_followed() > 0 {
        return;
    }
    let ids: HashSet<String> =
        api.operations().filter_map(|operation| operation.id()).map(|id| id.into_owned()).collect();
    let mut said: HashSet<String> = HashSet::new();
    for node in links {
        let Some(id) = node.string().filter(|id| !ids.contains(id.as_ref())) else { continue };
        if said.insert(id.to_string()) {
            cx.report(node, format!("a link leads to the operation `{id}`, but no operation has that id"))
                .help("Describe the operation with its security, or correct the id");
        }
    }
}

struct Declared<'a> {
    routes: Routes<'a>,
    bases: Vec<String>,
    /// Texts that paths commonly start with, such as `api/v1`, which prose leaves out.
    prefixes: Vec<Vec<String>>,
    starts: HashSet<String>,
}

#[derive(Default)]
struct Found<'a> {
    is_undeclared: bool,
    /// The path that is declared, where only the method is not.
    other_method: Option<&'a str>,
}

impl<'a> Declared<'a> {
    fn new(api: &'a Api) -> Self {
        let routes = Routes::declared(api);
        let mut counts: HashMap<Vec<String>, usize> = HashMap::new();
        let mut starts = HashSet::new();
        for route in &routes.all {
            let literals = route.segments.iter().map_while(|segment| match segment {
                Segment::Literal(text) => Some(text.clone()),
                _ => None,
            });
            let literals: Vec<String> = literals.collect();
            starts.extend(literals.first().cloned());
            for length in 1..=literals.len().min(3) {
                *counts.entry(literals[..length].to_vec()).or_default() += 1;
            }
        }
        let mut common: Vec<(usize, Vec<String>)> =
            counts.into_iter().map(|(prefix, count)| (count, prefix)).filter(|(count, _)| *count > 1).collect();
        common.sort_unstable_by(|a, b| b.cmp(a));
        let prefixes = common.into_iter().take(12).map(|(_, prefix)| prefix).collect();
        Self { routes, bases: api.base_paths(), prefixes, starts }
    }

    fn find(&self, mention: &Mention<'a>) -> Found<'a> {
        let mut ways: Vec<Vec<Segment>> = vec![parse(&mention.path)];
        for base in &self.bases {
            if let Some(rest) = mention.path.strip_prefix(base.as_str()).filter(|rest| rest.starts_with('/')) {
                ways.push(parse(rest));
            }
        }
        if !self.may_be_endpoint(mention, &ways) {
            return Found::default();
        }
        if !mention.is_certain {
            let own = parse(&mention.path);
            let longer = self.prefixes.iter().map(|prefix| {
                prefix.iter().map(|text| Segment::Literal(text.clone())).chain(own.iter().cloned()).collect()
            });
            ways.extend(longer.collect::<Vec<Vec<Segment>>>());
        }
        let mut other_method = None;
        for way in &ways {
            for route in self.routes.overlapping(way).into_iter().filter_map(|index| self.routes.all.get(index)) {
                if has_method(route, mention.method.as_deref()) {
                    return Found::default();
                }
                other_method = Some(route.path());
            }
        }
        Found { is_undeclared: true, other_method }
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
                || ways.iter().any(|way| self.routes.all.iter().any(|route| starts_with(&route.segments, way)))
        };
        mention.method.is_some() || (ways.iter().any(is_like_ours) && !is_prefix())
    }
}

fn starts_with(route: &[Segment], way: &[Segment]) -> bool {
    route.len() > way.len() && route.iter().zip(way).all(|(own, theirs)| own.overlaps(theirs))
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
