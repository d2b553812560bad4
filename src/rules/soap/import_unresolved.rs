//! See `rules/soap/import-unresolved.md`.

use crate::model::wsdl::{Import, ImportTarget, Wsdl, xsd};
use crate::rules::{Check, Cx, Place, Related};
use crate::source::LoadError;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One finding for those that were asked for in vain, one for those that are never asked for.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // What leads out of the project is the subject of `import-escapes-root`.
    let outside = ImportTarget::Failed(LoadError::OutsideRoot);
    let unread = wsdl
        .imports()
        .iter()
        .filter(|import| import.is_unresolved() && import.target != outside && !is_known(wsdl, import));
    let (remote, lost): (Vec<&Import>, Vec<&Import>) = unread.partition(|import| import.target == ImportTarget::Remote);
    report(wsdl, &lost, "missing", "check that the folder is complete, and that the locations are right", cx);
    report(wsdl, &remote, "remote", "keep a copy beside the description and import that", cx);
}

fn report<'a>(wsdl: &'a Wsdl, unread: &[&Import], value: &str, help: &str, cx: &mut Cx<'a>) {
    let places = || unread.iter().filter_map(|import| import.location(wsdl));
    let (Some(first), Some(place)) = (unread.first(), places().next()) else { return };
    let more = match unread.len() - 1 {
        0 => String::new(),
        1 => ", nor was 1 more import".to_owned(),
        more => format!(", nor were {more} more imports"),
    };
    let hidden =
        if unread.iter().any(|import| import.kind.is_wsdl()) { "services, messages and types" } else { "the types" };
    let written = place.text().unwrap_or_default();
    let written = written.trim();
    let message = format!("`{written}` was not read ({}){more}: {hidden} declared there are not judged", why(first));
    let finding = cx.report(Place::value(place), message).value(value).help(help);
    for place in places().skip(1).take(4) {
        finding.related(place, "not read either");
    }
}

/// A schema of a standards body: nothing is judged there anyway.
fn is_known(wsdl: &Wsdl, import: &Import) -> bool {
    let namespace = import.element(wsdl).and_then(|element| element.attr_text("namespace"));
    !import.kind.is_wsdl() && namespace.is_some_and(|namespace| xsd::is_standard_namespace(&namespace))
}

fn why(import: &Import) -> String {
    match &import.target {
        ImportTarget::Remote => "this program fetches nothing".to_owned(),
        ImportTarget::Failed(why) => why.to_string(),
        ImportTarget::NotXml(why) => why.clone(),
        ImportTarget::TooManyFiles => "over the limit `files`".to_owned(),
        ImportTarget::Loaded(_) | ImportTarget::NoLocation => String::new(),
    }
}
