//! Media types as they are written: where a description names them, and whether a name is one.

use std::borrow::Cow;

use super::{Api, Fields, Key, Kind, Version};
use crate::syntax::NodeRef;

/// A media type or range that a description names.
pub struct MediaTypeName<'a> {
    /// The entry of `content` it is the key of, or the item of 2.0's `consumes` or `produces`.
    pub node: NodeRef<'a>,
    /// As written.
    pub text: Cow<'a, str>,
    /// Clients send it.
    pub is_request: bool,
}

/// What is wrong with the name of a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misnamed {
    /// Not of the form `type/subtype; parameter=value` (RFC 9110, 8.3.1).
    Malformed,
    /// The type in front of the slash is not registered.
    UnknownType,
}

/// Types in front of the slash, as registered.
const TYPES: &[&str] =
    &["application", "audio", "example", "font", "haptics", "image", "message", "model", "multipart", "text", "video"];

/// What is wrong with a media type or range, if anything is.
pub fn misnamed(text: &str) -> Option<Misnamed> {
    let mut parts = split_parameters(text).into_iter();
    let essence = parts.next().unwrap_or_default();
    let Some((main, sub)) = essence.trim().split_once('/') else { return Some(Misnamed::Malformed) };
    let is_range = main == "*" && sub != "*";
    if !is_token(main) || !is_token(sub) || is_range || !parts.all(is_parameter) {
        return Some(Misnamed::Malformed);
    }
    let main = main.to_ascii_lowercase();
    let is_known = main == "*" || main.starts_with("x-") || TYPES.contains(&main.as_str());
    (!is_known).then_some(Misnamed::UnknownType)
}

/// The type and subtype in lower case, parameters left out.
pub fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

/// Splits at semicolons outside quotes.
fn split_parameters(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .collect()
}

fn is_parameter(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() {
        return true;
    }
    text.split_once('=').is_some_and(|(name, value)| {
        let is_quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
        is_token(name) && (is_token(value) || is_quoted)
    })
}

/// RFC 9110, 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

impl Api {
    /// Every media type the description names, requests and responses, by kind of holder and place.
    pub fn media_type_names(&self) -> Vec<MediaTypeName<'_>> {
        let mut out = Vec::new();
        if self.version == Version::V2 {
            for holder in std::iter::once(self.root()).chain(self.nodes_of(Kind::Operation)) {
                for (key, is_request) in [(Key::Consumes, true), (Key::Produces, false)] {
                    let items = holder.field(key).into_iter().flat_map(NodeRef::items);
                    let named = items.filter_map(|node| Some(MediaTypeName { node, text: node.string()?, is_request }));
                    out.extend(named);
                }
            }
            return out;
        }
        for kind in [Kind::Parameter, Kind::RequestBody, Kind::Response, Kind::Header] {
            let is_request = matches!(kind, Kind::Parameter | Kind::RequestBody);
            for content in self.nodes_of(kind).filter_map(|holder| holder.field(Key::Content)) {
                let entries = content.entries().filter(|(key, _)| !key.key_text().starts_with("x-"));
                out.extend(entries.map(|(key, node)| MediaTypeName {
                    node,
                    text: Cow::Borrowed(key.key_text()),
                    is_request,
                }));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_media_types() {
        for name in [
            "application/json",
            "application/vnd.acme.v2+json; charset=utf-8",
            "text/plain;charset=\"utf;8\"",
            "*/*",
            "image/*",
            "application/*+json",
            "x-world/x-3dmf",
            "Application/JSON",
        ] {
            assert_eq!(misnamed(name), None, "{name}");
        }
        for name in ["json", "", "application", "application/", "*/json", "text plain", "a/b/c", "text/html;charset"] {
            assert_eq!(misnamed(name), Some(Misnamed::Malformed), "{name}");
        }
        for name in ["aplication/json", "binary/octet-stream", "file/csv"] {
            assert_eq!(misnamed(name), Some(Misnamed::UnknownType), "{name}");
        }
    }
}
