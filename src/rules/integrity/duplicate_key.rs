//! See `rules/integrity/duplicate-key.md`.

use hashbrown::HashMap;

use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::Document;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    let mut first = HashMap::new();
    let mut symbols = Vec::new();
    for map in document.roots().flat_map(|root| root.subtree()).filter(|node| node.may_repeat_keys()) {
        symbols.clear();
        symbols.extend(map.written_entries().filter_map(|(key, _)| key.symbol()));
        // Nearly all maps have no duplicate.
        symbols.sort_unstable();
        if symbols.windows(2).all(|two| two[0] != two[1]) {
            continue;
        }
        first.clear();
        for (key, _) in map.written_entries() {
            let Some(symbol) = key.symbol() else { continue };
            if key.key_text() == "<<" {
                continue;
            }
            let Some(earlier) = first.insert(symbol, key) else { continue };
            cx.report(Place::key(key), format!("the key `{}` stands twice in this mapping", key.key_text()))
                .label("written again here")
                .related(Place::key(earlier), "written first here");
        }
    }
}
