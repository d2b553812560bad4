//! The parts of a start tag: its name and its attributes, as places in the text.

use std::ops::Range;

/// An attribute as written.
#[derive(Clone, Debug)]
pub(super) struct RawAttribute {
    /// The qualified name.
    pub(super) name: Range<usize>,
    /// The value, without quotes.
    pub(super) value: Range<usize>,
}

/// Something wrong in a start tag.
pub(super) struct TagFault {
    pub(super) place: Range<usize>,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// The first `<` in `at..end` that does not stand in quotes: the tag before it has no `>`.
pub(super) fn next_tag(text: &str, mut at: usize, end: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(..end)?;
    memchr::memchr(b'<', bytes.get(at..)?)?;
    loop {
        let found = at + memchr::memchr3(b'<', b'"', b'\'', bytes.get(at..)?)?;
        let byte = *bytes.get(found)?;
        if byte == b'<' {
            return Some(found);
        }
        at = found + 1 + memchr::memchr(byte, bytes.get(found + 1..)?)? + 1;
    }
}

/// The end of the name that starts at `at`.
pub(super) fn name_end(text: &str, at: usize, end: usize) -> usize {
    let rest = text.as_bytes().get(at..end).unwrap_or(&[]);
    let stop = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=' | b'<' | b'"' | b'\'');
    at + rest.iter().position(stop).unwrap_or(rest.len())
}

/// Splits the attributes in `at..end`, which lies between the name of a tag and its `>` or `/>`.
pub(super) fn attributes(
    text: &str,
    mut at: usize,
    end: usize,
    found: &mut Vec<RawAttribute>,
    mut fault: impl FnMut(TagFault),
) {
    let bytes = text.as_bytes().get(..end).unwrap_or(&[]);
    let space = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    };
    let mut behind_value = false;
    loop {
        let start = space(at);
        let joined = std::mem::take(&mut behind_value) && start == at;
        let Some(first) = bytes.get(start) else {
            return;
        };
        let name = start..name_end(text, start, end);
        if name.is_empty() || !(first.is_ascii_alphabetic() || matches!(first, b'_' | b':' | 0x80..)) {
            let length = if first.is_ascii() {
                1
            } else {
                text.get(start..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8)
            };
            fault(TagFault {
                place: start..start + length,
                message: "no attribute can start here",
                help: "remove it, or complete the attribute as `name=\"value\"`",
            });
            // A quote that opens nothing would make every byte behind it an error of its own.
            if matches!(first, b'"' | b'\'') {
                return;
            }
            at = start + length;
            continue;
        }
        if joined {
            fault(TagFault {
                place: name.clone(),
                message: "white space is missing before this attribute",
                help: "add a space",
            });
        }
        let equals = space(name.end);
        if bytes.get(equals) != Some(&b'=') {
            fault(TagFault {
                place: name.clone(),
                message: "this attribute has no value",
                help: "write it as `name=\"value\"`",
            });
            at = name.end;
            found.push(RawAttribute { value: name.end..name.end, name });
            continue;
        }
        let open = space(equals + 1);
        let value = match bytes.get(open) {
            Some(quote @ (b'"' | b'\'')) => {
                let inside = bytes.get(open + 1..).unwrap_or(&[]);
                let length = memchr::memchr(*quote, inside).unwrap_or(inside.len());
                at = (open + 1 + length + 1).min(end);
                behind_value = true;
                open + 1..open + 1 + length
            }
            _ => {
                let rest = bytes.get(open..).unwrap_or(&[]);
                at = open + rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
                fault(TagFault {
                    place: name.start..at,
                    message: "the value of this attribute is not quoted",
                    help: "put the value in double quotes",
                });
                open..at
            }
        };
        found.push(RawAttribute { name, value });
    }
}
