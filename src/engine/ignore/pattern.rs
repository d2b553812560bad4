//! The places of configuration entries: pointers with `*` and `**`, and operations.

use crate::model::matches_path;
use crate::source::Span;

/// A pointer whose tokens may be `*` (one token) or `**` (any number); covers what it names and what lies below.
pub(super) struct Pattern(Vec<String>);

impl Pattern {
    pub(super) fn new(pointer: &str) -> Self {
        Self(tokens(pointer).into_iter().map(str::to_owned).collect())
    }

    pub(super) fn covers(&self, pointer: &str) -> bool {
        let pointer = tokens(pointer);
        // reach[j]: the pattern so far can end before token j.
        let mut reach = vec![false; pointer.len() + 1];
        reach[0] = true;
        for part in &self.0 {
            let mut next = vec![false; pointer.len() + 1];
            for at in 0..=pointer.len() {
                if part == "**" {
                    next[at] = reach[at] || (at > 0 && next[at - 1]);
                } else if at > 0 && reach[at - 1] {
                    next[at] = part == "*" || part == pointer[at - 1];
                }
            }
            reach = next;
        }
        reach.contains(&true)
    }
}

/// Tokens of an RFC 6901 pointer, or steps of an element path: a slash inside the brackets of a name separates nothing.
fn tokens(pointer: &str) -> Vec<&str> {
    if let Some(inner) = pointer.strip_prefix('/') {
        return inner.split('/').collect();
    }
    let mut depth = 0_u32;
    let steps = pointer.split(|c| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '/' && depth == 0
    });
    steps.filter(|step| !step.is_empty()).collect()
}

/// The bytes of the operations an entry such as `GET /users/{id}` means; `*` is any method, and paths may have `*` and
/// `**` for segments.
pub(super) fn operations(entry: &str, operations: Vec<(Span, String, String)>) -> Vec<Span> {
    let (method, path) = entry.split_once(' ').unwrap_or(("*", entry));
    let path = path.trim();
    operations
        .into_iter()
        .filter(|(_, own, at)| (method == "*" || own.eq_ignore_ascii_case(method)) && matches_path(path, at))
        .map(|(span, ..)| span)
        .collect()
}
