//! Places inside of scalars.

use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;

use super::decode::{Offsets, source_offset};
use super::{NodeId, NodeRef};

/// Texts of more bytes are read once, however many places in them are asked for.
const LONG: usize = 4096;

/// What is known of long texts; `None` for one whose places are not known.
#[derive(Debug, Default)]
pub(super) struct LongTexts(Mutex<HashMap<NodeId, Option<Offsets>>>);

impl NodeRef<'_> {
    /// The offset in the node's text, as written, of a byte of what it says; see [`source_offset`].
    pub fn source_offset(self, decoded: usize) -> Option<usize> {
        let (raw, style) = (self.raw(), self.style());
        if raw.len() <= LONG {
            return source_offset(raw, style, decoded);
        }
        let mut known = self.doc.tree.offsets.0.lock().unwrap_or_else(PoisonError::into_inner);
        let offsets = known.entry(self.id).or_insert_with(|| Some(Offsets::new(raw, style)?.marked(raw)));
        offsets.as_ref()?.of(raw, decoded)
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Source, SourceId};
    use crate::syntax::{Limits, parse};

    #[test]
    fn long_texts_have_the_places_of_short_ones() {
        let text = format!("\"{}\"", "a\\u00e9\\n\u{e9}\\\"z".repeat(2_000));
        let document = parse(Source::new(SourceId(0), "a.json", text.as_str()), &Limits::default(), &[]);
        let node = document.root().unwrap();
        let said = node.text().unwrap();
        for at in (0..said.len() + 2).step_by(7) {
            assert_eq!(
                node.source_offset(at),
                crate::syntax::decode::source_offset(node.raw(), node.style(), at),
                "{at}"
            );
        }
        assert_eq!(node.source_offset(said.len() - 1), Some(text.len() - 2));
    }
}
