//! See `rules/integrity/syntax-error.md`.

use crate::rules::{Check, Cx, Place};
use crate::syntax::Document;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    for error in &document.errors {
        let message = match error.limit {
            Some(limit) if !error.message.contains(limit) => format!("{} (limit `{limit}`)", error.message),
            _ => error.message.clone(),
        };
        let finding = cx.report(Place::text(document, error.span), message.clone()).value(message);
        if let Some(help) = &error.help {
            finding.help(help.as_str());
        }
    }
}
