//! See `rules/soap/policy-security-assertion-ignorable.md`.

use super::policies::{at_tag, security_elements, unread, words};
use super::policy_security_assertion_optional::{asks_for_presence, is_ability};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::is_ignorable;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let is_unread = unread(wsdl);
    for (policy, element) in security_elements(wsdl) {
        if is_ignorable(element) && !is_ability(element.local()) && !is_unread(element) {
            let is_presence = asks_for_presence(element.local());
            if is_presence && cx.profile() == Profile::Recommended {
                continue;
            }
            let message = format!(
                "`sp:{}` is ignorable in {}: a client that matches policies loosely leaves it out",
                element.local(),
                words(policy)
            );
            let finding = at_tag(element, message, cx).help("remove `wsp:Ignorable`");
            if is_presence {
                finding.severity(Severity::Low);
            }
        }
    }
}
