//! The part of `secret-in-description` for WSDL: documentation, comments, and values that schemas fix.

use super::shapes::{self, scan};
use super::{Written, prose};
use crate::finding::{Confidence, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::XSD;
use crate::rules::{Cx, Place};
use crate::source::Span;
use crate::syntax::{Document, Element, Kind, NodeRef};

pub(super) fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for document in wsdl.documents() {
        let symbols = document.tree.symbols();
        let prose = ["documentation", "appinfo"].map(|name| symbols.lookup(name));
        let declaring = ["element", "attribute"].map(|name| symbols.lookup(name));
        let schema = symbols.lookup(XSD);
        let has_values = ["default", "fixed"].iter().any(|name| symbols.lookup(name).is_some());
        let mut inside = None;
        let has_any = has_values || prose.iter().any(Option::is_some);
        for node in document.roots().filter(|_| has_any).flat_map(|root| root.subtree()) {
            if inside.is_some_and(|end| node.id >= end) {
                inside = None;
            }
            match node.kind() {
                Kind::Text if inside.is_some() => text(node, cx),
                Kind::Element => {
                    let Some(element) = Element::new(node) else { continue };
                    let local = Some(element.local_symbol());
                    if inside.is_none() && prose.contains(&local) {
                        inside = Some(node.subtree_end());
                    }
                    if has_values && declaring.contains(&local) && Some(element.namespace_symbol()) == schema {
                        fixed(element, cx);
                    }
                }
                _ => {}
            }
        }
        comments(document, cx);
    }
}

fn text<'a>(node: NodeRef<'a>, cx: &mut Cx<'a>) {
    let raw = node.raw();
    if !prose::may_hold(raw) && !shapes::may_hold(raw) {
        return;
    }
    let Some(text) = node.text() else { return };
    let mut written = Written::new(node, &text);
    for found in found(&text) {
        report(written.place(&found.0.range), "this documentation", &found, cx);
    }
}

/// `default` and `fixed`: every message without the value has it.
fn fixed<'a>(element: Element<'a>, cx: &mut Cx<'a>) {
    for node in ["default", "fixed"].into_iter().filter_map(|name| element.attr("", name)) {
        let text = node.text().unwrap_or_default();
        let mut written = Written::new(node, &text);
        for hit in scan(&text).into_iter().filter(|hit| hit.half.is_none()) {
            let finding = cx.report(written.place(&hit.range), format!("this value gives away {}", hit.what));
            finding.help(hit.help).severity(hit.severity).confidence(hit.confidence);
        }
    }
}

fn comments<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    for comment in &document.comments {
        let text = document.source.slice(*comment);
        if !prose::may_hold(text) && !shapes::may_hold(text) {
            continue;
        }
        for found in found(text) {
            let range = &found.0.range;
            let span =
                Span { start: comment.start + range.start as u32, end: comment.start + range.end as u32, ..*comment };
            report(Place::text(document, span), "this comment", &found, cx);
        }
    }
}

/// A leak, with what is known of it where it has the shape of a key.
type Found = (prose::Leak, Option<(Severity, Confidence)>);

fn found(text: &str) -> Vec<Found> {
    let shaped = scan(text).into_iter().filter(|hit| hit.half.is_none());
    let mut all: Vec<Found> = shaped
        .map(|hit| {
            let leak = prose::Leak { range: hit.range, what: hit.what, is_weak: false };
            (leak, Some((hit.severity, hit.confidence)))
        })
        .collect();
    let known = all.len();
    for leak in prose::leaks(text) {
        let is_known = |(other, _): &Found| other.range.start < leak.range.end && leak.range.start < other.range.end;
        if !all.iter().take(known).any(is_known) {
            all.push((leak, None));
        }
    }
    all.sort_by_key(|(leak, _)| leak.range.start);
    all
}

fn report<'a>(place: Place<'a>, holder: &str, (leak, shape): &Found, cx: &mut Cx<'a>) {
    let finding = cx.report(place, format!("{holder} gives away {}", leak.what));
    finding.help("take it out and change it; say where a reader gets a credential of his own");
    match shape {
        Some((severity, confidence)) => finding.severity(*severity).confidence(*confidence),
        None if leak.is_weak => finding.severity(Severity::Medium).confidence(Confidence::Medium),
        None => finding,
    };
}
