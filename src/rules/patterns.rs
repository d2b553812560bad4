//! What the rules about patterns share: what a pattern judges, equal ones told as one, and how messages quote them.

use crate::finding::Finding;
use crate::model::openapi::Pattern;
use crate::rules::{Cx, Place, many};

/// A pattern that something is wrong with.
pub(super) struct Wrong<'a, T> {
    pub(super) pattern: Pattern<'a>,
    pub(super) what: T,
}

/// Where the texts come from that a pattern judges. Ordered: `Nobody < Server < Client`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Origin {
    /// No operation leads to it.
    Nobody,
    /// The server returns them.
    Server,
    /// Clients send them.
    Client,
}

pub(super) fn origin(pattern: Pattern<'_>) -> Origin {
    let direction = pattern.schema.direction();
    match (direction.is_request(), direction.is_response()) {
        (true, _) => Origin::Client,
        (false, true) => Origin::Server,
        (false, false) => Origin::Nobody,
    }
}

/// Puts equal patterns together that judge texts of equal origin; the same text copied is one decision.
pub(super) fn groups<'a, T>(found: impl IntoIterator<Item = Wrong<'a, T>>) -> Vec<Vec<Wrong<'a, T>>> {
    many::by_key(found, |wrong| (wrong.pattern.regex.text.as_str(), origin(wrong.pattern)))
}

/// Splits a group of equal patterns into what is told at once: all of it, from `strict` on each by itself.
pub(super) fn told<'g, T>(group: &'g [T], cx: &Cx<'_>) -> std::slice::Chunks<'g, T> {
    group.chunks(if wants_all(cx) { 1 } else { group.len().max(1) })
}

/// ``, or ` (in 12 places)`, for messages about patterns that are told as one.
pub(super) fn times<T>(told: &[Wrong<'_, T>]) -> String {
    if told.len() > 1 { format!(" (in {} places)", told.len()) } else { String::new() }
}

/// Reports equal patterns at the first.
pub(super) fn report<'c, T>(
    told: &[Wrong<'_, T>],
    place: Place<'_>,
    message: String,
    cx: &'c mut Cx<'_>,
) -> &'c mut Finding {
    let known = known(told, cx);
    let finding = cx.report(place, message);
    if let Some(known) = known {
        finding.known_by(known);
    }
    finding
}

/// Told as one they are known by the pattern, also where there is only one yet; told apart by their places.
pub(super) fn known<T>(told: &[Wrong<'_, T>], cx: &Cx<'_>) -> Option<String> {
    let first = told.first().filter(|_| !wants_all(cx))?;
    let sent = if origin(first.pattern) == Origin::Client { "sent" } else { "not sent" };
    Some(format!("{sent}: {}", first.pattern.regex.text))
}

/// Lists the places of equal patterns behind the first.
pub(super) fn list<T>(finding: &mut Finding, told: &[Wrong<'_, T>]) {
    many::list(finding, told.iter().skip(1).map(|wrong| Place::value(wrong.pattern.node)), "here too");
}

/// A pattern for messages: long ones cut off.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or(text)),
        None => format!("`{text}`"),
    }
}

/// A text of an example for messages, with its control characters visible.
pub(super) fn shown(text: &str) -> String {
    let visible: String =
        text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect();
    format!("`{visible}`")
}

/// True where findings about what clients do not send are wanted.
pub(super) fn wants_all(cx: &Cx<'_>) -> bool {
    cx.profile() != crate::finding::Profile::Recommended
}
