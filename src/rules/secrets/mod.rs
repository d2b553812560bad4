//! Credentials in the wrong place.

pub(super) mod credentials_in_url;
mod documentation;
mod live;
mod numbers;
pub(super) mod pii_in_example;
mod places;
mod prose;
pub(super) mod secret_in_default;
pub(super) mod secret_in_description;
pub(super) mod secret_in_example;
pub(super) mod secret_in_policy_configuration;
pub(super) mod server_url_credentials;
mod shapes;

use std::ops::Range;

use super::Place;
use crate::source::Span;
use crate::syntax::NodeRef;

/// Secrets that are not found where they are written before a text is no longer searched.
const MOST_MISSED: usize = 16;

/// Finds the secrets of one text, in their order, where they are written.
struct Written<'a, 't> {
    node: NodeRef<'a>,
    text: &'t str,
    /// Bytes behind the last secret: of what is said, and of what is written.
    behind: (usize, usize),
    missed: usize,
}

impl<'a, 't> Written<'a, 't> {
    /// `text` is what the scalar says.
    fn new(node: NodeRef<'a>, text: &'t str) -> Self {
        Self { node, text, behind: (0, 0), missed: 0 }
    }

    /// The bytes of a secret in the scalar; the whole value where what is written differs too much from what it says.
    fn place(&mut self, range: &Range<usize>) -> Place<'a> {
        let node = self.node;
        // The pointer of a key would repeat the secret, so the finding is the object's.
        let holder = if node.is_key() { node.parent().unwrap_or(node) } else { node };
        let whole = node.span();
        match self.find(range) {
            Some(found) => {
                self.behind = (range.end, found.end);
                let (start, end) = (whole.start + found.start as u32, whole.start + found.end as u32);
                Place::within(holder, Span { start, end, ..whole })
            }
            None if node.is_key() => Place::within(holder, whole),
            None => {
                self.missed += 1;
                Place::part(node, range.clone())
            }
        }
    }

    fn find(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let (raw, secret) = (self.node.raw(), self.text.get(range.clone())?);
        let first = secret.lines().next().filter(|first| !first.is_empty() && self.missed < MOST_MISSED)?;
        let last = secret.lines().last().unwrap_or("");
        let (said, written) = if self.behind.0 <= range.start { self.behind } else { (0, 0) };
        // A word may stand there before, where it is no secret.
        let before = self.text.get(said..range.start).map_or(0, |before| before.matches(first).count());
        let (start, _) = raw.get(written..)?.match_indices(first).nth(before)?;
        let start = written + start;
        // The lines of a block are indented.
        let end = if first == secret { start } else { start + raw.get(start..)?.find(last)? };
        Some(start..end + last.len())
    }
}
