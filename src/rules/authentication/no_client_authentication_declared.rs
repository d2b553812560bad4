//! See `rules/authentication/no-client-authentication-declared.md`.

use hashbrown::HashMap;

use crate::model::wsdl::policy::reading::BindingKind;
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::soap::causes::{Blame, Seen, every_alternative};
use crate::rules::soap::ports::has_own_headers;
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let mut known: HashMap<At, bool> = HashMap::new();
    for mut cause in every_alternative(wsdl, judge) {
        let is_fragment = cause.messages.is_empty();
        // A header of the service's own may say who calls, and what is not seen may ask for it.
        cause.messages.retain(|message| {
            let Some(binding) = message.binding().filter(|_| message.sees_all()) else { return false };
            let scheme = message.port().is_some_and(|port| port.authentication_scheme().is_some());
            !scheme && !*known.entry(binding.element().node().at()).or_insert_with(|| has_own_headers(binding))
        });
        if cause.messages.is_empty() != is_fragment {
            continue;
        }
        let Some(element) = cause.element() else { continue };
        let whom = if is_fragment { String::new() } else { format!(" before it takes {}", cause.whom()) };
        let (what, help) = match cause.facts.binding {
            Some(BindingKind::Transport) => (
                "protects the way, and nothing makes the client prove who it is",
                "require a client certificate or HTTP authentication in the `sp:HttpsToken`, or add a supporting token",
            ),
            _ => (
                "protects messages with the key of the service, and nothing makes the client prove who it is",
                "add a token of the client, such as `sp:EndorsingSupportingTokens`",
            ),
        };
        let message = format!("`{}` {what}{whom}", element.local());
        if let Some(finding) = cause.report(message, cx) {
            finding.help(help);
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let reading = seen.reading;
    // A bootstrap policy that asks nobody is told by what the session then proves: nothing.
    let counts = !seen.is_bootstrap && seen.direction.is_none_or(|direction| direction == Direction::Input);
    let is_known = reading.unknown.is_none() && seen.facts.client.is_none();
    let binding = reading.binding().filter(|_| counts && is_known)?;
    // The tokens of an asymmetric binding name the client, if nothing is wrong with them.
    let is_told = match binding.kind {
        BindingKind::Transport => true,
        BindingKind::Symmetric => binding.keys.iter().any(|key| !key.tokens.is_empty()),
        BindingKind::Asymmetric => false,
    };
    is_told.then(|| Blame::on(binding.at))
}
