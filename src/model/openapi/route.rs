//! Path templates: which URLs they match, which of them overlap, and which one a path without parameters leads to.

use std::cell::Cell;

use hashbrown::HashMap;

use super::{Api, Endpoint, Fields, Key, Operation, Schema, Type};
use crate::syntax::{At, NodeRef};

/// One segment of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text only.
    Literal(String),
    /// One parameter and nothing else; its name.
    Parameter(String),
    /// Parameters and text: the text before the first, the text behind the last, and the segment with the names blanked.
    Mixed(String, String, String),
}

impl Segment {
    /// Reads one segment.
    pub fn parse(text: &str) -> Self {
        let (Some(open), Some(close)) = (text.find('{'), text.rfind('}')) else {
            return Self::Literal(text.to_owned());
        };
        if close < open {
            return Self::Literal(text.to_owned());
        }
        let inner = &text[open + 1..close];
        if open == 0 && close + 1 == text.len() && !inner.contains(['{', '}']) {
            return Self::Parameter(inner.to_owned());
        }
        Self::Mixed(text[..open].to_owned(), text[close + 1..].to_owned(), blank(text))
    }

    /// True when some text matches both.
    pub fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Literal(a), Self::Literal(b)) => a == b,
            (Self::Parameter(_), _) | (_, Self::Parameter(_)) => true,
            (Self::Mixed(head, tail, _), Self::Literal(text)) | (Self::Literal(text), Self::Mixed(head, tail, _)) => {
                text.len() > head.len() + tail.len() && text.starts_with(head.as_str()) && text.ends_with(tail.as_str())
            }
            (Self::Mixed(head, tail, _), Self::Mixed(other_head, other_tail, _)) => {
                (head.starts_with(other_head.as_str()) || other_head.starts_with(head.as_str()))
                    && (tail.ends_with(other_tail.as_str()) || other_tail.ends_with(tail.as_str()))
            }
        }
    }

    /// True when both match exactly the same texts.
    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Parameter(_), Self::Parameter(_)) => true,
            (Self::Mixed(.., a), Self::Mixed(.., b)) => a == b,
            _ => self == other,
        }
    }

    /// How much the segment says: text more than a mixture, a mixture more than a parameter.
    pub fn weight(&self) -> u8 {
        match self {
            Self::Literal(_) => 2,
            Self::Mixed(..) => 1,
            Self::Parameter(_) => 0,
        }
    }
}

/// `{id}.json` with the name left out.
fn blank(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' => {
                depth += 1;
                out.push(c);
            }
            '}' => {
                depth -= 1;
                out.push(c);
            }
            _ if depth > 0 => {}
            _ => out.push(c),
        }
    }
    out
}

/// Segments of a path or path template without query, fragment and a slash at the end.
pub fn segments(path: &str) -> Vec<&str> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let path = path.trim_end_matches('/');
    path.strip_prefix('/').unwrap_or(path).split('/').collect()
}

/// One key of `paths` that holds operations.
pub struct Route<'a> {
    /// The key.
    pub key: NodeRef<'a>,
    /// Its segments.
    pub segments: Vec<Segment>,
    /// Its operations.
    pub operations: Vec<Operation<'a>>,
    /// A number that is the same for all paths on the same servers.
    pub servers: usize,
}

impl<'a> Route<'a> {
    /// The path template as written.
    pub fn path(&self) -> &'a str {
        self.key.key_text()
    }

    /// What a parameter of the path may hold, when that is known.
    pub fn parameter_schema(&self, name: &str) -> Option<Schema<'a>> {
        let operation = self.operations.first()?;
        let parameters = operation.parameters();
        parameters.into_iter().find(|parameter| parameter.is_in_url() && parameter.name() == name)?.schema()
    }
}

/// Every path of a description, for look-ups: a tree of segments.
pub struct Routes<'a> {
    /// In the order of the description.
    pub all: Vec<Route<'a>>,
    nodes: Vec<TreeNode>,
    api: &'a Api,
    /// Steps that all searches together may still take.
    left: Cell<usize>,
}

#[derive(Default)]
struct TreeNode {
    literals: HashMap<String, usize>,
    /// Parameters and mixtures.
    others: Vec<(Segment, usize)>,
    ends: Vec<usize>,
}

/// Steps all searches together may take; more means a description made to be slow.
const STEPS: usize = 5_000_000;

impl<'a> Routes<'a> {
    /// The paths of a description that have operations.
    pub fn new(api: &'a Api) -> Self {
        Self::read(api, false)
    }

    /// All paths of a description, those without operations and those whose operations are unknown included.
    pub fn declared(api: &'a Api) -> Self {
        Self::read(api, true)
    }

    fn read(api: &'a Api, bare: bool) -> Self {
        let mut operations: HashMap<At, Vec<Operation<'a>>> = HashMap::new();
        for operation in api.operations().filter(|operation| operation.is_served()) {
            operations.entry(operation.path_key().at()).or_default().push(operation);
        }
        let mut routes = Self { all: Vec::new(), nodes: vec![TreeNode::default()], api, left: Cell::new(STEPS) };
        let mut groups: HashMap<Vec<&'a str>, usize> = HashMap::new();
        let mut lists: HashMap<Option<At>, usize> = HashMap::new();
        for (key, _) in api.root().field(Key::Paths).into_iter().flat_map(NodeRef::entries) {
            let operations = operations.remove(&key.at()).unwrap_or_default();
            if key.key_text().starts_with("x-") || (operations.is_empty() && !bare) {
                continue;
            }
            // A fragment tells operations of RPC services apart; it stays in the segment.
            let text = key.key_text().trim_end_matches('/');
            let text = text.strip_prefix('/').unwrap_or(text);
            let segments: Vec<Segment> = split(text).into_iter().map(Segment::parse).collect();
            // A list of servers that many paths share is read once.
            let list = operations.first().and_then(|operation| super::server::group_of(*operation));
            let servers = *lists.entry(list).or_insert_with(|| {
                let endpoints = operations.first().into_iter().flat_map(|operation| operation.endpoints());
                let mut addresses: Vec<&'a str> = endpoints.map(Endpoint::text).collect();
                addresses.sort_unstable();
                let next = groups.len();
                *groups.entry(addresses).or_insert(next)
            });
            routes.insert(&segments);
            routes.all.push(Route { key, segments, operations, servers });
        }
        routes
    }

    fn insert(&mut self, segments: &[Segment]) {
        let mut at = 0;
        for segment in segments {
            let known = match segment {
                Segment::Literal(text) => self.nodes[at].literals.get(text).copied(),
                other => self.nodes[at].others.iter().find(|(known, _)| known.equals(other)).map(|(_, next)| *next),
            };
            at = known.unwrap_or_else(|| {
                let next = self.nodes.len();
                self.nodes.push(TreeNode::default());
                match segment {
                    Segment::Literal(text) => {
                        self.nodes[at].literals.insert(text.clone(), next);
                    }
                    other => self.nodes[at].others.push((other.clone(), next)),
                }
                next
            });
        }
        let index = self.all.len();
        self.nodes[at].ends.push(index);
    }

    /// Paths that some URL leads to as well as to the given one, in the order of the description, itself included.
    pub fn overlapping(&self, segments: &[Segment]) -> Vec<usize> {
        let mut out = Vec::new();
        self.walk(segments, |node| out.extend(&node.ends));
        out.sort_unstable();
        out
    }

    /// True when some path goes on behind the given segments.
    pub fn goes_on_behind(&self, segments: &[Segment]) -> bool {
        let mut found = false;
        self.walk(segments, |node| found |= !node.literals.is_empty() || !node.others.is_empty());
        found
    }

    /// Visits every place of the tree the segments may lead to.
    fn walk(&self, segments: &[Segment], mut visit: impl FnMut(&TreeNode)) {
        let mut pending = vec![(0, 0)];
        while let Some((at, depth)) = pending.pop() {
            let Some(node) = self.nodes.get(at) else { continue };
            let Some(segment) = segments.get(depth) else {
                visit(node);
                continue;
            };
            let before = pending.len();
            match segment {
                Segment::Literal(text) => pending.extend(node.literals.get(text).map(|next| (*next, depth + 1))),
                Segment::Parameter(_) => pending.extend(node.literals.values().map(|next| (*next, depth + 1))),
                Segment::Mixed(..) => {
                    let literals = node.literals.iter();
                    let fits = literals.filter(|(text, _)| segment.overlaps(&Segment::Literal((*text).clone())));
                    pending.extend(fits.map(|(_, next)| (*next, depth + 1)));
                }
            }
            let others = node.others.iter().filter(|(other, _)| segment.overlaps(other));
            pending.extend(others.map(|(_, next)| (*next, depth + 1)));
            let steps = 1 + pending.len() - before;
            let Some(left) = self.left.get().checked_sub(steps) else {
                self.api.exceed(format!("paths cross each other in more than {STEPS} ways (limit `path-steps`)"));
                return;
            };
            self.left.set(left);
        }
    }
}

/// Splits at slashes outside braces: `/{+parent}/items`, `/{a/b}`.
fn split(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut from, mut depth) = (0, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'/' if depth == 0 => {
                out.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(&text[from..]);
    out
}

/// False when the schema of a parameter cannot hold a text: a number that is none, a value that is not in its list, a
/// UUID that has not the form of one.
pub fn may_hold(schema: Schema<'_>, text: &str) -> bool {
    if let Some(list) = schema.keyword(Key::Enum) {
        return list.items().filter_map(NodeRef::text).any(|value| value == text);
    }
    let types = schema.types();
    let numeric =
        types.is_some_and(|types| !types.has(Type::String) && (types.has(Type::Integer) || types.has(Type::Number)));
    if numeric && text.parse::<f64>().is_err() {
        return false;
    }
    let is_uuid = text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    schema.format().as_deref() != Some("uuid") || is_uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_overlap_where_some_text_matches_both() {
        let overlap = |a: &str, b: &str| Segment::parse(a).overlaps(&Segment::parse(b));
        assert!(overlap("{id}", "me"));
        assert!(overlap("{id}", "{name}"));
        assert!(overlap("{id}.json", "me.json"));
        assert!(!overlap("{id}.json", "me.xml"));
        assert!(!overlap("{id}.json", "{id}.xml"));
        assert!(!overlap("{id}:cancel", "{name}:publish"));
        assert!(!overlap("you", "me"));
        assert!(Segment::parse("{id}.json").equals(&Segment::parse("{name}.json")));
        assert!(!Segment::parse("{id}.json").equals(&Segment::parse("{name}")));
    }

    #[test]
    fn paths_split_at_slashes() {
        assert_eq!(segments("/v1/users/?page=2#top"), ["v1", "users"]);
        assert_eq!(split("v1/{a/b}/c"), ["v1", "{a/b}", "c"]);
    }
}
