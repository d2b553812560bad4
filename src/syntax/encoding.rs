//! Bytes to text: UTF-8, UTF-16 by its mark or its zero bytes, and the encodings an XML declaration names.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::source::{LineIndex, Position};

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// Not valid UTF-8.
    InvalidUtf8 {
        /// Where the first bad byte stands.
        at: Position,
    },
    /// Control bytes that no text has.
    Binary,
    /// An XML declaration names an encoding that is not known, or the bytes do not fit the encoding named here.
    Encoding(String),
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InvalidUtf8 { at } => {
                write!(f, "not valid UTF-8 at {}:{}; save the file as UTF-8", at.line, at.column)
            }
            Self::Binary => f.write_str("a binary file, not text; if it is a description, save the file as UTF-8"),
            Self::Encoding(name) => {
                write!(f, "cannot be read as {name}, the encoding it says it has; save the file as UTF-8")
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// Bytes looked at to tell text from binary.
const PROBE: usize = 8192;

/// Decodes the bytes of a file. A UTF-8 byte order mark is kept in front; the mark of UTF-16 is dropped.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode_bytes(bytes: Vec<u8>) -> Result<String, DecodeError> {
    if let Some((encoding, mark)) = utf16(&bytes) {
        return decode_with(encoding, bytes.get(mark..).unwrap_or(&[]));
    }
    if is_binary(&bytes) {
        return Err(DecodeError::Binary);
    }
    if let Some(label) = declared(&bytes) {
        return match Encoding::for_label(label.as_bytes()) {
            // Bytes without zeroes are not UTF-16 whatever the declaration says.
            Some(encoding) if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE => utf8(bytes),
            // ASCII reads the same in every encoding that gets here.
            Some(_) if bytes.is_ascii() => utf8(bytes),
            Some(encoding) => decode_with(encoding, &bytes),
            None if bytes.is_ascii() => utf8(bytes),
            None => Err(DecodeError::Encoding(label)),
        };
    }
    utf8(bytes)
}

fn utf8(bytes: Vec<u8>) -> Result<String, DecodeError> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        DecodeError::InvalidUtf8 { at: LineIndex::new(&good).position(&good, good.len() as u32) }
    })
}

fn decode_with(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, DecodeError> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => Err(DecodeError::Encoding(encoding.name().to_owned())),
    }
}

/// UTF-16 by its mark, or by the zero byte beside a first character of ASCII; with the length of the mark.
fn utf16(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] => Some((UTF_16LE, 2)),
        [0xFE, 0xFF, ..] => Some((UTF_16BE, 2)),
        [first, 0, second, ..] if first.is_ascii_graphic() && *second != 0 => Some((UTF_16LE, 0)),
        [0, first, 0, second, ..] if first.is_ascii_graphic() && *second != 0 => Some((UTF_16BE, 0)),
        _ => None,
    }
}

/// A zero byte, or more than two control bytes and one in ten, near the start.
fn is_binary(bytes: &[u8]) -> bool {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    let control = |byte: &&u8| matches!(**byte, 0x01..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F);
    let controls = probe.iter().filter(control).count();
    memchr::memchr(0, probe).is_some() || (controls > 2 && controls * 10 > probe.len())
}

/// The encoding that an XML declaration at the start of the bytes names.
fn declared(bytes: &[u8]) -> Option<String> {
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let rest = bytes.get(start..)?.strip_prefix(b"<?xml")?;
    let rest = rest.get(..rest.len().min(512))?;
    let declaration = rest.get(..memchr::memmem::find(rest, b"?>")?)?;
    let behind = declaration.get(memchr::memmem::find(declaration, b"encoding")? + 8..)?;
    let value = behind.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let quote = *value.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let inside = value.get(1..)?;
    let label = inside.get(..memchr::memchr(quote, inside)?)?;
    String::from_utf8(label.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn utf8_keeps_its_mark_and_names_its_first_bad_byte() {
        assert_eq!(decode_bytes("\u{feff}é".into()).unwrap(), "\u{feff}é");
        let error = decode_bytes("é\nâb".bytes().chain([0xff]).collect()).unwrap_err();
        assert_eq!(error, DecodeError::InvalidUtf8 { at: Position { line: 2, column: 3 } });
        assert_eq!(error.to_string(), "not valid UTF-8 at 2:3; save the file as UTF-8");
        assert_eq!(decode_bytes(vec![]).unwrap(), "");
    }

    #[test]
    fn utf16_in_both_orders_with_and_without_mark() {
        for text in ["{\"a\": \"é😀\"}", "<a>é</a>"] {
            for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
                assert_eq!(decode_bytes(utf16_bytes(text, mark, big)).unwrap(), text);
            }
        }
        let mut half = utf16_bytes("<a/>", true, false);
        half.pop();
        assert_eq!(decode_bytes(half), Err(DecodeError::Encoding("UTF-16LE".into())));
    }

    #[test]
    fn an_xml_declaration_names_the_encoding() {
        let text = b"<?xml version='1.0' encoding = 'ISO-8859-1'?><a>\xe9</a>".to_vec();
        assert!(decode_bytes(text).unwrap().ends_with("<a>é</a>"));
        let text = b"\n<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>\xe9</a>".to_vec();
        assert!(decode_bytes(text).unwrap().ends_with("<a>й</a>"));
        let text = b"<?xml version=\"1.0\" encoding=\"x-none\"?><a>\xe9</a>".to_vec();
        assert_eq!(decode_bytes(text), Err(DecodeError::Encoding("x-none".into())));
        let text = b"<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>".to_vec();
        assert!(decode_bytes(text).is_ok());
        let text = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xe9</a>".to_vec();
        assert_eq!(decode_bytes(text), Err(DecodeError::InvalidUtf8 { at: Position { line: 1, column: 42 } }));
    }

    #[test]
    fn binary_files_are_told_from_text() {
        assert_eq!(decode_bytes(b"\x7fELF\x02\x01\x01\x00\x00".to_vec()), Err(DecodeError::Binary));
        assert_eq!(decode_bytes(b"\x01\x02\x03\x04 text".to_vec()), Err(DecodeError::Binary));
        assert!(decode_bytes(b"\x1b[31mred and a lot of text behind it".to_vec()).is_ok());
    }
}
