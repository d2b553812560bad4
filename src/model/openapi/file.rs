//! Contents of files: which schemas and payloads carry bytes as they are, and what is said of their size.

use super::{Fields, Key, Operation, Payload, Schema, Type, Version, essence};
use crate::syntax::NodeRef;
use crate::words;

impl<'a> Schema<'a> {
    /// True for raw bytes: 2.0's `file`, texts of `format: binary`, and from 3.1 on what has a `contentMediaType` and no
    /// `contentEncoding`.
    pub fn is_raw_bytes(self) -> bool {
        if self.keyword(Key::Type).and_then(NodeRef::string).is_some_and(|name| name == "file") {
            return true;
        }
        let is_binary = self.format().is_some_and(|format| matches!(&*format, "binary" | "file"));
        let is_media = self.api.version >= Version::V31
            && self.keyword(Key::ContentMediaType).is_some()
            && self.keyword(Key::ContentEncoding).is_none()
            && self.keyword(Key::ContentSchema).is_none();
        let is_text = self.types().is_none_or(|types| types.has(Type::String));
        is_text && (is_binary || is_media)
    }

    /// Properties of a form that take files, with lists of files; `self` is the form.
    pub fn file_fields(self) -> Vec<Schema<'a>> {
        let mut out = Vec::new();
        for (_, property) in self.properties() {
            let Some(property) = property else { continue };
            let one = if property.is(Type::Array) { property.items() } else { Some(property) };
            out.extend(one.filter(|one| one.is_raw_bytes()));
        }
        out
    }

    /// True when a text may be no longer than some number, composition followed.
    pub fn has_length_limit(self) -> bool {
        self.keyword(Key::MaxLength).and_then(NodeRef::number).is_some()
    }
}

/// Media types of files, besides `image/*`, `audio/*`, `video/*` and `font/*`.
const FILES: &[&str] = &[
    "application/octet-stream",
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/x-gzip",
    "application/x-tar",
    "application/x-zip-compressed",
    "application/vnd.ms-excel",
    "application/msword",
    "binary/octet-stream",
];

impl Payload<'_> {
    /// True for media types of files: their bodies are bytes, whatever a schema says.
    pub fn is_file(&self) -> bool {
        let essence = essence(&self.media_type);
        let main = essence.split('/').next().unwrap_or("");
        (matches!(main, "image" | "audio" | "video" | "font") && essence != "image/svg+xml")
            || FILES.contains(&essence.as_str())
            || essence.starts_with("application/vnd.openxmlformats")
    }
}

impl Operation<'_> {
    /// True when something says how much a call may carry: a documented `413`, an extension, or a size in the prose of
    /// the operation, its body or its parameters.
    pub fn limits_body(self) -> bool {
        let body = self.body().map(|body| body.node);
        let around = std::iter::once(self.node()).chain(body).chain(self.path_items());
        self.responses().iter().any(|response| response.status() == "413") || around.into_iter().any(limits_size)
    }
}

/// True when an object's own extensions or its prose name the greatest size of something.
pub fn limits_size(holder: NodeRef<'_>) -> bool {
    let is_size = |name: &str| {
        let words = words::split(name);
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        has(&["size", "bytes", "length"]) && has(&["max", "maximum", "limit", "body", "request", "upload"])
    };
    let extended = holder.entries().any(|(key, _)| key.key_text().starts_with("x-") && is_size(key.key_text()));
    let prose = [Key::Description, Key::Summary].into_iter().filter_map(|key| holder.field(key));
    extended || prose.filter_map(NodeRef::string).any(|text| names_size(&text))
}

/// `5 MB`, `512kb`, `10 megabytes`.
fn names_size(text: &str) -> bool {
    let units =
        ["kb", "mb", "gb", "kib", "mib", "gib", "bytes", "kilobytes", "megabytes", "gigabytes", "megabyte", "gigabyte"];
    let lower = text.to_ascii_lowercase();
    let mut after_number = false;
    for word in lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_joined = unit.len() < word.len();
        if (is_joined || after_number) && units.contains(&unit) {
            return true;
        }
        after_number = unit.is_empty();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::names_size;

    #[test]
    fn sizes_in_prose() {
        for text in ["At most 5 MB.", "up to 512kb", "limit: 10-MiB", "Files of up to 2,000 megabytes"] {
            assert!(names_size(text), "{text}");
        }
        for text in ["MB", "version 5", "5 files", "an mbox", "404 bytesize"] {
            assert!(!names_size(text), "{text}");
        }
    }
}
