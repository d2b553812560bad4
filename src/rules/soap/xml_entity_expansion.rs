//! See `rules/soap/xml-entity-expansion.md`.

use super::xml_doctype_declared::head;
use crate::model::wsdl::entities::{Expansion, content_expansion, worst_expansion};
use crate::rules::{Check, Cx, Place};
use crate::syntax::Document;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

/// Replacement text of one entity that no honest document needs, in bytes.
const MOST: u128 = 64 * 1024;
/// How many times the size of the file one entity may grow to.
const MOST_TIMES: u128 = 100;
/// The same for all references of the content together.
const MOST_TIMES_ALL: u128 = 10;

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    let Some(doctype) = &document.doctype else { return };
    let size = document.source.text.len() as u128;
    let message = match (worst_expansion(doctype), content_expansion(document)) {
        (Expansion::Cycle(name), _) | (_, Expansion::Cycle(name)) => {
            format!("the entity `{name}` contains itself, so expanding it never ends")
        }
        (Expansion::Bytes(one), _) if one > MOST || one > size * MOST_TIMES => {
            format!("one entity of this document type grows to {}", amount(one))
        }
        (_, Expansion::Bytes(all)) if all > MOST && all > size * MOST_TIMES_ALL => {
            format!("the entities this document refers to grow to {} together", amount(all))
        }
        _ => return,
    };
    cx.report(Place::text(document, head(document, doctype)), message)
        .help("remove the entities and their declarations");
}

/// A size for people.
fn amount(bytes: u128) -> String {
    const UNITS: [&str; 4] = ["bytes", "KiB", "MiB", "GiB"];
    let mut size = bytes;
    for unit in UNITS {
        if size < 10 * 1024 {
            return format!("{size} {unit}");
        }
        size /= 1024;
    }
    "more than 10 TiB".into()
}
