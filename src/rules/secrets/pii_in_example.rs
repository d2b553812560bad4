//! See `rules/secrets/pii-in-example.md`.

use super::Written;
use super::numbers::{card, iban};
use crate::model::openapi::{Api, Kind};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Value(check)];

fn check<'a>(_: &'a Api, value: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if !matches!(kind, Kind::Example | Kind::DefaultValue | Kind::Choice) {
        return;
    }
    for node in
        value.subtree().filter(|node| node.is_scalar() && !node.is_key() && (13..64).contains(&node.span().len()))
    {
        let Some(text) = node.text() else { continue };
        let found = card(&text, || is_about_cards(node)).map(|range| (range, "a card number that could be real"));
        let found = found.or_else(|| iban(&text).map(|range| (range, "an account number (IBAN) that could be real")));
        if let Some((range, what)) = found {
            cx.report(Written::new(node, &text).place(&range), format!("{} holds {what}", kind.words()))
                .help("write a published test number, such as 4111 1111 1111 1111 or GB82 WEST 1234 5698 7654 32");
        }
    }
}

/// True when a name around the value speaks of cards: `cardNumber`, `pan`, `card: {number: …}`.
fn is_about_cards(node: NodeRef<'_>) -> bool {
    std::iter::successors(Some(node), |node| node.parent()).filter_map(NodeRef::key).take(4).any(|key| {
        words::split(key.key_text())
            .iter()
            .any(|word| matches!(word.as_str(), "card" | "cards" | "pan" | "cardnumber" | "creditcard" | "ccnumber"))
    })
}
