//! What a scalar says, from how it is written: escapes, folding, chomping, XML references.
//!
//! Pure functions over the raw text of a node; borrowed wherever nothing changes.

use std::borrow::Cow;

use super::Style;
use super::decode_block;

/// Decodes the raw text of a scalar, quotes and block header included; borrowed where nothing changes.
///
/// `block_indent` is the column the content of a block scalar is indented to; without it the first line
/// that is not blank tells.
pub fn decode(raw: &str, style: Style, block_indent: Option<u32>) -> Cow<'_, str> {
    match style {
        Style::Plain => plain(raw),
        Style::Single => single(unquoted(raw, '\'')),
        Style::Double => double(unquoted(raw, '"')),
        Style::Literal => decode_block::literal(raw, block_indent),
        Style::Folded => decode_block::folded(raw, block_indent),
        Style::Markup => markup(raw),
        Style::CData => line_ends(cdata(raw)),
    }
}

/// The offset in `raw` of the byte at `decoded_offset` of the decoded text, so that a finding can point
/// inside a scalar. Exact for what stands on one line and for XML; `None` for block scalars, folded
/// lines and offsets past the end. An offset inside an escaped character is that of its escape.
pub fn source_offset(raw: &str, style: Style, decoded_offset: usize) -> Option<usize> {
    Offsets::new(raw, style)?.of(raw, decoded_offset)
}

/// Where the bytes of one decoded text are written, see [`source_offset`]. Of a long text it knows the place of every few
/// hundredth byte, so that many offsets do not cost its length each.
#[derive(Debug)]
pub(super) struct Offsets {
    style: Style,
    /// Decoded and written offsets, ascending.
    marks: Vec<(usize, usize)>,
}

/// Bytes between two marks.
const STRIDE: usize = 512;

impl Offsets {
    /// `None` for a text whose places are not known.
    pub(super) fn new(raw: &str, style: Style) -> Option<Self> {
        if matches!(style, Style::Literal | Style::Folded) || memchr::memchr2(b'\n', b'\r', raw.as_bytes()).is_some() {
            return None;
        }
        Some(Self { style, marks: Vec::new() })
    }

    /// The same with marks.
    pub(super) fn marked(mut self, raw: &str) -> Self {
        let (inner, step) = pieces(raw, self.style);
        let (mut at, mut decoded) = (0, 0);
        while let Some((length, width)) = next_piece(inner, at, step) {
            if decoded >= self.marks.last().map_or(0, |(last, _)| last + STRIDE) {
                self.marks.push((decoded, at));
            }
            at += length;
            decoded += width;
        }
        self
    }

    /// The offset in the text that a byte of what it says has.
    pub(super) fn of(&self, raw: &str, decoded_offset: usize) -> Option<usize> {
        let (inner, step) = pieces(raw, self.style);
        let before = inner.as_ptr() as usize - raw.as_ptr() as usize;
        let mark = self.marks.partition_point(|(decoded, _)| *decoded <= decoded_offset).checked_sub(1);
        let (mut decoded, mut at) = mark.and_then(|mark| self.marks.get(mark)).copied().unwrap_or_default();
        loop {
            if decoded == decoded_offset {
                return Some(before + at);
            }
            let (length, width) = next_piece(inner, at, step)?;
            if decoded_offset < decoded + width {
                return Some(before + at);
            }
            at += length;
            decoded += width;
        }
    }
}

type Step = fn(&str) -> Option<Piece>;

/// What is written without its quotes, and how to read what stands for something else.
fn pieces(raw: &str, style: Style) -> (&str, Step) {
    match style {
        Style::Single => (unquoted(raw, '\''), quote_piece),
        Style::Double => (unquoted(raw, '"'), escape_piece),
        Style::Markup => (raw, reference_piece),
        Style::CData => (cdata(raw), |_| None),
        _ => (raw, |_| None),
    }
}

/// Bytes of the next character as written, and of what it means.
fn next_piece(inner: &str, at: usize, step: Step) -> Option<(usize, usize)> {
    let rest = inner.get(at..)?;
    let first = rest.chars().next()?;
    Some(match step(rest) {
        Some(piece) => (piece.length, piece.means.len_utf8()),
        None => (first.len_utf8(), first.len_utf8()),
    })
}

/// Something written that stands for one character.
struct Piece {
    /// Bytes as written.
    length: usize,
    means: char,
}

fn unquoted(raw: &str, quote: char) -> &str {
    let inner = raw.strip_prefix(quote).unwrap_or(raw);
    inner.strip_suffix(quote).unwrap_or(inner)
}

fn cdata(raw: &str) -> &str {
    let inner = raw.strip_prefix("<![CDATA[").unwrap_or(raw);
    inner.strip_suffix("]]>").unwrap_or(inner)
}

fn plain(raw: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    flow(raw, |_| None)
}

fn single(inner: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'\'', b'\n', b'\r', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    flow(inner, quote_piece)
}

fn double(inner: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'\\', b'\n', b'\r', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    flow(inner, escape_piece)
}

/// Decodes a flow scalar: pieces by `piece`, line breaks folded, blanks around them dropped.
fn flow(inner: &str, piece: fn(&str) -> Option<Piece>) -> Cow<'_, str> {
    let mut out = String::with_capacity(inner.len());
    // Blanks that came from an escape stay when the line is folded.
    let mut kept = 0;
    let mut rest = inner;
    while !rest.is_empty() {
        let quiet = rest.find(['\\', '\'', '\n', '\r']).unwrap_or(rest.len());
        out.push_str(&rest[..quiet]);
        rest = &rest[quiet..];
        if let Some(found) = piece(rest) {
            out.push(found.means);
            kept = out.len();
            rest = &rest[found.length..];
        } else if rest.starts_with(['\n', '\r']) {
            while out.len() > kept && out.ends_with([' ', '\t']) {
                out.pop();
            }
            let (breaks, after) = line_breaks(rest);
            push_folded(&mut out, breaks);
            rest = after;
        } else if let Some(joined) = rest.strip_prefix('\\').filter(|next| is_escaped_break(next, piece)) {
            let (breaks, after) = line_breaks(joined.trim_start_matches([' ', '\t']));
            (1..breaks).for_each(|_| out.push('\n'));
            kept = out.len();
            rest = after;
        } else if let Some(first) = rest.chars().next() {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Cow::Owned(out)
}

/// True behind the backslash of a double-quoted scalar that ends its line.
fn is_escaped_break(behind: &str, piece: fn(&str) -> Option<Piece>) -> bool {
    behind.starts_with(['\n', '\r']) && piece("\\n").is_some()
}

fn push_folded(out: &mut String, breaks: usize) {
    if breaks == 1 {
        out.push(' ');
    }
    (1..breaks).for_each(|_| out.push('\n'));
}

/// Counts line breaks from here to the next text; gives that text too.
fn line_breaks(text: &str) -> (usize, &str) {
    let (mut breaks, mut rest) = (0, text);
    loop {
        let next = rest.trim_start_matches([' ', '\t']);
        let Some(after) = strip_break(next) else {
            return (breaks, next);
        };
        breaks += 1;
        rest = after;
    }
}

/// The text behind a line break (LF, CR LF or CR) that `text` starts with.
pub(super) fn strip_break(text: &str) -> Option<&str> {
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix(['\n', '\r']))
}

/// `''` in a single-quoted scalar.
fn quote_piece(rest: &str) -> Option<Piece> {
    rest.starts_with("''").then_some(Piece { length: 2, means: '\'' })
}

/// An escape of a double-quoted scalar: YAML's and JSON's. Unknown ones are none, so they stay as written.
fn escape_piece(rest: &str) -> Option<Piece> {
    let escape = rest.strip_prefix('\\')?;
    let one = |means| Some(Piece { length: 2, means });
    match escape.chars().next()? {
        '0' => one('\0'),
        'a' => one('\x07'),
        'b' => one('\x08'),
        't' | '\t' => one('\t'),
        'n' => one('\n'),
        'v' => one('\x0B'),
        'f' => one('\x0C'),
        'r' => one('\r'),
        'e' => one('\x1B'),
        ' ' => one(' '),
        '"' => one('"'),
        '/' => one('/'),
        '\\' => one('\\'),
        'N' => one('\u{85}'),
        '_' => one('\u{A0}'),
        'L' => one('\u{2028}'),
        'P' => one('\u{2029}'),
        'x' => hex_piece(escape, 2),
        'u' => hex_piece(escape, 4),
        'U' => hex_piece(escape, 8),
        _ => None,
    }
}

/// `xXX`, `uXXXX` or `UXXXXXXXX`; two `\u` surrogates make one character, a lone one is U+FFFD.
fn hex_piece(escape: &str, digits: usize) -> Option<Piece> {
    let code = hex(escape, digits)?;
    let length = digits + 2;
    if (0xD800..0xDC00).contains(&code) && digits == 4 {
        let low = escape.get(5..).and_then(|rest| rest.strip_prefix("\\u")).map(|_| &escape[6..]);
        let low = low.and_then(|low| hex(low, 4)).filter(|low| (0xDC00..0xE000).contains(low));
        if let Some(low) = low {
            let means = char::from_u32(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00))?;
            return Some(Piece { length: 12, means });
        }
    }
    Some(Piece { length, means: char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER) })
}

/// The number behind the first byte of an escape.
fn hex(escape: &str, digits: usize) -> Option<u32> {
    let text = escape.get(1..1 + digits)?;
    if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(text, 16).ok()
}

fn markup(raw: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'&', b'\r', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while !rest.is_empty() {
        let quiet = rest.find(['&', '\r']).unwrap_or(rest.len());
        out.push_str(&rest[..quiet]);
        rest = &rest[quiet..];
        if let Some(found) = reference_piece(rest) {
            out.push(found.means);
            rest = &rest[found.length..];
        } else if rest.starts_with('\r') {
            out.push('\n');
            rest = strip_break(rest).unwrap_or("");
        } else if let Some(after) = rest.strip_prefix('&') {
            out.push('&');
            rest = after;
        }
    }
    Cow::Owned(out)
}

/// A character reference or one of the five predefined entities; any other entity stays as written.
fn reference_piece(rest: &str) -> Option<Piece> {
    let inner = rest.strip_prefix('&')?;
    let end = inner.bytes().take(32).position(|byte| byte == b';')?;
    let name = &inner[..end];
    let means = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
                None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok()?,
                _ => return None,
            };
            char::from_u32(code).filter(|means| *means != '\0')?
        }
    };
    Some(Piece { length: end + 2, means })
}

/// XML reads every line end as a line feed.
fn line_ends(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(raw: &str, style: Style) -> String {
        decode(raw, style, None).into_owned()
    }

    #[test]
    fn nothing_to_change_is_borrowed() {
        for (raw, style) in [
            ("a b", Style::Plain),
            ("'a'", Style::Single),
            ("\"a é\"", Style::Double),
            ("a &lt b", Style::Markup),
            ("<![CDATA[&lt;]]>", Style::CData),
        ] {
            let borrowed = matches!(decode(raw, style, None), Cow::Borrowed(_));
            assert!(borrowed || raw.contains('&'), "{raw}");
        }
        assert!(matches!(decode(">-\n  one line", Style::Folded, None), Cow::Borrowed("one line")));
    }

    #[test]
    fn plain_lines_fold() {
        assert_eq!(said("a\n  b\n\n  c\r\n d", Style::Plain), "a b\nc d");
    }

    #[test]
    fn quotes_are_undone() {
        assert_eq!(said("'it''s \\n'", Style::Single), "it's \\n");
        assert_eq!(said("' a \n\n b '", Style::Single), " a\nb ");
        assert_eq!(said("''", Style::Single), "");
        assert_eq!(said(r#""\"\\\/\b\f\n\r\t\0\x41\_\e""#, Style::Double), "\"\\/\x08\x0C\n\r\t\0A\u{a0}\x1b");
        assert_eq!(said("\"a\\\n   b\\  \n  c\\\n\n d\"", Style::Double), "ab  c\nd");
        assert_eq!(said("\"a \t\\\n b\"", Style::Double), "a \tb");
        assert_eq!(said("\"\\", Style::Double), "\\");
    }

    #[test]
    fn surrogates_pair_up_or_are_replaced() {
        assert_eq!(said(r#""\ud83d\ude00\uD83D x\ude00""#, Style::Double), "😀\u{fffd} x\u{fffd}");
        assert_eq!(said(r#""\ud83dé\u00e9\uZZZZ""#, Style::Double), "\u{fffd}éé\\uZZZZ");
    }

    #[test]
    fn markup_references_are_resolved_and_unknown_ones_kept() {
        assert_eq!(
            said("a&lt;&#65;&#x1F600;&nbsp;&amp;lt;&#0;&\r\n&#xD800;", Style::Markup),
            "a<A😀&nbsp;&lt;&#0;&\n&#xD800;"
        );
        assert_eq!(said("<![CDATA[&lt;\r\n]]>", Style::CData), "&lt;\n");
    }

    #[test]
    fn offsets_inside_a_scalar_map_back() {
        let raw = r#""a\u00e9\"z""#;
        // Decoded: a é " z
        let places: Vec<_> = (0..=6).map(|at| source_offset(raw, Style::Double, at)).collect();
        assert_eq!(places, [Some(1), Some(2), Some(2), Some(8), Some(10), Some(11), None]);
        assert_eq!(source_offset("'it''s'", Style::Single, 3), Some(5));
        assert_eq!(source_offset("plain é", Style::Plain, 6), Some(6));
        assert_eq!(source_offset("a&amp;b", Style::Markup, 2), Some(6));
        assert_eq!(source_offset("<![CDATA[ab]]>", Style::CData, 1), Some(10));
        assert_eq!(source_offset("a\n b", Style::Plain, 2), None);
        assert_eq!(source_offset("|\n  b", Style::Literal, 0), None);
    }
}
