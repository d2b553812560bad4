//! See `rules/input/attachment-any-content-type.md`.

use hashbrown::HashSet;

use crate::model::wsdl::namespaces::{MIME, XMIME};
use crate::model::wsdl::reach::Way;
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, Element};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// An attachment whose type anybody may choose.
struct Open<'a> {
    place: Place<'a>,
    /// `part `file` of `Send``.
    what: String,
    types: String,
}

/// One finding for the description.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let mut found: Vec<Open<'a>> = Vec::new();
    let mut seen: HashSet<At> = HashSet::new();
    for operation in wsdl.bindings().flat_map(|binding| binding.operations()) {
        for input in operation.messages().filter(|message| message.direction() == Direction::Input) {
            for content in input.element().descendants().filter(|inner| is_part(*inner)) {
                let written = content.attr("", "type");
                let types = written.and_then(|node| node.text()).unwrap_or_default();
                if written.is_some() && !is_any(&types) {
                    continue;
                }
                let part = content.attr_text("part").unwrap_or_default();
                let place = written.map_or(Place::within(content.node(), content.name_span()), Place::value);
                let what = format!("part `{}` of `{}`", part.trim(), operation.name());
                found.push(Open { place, what, types: types.trim().to_owned() });
            }
        }
    }
    let has_expected = wsdl.mentions("expectedContentTypes");
    for reached in wsdl.reach().values(Way::Input).filter(|_| has_expected) {
        let Some(element) = reached.component().element() else { continue };
        let expected = XMIME.iter().find_map(|namespace| element.attr(namespace, "expectedContentTypes"));
        let Some(expected) = expected.filter(|node| node.text().is_some_and(|types| is_any(&types))) else { continue };
        if seen.insert(expected.at()) {
            let what = format!("`{}`", reached.trail(Way::Input));
            let types = expected.text().unwrap_or_default().trim().to_owned();
            found.push(Open { place: Place::value(expected), what, types });
        }
    }
    let Some((first, others)) = found.split_first() else { return };
    let types = if first.types.is_empty() { String::from("no media type") } else { format!("`{}`", first.types) };
    let message = match others.len() {
        0 => format!("the attachment in {} may be of any type ({types})", first.what),
        more => format!("{} attachments of inputs may be of any type, such as {} ({types})", more + 1, first.what),
    };
    let finding = cx.report(first.place, message);
    finding.help("name the media types that the service can handle, and have it check what really came");
    for other in others.iter().take(4) {
        finding.related(other.place, "and here");
    }
}

fn is_part(element: Element<'_>) -> bool {
    element.is(MIME, "content") && element.parent().is_some_and(|part| part.is(MIME, "part"))
}

/// True for lists of media types in which one admits all.
fn is_any(types: &str) -> bool {
    types.split(',').map(|one| one.split(';').next().unwrap_or(one).trim()).any(|one| {
        matches!(one.to_ascii_lowercase().as_str(), "*/*" | "*" | "application/octet-stream" | "application/*")
    })
}
