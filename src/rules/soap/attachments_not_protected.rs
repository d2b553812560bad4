//! See `rules/soap/attachments-not-protected.md`.

use hashbrown::HashSet;

use super::causes::Blame;
use super::sends::{is_exposed, message_binding, missing, whose};
use crate::finding::Severity;
use crate::model::wsdl::namespaces::SWA_REF;
use crate::model::wsdl::policy::Protection;
use crate::model::wsdl::reach::Way;
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx};
use crate::syntax::{At, Element};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let causes = missing(wsdl, |seen| {
        let binding = message_binding(seen)?;
        let facts = &seen.facts;
        if !is_exposed(facts) || seen.is_bootstrap {
            return None;
        }
        match (facts.attachments_signed, facts.attachments_encrypted) {
            (None, encrypted) => {
                let by_body = facts.body_signed.map(|body| body.at);
                Some(Blame::for_what(encrypted.or(by_body).unwrap_or(binding.at), "signed"))
            }
            (Some(at), None) if facts.body_encrypted.is_some() => Some(Blame::for_what(at, "encrypted")),
            _ => None,
        }
    });
    if causes.is_empty() {
        return;
    }
    let referring = referring(wsdl);
    for mut cause in causes {
        cause.messages.retain(|message| is_mime(*message) || refers(*message, &referring));
        if cause.messages.is_empty() {
            continue;
        }
        let message = format!("what is attached to {} is not {}", whose(&cause), cause.about);
        let is_signed = cause.about == "encrypted";
        let Some(finding) = cause.report(message, cx) else { continue };
        let parts = if is_signed { "sp:EncryptedParts" } else { "sp:SignedParts" };
        finding
            .help(format!("add `sp:Attachments` of WS-SecurityPolicy 1.2 to `{parts}`, or send the messages over TLS"));
        if is_signed {
            finding.severity(Severity::Low);
        }
    }
}

fn is_mime(message: Protection<'_>) -> bool {
    let bound = message.operation().into_iter().flat_map(|operation| operation.messages());
    bound.filter(|bound| bound.direction() == message.direction()).any(|bound| bound.is_mime())
}

/// Operations with messages that refer to attachments by `swaRef`, and which way those go.
fn referring(wsdl: &Wsdl) -> HashSet<(Direction, At)> {
    let mut found = HashSet::new();
    for (way, direction) in [(Way::Input, Direction::Input), (Way::Output, Direction::Output)] {
        let values = wsdl.reach().values(way).map(|value| value.component());
        let references: Vec<_> = values.filter(|component| component.element().is_some_and(is_reference)).collect();
        if !references.is_empty() {
            let holders = wsdl.reach().holders(way, &references).into_iter();
            found.extend(holders.map(|(operation, _)| (direction, operation.element().node().at())));
        }
    }
    found
}

fn is_reference(element: Element<'_>) -> bool {
    let written = element.attr_text("type").unwrap_or_default();
    element.resolve_qname(written.trim()).is_some_and(|(namespace, _)| namespace == SWA_REF)
}

fn refers(message: Protection<'_>, referring: &HashSet<(Direction, At)>) -> bool {
    let operation = message.operation().map(|operation| operation.element().node().at());
    operation.is_some_and(|at| referring.contains(&(message.direction(), at)))
}
