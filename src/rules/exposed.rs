//! How rules show by which way an operation comes to a schema.

use crate::finding::Finding;
use crate::model::openapi::Reach;
use crate::rules::{Place, Related};

/// Lists the response, body or parameter of the operation a message names, and the references from there to the schema;
/// not the marked place itself.
pub(super) fn chain(finding: &mut Finding, reach: &Reach<'_>) {
    for link in reach.chain() {
        let is_here =
            link.node.pointer() == finding.primary.pointer && link.node.span().source == finding.primary.span.source;
        if is_here {
            continue;
        }
        finding.related(Place::key(link.node), link.words);
    }
}
