//! Path templates: which URLs they match, which of them overlap, and which one a path without parameters leads to.

use super::{Api, Operation, Schema, Type};
use crate::syntax::NodeRef;

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
}

#[derive(Default)]
struct TreeNode {
    literals: hashbrown::HashMap<String, usize>,
    /// Parameters and mixtures.
    others: Vec<(Segment, usize)>,
    ends: Vec<usize>,
}

/// Steps one search may take; more means a description made to be slow.
const STEPS: usize = 100_000;

impl<'a> Routes<'a> {
    /// Reads the paths of a description.
    pub fn new(api: &'a Api) -> Self {
        let mut routes = Self { all: Vec::new(), nodes: vec![TreeNode::default()] };
        for operation in api.operations().filter(|operation| operation.is_served()) {
            match routes.all.last_mut().filter(|route| route.key == operation.path_key()) {
                Some(route) => route.operations.push(operation),
                None => {
                    // A fragment tells operations apart in descriptions of RPC services; the request does not carry it.
                    let text = operation.path().trim_end_matches('/');
                    let text = text.strip_prefix('/').unwrap_or(text);
                    let segments: Vec<Segment> = split(text).into_iter().map(Segment::parse).collect();
                    let key = operation.path_key();
                    routes.insert(&segments);
                    routes.all.push(Route { key, segments, operations: vec![operation] });
                }
            }
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
        let mut pending = vec![(0, 0)];
        let mut steps = 0;
        while let Some((at, depth)) = pending.pop() {
            let Some(node) = self.nodes.get(at) else { continue };
            let Some(segment) = segments.get(depth) else {
                out.extend(&node.ends);
                continue;
            };
            if let Segment::Literal(text) = segment {
                pending.extend(node.literals.get(text).map(|next| (*next, depth + 1)));
            } else {
                let literals = node.literals.iter();
                let matching = literals.filter(|(text, _)| segment.overlaps(&Segment::Literal((*text).clone())));
                let before = pending.len();
                pending.extend(matching.map(|(_, next)| (*next, depth + 1)));
                steps += pending.len() - before;
            }
            let others = node.others.iter().filter(|(other, _)| segment.overlaps(other));
            pending.extend(others.map(|(_, next)| (*next, depth + 1)));
            steps += 1;
            if steps > STEPS {
                break;
            }
        }
        out.sort_unstable();
        out
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
    if let Some(list) = schema.keyword(super::Key::Enum) {
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
