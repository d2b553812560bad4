//! When repetition is one decision of its author: findings that come by the dozen with one cause are put together.
//! From `strict` on every place is listed, for those who go through all of them.

use std::hash::Hash;

use hashbrown::HashMap;

use crate::finding::{Finding, Profile};
use crate::model::openapi::{Api, Fields, Key};
use crate::rules::{Cx, Place, Related};
use crate::syntax::NodeRef;

/// From more than so many on, the same weakness at places written out one by one counts as one decision.
pub(super) const MANY: usize = 10;

/// True when so many findings with one cause are told as one.
pub(super) fn is_one_decision(count: usize, cx: &Cx<'_>) -> bool {
    count > MANY && cx.profile() == Profile::Recommended
}

/// Puts together what has the same key, in the order of the first of each.
pub(super) fn by_key<T, K: Eq + Hash>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut known: HashMap<K, usize> = HashMap::new();
    for item in items {
        let index = *known.entry(key(&item)).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

/// Splits such a group into what is told at once: all of it, or each by itself.
pub(super) fn told<'g, T>(group: &'g [T], cx: &Cx<'_>) -> std::slice::Chunks<'g, T> {
    group.chunks(if is_one_decision(group.len(), cx) { group.len() } else { 1 })
}

/// What is told as one stays the same finding whichever of its places comes first, and when one joins them: it is known by
/// what they have in common. What is told by itself is known by its place.
pub(super) fn known<T>(finding: &mut Finding, told: &[T], by: impl Into<String>) {
    if told.len() > 1 {
        finding.known_by(by);
    }
}

/// Lists the first five places of what is told as one.
pub(super) fn list<'n>(finding: &mut Finding, places: impl IntoIterator<Item = Place<'n>>, label: &str) {
    for place in places.into_iter().take(5) {
        finding.related(place, label);
    }
}

/// An entry of a map by its key, an item of a list by itself.
pub(super) fn entry(node: NodeRef<'_>) -> Place<'_> {
    if node.key().is_some() { Place::key(node) } else { Place::value(node) }
}

/// The key of `paths`, for a weakness of the description as a whole; of the root where there are no paths.
pub(super) fn whole(api: &Api) -> NodeRef<'_> {
    api.root().field(Key::Paths).unwrap_or_else(|| api.root())
}
