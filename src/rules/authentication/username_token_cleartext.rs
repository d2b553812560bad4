//! See `rules/authentication/username-token-cleartext.md`.

use crate::finding::{Confidence, Severity};
use crate::model::wsdl::Wsdl;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::{
    is_exposed, is_hashed, is_request, over_http, over_open_http, road, sends_password, supporting, whose,
};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, readable) {
        let message = format!("a password travels readably in {}{}", whose(&cause), road(&cause));
        let (is_http, is_open, is_alone) = (over_http(&cause), over_open_http(&cause), cause.messages.is_empty());
        let Some(finding) = cause.report(message, cx) else { continue };
        let address = if is_http { ", and write an `https` address" } else { "" };
        finding.help(format!("require TLS: `sp:TransportBinding` with `sp:HttpsToken`{address}"));
        if !is_open {
            finding.severity(Severity::High);
        }
        if is_alone {
            // The binding may be attached beside it.
            finding.confidence(Confidence::Medium);
        }
    }
}

fn readable(seen: &Seen<'_>) -> Vec<Blame> {
    let is_open = is_exposed(&seen.facts) && seen.facts.unknown.is_none() && !seen.reading.can_encrypt();
    if !is_open || !is_request(seen) {
        return Vec::new();
    }
    let tokens = supporting(seen.reading).filter(|(usage, token)| sends_password(usage, token) && !is_hashed(token));
    tokens.map(|(_, token)| Blame::on(token.at)).collect()
}
