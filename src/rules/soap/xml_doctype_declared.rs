//! See `rules/soap/xml-doctype-declared.md`.

use crate::finding::Severity;
use crate::model::wsdl::is_standard_schema;
use crate::rules::{Check, Cx, Place};
use crate::source::Span;
use crate::syntax::{Doctype, Document};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    let Some(doctype) = &document.doctype else { return };
    let place = Place::text(document, head(document, doctype));
    if is_standard_schema(document) {
        let finding = cx.report(place, "this copy of a standard schema has a document type declaration");
        finding
            .severity(Severity::Info)
            .help("parsers that refuse a DOCTYPE refuse this file; remove it from the copy");
    } else {
        let finding = cx.report(place, "a document type declaration stands in front of this document");
        finding.help("remove it; a service description needs none");
    }
}

/// The declaration up to its internal subset, on its first line: enough to find it.
pub(super) fn head(document: &Document, doctype: &Doctype) -> Span {
    let text = document.source.slice(doctype.span);
    let length = text.find(['[', '\n', '\r']).map_or(text.len(), |at| text[..at].trim_end().len());
    Span { end: doctype.span.start + length as u32, ..doctype.span }
}
