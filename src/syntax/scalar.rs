//! The type of a scalar: YAML 1.2 core schema, or JSON, decided when asked.

use std::borrow::Cow;

use super::{Format, NodeRef, Style};

/// A typed scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Everything else.
    String(Cow<'a, str>),
}

/// Reads the type of a scalar node from its text, style and tag.
pub(super) fn read(node: NodeRef<'_>) -> Scalar<'_> {
    let typed = match (node.tag(), node.style(), node.doc.format) {
        (Some(tag), _, _) => tagged(core_type(tag), &node.text().unwrap_or_default()),
        (None, Style::Plain, Format::Json) => json(node.raw()),
        (None, Style::Plain, _) => core(node.raw()),
        _ => None,
    };
    typed.unwrap_or_else(|| Scalar::String(node.text().unwrap_or_default()))
}

/// True for the first byte of a plain scalar that is a string whatever follows.
pub(super) fn is_word(first: Option<&u8>) -> bool {
    first.is_some_and(|first| first.is_ascii_alphabetic() && !matches!(first, b'n' | b'N' | b't' | b'T' | b'f' | b'F'))
}

/// The word behind `!!` or in `!<tag:yaml.org,2002:…>`; empty for tags of others.
fn core_type(tag: &str) -> &str {
    let short = tag.strip_prefix("!!");
    let long = || tag.strip_prefix("!<tag:yaml.org,2002:")?.strip_suffix('>');
    short.or_else(long).unwrap_or("")
}

/// A scalar whose tag says its type, however it is quoted. Text that does not fit the tag stays text.
fn tagged(word: &str, text: &str) -> Option<Scalar<'static>> {
    match (word, core(text)?) {
        ("null", found @ Scalar::Null) | ("bool", found @ Scalar::Bool(_)) => Some(found),
        ("int", found @ (Scalar::Int(_) | Scalar::Float(_))) if is_integer(text) => Some(found),
        ("float", Scalar::Int(value)) => Some(Scalar::Float(value as f64)),
        ("float", found @ Scalar::Float(_)) => Some(found),
        _ => None,
    }
}

/// YAML 1.2.2, 10.3.2. `None` for a string.
fn core(text: &str) -> Option<Scalar<'static>> {
    if is_word(text.as_bytes().first()) {
        return None;
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Scalar::Null),
        "true" | "True" | "TRUE" => return Some(Scalar::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Scalar::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Some(Scalar::Float(f64::NAN)),
        _ => {}
    }
    // Most scalars are words: one look at the first byte is enough for those.
    if !matches!(text.as_bytes().first(), Some(b'0'..=b'9' | b'+' | b'-' | b'.')) {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(Scalar::Float(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }));
    }
    if !is_integer(text) && !is_decimal(unsigned) {
        return None;
    }
    number(text)
}

/// RFC 8259, 3 and 6. The reader has checked the form already.
fn json(text: &str) -> Option<Scalar<'static>> {
    match text {
        "null" => Some(Scalar::Null),
        "true" => Some(Scalar::Bool(true)),
        "false" => Some(Scalar::Bool(false)),
        _ if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => number(text),
        _ => None,
    }
}

/// An integer where it is written as one and fits, else a float.
fn number(text: &str) -> Option<Scalar<'static>> {
    if is_integer(text)
        && let Ok(value) = text.parse()
    {
        return Some(Scalar::Int(value));
    }
    text.parse().ok().map(Scalar::Float)
}

fn radix(digits: &str, radix: u32) -> Option<Scalar<'static>> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let float =
        || digits.chars().fold(0.0, |sum, c| sum * f64::from(radix) + f64::from(c.to_digit(radix).unwrap_or(0)));
    Some(i64::from_str_radix(digits, radix).map_or_else(|_| Scalar::Float(float()), Scalar::Int))
}

/// `[-+]? [0-9]+`, or one of the prefixed forms.
fn is_integer(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let prefixed = text.starts_with("0x") || text.starts_with("0o");
    prefixed || (!unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_decimal(unsigned: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let power = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !power.is_empty() && digits(power)
    });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    exponent_fits && digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};
    use crate::syntax::{Document, Limits, parse};

    fn items(uri: &str, text: &str) -> Document {
        let doc = parse(Source::new(SourceId(0), uri, text), &Limits::default(), &[]);
        assert_eq!(doc.errors, []);
        doc
    }

    fn read_all(doc: &Document) -> Vec<Scalar<'_>> {
        doc.root().map(|root| root.items().filter_map(NodeRef::scalar).collect()).unwrap_or_default()
    }

    fn text(text: &str) -> Scalar<'_> {
        Scalar::String(Cow::Borrowed(text))
    }

    #[test]
    fn the_core_schema_decides_plain_scalars() {
        let doc = items("a.yaml", "[~, null, NULL, true, False, 017, +1, -5, 0o17, 0x1F, 1., .5, -1.5e+3, 1e3, -.inf]");
        use Scalar::{Bool, Float, Int, Null};
        let expected = [
            Null,
            Null,
            Null,
            Bool(true),
            Bool(false),
            Int(17),
            Int(1),
            Int(-5),
            Int(15),
            Int(31),
            Float(1.0),
            Float(0.5),
            Float(-1500.0),
            Float(1000.0),
            Float(f64::NEG_INFINITY),
        ];
        assert_eq!(read_all(&doc), expected);
    }

    #[test]
    fn everything_else_is_text() {
        let words = [
            "on",
            "yes",
            "y",
            "tRUE",
            "0b11",
            "1_000",
            "1.2.3",
            "2020-01-01",
            "1e",
            "0o8",
            "0x",
            "+",
            ".",
            "-",
            "1:30",
            ".e3",
        ];
        let doc = items("a.yaml", &words.map(|word| format!("- {word}\n")).concat());
        // `- -` is a nested sequence, not a scalar.
        let expected: Vec<_> = words.iter().filter(|word| **word != "-").map(|word| text(word)).collect();
        assert_eq!(read_all(&doc), expected);
    }

    #[test]
    fn quotes_and_tags_decide_before_the_form() {
        let doc = items(
            "a.yaml",
            "['1', \"true\", !!str 1, !!int '3', !!float 3, !!int x, !Ref 1, ! 1, !<tag:yaml.org,2002:str> 2, !!bool 'true']",
        );
        let expected = [
            text("1"),
            text("true"),
            text("1"),
            Scalar::Int(3),
            Scalar::Float(3.0),
            text("x"),
            text("1"),
            text("1"),
            text("2"),
            Scalar::Bool(true),
        ];
        assert_eq!(read_all(&doc), expected);
    }

    #[test]
    fn an_integer_that_does_not_fit_is_a_float() {
        let doc =
            items("a.yaml", "[9223372036854775807, 9223372036854775808, -99999999999999999999, 0xFFFFFFFFFFFFFFFF]");
        let float = |value| Scalar::Float(value);
        assert_eq!(read_all(&doc), [Scalar::Int(i64::MAX), float(2f64.powi(63)), float(-1e20), float(2f64.powi(64))]);
    }

    #[test]
    fn json_knows_its_own_forms_only() {
        let values = ["null", "true", "-0", "1.5e3", "12345678901234567890"].map(json);
        use Scalar::{Bool, Float, Int, Null};
        let expected = [Null, Bool(true), Int(0), Float(1500.0), Float(12_345_678_901_234_567_890.0)];
        assert_eq!(values, expected.map(Some));
        assert_eq!([json("~"), json("True"), json(".inf"), json("+1")], [const { None }; 4]);
    }
}
