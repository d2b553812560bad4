//! See `rules/soap/body-not-encrypted.md`.

use super::causes::{Blame, Cause, tag};
use super::sends::{encrypts_in_body, is_exposed, message_binding, missing, named, over_http, road, whose};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::reach::Way;
use crate::model::wsdl::xsd::Component;
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::lexicon::sensitive;
use crate::rules::personal::is_personal;
use crate::rules::{Check, Cx, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let causes = missing(wsdl, |seen| {
        let binding = message_binding(seen)?;
        let is_fault = seen.direction == Some(Direction::Fault);
        let is_encrypted = seen.facts.body_encrypted.is_some() || encrypts_in_body(seen.reading);
        let is_open = is_exposed(&seen.facts) && !is_encrypted && !is_fault;
        is_open.then(|| Blame::on(binding.at))
    });
    for cause in causes {
        let message =
            format!("{} protects {}, but nothing encrypts the body{}", named(&cause), whose(&cause), road(&cause));
        let delicate = delicate(wsdl, &cause).filter(|_| over_http(&cause));
        if delicate.is_none() && cx.profile() == Profile::Recommended {
            continue;
        }
        let Some(finding) = cause.report(message, cx) else { continue };
        finding.help("attach `sp:EncryptedParts` with `sp:Body` to these messages, or serve them over TLS");
        match delicate.and_then(Component::element) {
            Some(element) => {
                finding.related(tag(element), "this is sent in such messages");
            }
            None => {
                finding.severity(Severity::Low);
            }
        }
    }
}

/// A field of the messages that others should not read, by its name.
fn delicate<'a>(wsdl: &'a Wsdl, cause: &Cause<'_>) -> Option<Component<'a>> {
    let goes = |wanted| cause.messages.iter().any(|message| message.direction() == wanted);
    let ways = [(Direction::Input, Way::Input), (Direction::Output, Way::Output)];
    let mut values =
        ways.into_iter().filter(|(direction, _)| goes(*direction)).flat_map(|(_, way)| wsdl.reach().values(way));
    let is_delicate = |name: &str| sensitive(name).is_some() || is_personal(name);
    values.find(|value| is_delicate(value.component().name())).map(|value| value.component())
}
