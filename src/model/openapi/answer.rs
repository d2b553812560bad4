//! What an operation answers with: which responses are its success and which its failures, and whether their bodies have
//! a structure a schema can describe.

use super::{Fields, Key, Operation, Payload, Response, Version};
use crate::syntax::NodeRef;

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

    /// True when some error of the caller is documented: a 4xx status, `4XX` or `default`.
    pub fn names_errors(self) -> bool {
        self.responses().iter().any(|response| response.is_default() || response.class() == Some(4))
    }

    /// False when 2.0's `produces` names only media types whose bodies no schema describes, such as images or text.
    pub fn answers_structure(self) -> bool {
        if self.api.version != Version::V2 {
            return true;
        }
        match self.node().field(Key::Produces) {
            Some(own) => lists_structure(Some(own)),
            None => *self.api.produces_structure.get_or_init(|| lists_structure(self.api.root().field(Key::Produces))),
        }
    }
}

/// True for a list of media types with a structured one, and for none.
fn lists_structure(list: Option<NodeRef<'_>>) -> bool {
    let mut types = list.into_iter().flat_map(NodeRef::items).filter_map(NodeRef::string).peekable();
    types.peek().is_none() || types.any(|media_type| is_structured(&media_type))
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
