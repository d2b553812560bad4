//! What an operation answers with: which responses are its success and which its failures, whether their bodies have a
//! structure a schema can describe, and which operations return a schema.

use hashbrown::{HashMap, HashSet};

use super::usage::Steps;
use super::{Api, Fields, Key, Kind, Operation, Payload, Response, Target, Uses, Version};
use crate::syntax::{At, NodeRef};

impl<'a> Operation<'a> {
    /// Responses that say what clients get when all goes well: 2xx, or `default` where nothing else stands for success.
    pub fn successes(self) -> Vec<Response<'a>> {
        let all = self.responses();
        let named = names_success(&all);
        all.into_iter().filter(|response| response.is_success() || (response.is_default() && !named)).collect()
    }

    /// Responses that say what clients get when something goes wrong: 4xx, 5xx, and `default` beside a success.
    pub fn failures(self) -> Vec<Response<'a>> {
        let all = self.responses();
        let named = names_success(&all);
        all.into_iter().filter(|response| response.is_error() && (named || !response.is_default())).collect()
    }

    /// False when 2.0's `produces` names only media types whose bodies no schema describes, such as images or text.
    pub fn answers_structure(self) -> bool {
        if self.api.version != Version::V2 {
            return true;
        }
        let list = self.node().field(Key::Produces).or_else(|| self.api.root().field(Key::Produces));
        let mut types = list.into_iter().flat_map(NodeRef::items).filter_map(NodeRef::string).peekable();
        types.peek().is_none() || types.any(|media_type| is_structured(&media_type))
    }
}

fn names_success(responses: &[Response<'_>]) -> bool {
    responses.iter().any(|response| response.class().is_some_and(|class| class < 4))
}

impl Payload<'_> {
    /// True for media types whose bodies have parts with names: JSON, XML, YAML, CBOR, forms, and ranges that admit
    /// them.
    pub fn is_structured(&self) -> bool {
        is_structured(&self.media_type)
    }
}

fn is_structured(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let Some((main, sub)) = essence.split_once('/') else { return essence.is_empty() };
    let format = sub.rsplit('+').next().unwrap_or(sub);
    matches!(main, "application" | "text" | "*" | "multipart")
        && (matches!(
            format,
            "json" | "xml" | "yaml" | "x-yaml" | "cbor" | "x-www-form-urlencoded" | "form-data" | "x-ndjson" | "jsonl"
        ) || (sub == "*" && main != "text" && main != "multipart"))
}

/// Which operations return a definition: the graph of references, from responses only. Built by one pass over the
/// references.
pub struct Returned<'a> {
    api: &'a Api,
    /// Definition to definitions that refer to it.
    holders: HashMap<At, Vec<At>>,
    /// Definition to operations whose responses refer to it.
    operations: HashMap<At, Vec<usize>>,
    by_node: HashMap<At, Vec<usize>>,
    steps: Steps,
}

/// What a place belongs to.
enum Around {
    Definition(At),
    Responses(At),
}

impl<'a> Returned<'a> {
    /// Reads the references of a description.
    pub fn new(api: &'a Api) -> Self {
        let mut by_node: HashMap<At, Vec<usize>> = HashMap::new();
        for operation in api.operations().filter(|operation| operation.is_served()) {
            by_node.entry(operation.node().at()).or_default().push(operation.index());
        }
        let mut edges: Vec<(At, At)> = api
            .references()
            .filter_map(|(from, reference)| match reference.target {
                Target::Node(to) => Some((from, to)),
                _ => None,
            })
            .collect();
        edges.sort_unstable();
        let mut returned =
            Self { api, holders: HashMap::new(), operations: HashMap::new(), by_node, steps: Steps::default() };
        for (_, to) in &edges {
            returned.holders.entry(*to).or_default();
        }
        for (from, to) in edges {
            match returned.around(api.node(from)) {
                Some(Around::Definition(holder)) => returned.holders.entry(to).or_default().push(holder),
                Some(Around::Responses(operation)) => {
                    let indexes = returned.by_node.get(&operation).cloned().unwrap_or_default();
                    returned.operations.entry(to).or_default().extend(indexes);
                }
                None => {}
            }
        }
        returned
    }

    /// Operations clients call that answer with a node, or with something that refers to it.
    pub fn by(&self, node: NodeRef<'_>) -> Uses<'a> {
        let mut indexes: Vec<usize> = Vec::new();
        let mut seen: HashSet<At> = HashSet::new();
        let mut pending: Vec<At> = Vec::new();
        match self.around(node) {
            Some(Around::Definition(at)) => pending.push(at),
            Some(Around::Responses(at)) => indexes.extend(self.by_node.get(&at).into_iter().flatten()),
            None => {}
        }
        let mut steps = self.steps.start();
        while let Some(at) = pending.pop() {
            if !seen.insert(at) {
                continue;
            }
            if !steps.next() {
                return Uses::new(self.api, indexes, true);
            }
            indexes.extend(self.operations.get(&at).into_iter().flatten());
            pending.extend(self.holders.get(&at).into_iter().flatten());
        }
        Uses::new(self.api, indexes, false)
    }

    /// The nearest definition, or the operation whose responses a node stands in.
    fn around(&self, node: NodeRef<'_>) -> Option<Around> {
        let mut around = Some(node);
        while let Some(node) = around {
            if self.holders.contains_key(&node.at()) {
                return Some(Around::Definition(node.at()));
            }
            match self.api.kind(node) {
                Kind::Responses => return node.parent().map(|operation| Around::Responses(operation.at())),
                Kind::Operation | Kind::Root => return None,
                _ => around = node.parent(),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_with_named_parts_are_structured() {
        for media_type in ["application/json", "application/problem+json; charset=utf-8", "text/xml", "*/*", ""] {
            assert!(is_structured(media_type), "{media_type}");
        }
        for media_type in ["text/plain", "image/png", "application/octet-stream", "text/*", "image/svg"] {
            assert!(!is_structured(media_type), "{media_type}");
        }
    }
}
