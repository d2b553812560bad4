//! The few shapes of the Language Server Protocol (3.17) that are used here, read from and written as JSON. What a client
//! leaves out or writes oddly is as good as absent; nothing of it ends the server.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::output::escape;
use crate::source::normalise_path;

/// What columns count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// What every client understands.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The one the client likes best, by its capabilities.
    pub(super) fn negotiated(capabilities: &Value) -> Self {
        let offered = capabilities["general"]["positionEncodings"].as_array();
        let known = |name: &Value| match name.as_str()? {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offered.and_then(|names| names.iter().find_map(known)).unwrap_or_default()
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    /// The length of a text.
    pub(super) fn units(self, text: &str) -> u32 {
        match self {
            _ if text.is_ascii() => text.len() as u32,
            Self::Utf8 => text.len() as u32,
            Self::Utf16 => text.chars().map(|c| c.len_utf16() as u32).sum(),
            Self::Utf32 => text.chars().count() as u32,
        }
    }

    /// The bytes of a text's first `units`; one within a character counts as its start.
    pub(super) fn bytes(self, text: &str, units: u32) -> usize {
        let mut left = units as usize;
        for (at, c) in text.char_indices() {
            let width = match self {
                Self::Utf8 => c.len_utf8(),
                Self::Utf16 => c.len_utf16(),
                Self::Utf32 => 1,
            };
            if left < width {
                return at;
            }
            left -= width;
        }
        text.len()
    }
}

/// A 0-based line and the units before a place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) character: u32,
}

impl Place {
    fn read(value: &Value) -> Option<Self> {
        let number = |name: &str| Some(value.get(name)?.as_u64()?.min(u64::from(u32::MAX)) as u32);
        Some(Self { line: number("line")?, character: number("character")? })
    }

    fn write(self) -> Value {
        json!({"line": self.line, "character": self.character})
    }
}

/// The `position` of a request.
pub(super) fn position(params: &Value) -> Option<Place> {
    Place::read(&params["position"])
}

/// From a place up to another, which is not part of it.
pub(super) type Range = (Place, Place);

/// The `range` of an object.
pub(super) fn range(value: &Value) -> Option<Range> {
    let range = &value["range"];
    Some((Place::read(&range["start"])?, Place::read(&range["end"])?))
}

/// A range as JSON.
pub(super) fn range_json((start, end): Range) -> Value {
    json!({"start": start.write(), "end": end.write()})
}

/// One change of a text; without a range the whole of it.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) range: Option<Range>,
    pub(super) text: String,
}

/// The changes of a `textDocument/didChange`, in order.
pub(super) fn changes(params: &mut Value) -> Vec<Change> {
    let Some(changes) = params["contentChanges"].as_array_mut() else { return Vec::new() };
    let read = |change: &mut Value| Some(Change { range: range(change), text: text(change)? });
    changes.iter_mut().filter_map(read).collect()
}

/// The `text` of an object, taken out of it: it may be long.
pub(super) fn text(value: &mut Value) -> Option<String> {
    match value.get_mut("text")?.take() {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// The document a message is about: its name and, where that is one of a file, its path.
pub(super) fn document(params: &Value) -> Option<(String, PathBuf)> {
    let uri = params["textDocument"]["uri"].as_str()?;
    Some((uri.to_owned(), path_of(uri)?))
}

/// The file a `file` URI names.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    // A host other than this machine is part of a Windows share.
    let (host, path) = rest.split_at(rest.find('/')?);
    let path = decoded(path);
    let drive = path.get(1..).filter(|rest| rest.as_bytes().get(1) == Some(&b':'));
    let path = match drive {
        Some(drive) => drive.to_owned(),
        None if host.is_empty() || host == "localhost" => path,
        None => format!("//{host}{path}"),
    };
    Some(PathBuf::from(normalise_path(&path)))
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digit = |at: usize| Some(char::from(*tail.get(at)?).to_digit(16)? as u8);
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The `file` URI of a path.
pub(super) fn uri_of(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", escape::uri_path(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_names_as_editors_write_them() {
        for (uri, path) in [
            ("file:///srv/api/a%20b/%C3%A9.yaml", "/srv/api/a b/é.yaml"),
            ("file://localhost/x/../y.json", "/y.json"),
            ("file:///c%3A/apis/x.yaml", "c:/apis/x.yaml"),
            ("file:///100%/a%zz.yaml", "/100%/a%zz.yaml"),
        ] {
            assert_eq!(path_of(uri), Some(PathBuf::from(path)), "{uri}");
        }
        assert_eq!(path_of("untitled:Untitled-1"), None);
        assert_eq!(uri_of(Path::new("/srv/a b/é[1].yaml")), "file:///srv/a%20b/%C3%A9%5B1%5D.yaml");
        assert_eq!(path_of(&uri_of(Path::new("/a/%41 #?.yaml"))), Some(PathBuf::from("/a/%41 #?.yaml")));
    }

    #[test]
    fn the_client_chooses_what_columns_count() {
        let offer = |names: Value| Encoding::negotiated(&json!({"general": {"positionEncodings": names}}));
        assert_eq!(offer(json!(["utf-7", "utf-32", "utf-8"])), Encoding::Utf32);
        assert_eq!(offer(json!(["utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(offer(json!(7)), Encoding::Utf16);
        assert_eq!(Encoding::negotiated(&Value::Null), Encoding::Utf16);
    }
}
