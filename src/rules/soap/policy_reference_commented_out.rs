//! See `rules/soap/policy-reference-commented-out.md`.

use hashbrown::{HashMap, HashSet};

use super::causes::tag;
use super::policies::{Security, words};
use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::{IdKind, Policy};
use crate::rules::{Check, Cx, Place, Related};
use crate::source::{SourceId, Span};
use crate::syntax::{Document, Element, NodeId};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    if policies.is_empty() {
        return;
    }
    let mut security = Security::of(wsdl);
    let mut named: HashMap<(SourceId, &str), &Policy> = HashMap::new();
    for policy in policies.all().iter().filter(|policy| !policy.nested) {
        for id in policy.ids.iter().filter(|id| id.kind != IdKind::Unrecognised) {
            named.entry((policy.at.source, &*id.text)).or_insert(policy);
        }
    }
    let mut told = HashSet::new();
    for document in wsdl.documents() {
        for span in &document.comments {
            for id in references(document.source.slice(*span)).collect::<HashSet<_>>() {
                let Some(policy) = named.get(&(document.source.id, id)) else { continue };
                let Some(element) = wsdl.element(policy.at) else { continue };
                if !security.is_asked_by(policy.at) {
                    continue;
                }
                let place = Place::text(document, *span);
                if !policies.is_attached(policy.at) {
                    if told.insert(policy.at) {
                        let message = format!("{} is attached by nothing but a reference in a comment", words(policy));
                        let finding = cx.report(tag(element), message);
                        finding.help("take the reference out of the comment, or remove the policy");
                        finding.related(place, "the reference is here");
                    }
                } else if let Some(bare) = bare(wsdl, document, *span) {
                    let message =
                        format!("`{}` goes without {}: the reference is a comment", bare.local(), words(policy));
                    let finding = cx.report(place, message).severity(Severity::Medium);
                    finding.help("take the reference out of the comment, or remove it");
                }
            }
        }
    }
}

/// The identifiers that `PolicyReference` elements in a text name in their own document.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split("PolicyReference").skip(1).filter_map(|rest| {
        let tag = rest.split('>').next()?;
        let value = tag.split_once("URI")?.1.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value.get(1..)?.split(quote).next()?.trim().strip_prefix('#')
    })
}

/// The element around a comment, if policies can be attached to it and none is.
fn bare<'a>(wsdl: &Wsdl, document: &'a Document, comment: Span) -> Option<Element<'a>> {
    let behind = document.tree.first_from(comment.start).map_or(document.tree.len() as u32, |id| id.0);
    let before = document.node(NodeId(behind.checked_sub(1)?));
    let mut around = std::iter::successors(Some(before), |node| node.parent());
    let holds = |span: Span| span.start <= comment.start && comment.end <= span.end;
    let element = around.find_map(|node| Element::new(node).filter(|_| holds(node.span())))?;
    let is_endpoint = matches!(element.local(), "binding" | "port" | "endpoint" | "operation" | "input" | "output");
    let is_bare = wsdl.policies().attached_to(element.node().at()).is_empty();
    (is_endpoint && is_bare && wsdl.element(element.node().at()).is_some()).then_some(element)
}
