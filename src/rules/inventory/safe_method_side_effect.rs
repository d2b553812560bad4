//! See `rules/inventory/safe-method-side-effect.md`.

use crate::finding::Severity;
use crate::model::openapi::{Fields, Key, Operation, segments};
use crate::rules::verbs::{begins_change, is_changing};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Operation(check)];

fn check<'a>(operation: Operation<'a>, cx: &mut Cx<'a>) {
    if !matches!(operation.method(), "GET" | "HEAD") || is_page(operation) {
        return;
    }
    let title = operation.title();
    let (verb, from) = if let Some(verb) = of_path(operation.path()) {
        (verb, "by its path")
    } else if let Some(verb) = of_id(operation) {
        (verb, "by its `operationId`")
    } else {
        return;
    };
    let finding =
        cx.report(Place::key(operation.node()), format!("`{title}` seems to change something ({from}: `{verb}`)"));
    finding.help("make it a `post`, `put`, `patch` or `delete`; if it only reads, give it the name of what it reads");
    if operation.security().admits_anonymous() {
        finding.severity(Severity::Medium);
    }
}

/// A form for people: answered with a page.
fn is_page(operation: Operation<'_>) -> bool {
    let produces = operation.node().field(Key::Produces).into_iter().flat_map(NodeRef::items);
    let mut produces = produces.filter_map(NodeRef::text).peekable();
    if produces.peek().is_some() && produces.all(|media_type| media_type.starts_with("text/html")) {
        return true;
    }
    let payloads: Vec<_> = operation.successes().into_iter().flat_map(|response| response.payloads()).collect();
    !payloads.is_empty() && payloads.iter().all(|payload| payload.media_type.starts_with("text/html"))
}

/// The last segment that is text and a verb as a whole, with nothing but parameters behind it: `/picture/delete/{id}`.
fn of_path(path: &str) -> Option<String> {
    let segments = segments(path);
    let at = segments.iter().rposition(|segment| !segment.ends_with('}'))?;
    let last = *segments.get(at)?;
    let last = last.split('.').next().unwrap_or(last);
    let verb = last.rsplit(':').next().unwrap_or(last).to_ascii_lowercase();
    // `/transfer/{id}` is a transfer.
    let is_thing = at + 1 < segments.len() && THINGS.contains(&verb.as_str());
    (is_changing(&verb) && !is_thing).then_some(verb)
}

/// Verbs that are names of things when an id follows.
const THINGS: &[&str] =
    &["transfer", "refund", "deposit", "vote", "follow", "like", "love", "ban", "update", "edit", "insert", "resume"];

/// The first word of the id: `deletePicture`; not `getDeletedPictures`.
fn of_id(operation: Operation<'_>) -> Option<String> {
    let id = operation.id()?;
    // `pictures.delete`, `api_v1_delete_picture` put other words in front; only a clear case counts.
    let first = words::split(id.rsplit(['.', '/']).next().unwrap_or(&id)).into_iter().next()?;
    begins_change(&first).then_some(first)
}
