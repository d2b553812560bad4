//! Where secrets are looked for beside values: comments, and settings of gateways that are secrets by their name.

use super::live::{is_password, is_random};
use super::shapes::{may_hold, scan};
use crate::finding::{Confidence, Severity};
use crate::model::openapi::{Api, Kind};
use crate::rules::Place;
use crate::rules::lexicon::{Sensitive, sensitive};
use crate::source::Span;
use crate::syntax::{Document, NodeRef};

/// A secret where it stands.
pub(super) struct Found<'a> {
    /// The bytes to mark.
    pub(super) place: Place<'a>,
    /// What holds it, for the message.
    pub(super) holder: &'static str,
    /// The scalar, to tell places apart; comments have none.
    pub(super) node: Option<NodeRef<'a>>,
    /// What it is, with its article.
    pub(super) what: &'static str,
    /// How many characters of it may be shown.
    pub(super) shown: usize,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    /// What to do about it.
    pub(super) help: &'static str,
    pub(super) secret: String,
}

/// Comments of YAML. Those of consecutive lines are one text, as a key may fill several.
pub(super) fn comments<'a>(document: &'a Document, found: &mut Vec<Found<'a>>) {
    let source = &document.source;
    let mut rest = document.comments.as_slice();
    while let Some(first) = rest.first() {
        let mut end = 1;
        while let (Some(last), Some(next)) = (rest.get(end - 1), rest.get(end))
            && source.slice(Span { start: last.end, end: next.start, ..*last }).trim() == ""
        {
            end += 1;
        }
        let (block, others) = rest.split_at(end);
        rest = others;
        let whole = Span { end: block.last().unwrap_or(first).end, ..*first };
        if !may_hold(source.slice(whole)) {
            continue;
        }
        // The text without the marks, and where each line of it is written.
        let mut text = String::new();
        let mut lines: Vec<(usize, u32)> = Vec::new();
        for comment in block {
            let written = source.slice(*comment);
            let said = written.trim_start_matches(['#', ' ']);
            lines.push((text.len(), comment.start + (written.len() - said.len()) as u32));
            text.push_str(said);
            text.push('\n');
        }
        let written_at = |at: usize| {
            let line = lines.iter().rev().find(|(start, _)| *start <= at);
            line.map_or(whole.start, |(start, written)| written + (at - start) as u32)
        };
        for hit in scan(&text).into_iter().filter(|hit| hit.half.is_none()) {
            let Some(secret) = text.get(hit.range.clone()) else { continue };
            let last = hit.range.end.saturating_sub(1);
            let span = Span { start: written_at(hit.range.start), end: written_at(last) + 1, ..whole };
            found.push(Found {
                place: Place::text(document, span),
                holder: "this comment",
                node: None,
                what: hit.what,
                shown: hit.shown,
                severity: hit.severity,
                confidence: hit.confidence,
                help: hit.help,
                secret: secret.to_owned(),
            });
        }
    }
}

/// Settings of gateways that are secrets by their name: `client_secret` of a plugin. References to a vault are none.
pub(super) fn named<'a>(api: &'a Api, found: &mut Vec<Found<'a>>) {
    for extension in api.nodes_of(Kind::Extension).filter(|node| api.gateway().is_setting(*node)) {
        for node in extension.subtree().filter(|node| node.is_scalar() && !node.is_key()) {
            let holder = if node.key().is_some() { Some(node) } else { node.parent() };
            let Some(name) = holder.and_then(NodeRef::key).map(NodeRef::key_text) else { continue };
            if !matches!(sensitive(name), Some(Sensitive::Password | Sensitive::Key)) {
                continue;
            }
            let Some(text) = node.string() else { continue };
            // `context.identity.apiKey` says where a value comes from.
            let is_path =
                text.contains('.') && text.split('.').all(|part| part.bytes().all(|b| b.is_ascii_alphabetic()));
            let is_word =
                !is_path && !text.contains(char::is_whitespace) && !text.contains("://") && !text.starts_with('$');
            let is_real = is_word && (is_password(&text, "") || (text.len() >= 16 && is_random(&text)));
            if is_real && !found.iter().any(|known| known.node == Some(node)) {
                found.push(Found {
                    place: Place::value(node),
                    holder: "a setting of the gateway",
                    node: Some(node),
                    what: "a secret",
                    shown: 0,
                    severity: Severity::Critical,
                    confidence: Confidence::Medium,
                    help: "revoke it, then refer to a vault or a variable of the environment",
                    secret: text.into_owned(),
                });
            }
        }
    }
}
