//! See `rules/soap/signature-confirmation-missing.md`.

use super::causes::{Blame, Seen, any_alternative};
use crate::model::wsdl::policy::Protection;
use crate::model::wsdl::policy::reading::Options;
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, judge) {
        let answered = |message: &Protection<'_>| {
            message.abstract_operation().is_none_or(|operation| operation.output().is_some())
        };
        if !cause.messages.is_empty() && !cause.messages.iter().any(answered) {
            continue;
        }
        let what = "responses do not confirm the signature of the request they answer";
        if let Some(finding) = cause.report(cause.sentence(what), cx) {
            finding.help("add `<sp:RequireSignatureConfirmation/>` to the policy of `sp:Wss11`");
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let is_request = seen.direction.is_none_or(|direction| direction == Direction::Input);
    let is_signed = seen.facts.body_signed.is_some() && seen.reading.bindings.iter().any(|one| one.kind.is_message());
    if !is_request || !is_signed || seen.facts.unknown.is_some() {
        return None;
    }
    let mut options = seen.reading.wss.iter().filter(|options| options.name == "Wss11");
    let first = options.next()?;
    let confirms = |options: &Options| options.property("RequireSignatureConfirmation").is_some();
    (!confirms(first) && !options.any(confirms)).then(|| Blame::on(first.at))
}
