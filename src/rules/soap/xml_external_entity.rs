//! See `rules/soap/xml-external-entity.md`.

use super::xml_doctype_declared::head;
use crate::finding::Severity;
use crate::model::endpoint::{Scheme, Url};
use crate::model::wsdl::entities::referenced;
use crate::model::wsdl::is_standard_schema;
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{Document, EntityValue};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    let Some(doctype) = &document.doctype else { return };
    let is_standard = is_standard_schema(document);
    let declaration = Place::text(document, head(document, doctype));
    if let Some(uri) = &doctype.system_id {
        let message = format!("the document type is read from {}", whence(uri));
        let finding = cx.report(declaration, message).help("remove the declaration");
        if is_standard || uri.starts_with("http://www.w3.org/") {
            finding.severity(Severity::Info);
        }
    }
    for (entity, is_read) in doctype.entities.iter().zip(referenced(document)) {
        let EntityValue::External(uri) = &entity.value else { continue };
        let mark = if entity.parameter { '%' } else { '&' };
        let what = format!("the entity `{mark}{};` is", entity.name);
        let message = match is_read {
            true => format!("{what} read from {}", whence(uri)),
            false => format!("{what} declared to be read from `{uri}`, and nothing here refers to it"),
        };
        let finding = cx.report(Place::text(document, entity.span), message).value(entity.name.as_str());
        finding.related(declaration, "declared in here");
        if is_read {
            finding.help("remove the entity, or write its text where it is used");
        } else {
            finding.help("remove the entity").severity(Severity::Low);
        }
        if is_standard {
            finding.severity(Severity::Info);
        }
    }
}

/// Where a system identifier leads, by its scheme.
fn whence(uri: &str) -> String {
    let is_address = |byte: u8| byte.is_ascii_graphic() && !b"<>\"{}|^`".contains(&byte);
    if !uri.bytes().all(is_address) {
        return format!("a text that is no address: `{uri}`");
    }
    let url = Url::parse(uri);
    match url.scheme() {
        Scheme::Other(scheme) if scheme == "file" => format!("a file of whichever machine parses this: `{uri}`"),
        Scheme::Http | Scheme::Https => format!("an address that every parser then calls: `{uri}`"),
        Scheme::Other(scheme) => format!("an address over `{scheme}`: `{uri}`"),
        _ if uri.starts_with('/') => format!("a file of whichever machine parses this: `{uri}`"),
        _ => format!("another file: `{uri}`"),
    }
}
