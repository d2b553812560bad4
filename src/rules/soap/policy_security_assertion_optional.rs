//! See `rules/soap/policy-security-assertion-optional.md`.

use super::policies::{at_tag, security_elements, unread, words};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::{is_ignorable, is_optional};
use crate::rules::{Check, Cx};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let is_unread = unread(wsdl);
    for (policy, element) in security_elements(wsdl) {
        if !is_optional(element) || is_ability(element.local()) || is_unread(element) {
            continue;
        }
        let is_presence = asks_for_presence(element.local());
        if is_presence && cx.profile() == Profile::Recommended {
            continue;
        }
        let what = if is_ignorable(element) { "optional, and ignorable too," } else { "optional" };
        let message = format!("`sp:{}` is {what} in {}: clients may do without", element.local(), words(policy));
        let finding = at_tag(element, message, cx).help(remove(element));
        if is_presence {
            finding.severity(Severity::Low);
        }
    }
}

/// What to do about an optional assertion.
pub(super) fn remove(element: Element<'_>) -> &'static str {
    if is_ignorable(element) { "remove `wsp:Optional` and `wsp:Ignorable`" } else { "remove `wsp:Optional`" }
}

/// True for assertions that something be there, which protect nothing of it.
pub(super) fn asks_for_presence(local: &str) -> bool {
    matches!(local, "RequiredParts" | "RequiredElements")
}

/// True for assertions that say what a side is able to do or how it refers to things: without them nothing is weaker.
pub(super) fn is_ability(local: &str) -> bool {
    local.starts_with("MustSupport")
        || (local.starts_with("Require") && (local.ends_with("Reference") || local.ends_with("DerivedKeys")))
        || local.starts_with("WssX509")
        || local.starts_with("WssSaml")
        || local.starts_with("WssRel")
        || matches!(local, "Wss10" | "Wss11" | "Trust10" | "Trust13" | "Layout")
        || matches!(local, "WssUsernameToken10" | "WssUsernameToken11" | "MustNotSendCancel" | "MustNotSendAmend")
        || matches!(local, "MustNotSendRenew" | "SC10SecurityContextToken" | "SC13SecurityContextToken")
}
