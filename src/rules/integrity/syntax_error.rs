//! See `rules/integrity/syntax-error.md`.

use crate::model::wsdl::policy::stands_in_policy;
use crate::rules::{Check, Cx, Place};
use crate::source::Span;
use crate::syntax::{Document, Element, SyntaxError};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    let mut told: Option<Span> = None;
    for error in &document.errors {
        let tag = undeclared_in(document, error);
        if tag.is_some() && tag == told {
            continue;
        }
        told = tag;
        let message = match error.limit {
            Some(limit) if !error.message.contains(limit) => format!("{} (limit `{limit}`)", error.message),
            _ => match undeclared(document, error.span).filter(|element| stands_in_policy(*element)) {
                Some(element) => format!("{}: this policy is not read by any stack", prefix_of(element)),
                None => error.message.clone(),
            },
        };
        let finding = cx.report(Place::text(document, error.span), message.clone()).value(message);
        if let Some(help) = &error.help {
            finding.help(help.as_str());
        }
    }
}

/// The start tag that an error about a prefix stands in: one tag, one finding.
fn undeclared_in(document: &Document, error: &SyntaxError) -> Option<Span> {
    let is_prefix = error.message.starts_with("prefix `");
    let text = document.source.text.get(..error.span.start as usize).filter(|_| is_prefix)?;
    let start = text.rfind('<')? as u32;
    Some(Span { start, end: start, ..error.span })
}

/// The element whose prefix nothing declares, where that is the error.
fn undeclared(document: &Document, span: Span) -> Option<Element<'_>> {
    let id = document.tree.first_from(span.start.checked_sub(1)?)?;
    let element = Element::new(document.node(id)).filter(|element| element.name_span() == span)?;
    (element.namespace().is_empty() && document.source.slice(span).contains(':')).then_some(element)
}

fn prefix_of(element: Element<'_>) -> String {
    let name = element.node().doc.source.slice(element.name_span());
    format!("prefix `{}` is not declared", name.split(':').next().unwrap_or(name))
}
