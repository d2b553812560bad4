//! See `rules/soap/bound-header-not-signed.md`.

use super::causes::{Blame, any_alternative, listed, tag};
use super::headers::{Header, Headers};
use super::sends::{message_binding, signs_by_path, whose};
use crate::model::wsdl::policy::Protection;
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx, Related};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Headers shown with a finding.
const SHOWN: usize = 5;

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let causes = any_alternative(wsdl, |seen| {
        message_binding(seen)?;
        let is_input = seen.direction == Some(Direction::Input) && !seen.is_bootstrap;
        seen.facts.body_signed.filter(|body| body.is_sure && is_input).map(|body| Blame::on(body.at))
    });
    if causes.is_empty() {
        return;
    }
    let all = Headers::of(wsdl);
    for mut cause in causes {
        let mut found: Vec<(String, Element<'a>)> = Vec::new();
        cause.messages.retain(|message| {
            let before = found.len();
            let bound = message.operation().map_or(Vec::new(), |operation| all.bound(operation, Direction::Input));
            let headers = bound.into_iter().filter(|header| is_open(*message, header));
            found.extend(headers.map(|header| (header.name, header.element)));
            message.sees_all() && found.len() > before
        });
        if cause.messages.is_empty() {
            continue;
        }
        let mut names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let (noun, verb) = if names.len() == 1 { ("header", "is") } else { ("headers", "are") };
        let message = format!("the body of {} is signed, but the {noun} {} {verb} not", whose(&cause), listed(&names));
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help(
            "name the header in these `sp:SignedParts`, or leave them empty: then the body and all headers are signed",
        );
        found.dedup_by_key(|(_, element)| element.node().at());
        for (name, element) in found.iter().take(SHOWN) {
            finding.related(tag(*element), format!("`{name}` is sent here"));
        }
    }
}

/// True when no alternative signs it.
fn is_open(message: Protection<'_>, header: &Header<'_>) -> bool {
    message.readings().iter().all(|reading| {
        reading.header_signed(&header.namespace, &header.name).is_none() && !signs_by_path(reading, &header.name)
    })
}
