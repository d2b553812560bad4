//! See `rules/integrity/markdown-eval.md`.

use super::markdown::outside_code;
use crate::model::openapi::{Api, Kind};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Value(check)];

fn check<'a>(_: &'a Api, node: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if kind != Kind::Prose || !node.raw().contains("eval") {
        return;
    }
    let Some(text) = node.string() else { return };
    for part in outside_code(&text) {
        let Some(inside) = text.get(part.clone()) else { continue };
        for (at, word) in inside.match_indices("eval(") {
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '-');
            if inside.get(..at).is_some_and(|before| !before.ends_with(is_name)) {
                let from = part.start + at;
                cx.report(
                    Place::part(node, from..from + word.len() - 1),
                    "a call of `eval` in text that portals render as a page",
                )
                .help("show code between backticks");
            }
        }
    }
}
