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

/// The bytes of a secret in a scalar; the whole value where what is written differs too much from what it says.
fn place<'a>(node: NodeRef<'a>, text: &str, range: &Range<usize>) -> Place<'a> {
    let (raw, secret) = (node.raw(), text.get(range.clone()).unwrap_or(""));
    let first = secret.lines().next().unwrap_or("");
    let last = secret.lines().last().unwrap_or("");
    // A word may stand there before, where it is no secret.
    let before = text.get(..range.start).map_or(0, |before| before.matches(first).count());
    let start = raw.match_indices(first).nth(before).filter(|_| !first.is_empty()).map(|(start, _)| start);
    // The lines of a block are indented.
    let written = start.and_then(|start| {
        let end = if first == secret { start } else { start + raw.get(start..)?.find(last)? };
        Some((start, end + last.len()))
    });
    // The pointer of a key would repeat the secret, so the finding is the object's.
    let holder = if node.is_key() { node.parent().unwrap_or(node) } else { node };
    let whole = node.span();
    match written {
        Some((start, end)) => {
            Place::within(holder, Span { start: whole.start + start as u32, end: whole.start + end as u32, ..whole })
        }
        None if node.is_key() => Place::within(holder, whole),
        None => Place::part(node, range.clone()),
    }
}
