//! See `rules/integrity/lint-suppression.md`.

use crate::rules::{Check, Cx, Place, Related, many};
use crate::source::Span;
use crate::syntax::{Document, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

/// Extensions by which other tools are told to be silent, with the tool.
const EXTENSIONS: &[(&str, &str)] = &[
    ("x-42c-accept-empty-security", "42Crunch"),
    ("x-42c-no-authentication", "42Crunch"),
    ("x-42c-skip-issues", "42Crunch"),
    ("x-42c-sensitive", "42Crunch"),
    ("x-zally-ignore", "Zally"),
    ("x-spectral-ignore", "Spectral"),
    ("x-spectral-disable", "Spectral"),
    ("x-redocly-ignore", "Redocly"),
    ("x-lint-ignore", "vacuum"),
    ("x-vacuum-ignore", "vacuum"),
    ("x-kics-ignore", "KICS"),
    ("x-checkov-skip", "Checkov"),
    ("x-ibm-ignore", "IBM"),
];

/// Words by which comments do.
const COMMENTS: &[(&str, &str)] = &[
    ("checkov:skip=", "Checkov"),
    ("kics-scan ignore", "KICS"),
    ("kics-scan disable", "KICS"),
    ("kics ignore", "KICS"),
    ("trivy:ignore:", "Trivy"),
    ("tfsec:ignore:", "tfsec"),
    ("nosemgrep", "Semgrep"),
    ("gitleaks:allow", "gitleaks"),
    ("spectral:disable", "Spectral"),
    ("spectral-disable", "Spectral"),
];

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    let keys = document.roots().flat_map(|root| root.subtree()).filter(|node| node.is_key());
    let silent = keys.filter_map(|key| {
        let name = key.key_text();
        let (name, tool) = name.starts_with("x-").then(|| EXTENSIONS.iter().find(|(known, _)| *known == name))??;
        is_on(key).then_some((Place::key(key), *name, *tool))
    });
    let comments = document.comments.iter().filter_map(|comment| {
        let (word, tool) = in_comment(document, *comment)?;
        Some((Place::text(document, *comment), word, tool))
    });
    for alike in many::by_key(silent.chain(comments), |(_, word, _)| *word) {
        let Some(((place, word, tool), others)) = alike.split_first() else { continue };
        let count = if others.is_empty() { String::new() } else { format!(", at {} places", alike.len()) };
        let word = word.trim_end_matches(['=', ':']);
        let finding = cx.report(*place, format!("`{word}` tells {tool} not to report what stands here{count}"));
        finding.help("see whether the reason still holds, and write it beside it").value(word);
        for (other, ..) in others.iter().take(4) {
            finding.related(*other, "here too");
        }
    }
}

/// False for one that is switched off again.
fn is_on(key: NodeRef<'_>) -> bool {
    let map = key.parent();
    let value = map.and_then(|map| map.written_entries().find(|(other, _)| other.id == key.id)).map(|(_, value)| value);
    value.is_none_or(|value| value.bool() != Some(false) && !(value.is_seq() && value.is_empty()))
}

fn in_comment(document: &Document, comment: Span) -> Option<(&'static str, &'static str)> {
    let text = document.source.slice(comment).to_ascii_lowercase();
    COMMENTS.iter().find(|(word, _)| text.contains(word)).copied()
}
