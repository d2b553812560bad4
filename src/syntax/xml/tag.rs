//! The parts of a start tag: its name and its attributes, as places in the text.

use std::ops::Range;

/// An attribute as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawAttribute {
    /// The qualified name.
    pub(super) name: Place,
    /// The value, without quotes.
    pub(super) value: Place,
}

/// A range of bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl From<Range<usize>> for Place {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }
}

impl From<Place> for Range<usize> {
    fn from(place: Place) -> Self {
        place.start as usize..place.end as usize
    }
}

/// A start tag, by the places where its parts end.
pub(super) struct Tag {
    /// Where its name ends.
    pub(super) name_end: usize,
    /// Where its attributes end: at `>` or `/>`.
    pub(super) inside: usize,
    /// One past `>`.
    pub(super) end: usize,
    /// It is the end tag as well.
    pub(super) is_empty: bool,
    /// No `<` and no `&` stands in it.
    pub(super) is_plain: bool,
    /// Its attributes are known to break no rule, and have been split.
    pub(super) is_sound: bool,
}

/// Something wrong in a start tag.
pub(super) struct TagFault {
    pub(super) place: Range<usize>,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

const SPACE: u8 = 1;
const STARTS_NAME: u8 = 2;
const ENDS_NAME: u8 = 4;

/// What each byte can be in a tag.
static CLASS: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let known = byte as u8;
        if known.is_ascii_whitespace() {
            classes[byte] = SPACE | ENDS_NAME;
        } else if matches!(known, b'/' | b'>' | b'=' | b'<' | b'"' | b'\'') {
            classes[byte] = ENDS_NAME;
        } else if known.is_ascii_alphabetic() || matches!(known, b'_' | b':' | 0x80..) {
            classes[byte] = STARTS_NAME;
        }
        byte += 1;
    }
    classes
};

fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// True for the first byte of a name.
pub(super) fn starts_name(byte: u8) -> bool {
    is(byte, STARTS_NAME)
}

/// Reads the start tag at `start` and splits its attributes; `None` for one that breaks a rule, which is then read
/// again with the errors in mind.
pub(super) fn read(bytes: &[u8], start: usize, found: &mut Vec<RawAttribute>) -> Option<Tag> {
    bytes.get(start + 1).filter(|byte| starts_name(**byte))?;
    let tag_name_end = name_end(bytes, start + 2, bytes.len());
    let mut at = tag_name_end;
    let mut is_plain = true;
    loop {
        let behind = at;
        at = skip_space(bytes, at);
        let (is_empty, end) = match *bytes.get(at)? {
            b'>' => (false, at + 1),
            b'/' if bytes.get(at + 1) == Some(&b'>') => (true, at + 2),
            byte if behind < at && starts_name(byte) => {
                let name = at..name_end(bytes, at + 1, bytes.len());
                at = expect(bytes, name.end, |byte| byte == b'=')? + 1;
                at = expect(bytes, at, |byte| matches!(byte, b'"' | b'\''))?;
                let (value, has_plain_value) = value(bytes, at)?;
                is_plain &= has_plain_value;
                at = value.end + 1;
                found.push(RawAttribute { name: name.into(), value: value.into() });
                continue;
            }
            _ => return None,
        };
        return Some(Tag { name_end: tag_name_end, inside: at, end, is_empty, is_plain, is_sound: true });
    }
}

/// The value whose quote stands at `at`, and whether it is without `<` and `&`.
fn value(bytes: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    let quote = *bytes.get(at)?;
    let found = at + 1 + find_3(bytes.get(at + 1..)?, [quote, b'<', b'&'])?;
    if bytes.get(found) == Some(&quote) {
        return Some((at + 1..found, true));
    }
    let end = found + memchr::memchr(quote, bytes.get(found..)?)?;
    Some((at + 1..end, false))
}

/// The first of three bytes. Values are short: eight bytes at a time, in line, find it before a search would be set up.
fn find_3(bytes: &[u8], wanted: [u8; 3]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    let [a, b, c] = wanted.map(|byte| ONES * u64::from(byte));
    // The lowest byte that is marked is zero; a borrow can only mark bytes above it.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let found = (zeros(word ^ a) | zeros(word ^ b) | zeros(word ^ c)) & HIGHS;
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    Some(at + bytes.get(at..)?.iter().position(|byte| wanted.contains(byte))?)
}

/// The place of the next byte that is no white space, if it is as expected.
fn expect(bytes: &[u8], at: usize, expected: impl Fn(u8) -> bool) -> Option<usize> {
    if bytes.get(at).is_some_and(|byte| expected(*byte)) {
        return Some(at);
    }
    let at = skip_space(bytes, at);
    bytes.get(at).is_some_and(|byte| expected(*byte)).then_some(at)
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| is(*byte, SPACE)) {
        at += 1;
    }
    at
}

/// The first `<` in `at..end` that does not stand in quotes: the tag before it has no `>`.
pub(super) fn next_tag(text: &str, mut at: usize, end: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(..end)?;
    loop {
        let found = at + memchr::memchr3(b'<', b'"', b'\'', bytes.get(at..)?)?;
        let byte = *bytes.get(found)?;
        if byte == b'<' {
            return Some(found);
        }
        at = found + 1 + memchr::memchr(byte, bytes.get(found + 1..)?)? + 1;
    }
}

/// The end of the name that goes on at `at`.
pub(super) fn name_end(bytes: &[u8], mut at: usize, end: usize) -> usize {
    let bytes = bytes.get(..end).unwrap_or(bytes);
    while bytes.get(at).is_some_and(|byte| !is(*byte, ENDS_NAME)) {
        at += 1;
    }
    at
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
    let space = |at: usize| skip_space(bytes, at);
    let mut behind_value = false;
    loop {
        let start = space(at);
        let joined = std::mem::take(&mut behind_value) && start == at;
        let Some(first) = bytes.get(start) else {
            return;
        };
        let name = start..name_end(bytes, start, end);
        if name.is_empty() || !starts_name(*first) {
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
            found.push(RawAttribute { value: (name.end..name.end).into(), name: name.into() });
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
        found.push(RawAttribute { name: name.into(), value: value.into() });
    }
}
