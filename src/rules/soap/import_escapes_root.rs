//! See `rules/soap/import-escapes-root.md`.

use crate::model::wsdl::{ImportTarget, Wsdl};
use crate::rules::{Check, Cx, Related};
use crate::source::LoadError;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for all: a folder that was left out is one cause.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let outside = wsdl.imports().iter().filter(|import| import.target == ImportTarget::Failed(LoadError::OutsideRoot));
    // A path from the root is the subject of `import-local-absolute-path`.
    let mut climbing =
        outside.filter_map(|import| import.location(wsdl)).filter(|node| !node.raw().trim().starts_with('/'));
    let Some(first) = climbing.next() else { return };
    let others: Vec<_> = climbing.collect();
    let more = match others.len() {
        0 => String::new(),
        1 => ", and so does 1 more location".to_owned(),
        more => format!(", and so do {more} more locations"),
    };
    let message = format!("`{}` leads out of the project, so it was not read{more}", first.raw().trim());
    let finding = cx.report(first, message).value("outside");
    finding.help("keep the document in the project, or check the folder that holds all of it");
    for other in others.iter().take(4) {
        finding.related(*other, "leads out too");
    }
}
